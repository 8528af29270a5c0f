#include "program/native_runner.h"

#include <chrono>

#include "base/text.h"
#include "base/utf8.h"
#include "program/native/answer.h"
#include "program/native/interpreter.h"
#include "program/native/judge.h"
#include "program/native/parser.h"
#include "program/native/text.h"

namespace qed::program {
namespace native {
namespace {

constexpr std::size_t kMaxMessage = 2000;

// What a thread reuses from run to run.
struct Workspace {
  Heap heap;
  ValueStack stack;
};

// Line ends as Python reads them.
std::string normalized(std::string_view source) {
  std::string text = utf8::sanitized(source);
  if (text.find('\r') == std::string::npos) return text;
  return text::replace_all(text::replace_all(text, "\r\n", "\n"), "\r", "\n");
}

// The longest prefix of that many characters.
std::string shortened(std::string text, std::size_t characters) {
  std::size_t bytes = 0;
  for (; bytes < text.size() && characters > 0; --characters)
    bytes += utf8::decode(std::string_view(text).substr(bytes)).bytes;
  text.resize(bytes);
  return text;
}

class NativeRun {
 public:
  NativeRun(const Program& program, const NativeLimits& limits, Workspace& workspace, std::stop_token stop)
      : program_(program), machine_(workspace.heap, workspace.stack, limits, std::move(stop)) {
    run_.isolation = kNativeIsolation;
  }

  Result<Run> run() {
    const auto start = std::chrono::steady_clock::now();
    if (!compute()) {
      if (machine_.stop() == Stop::kUnsupported) return not_in_subset();
      if (machine_.stop() == Stop::kCancelled) return fail(Errc::kCancelled, "{}", machine_.message());
      explain();
      if (machine_.stop() == Stop::kUnsupported) return not_in_subset();  // to explain it takes Python
    }
    run_.stdout_text = std::move(machine_.output());
    run_.wall_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    run_.cpu_ms = machine_.cpu_ms();
    run_.peak_mem_kib = static_cast<std::int64_t>(machine_.heap().peak() >> 10);
    return std::move(run_);
  }

 private:
  // False where a failure is pending.
  bool compute() {
    const std::string& source = sources_.emplace_back(normalized(program_.source));
    const ModuleCode* code = parse(machine_, symbols_, source, 1, /*with_result=*/true);
    if (!code) return false;
    globals_.values.resize(symbols_.size());
    const Value result = run_module(machine_, globals_, *code);
    Maybe<Answer> answer =
        result ? find_answer(machine_, symbols_, globals_, result, program_.prints_answer) : Failed();
    Maybe<Described> described = answer ? describe(machine_, *answer) : Failed();
    if (!described) return false;
    if (!program_.tests.empty()) {
      if (!pass_tests(*answer)) return false;
      described = describe(machine_, *answer);  // tests may have changed it
      if (!described) return false;
    }
    run_.status = Status::kOk;
    run_.answer = described->text;
    run_.answer_type = described->type;
    run_.latex = described->latex;
    return true;
  }

  bool pass_tests(Answer& answer) {
    std::vector<std::string> tests;
    for (const std::string& test : program_.tests) tests.push_back(normalized(test));
    return holds(machine_, symbols_, globals_, tests, sources_, answer);
  }

  std::unexpected<Error> not_in_subset() const {
    const std::string place = machine_.line() > 0 ? fmt::format(" (line {})", machine_.line()) : "";
    return fail(Errc::kUnsupported, "not in the subset: {}{}", machine_.message(), place);
  }

  // Status and error of a run that failed.
  void explain() {
    switch (machine_.stop()) {
      case Stop::kTimeout:
        run_.status = Status::kTimeout;
        run_.error = ProgramError{"Timeout", machine_.message(), 0};
        return;
      case Stop::kMemory:
        run_.status = Status::kMemory;
        return;
      case Stop::kOutputLimit:
        run_.status = Status::kOutputLimit;
        run_.error = ProgramError{"OutputLimit", machine_.message(), 0};
        return;
      default:
        explain_exception();
    }
  }

  void explain_exception() {
    const Value value = machine_.take_exception();
    const auto& exception = value.as<Exception>();
    if (exception.type == &kMemoryError) {
      run_.status = Status::kMemory;
      return;
    }
    run_.status = exception.type == &kTooLarge ? Status::kOutputLimit : Status::kException;
    const Maybe<std::string> message = exception_text(machine_, value);
    run_.error = ProgramError{std::string(exception.type->name),
                              message ? shortened(*message, kMaxMessage) : std::string(), std::max(exception.line, 0)};
  }

  const Program& program_;
  Machine machine_;
  SymbolTable symbols_;
  Globals globals_;
  std::deque<std::string> sources_;  // what names are views of
  Run run_;
};

}  // namespace
}  // namespace native

Result<Run> run_natively(const Program& program, const NativeLimits& limits, std::stop_token stop) {
  std::size_t bytes = program.source.size();
  for (const std::string& test : program.tests) bytes += test.size() + 4;
  if (bytes + 4 > limits.run.source_bytes)
    return fail(Errc::kUnsupported, "not in the subset: {} bytes of source", bytes);
  static thread_local native::Workspace workspace;
  const native::Heap::Use use(workspace.heap);
  Result<Run> run = native::NativeRun(program, limits, workspace, std::move(stop)).run();
  workspace.heap.reset();
  return run;
}

namespace {

class NativeFirst final : public Runner {
 public:
  NativeFirst(const Limits& limits, std::unique_ptr<Runner> fallback)
      : limits_{.run = limits}, fallback_(std::move(fallback)) {}

  Result<Run> run(const Program& program, std::stop_token stop) override {
    Result<Run> run = run_natively(program, limits_, stop);
    const bool elsewhere = !run && run.error().code == Errc::kUnsupported;
    return elsewhere && fallback_ ? fallback_->run(program, std::move(stop)) : std::move(run);
  }

 private:
  NativeLimits limits_;
  std::unique_ptr<Runner> fallback_;
};

}  // namespace

std::unique_ptr<Runner> make_native_runner(const Limits& limits, std::unique_ptr<Runner> fallback) {
  return std::make_unique<NativeFirst>(limits, std::move(fallback));
}

}  // namespace qed::program
