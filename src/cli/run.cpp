#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/programs.h"
#include "cli/show.h"
#include "cli/tiers.h"
#include "program/json.h"

namespace qed::cli {
namespace {

constexpr std::size_t kMaxFileBytes = 1 << 20;
constexpr int kNoAnswer = 1;

Result<std::string> read_text(const std::string& path) {
  std::string text = QED_TRY(read_file(path, kMaxFileBytes));
  if (const auto at = utf8::find_invalid(text))
    return fail(Errc::kInvalidInput, "{}: not valid UTF-8 at byte {}", path, *at);
  return text;
}

std::string indented(std::string_view text) {
  std::string result = "  ";
  for (const char c : text) result += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return result;
}

std::string describe(const program::Run& run) {
  std::string text;
  if (run.status == program::Status::kOk) text += fmt::format("{}\n", run.answer);
  text += fmt::format("\nstatus      {}", program::name(run.status));
  if (!run.answer_type.empty()) text += fmt::format("\nanswer      {}, in LaTeX {}", run.answer_type, run.latex);
  if (!run.failed_test.empty()) text += fmt::format("\nfailed      {}", run.failed_test);
  if (run.error) {
    text += fmt::format("\nerror       {}: {}", run.error->type, run.error->message);
    if (run.error->line > 0) text += fmt::format(" (line {})", run.error->line);
  }
  text += fmt::format("\ntook        {:.1f} ms, {:.1f} ms of CPU time, {:.1f} MiB", run.wall_ms, run.cpu_ms,
                      static_cast<double>(run.peak_mem_kib) / 1024);
  text += fmt::format("\nran in      {}\n", engine_of(run));
  if (!run.stdout_text.empty()) text += fmt::format("\nstandard output\n{}\n", indented(run.stdout_text));
  if (!run.stderr_tail.empty()) text += fmt::format("\nstandard error\n{}\n", indented(run.stderr_tail));
  return text;
}

Result<int> run_run(const Arguments& arguments) {
  if (arguments.positional().size() != 1)
    return fail(Errc::kInvalidInput, "qed run: expected one file, as in: qed run program.py");
  program::Program program{.source = QED_TRY(read_text(arguments.positional()[0])), .tests = arguments.all("test")};
  if (arguments.has("tests")) program.tests.push_back(QED_TRY(read_text(arguments.text("tests"))));
  const Interrupt interrupt;
  const std::shared_ptr<program::Runner> runner = QED_TRY(make_runner(arguments));
  const program::Run run = QED_TRY(runner->run(program, interrupt.token()));
  const std::string text = arguments.has("json") ? to_json(run).dump(2) + "\n" : describe(run);
  QED_TRY(write_all(STDOUT_FILENO, text, "standard output"));
  return run.status == program::Status::kOk ? 0 : kNoAnswer;
}

}  // namespace

extern const Command kRun;
const Command kRun{
    .name = "run",
    .summary = "Run a Python program natively or in the sandbox and show its answer.",
    .positional = "FILE.py",
    .description =
        "The answer is the value of solve(), else of the variable ans or answer, else of the last expression, else the "
        "last line printed. Tests are assertions about the program's names, with the answer as ans; they run in a "
        "process of their own, which the program cannot reach.\n\n"
        "Programs of plain Python run in qed's own interpreter, which gives to the byte what Python gives and can do "
        "nothing but compute; all others run in the sandbox. With --engine native they are refused with the reason, "
        "with --engine sandbox everything is run by Python.\n\n"
        "Exit status: 0 the program answered and passed its tests, 1 it did not, 2 a usage or input error, 4 the "
        "program needs a sandbox and there is none.",
    .options = joined(
        {
            {"tests", "FILE", "Python statements that must hold of the program's names.", "", false,
             Option::Value::kFile},
            {"test", "ASSERTION", "One more such statement.", "", true},
            {"json", "", "Print one JSON object instead of text.", ""},
        },
        program_options()),
    .examples =
        {
            {"qed run roots.py --test \"assert len(roots) == 2\"",
             "A program, its answer, and whether the test holds."},
            {"qed run --sandbox landlock --json roots.py", "In a container that allows no namespaces."},
        },
    .run = run_run,
};

}  // namespace qed::cli
