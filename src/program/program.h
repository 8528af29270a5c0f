// Running a program of thought: source text in, a typed answer out.
// The program runs isolated from this process, the network and the file system, and under limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::program {

struct Program {
  std::string source;              // Python
  std::vector<std::string> tests;  // statements that see the program's names and, as `ans`, its answer
  bool prints_answer = true;       // the last line printed is the answer where nothing else is
};

struct Limits {
  int wall_ms = 10'000;
  int cpu_ms = 5'000;
  std::size_t memory_bytes = std::size_t{512} << 20;
  std::size_t output_bytes = 64 << 10;
  std::size_t source_bytes = 256 << 10;
};

enum class Status : std::uint8_t {
  kOk,
  kTestFailed,
  kException,
  kTimeout,
  kMemory,
  kOutputLimit,
  kKilled,
  kSandboxError,
};
std::string_view name(Status status);  // "ok", "test_failed", ...

struct ProgramError {
  std::string type;     // "ZeroDivisionError"
  std::string message;  // what the exception said
  int line = 0;         // in the program's source; 0 when unknown
};

// What was executed and what it returned. The answer is the value of solve(), where the program defines it without
// required arguments, else of the variable `ans` or `answer`, else of the last expression, else the last line printed
// where that counts, else of solution() or solver(). Numbers, text, SymPy's objects and containers of them are answers;
// nothing else is.
struct Run {
  Status status = Status::kSandboxError;
  std::string answer;       // str(value): "4", "1/2", "[2, 3]"; empty unless status is kOk
  std::string answer_type;  // "int", "Fraction", "sympy", "list", "str" ...; "text" for a printed line
  std::string latex;        // the same value in LaTeX: "\frac{1}{2}", "[2, 3]", "\{(-1, 1), (2, 4)\}", "x = 4, y = 2"
  std::string stdout_text;
  std::string stderr_tail;
  std::optional<ProgramError> error;
  std::string failed_test;
  double wall_ms = 0;
  double cpu_ms = 0;
  std::int64_t peak_mem_kib = 0;
  std::string isolation;  // the layers in force: "user,pid,mount,net,ipc,uts,seccomp,rlimits,landlock"
};

// Runs programs; safe to call from several threads at once.
class Runner {
 public:
  virtual ~Runner() = default;
  // An error only where no program could run at all (no interpreter, no isolation, cancelled); whatever the
  // program itself does ends in a Run.
  virtual Result<Run> run(const Program& program, std::stop_token stop) = 0;
};

// Python in the sandbox: a fork of a warm interpreter for each run. `python` names the interpreter; empty: the
// system's. Names are as in plain Python but for the vocabulary of solve_it(equations, variables), which prompts teach
// and no library defines; an import of a missing package that the program never mentions again is passed over. Tests
// run in a process that never executes the program's code; docs/sandbox.md says what they see of it.
Result<std::unique_ptr<Runner>> make_python_runner(const Limits& limits, std::string python = {});

// The program in a model's response: its last fenced block that reads as Python, after the earlier blocks whose names
// it uses; or, where nothing is fenced, the text up to its last whole statement where that is a program with an answer.
std::optional<std::string> find_program(std::string_view response);

}  // namespace qed::program
