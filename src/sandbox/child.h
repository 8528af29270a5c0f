// The child's side of a run: from the new namespaces to the interpreter. It runs between clone and exec in a copy of a
// process that may have had many threads, so everything here is async-signal-safe: system calls and memory that the
// parent prepared, no allocation, no locks, no C library state.
#pragma once

#include <linux/filter.h>
#include <sys/resource.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/root.h"

namespace qed::sandbox {

// Inside its namespaces the run is user and group "nobody"; the parent maps that to an unprivileged user outside.
inline constexpr unsigned kInsideId = 65534;

// All a child needs; the same for every run of a sandbox.
struct Plan {
  Root root;
  std::vector<std::pair<std::string, std::string>> files;  // path relative to the root, content
  std::string scratch;                                     // relative folder; the working directory
  std::string scratch_size, scratch_inodes;                // tmpfs options, in bytes and files
  std::string executable;                                  // relative path
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::vector<const char*> argv, envp;  // into the two above, null-terminated
  std::vector<std::pair<int, rlim_t>> limits;
  std::vector<sock_filter> filter;
};

// The child's ends, each above 9 so that moving them into place overwrites none.
struct ChildEnds {
  int input, output, error, result, status;
};
inline constexpr int kLowestEnd = 10;

// Where the set-up failed: what the child writes to `status` before it gives up.
enum class Step : std::int32_t {
  kStart,
  kMounts,
  kBind,
  kIdentity,
  kRoot,
  kPivot,
  kLimits,
  kPrivileges,
  kFilter,
  kExec
};
struct Failure {
  Step step;
  std::int32_t error;  // errno
  std::int32_t index;  // of the bind, where the step is kBind
};
inline constexpr int kMaxBinds = 64;

// Waits for one byte of input (the parent has mapped the user by then), then becomes the interpreter.
[[noreturn]] void become_interpreter(const Plan& plan, const ChildEnds& ends);

}  // namespace qed::sandbox
