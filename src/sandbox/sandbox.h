// Untrusted Python under isolation and limits: each run is a fresh interpreter, the first process of its own user,
// PID, mount, network, IPC and UTS namespaces. It sees a read-only root of exactly the interpreter and its libraries
// and one small scratch directory; it holds no capability, no environment and no descriptor but the four below; a
// seccomp allow-list leaves it the system calls an interpreter computes with, and no new process or thread.
//
//   0  its input, then end of file      2  standard error
//   1  standard output                  3  the result: one message, framed with a secret that precedes the input
//
// The run ends with its result, its death or a limit, whichever comes first; then all that is left of it is killed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sandbox/interpreter.h"

namespace qed::sandbox {

struct Limits {
  int wall_ms = 10'000;
  int cpu_ms = 5'000;
  std::size_t memory_bytes = std::size_t{512} << 20;  // address space
  std::size_t output_bytes = 64 << 10;                // standard output and error together
  std::size_t result_bytes = 512 << 10;
  std::size_t file_bytes = 8 << 20;  // one file
  std::size_t scratch_bytes = 16 << 20;
  std::size_t scratch_inodes = 256;
  std::size_t open_files = 64;
};

// Bytes of the secret, and of the length (little endian) that follows it ahead of the result's payload.
inline constexpr std::size_t kSecretBytes = 16;
inline constexpr std::size_t kLengthBytes = 4;

enum class End : std::uint8_t {
  kResult,       // `result` holds the payload
  kExited,       // before it gave a result; `code` is the exit status
  kSignalled,    // `code` is the signal
  kWallTime,     // ran past wall_ms
  kCpuTime,      // ran past cpu_ms
  kOutputLimit,  // wrote more than output_bytes or result_bytes
  kForged,       // the result channel carried bytes that are not the framed message
};

struct Outcome {
  End end = End::kExited;
  int code = 0;
  std::string result;
  std::string stdout_text;  // raw bytes, at most output_bytes
  std::string stderr_text;
  double wall_ms = 0;
  double cpu_ms = 0;
  std::int64_t peak_mem_kib = 0;  // resident; sampled, so a peak right before a crash may be missed
};

// Immutable once created: any number of threads may run() at once, each supervising its own run.
class Sandbox {
 public:
  // `arguments` follow the interpreter's path; `scripts` become read-only files under kScriptFolder.
  struct Script {
    std::string name;
    std::string content;
  };
  static constexpr std::string_view kScriptFolder = "/qed";
  static Result<Sandbox> create(const Interpreter& interpreter, std::vector<std::string> arguments,
                                std::vector<Script> scripts, const Limits& limits);

  Sandbox(Sandbox&&) noexcept;
  Sandbox& operator=(Sandbox&&) noexcept;
  ~Sandbox();

  // kUnavailable where the kernel refuses a layer (the message says which, and what to do), kCancelled on request.
  Result<Outcome> run(std::string_view input, std::stop_token stop) const;

  // "user,pid,mount,net,ipc,uts,seccomp,rlimits": without all of them no run happens.
  static std::string_view layers();

 private:
  struct State;
  explicit Sandbox(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace qed::sandbox
