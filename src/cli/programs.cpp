#include "cli/programs.h"

#include <algorithm>

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
  std::unique_ptr<program::PythonRunner> runner = QED_TRY(make_python(arguments));
  // A file of problems or a data set will need SymPy sooner or later; what fails here fails again when a program runs.
  if (arguments.has("file") || arguments.has("data")) static_cast<void>(runner->warm_up());
  return std::shared_ptr<program::Runner>(std::move(runner));
}

}  // namespace qed::cli
