#include <fmt/format.h>
#include <unistd.h>

#include <cmath>

#include "base/file.h"
#include "base/processors.h"
#include "cli/programs.h"
#include "energy/meter.h"
#include "program/native_runner.h"
#include "sandbox/layers.h"

namespace qed::cli {
namespace {

using sandbox::Isolation;

constexpr int kBroken = 4;

std::string line(std::string_view what, bool works, std::string_view detail) {
  return fmt::format("  {} {:<12} {}\n", works ? "✓" : "✗", what, detail);
}

std::string show_layers() {
  std::string text = "Isolation\n";
  for (const sandbox::Layer& layer : sandbox::probe_layers()) {
    std::string detail(layer.purpose);
    if (!layer.works && !layer.needed) detail += "; programs run without it";
    if (!layer.detail.empty()) detail += fmt::format(" ({})", layer.detail);
    text += line(layer.name, layer.works, detail);
  }
  return text;
}

// What a program says in the sandbox, or why there is nothing.
Result<program::Run> say(program::Runner& runner, const std::string& source) {
  return runner.run({.source = source, .tests = {}}, {});
}

std::string show_package(program::Runner& runner, const std::string& package) {
  const Result<program::Run> run = say(runner, fmt::format("import {0}\nans = {0}.__version__", package));
  const bool works = run && run->status == program::Status::kOk;
  return line(package, works, works ? run->answer : "not installed");
}

std::string show_native() {
  const Result<program::Run> run = program::run_natively({.source = "ans = 6 * 7", .tests = {}}, {});
  const bool works = run && run->answer == "42";
  return line("native", works, works ? "runs plain Python without a sandbox; the rest needs one" : "does not run");
}

// One program through each kind of sandbox; `usable` is set where the default one works.
Result<std::string> show_runs(const Arguments& arguments, bool& usable) {
  std::string text = "\nPrograms\n" + show_native(), packages;
  for (const Isolation isolation : {Isolation::kFull, Isolation::kLandlock}) {
    const auto runner =
        QED_TRY(program::PythonRunner::create({}, {.python = arguments.text("python"), .isolation = isolation}));
    const Result<std::string> python = runner->interpreter();
    if (isolation == Isolation::kFull)
      text += line("python", python.has_value(), python ? *python : python.error().message);
    if (!python) return text;
    const Result<program::Run> run = say(*runner, "ans = 6 * 7");
    const bool works = run && run->answer == "42";
    text += line(name(isolation), works, run ? run->isolation : run.error().message);
    if (works && packages.empty())
      for (const char* package : {"sympy", "numpy"}) packages += show_package(*runner, package);
    if (isolation == Isolation::kFull) usable = works;
  }
  return text + packages;
}

// What decides how many threads a model runs on.
std::string show_processors() {
  const Processors found = available_processors();
  const auto some = [](std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
  };
  const bool limited = std::isfinite(found.quota);
  return "\nProcessors\n" +
         line("processors", true,
              fmt::format("{} on {} of {}", found.allowed.size(), some(found.cores.size(), "core"),
                          some(found.nodes.size(), "memory node"))) +
         line("quota", true, limited ? fmt::format("the time of {:.3g} processors", found.quota) : "none") +
         line("threads", true, fmt::format("{} unless --threads says otherwise", team_size(found)));
}

Result<int> run_doctor(const Arguments& arguments) {
  bool usable = false;
  std::string text = show_layers();
  text += QED_TRY(show_runs(arguments, usable));
  const Result<std::unique_ptr<energy::Meter>> meter = energy::open_meter({});
  text += show_processors();
  text += "\nEnergy\n" + line("meter", meter.has_value(), meter ? (*meter)->source() : meter.error().message);
  QED_TRY(write_all(STDOUT_FILENO, text, "standard output"));
  return usable ? 0 : kBroken;
}

}  // namespace

extern const Command kDoctor;
const Command kDoctor{
    .name = "doctor",
    .summary = "Show what works on this machine, and why the rest does not.",
    .positional = "",
    .description =
        "Looks for each layer of isolation that programs run behind, for the Python interpreter and its packages, for "
        "the processors that models may run on, and for a power meter. Programs run behind all layers that are there; "
        "where one of the namespaces or seccomp is "
        "missing they do not run at all, unless another --sandbox is asked for.\n\n"
        "Exit status: 0 programs run in the full sandbox, 4 they do not.",
    .options = {{"python", "FILE", "The Python that runs programs, instead of the system's.", "", false,
                 Option::Value::kFile}},
    .examples = {{"qed doctor", "Why do programs not run here?"}},
    .run = run_doctor,
};

}  // namespace qed::cli
