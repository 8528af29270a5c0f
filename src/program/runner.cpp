#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "base/utf8.h"
#include "program/answer.py.h"
#include "program/harness.py.h"
#include "program/judge.py.h"
#include "program/program.h"
#include "program/report.h"
#include "program/values.py.h"
#include "sandbox/sandbox.h"

namespace qed::program {
namespace {

constexpr std::size_t kStderrTailBytes = 4 << 10;
void append_framed(std::string& input, std::string_view text) {
  auto size = static_cast<std::uint32_t>(text.size());
  for (int i = 0; i < 4; ++i, size >>= 8) input.push_back(static_cast<char>(size & 0xFF));
  input += text;
}

std::string framed(std::initializer_list<std::string_view> texts, const std::vector<std::string>& more = {}) {
  std::string input;
  for (const std::string_view text : texts) append_framed(input, text);
  for (const std::string& text : more) append_framed(input, text);
  return input;
}

void take_over(Report report, Run& run) {
  run.status = report.status;
  run.error = std::move(report.error);
  run.failed_test = std::move(report.failed_test);
  // A judge that could not read the answer leaves it as the program's process showed it.
  if (!report.answer_type.empty() || report.status != Status::kOk) {
    run.answer = std::move(report.answer);
    run.answer_type = std::move(report.answer_type);
    run.latex = std::move(report.latex);
  }
}

// A run that ended without a result.
void explain_end(const sandbox::Outcome& outcome, const Limits& limits, Run& run) {
  using sandbox::End;
  switch (outcome.end) {
    case End::kResult:
      return;
    case End::kWallTime:
      run.status = Status::kTimeout;
      run.error = ProgramError{"Timeout", fmt::format("still running after {} ms", limits.wall_ms), 0};
      return;
    case End::kCpuTime:
      run.status = Status::kTimeout;
      run.error = ProgramError{"Timeout", fmt::format("used more than {} ms of CPU time", limits.cpu_ms), 0};
      return;
    case End::kOutputLimit:
      run.status = Status::kOutputLimit;
      run.error = ProgramError{"OutputLimit", fmt::format("wrote more than {} bytes", limits.output_bytes), 0};
      return;
    case End::kScratchLimit:
      run.status = Status::kKilled;
      run.error = ProgramError{"ScratchLimit", "wrote more files than it may", 0};
      return;
    case End::kForged:
      run.status = Status::kException;
      run.error = ProgramError{"NoResult", "the program wrote to the channel of its result", 0};
      return;
    case End::kExited:
      run.status = run.stderr_tail.find("MemoryError") != std::string::npos ? Status::kMemory : Status::kException;
      run.error =
          ProgramError{"NoResult", fmt::format("the program ended itself with exit status {}", outcome.code), 0};
      return;
    case End::kSignalled:
      run.status = Status::kKilled;
      run.error = ProgramError{"Killed", fmt::format("signal {} ended the program", outcome.code), 0};
      return;
  }
}

Run to_run(sandbox::Outcome outcome, const Limits& limits) {
  Run run;
  run.stdout_text = utf8::sanitized(outcome.stdout_text);
  const std::size_t tail = outcome.stderr_text.size() - std::min(outcome.stderr_text.size(), kStderrTailBytes);
  run.stderr_tail = utf8::sanitized(std::string_view(outcome.stderr_text).substr(tail));
  run.wall_ms = outcome.wall_ms;
  run.cpu_ms = outcome.cpu_ms;
  run.peak_mem_kib = outcome.peak_mem_kib;
  run.isolation = outcome.isolation;
  if (outcome.end == sandbox::End::kResult) {
    take_over(read_report(outcome.result), run);
    if (!outcome.verdict.empty()) take_over(read_report(outcome.verdict), run);
  } else {
    explain_end(outcome, limits, run);
  }
  return run;
}

// What programs import most, and what makes one need the interpreter that has SymPy imported.
constexpr std::size_t kPlain = 0, kSymbolic = 1;
const std::vector<std::vector<std::string>> kPreloads = {
    {"math", "fractions", "decimal", "itertools"},
    {"math", "fractions", "decimal", "itertools", "statistics", "numpy", "sympy"},
};
constexpr std::string_view kSymbolicWords[] = {"sympy", "solve_it", "Symbol", "numpy", "mpmath"};

std::size_t preload_for(const Program& program) {
  const auto symbolic = [](std::string_view text) {
    return std::ranges::any_of(kSymbolicWords,
                               [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
  };
  return symbolic(program.source) || std::ranges::any_of(program.tests, symbolic) ? kSymbolic : kPlain;
}

class PythonRunner final : public Runner {
 public:
  PythonRunner(sandbox::Sandbox sandbox, const Limits& limits) : sandbox_(std::move(sandbox)), limits_(limits) {}

  Result<Run> run(const Program& program, std::stop_token stop) override {
    const std::string source = utf8::sanitized(program.source);
    std::vector<std::string> tests;
    for (const std::string& test : program.tests) tests.push_back(utf8::sanitized(test));
    const std::string input = framed({tests.empty() ? "p" : "t", source});
    std::size_t size = input.size();
    for (const std::string& test : tests) size += test.size();
    if (size > limits_.source_bytes) return too_long(size);

    sandbox::Job job{.input = input, .preload = preload_for(program)};
    if (!tests.empty())
      job.judge = [&](std::string_view result) {
        const Report report = read_report(result);
        if (report.status != Status::kOk) return std::string();
        return framed({"j", source, report.value, report.answer_type == "text" ? "1" : "0"}, tests);
      };
    return to_run(QED_TRY(sandbox_.run(job, std::move(stop))), limits_);
  }

 private:
  Run too_long(std::size_t size) const {
    Run run;
    run.status = Status::kException;
    run.error =
        ProgramError{"SourceTooLong", fmt::format("{} bytes, at most {} are run", size, limits_.source_bytes), 0};
    return run;
  }

  sandbox::Sandbox sandbox_;
  Limits limits_;
};

}  // namespace

Result<std::unique_ptr<Runner>> make_python_runner(const Limits& limits, std::string python) {
  const std::string script = fmt::format("{}\n{}\n{}\n{}", kAnswerPy, kValuesPy, kHarnessPy, kJudgePy);
  const sandbox::Interpreter interpreter = QED_TRY(sandbox::find_interpreter(python, script));
  sandbox::Options options;
  options.preloads = kPreloads;
  options.limits.wall_ms = limits.wall_ms;
  options.limits.cpu_ms = limits.cpu_ms;
  options.limits.memory_bytes = limits.memory_bytes;
  options.limits.output_bytes = limits.output_bytes;
  sandbox::Sandbox sandbox = QED_TRY(sandbox::Sandbox::create(interpreter, options));
  return std::make_unique<PythonRunner>(std::move(sandbox), limits);
}

}  // namespace qed::program
