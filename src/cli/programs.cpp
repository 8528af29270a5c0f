#include "cli/programs.h"

#include <algorithm>

#include "program/native_runner.h"

namespace qed::cli {
namespace {

constexpr std::pair<std::string_view, sandbox::Isolation> kModes[] = {
    {"full", sandbox::Isolation::kFull},
    {"landlock", sandbox::Isolation::kLandlock},
    {"unsafe-none", sandbox::Isolation::kUnsafeNone},
};

}  // namespace

const std::vector<Option>& program_options() {
  static const std::vector<Option> kOptions{
      {"engine",
       "NAME",
       "What runs programs: native is qed's own interpreter of plain Python, which needs no sandbox and no Python; "
       "sandbox is Python itself; auto takes the first that can.",
       "auto",
       false,
       Option::Value::kText,
       {"auto", "native", "sandbox"}},
      {"time-limit", "SECONDS", "The longest a program may run.", "10"},
      {"memory-limit", "MIB", "The most memory a program may use.", "512"},
      {"python", "FILE", "The Python that runs programs, instead of the system's.", "", false, Option::Value::kFile},
      {"sandbox",
       "MODE",
       "What stands between programs and this machine: full needs user namespaces; landlock does with what Docker's "
       "default profile allows; unsafe-none lets a program do whatever you may do.",
       "full",
       false,
       Option::Value::kText,
       {"full", "landlock", "unsafe-none"}},
  };
  return kOptions;
}

namespace {

Result<program::Limits> limits_of(const Arguments& arguments) {
  program::Limits limits;
  const double seconds = QED_TRY(arguments.real("time-limit", 0.01, 3600)).value();
  limits.wall_ms = static_cast<int>(seconds * 1000);
  limits.cpu_ms = std::max(limits.cpu_ms, limits.wall_ms / 2);
  limits.memory_bytes = static_cast<std::size_t>(QED_TRY(arguments.integer("memory-limit", 64, 1 << 20)).value()) << 20;
  return limits;
}

}  // namespace

Result<std::unique_ptr<program::PythonRunner>> make_python(const Arguments& arguments) {
  const program::Limits limits = QED_TRY(limits_of(arguments));
  const std::string wanted = arguments.text("sandbox");
  const auto* mode = std::ranges::find(kModes, wanted, &std::pair<std::string_view, sandbox::Isolation>::first);
  return program::PythonRunner::create(limits, {.python = arguments.text("python"), .isolation = mode->second});
}

Result<std::shared_ptr<program::Runner>> make_runner(const Arguments& arguments) {
  std::unique_ptr<program::Runner> python = QED_TRY(make_python(arguments));
  const std::string engine = arguments.text("engine");
  if (engine == "sandbox") return std::shared_ptr<program::Runner>(std::move(python));
  if (engine == "native") python.reset();
  return std::shared_ptr<program::Runner>(
      program::make_native_runner(QED_TRY(limits_of(arguments)), std::move(python)));
}

std::string_view engine_of(const program::Run& run) {
  return run.isolation == program::kNativeIsolation ? std::string_view("native interpreter")
                                                    : std::string_view(run.isolation);
}

}  // namespace qed::cli
