#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/utf8.h"
#include "program/harness.py.h"
#include "program/program.h"
#include "sandbox/sandbox.h"

namespace qed::program {
namespace {

constexpr std::size_t kStderrTailBytes = 4 << 10;
constexpr std::string_view kScriptName = "harness.pyc";

constexpr std::pair<Status, std::string_view> kNames[] = {
    {Status::kOk, "ok"},
    {Status::kTestFailed, "test_failed"},
    {Status::kException, "exception"},
    {Status::kTimeout, "timeout"},
    {Status::kMemory, "memory"},
    {Status::kOutputLimit, "output_limit"},
    {Status::kKilled, "killed"},
    {Status::kSandboxError, "sandbox_error"},
};

void append_framed(std::string& input, std::string_view text) {
  auto size = static_cast<std::uint32_t>(text.size());
  for (int i = 0; i < 4; ++i, size >>= 8) input.push_back(static_cast<char>(size & 0xFF));
  input += text;
}

std::string text_at(const nlohmann::json& report, const char* key) {
  const auto found = report.find(key);
  return found != report.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The harness's report. It comes from the process that ran the program, so nothing in it is taken for granted.
void read_report(const std::string& payload, Run& run) {
  const nlohmann::json report = nlohmann::json::parse(payload, nullptr, /*allow_exceptions=*/false);
  const std::string status = report.is_object() ? text_at(report, "status") : std::string();
  const auto* known = std::ranges::find(kNames, status, &std::pair<Status, std::string_view>::second);
  if (known == std::end(kNames) || known->first == Status::kSandboxError) {
    run.status = Status::kException;
    run.error = ProgramError{"NoResult", "the program spoilt the report of its result", 0};
    return;
  }
  run.status = known->first;
  run.answer = text_at(report, "answer");
  run.answer_type = text_at(report, "answer_type");
  run.latex = text_at(report, "latex");
  run.failed_test = text_at(report, "failed_test");
  if (const auto error = report.find("error"); error != report.end() && error->is_object()) {
    const auto line = error->find("line");
    run.error = ProgramError{text_at(*error, "type"), text_at(*error, "message"),
                             line != error->end() && line->is_number_integer() ? line->get<int>() : 0};
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
  run.isolation = sandbox::Sandbox::layers();
  if (outcome.end == sandbox::End::kResult)
    read_report(outcome.result, run);
  else
    explain_end(outcome, limits, run);
  return run;
}

class PythonRunner final : public Runner {
 public:
  PythonRunner(sandbox::Sandbox sandbox, const Limits& limits) : sandbox_(std::move(sandbox)), limits_(limits) {}

  Result<Run> run(const Program& program, std::stop_token stop) override {
    std::string input;
    append_framed(input, utf8::sanitized(program.source));
    for (const std::string& test : program.tests) append_framed(input, utf8::sanitized(test));
    if (input.size() > limits_.source_bytes) return too_long(input.size());
    return to_run(QED_TRY(sandbox_.run(input, std::move(stop))), limits_);
  }

 private:
  Run too_long(std::size_t size) const {
    Run run;
    run.status = Status::kException;
    run.error =
        ProgramError{"SourceTooLong", fmt::format("{} bytes, at most {} are run", size, limits_.source_bytes), 0};
    run.isolation = sandbox::Sandbox::layers();
    return run;
  }

  sandbox::Sandbox sandbox_;
  Limits limits_;
};

}  // namespace

std::string_view name(Status status) {
  return std::ranges::find(kNames, status, &std::pair<Status, std::string_view>::first)->second;
}

Result<std::unique_ptr<Runner>> make_python_runner(const Limits& limits, std::string python) {
  const sandbox::Interpreter interpreter = QED_TRY(sandbox::find_interpreter(python, kHarnessPy));
  sandbox::Limits bounds;
  bounds.wall_ms = limits.wall_ms;
  bounds.cpu_ms = limits.cpu_ms;
  bounds.memory_bytes = limits.memory_bytes;
  bounds.output_bytes = limits.output_bytes;
  // -S: the harness brings the module paths itself, which spares each run the site module and start-up hooks.
  std::vector<std::string> arguments{"-I", "-S", "-B",
                                     fmt::format("{}/{}", sandbox::Sandbox::kScriptFolder, kScriptName)};
  arguments.insert(arguments.end(), interpreter.module_paths.begin(), interpreter.module_paths.end());
  sandbox::Sandbox sandbox = QED_TRY(sandbox::Sandbox::create(interpreter, std::move(arguments),
                                                              {{std::string(kScriptName), interpreter.code}}, bounds));
  return std::make_unique<PythonRunner>(std::move(sandbox), limits);
}

}  // namespace qed::program
