// The way into the jail: from a fresh copy of this process to the warm interpreter that will fork the runs. It runs
// between clone and exec in a copy of a process that may have had many threads, so everything here is
// async-signal-safe: system calls and memory that the parent prepared, no allocation, no locks, no C library state.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sandbox/root.h"

namespace qed::sandbox {

// Inside its namespaces the jail is user and group "nobody"; the parent maps that to an unprivileged user outside.
inline constexpr unsigned kInsideId = 65534;

// All that the way in needs; the same for every jail of a sandbox.
struct Plan {
  bool namespaces = true;  // else: no root of its own, only an unprivileged user where this process is root
  Root root;
  std::string scratch;     // folder relative to the root, which each run covers with its own
  std::string executable;  // absolute
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::vector<const char*> argv, envp;  // into the two above, null-terminated
};

// The jail's ends, each at least kLowestEnd so that moving them into place overwrites none.
struct JailEnds {
  int control, log, code, status;
};
inline constexpr int kLowestEnd = 10;

// Where the set-up failed: what is written to `status` before the process gives up.
enum class Step : std::int32_t {
  kStart,
  kMounts,
  kBind,
  kIdentity,
  kRoot,
  kPivot,
  kPrivileges,
  kExec,
};
struct Failure {
  Step step;
  std::int32_t error;  // errno
  std::int32_t index;  // of the bind, where the step is kBind
};
std::string explain(const Failure& failure, const Plan& plan);

inline constexpr int kMaxBinds = 64;

// Waits for a datagram on `control` (the parent has mapped the user by then), builds the jail, becomes the interpreter.
[[noreturn]] void enter_jail(const Plan& plan, const JailEnds& ends);

}  // namespace qed::sandbox
