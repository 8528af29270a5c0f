// Untrusted Python under isolation and limits. Warm interpreters wait in jails: namespaces of their own, a read-only
// root of exactly the interpreter and its libraries, no network. Each run is a fork of one, the first process of its
// own PID and mount namespaces, with a fresh scratch directory and resource limits. It holds no capability, no
// environment and no descriptor but those below; Landlock and a seccomp allow-list leave it what an interpreter
// computes with, and no new process or thread. docs/sandbox.md says what this promises.
//
//   0  its input, then end of file      3  the result: one message, framed with a secret that precedes the input
//   1  standard output                  4  where the run has a judge: the way to it
//   2  standard error
//
// A judge is a second fork of the same warm interpreter: it gets to see the run's result and may talk to the run, but
// the run cannot look into it. The run ends with the last result, a death or a limit, whichever comes first; then all
// that is left of it is killed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sandbox/interpreter.h"

namespace qed::sandbox {

// What stands between a run and this machine. Only kFull hides other processes and needs user namespaces.
enum class Isolation : std::uint8_t {
  kFull,        // namespaces, seccomp, resource limits and, where the kernel has it, Landlock
  kLandlock,    // Landlock, seccomp and resource limits: what Docker's default profile allows
  kUnsafeNone,  // resource limits: the program may do whatever this user may
};
std::string_view name(Isolation isolation);  // "full", "landlock", "unsafe-none"

struct Limits {
  int wall_ms = 10'000;
  int cpu_ms = 5'000;                                 // of the run and its judge together
  std::size_t memory_bytes = std::size_t{512} << 20;  // address space beyond the warm interpreter's, of each
  std::size_t output_bytes = 64 << 10;                // standard output and error together
  std::size_t result_bytes = 512 << 10;
  std::size_t file_bytes = 8 << 20;  // one file
  std::size_t scratch_bytes = 16 << 20;
  std::size_t scratch_inodes = 256;
  std::size_t open_files = 64;
  bool operator==(const Limits&) const = default;
};

struct Options {
  Isolation isolation = Isolation::kFull;
  Limits limits;
  // What each kind of warm interpreter has imported; a job names the kind. Modules that are not installed are left out.
  std::vector<std::vector<std::string>> preloads = {{}};
  int concurrency = 0;                                            // runs at once; 0: one for each processor
  int queue = 4096;                                               // runs that may wait for that
  std::chrono::milliseconds patience = std::chrono::minutes(10);  // how long one may wait
  int runs_per_interpreter = 1000;                                // then, or at this age, a new one takes over
  std::chrono::milliseconds interpreter_age = std::chrono::minutes(10);
};

struct Job {
  std::string_view input;
  std::size_t preload = 0;  // index into Options::preloads
  // The judge's input, made of the run's result; empty: no judge is needed after all.
  std::function<std::string(std::string_view result)> judge = {};
};

// Bytes of the secret, and of the length (little endian) that follows it ahead of the result's payload.
inline constexpr std::size_t kSecretBytes = 16;
inline constexpr std::size_t kLengthBytes = 4;

enum class End : std::uint8_t {
  kResult,        // `result` holds the payload and, where there was a judge, `verdict` its
  kExited,        // before it gave a result; `code` is the exit status
  kSignalled,     // `code` is the signal
  kWallTime,      // ran past wall_ms
  kCpuTime,       // ran past cpu_ms
  kOutputLimit,   // wrote more than output_bytes or result_bytes
  kScratchLimit,  // wrote more files than it may; kFull fails such writes instead
  kForged,        // the result channel carried bytes that are not the framed message
};

struct Outcome {
  End end = End::kExited;
  int code = 0;
  std::string result;       // set as soon as the run gave it, whatever came of the judge
  std::string verdict;      // the judge's result
  std::string stdout_text;  // raw bytes, at most output_bytes
  std::string stderr_text;
  double wall_ms = 0;
  double cpu_ms = 0;
  std::int64_t peak_mem_kib = 0;  // resident, what it shares with the warm interpreter included
  std::string isolation;          // the layers that were on: "user,pid,mount,net,ipc,uts,seccomp,rlimits,landlock"
};

// Counts since the sandbox was created.
struct Metrics {
  std::uint64_t runs = 0;
  std::uint64_t refused = 0;       // the queue was full or patience ran out
  std::uint64_t lost = 0;          // runs whose interpreter died under them
  std::uint64_t interpreters = 0;  // started
  std::uint64_t recycled = 0;      // replaced for their age or number of runs
  std::uint64_t distrusted = 0;    // replaced for an oddity
  int running = 0, waiting = 0;    // now
  int most_running = 0, most_waiting = 0;
  double waited_ms = 0;         // for a place, all runs together
  double slowest_start_ms = 0;  // of an interpreter
};

// Any number of threads may use one at once. The warm interpreters start when they are first needed and end with it.
class Sandbox {
 public:
  // `interpreter` carries the script: Python that defines main(data, send), which a run calls with the job's input.
  // What main sends is the result; it need not return. warm(modules), where the script defines it, is called once when
  // those modules have been imported, before the first run.
  static Result<Sandbox> create(const Interpreter& interpreter, const Options& options);

  Sandbox(Sandbox&&) noexcept;
  Sandbox& operator=(Sandbox&&) noexcept;
  ~Sandbox();

  // kUnavailable where the kernel refuses a layer (the message says which, and what to do) or the queue is full,
  // kTimeout where patience ran out, kCancelled on request.
  Result<Outcome> run(const Job& job, std::stop_token stop) const;
  Result<Outcome> run(std::string_view input, std::stop_token stop) const { return run(Job{.input = input}, stop); }

  void warm_up(std::size_t preload) const;  // starts that interpreter, if there is none, and does not wait for it
  Metrics metrics() const;

 private:
  struct State;
  explicit Sandbox(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace qed::sandbox
