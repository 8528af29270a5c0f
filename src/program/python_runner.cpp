#include "program/python_runner.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "program/answer.py.h"
#include "program/harness.py.h"
#include "program/judge.py.h"
#include "program/report.h"
#include "program/values.py.h"

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

Run to_run(const sandbox::Outcome& outcome, const Limits& limits) {
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

Run too_long(std::size_t size, const Limits& limits) {
  Run run;
  run.status = Status::kException;
  run.error = ProgramError{"SourceTooLong", fmt::format("{} bytes, at most {} are run", size, limits.source_bytes), 0};
  return run;
}

struct Range {
  std::string_view what;
  double low, high;
};

Result<void> check(const Range& range, double value) {
  if (value >= range.low && value <= range.high) return {};
  return fail(Errc::kInvalidInput, "{}: {}, expected {} to {}", range.what, value, range.low, range.high);
}

}  // namespace

Result<std::unique_ptr<PythonRunner>> PythonRunner::create(const Limits& limits, const PythonOptions& options) {
  constexpr double kKiB = 1024, kMiB = 1024 * kKiB;
  QED_TRY(check({"wall time limit in milliseconds", 10, 3.6e6}, limits.wall_ms));
  QED_TRY(check({"CPU time limit in milliseconds", 10, 3.6e6}, limits.cpu_ms));
  QED_TRY(check({"memory limit in bytes", 16 * kMiB, kMiB * kMiB}, static_cast<double>(limits.memory_bytes)));
  QED_TRY(check({"output limit in bytes", 1, 64 * kMiB}, static_cast<double>(limits.output_bytes)));
  QED_TRY(check({"source limit in bytes", 1, 64 * kMiB}, static_cast<double>(limits.source_bytes)));
  return std::unique_ptr<PythonRunner>(new PythonRunner(limits, options));
}

Result<const sandbox::Sandbox*> PythonRunner::opened() {
  const std::lock_guard lock(mutex_);
  if (!sandbox_) {
    const std::string script = fmt::format("{}\n{}\n{}\n{}", kAnswerPy, kValuesPy, kHarnessPy, kJudgePy);
    const sandbox::Interpreter interpreter = QED_TRY(sandbox::find_interpreter(options_.python, script));
    sandbox::Options wanted;
    wanted.isolation = options_.isolation;
    wanted.concurrency = options_.concurrency;
    wanted.preloads = kPreloads;
    wanted.limits.wall_ms = limits_.wall_ms;
    wanted.limits.cpu_ms = limits_.cpu_ms;
    wanted.limits.memory_bytes = limits_.memory_bytes;
    wanted.limits.output_bytes = limits_.output_bytes;
    sandbox_ = QED_TRY(sandbox::Sandbox::create(interpreter, wanted));
    found_ = fmt::format("{} at {}", interpreter.version, interpreter.path);
  }
  return &*sandbox_;
}

Result<Run> PythonRunner::run(const Program& program, std::stop_token stop) {
  const std::string source = utf8::sanitized(program.source);
  std::vector<std::string> tests;
  tests.reserve(program.tests.size());
  for (const std::string& test : program.tests) tests.push_back(utf8::sanitized(test));
  const std::string input = framed({tests.empty() ? "p" : "t", source, program.prints_answer ? "1" : "0"});
  std::size_t size = input.size();
  for (const std::string& test : tests) size += test.size();
  if (size > limits_.source_bytes) return too_long(size, limits_);

  sandbox::Job job{.input = input, .preload = preload_for(program)};
  if (!tests.empty())
    job.judge = [&](std::string_view result) {
      const Report report = read_report(result);
      if (report.status != Status::kOk) return std::string();
      return framed({"j", source, report.value, report.answer_type == "text" ? "1" : "0"}, tests);
    };
  const sandbox::Sandbox* sandbox = QED_TRY(opened());
  return to_run(QED_TRY(sandbox->run(job, std::move(stop))), limits_);
}

Result<void> PythonRunner::warm_up() {
  QED_TRY(opened())->warm_up(kSymbolic);
  return {};
}

Result<std::string> PythonRunner::interpreter() {
  QED_TRY(opened());
  const std::lock_guard lock(mutex_);
  return found_;
}

sandbox::Metrics PythonRunner::metrics() const {
  const std::lock_guard lock(mutex_);
  return sandbox_ ? sandbox_->metrics() : sandbox::Metrics{};
}

Result<std::unique_ptr<Runner>> make_python_runner(const Limits& limits, std::string python) {
  std::unique_ptr<PythonRunner> runner = QED_TRY(PythonRunner::create(limits, {.python = std::move(python)}));
  return std::unique_ptr<Runner>(std::move(runner));
}

}  // namespace qed::program
