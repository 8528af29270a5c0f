#include "sandbox/layers.h"

#include <linux/landlock.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/file.h"
#include "sandbox/cgroup.h"

namespace qed::sandbox {
namespace {

constexpr std::uint64_t kProbeBytes = std::uint64_t{1} << 30;

Layer probe_namespace(std::string_view name, std::string_view purpose, unsigned flag) {
  const long pid = ::syscall(SYS_clone, CLONE_NEWUSER | flag | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (pid == 0) ::_exit(0);
  Layer layer{name, purpose, pid > 0, /*needed=*/true, {}};
  if (pid > 0)
    while (::waitpid(static_cast<pid_t>(pid), nullptr, 0) < 0 && errno == EINTR) {
    }
  else
    layer.detail = system_error();
  return layer;
}

Layer probe_seccomp() {
  std::uint32_t action = SECCOMP_RET_ERRNO;
  const bool works = ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
  return {"seccomp", "an allow-list of system calls", works, true,
          works ? std::string() : system_error() + "; the kernel needs CONFIG_SECCOMP_FILTER"};
}

Layer probe_landlock() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  const bool works = version > 0;
  return {"landlock", "files by path, for the process itself", works, false,
          works ? fmt::format("version {}", version)
                : system_error() + "; the kernel must be 5.13 or newer and name landlock in lsm="};
}

Layer probe_cgroup() {
  const Result<Cgroup> group = Cgroup::create(kProbeBytes);
  return {"cgroup", "the memory of all programs together", group.has_value(), false,
          group ? fmt::format("version {}", group->version()) : group.error().message};
}

}  // namespace

std::vector<Layer> probe_layers() {
  return {
      probe_namespace("user", "no privilege outside the jail", 0),
      probe_namespace("pid", "no sight of other processes", CLONE_NEWPID),
      probe_namespace("mount", "a root of the interpreter alone", CLONE_NEWNS),
      probe_namespace("net", "no network", CLONE_NEWNET),
      probe_namespace("ipc", "no shared memory, no queues", CLONE_NEWIPC),
      probe_namespace("uts", "no host name", CLONE_NEWUTS),
      probe_seccomp(),
      {"rlimits", "memory, CPU time, files of each program", true, true, {}},
      probe_landlock(),
      probe_cgroup(),
  };
}

}  // namespace qed::sandbox
