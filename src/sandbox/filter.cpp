#include "sandbox/filter.h"

#include <asm/ioctls.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "base/file.h"

namespace qed::sandbox {
namespace {

// Memory files would escape the address-space limit, hence no memfd_create; kill reaches nobody but the caller, whose
// PID namespace holds no other process.
constexpr const char* kAllowed[] = {
    // input and output on what is open
    "read",
    "write",
    "readv",
    "writev",
    "pread64",
    "pwrite64",
    "close",
    "close_range",
    "lseek",
    "dup",
    "dup2",
    "dup3",
    "fcntl",
    "pipe",
    "pipe2",
    "select",
    "pselect6",
    "poll",
    "ppoll",
    "epoll_create1",
    "epoll_ctl",
    "epoll_wait",
    "epoll_pwait",
    "eventfd2",
    "sendfile",
    "copy_file_range",
    // files: the root is read-only, the scratch directory small
    "open",
    "openat",
    "creat",
    "stat",
    "lstat",
    "fstat",
    "newfstatat",
    "statx",
    "statfs",
    "fstatfs",
    "access",
    "faccessat",
    "faccessat2",
    "readlink",
    "readlinkat",
    "getdents64",
    "getcwd",
    "chdir",
    "fchdir",
    "rename",
    "renameat",
    "renameat2",
    "mkdir",
    "mkdirat",
    "rmdir",
    "unlink",
    "unlinkat",
    "symlink",
    "symlinkat",
    "link",
    "linkat",
    "chmod",
    "fchmod",
    "fchmodat",
    "utimensat",
    "umask",
    "truncate",
    "ftruncate",
    "fallocate",
    "fsync",
    "fdatasync",
    "flock",
    "fadvise64",
    // memory
    "mmap",
    "mprotect",
    "munmap",
    "mremap",
    "madvise",
    "brk",
    "mincore",
    "membarrier",
    // signals and time
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "rt_sigsuspend",
    "rt_sigpending",
    "rt_sigtimedwait",
    "sigaltstack",
    "kill",
    "tkill",
    "tgkill",
    "pause",
    "alarm",
    "getitimer",
    "setitimer",
    "nanosleep",
    "clock_nanosleep",
    "clock_gettime",
    "clock_getres",
    "gettimeofday",
    "time",
    "times",
    "restart_syscall",
    // the process itself
    "execveat",
    "exit",
    "exit_group",
    "futex",
    "set_tid_address",
    "set_robust_list",
    "rseq",
    "arch_prctl",
    "getpid",
    "gettid",
    "getppid",
    "getpgid",
    "getpgrp",
    "getsid",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "getresuid",
    "getresgid",
    "getgroups",
    "getrlimit",
    "setrlimit",
    "prlimit64",
    "getrusage",
    "capget",
    "uname",
    "sysinfo",
    "getrandom",
    "getcpu",
    "sched_yield",
    "sched_getaffinity",
    "sched_getparam",
    "sched_getscheduler",
    "getpriority",
};

constexpr const char* kAbsent[] = {"clone3", "openat2", "io_uring_setup"};

constexpr unsigned long kTerminalQueries[] = {TCGETS, TIOCGWINSZ, FIOCLEX, FIONCLEX, FIONBIO, FIONREAD};

int add_rules(scmp_filter_ctx context) {
  int failed = 0;
  const auto add = [&](std::uint32_t action, const char* name) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number < 0) return;  // this architecture spells it otherwise
    if (const int code = seccomp_rule_add(context, action, number, 0); code != 0) failed = code;
  };
  for (const char* name : kAllowed) add(SCMP_ACT_ALLOW, name);
  for (const char* name : kAbsent) add(SCMP_ACT_ERRNO(ENOSYS), name);
  for (const unsigned long request : kTerminalQueries) {
    const scmp_arg_cmp is_request = SCMP_A1(SCMP_CMP_EQ, request);
    const int code = seccomp_rule_add_array(context, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, &is_request);
    if (code != 0) failed = code;
  }
  return failed;
}

}  // namespace

Result<std::vector<sock_filter>> make_filter() {
  const std::unique_ptr<void, decltype(&seccomp_release)> context(seccomp_init(SCMP_ACT_ERRNO(EPERM)),
                                                                  &seccomp_release);
  if (!context) return fail(Errc::kUnavailable, "seccomp: libseccomp does not know this architecture");
  seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a binary tree instead of a list
  if (const int code = add_rules(context.get()); code != 0)
    return fail(Errc::kUnavailable, "seccomp: libseccomp refused a rule (error {})", -code);

  const UniqueFd memory(::memfd_create("seccomp", MFD_CLOEXEC));
  if (!memory || seccomp_export_bpf(context.get(), memory.get()) != 0)
    return fail(Errc::kUnavailable, "seccomp: the filter could not be generated: {}", system_error());
  struct stat info{};
  if (::fstat(memory.get(), &info) != 0) return fail(Errc::kIo, "seccomp filter: {}", system_error());
  std::vector<sock_filter> filter(static_cast<std::size_t>(info.st_size) / sizeof(sock_filter));
  const ssize_t got = ::pread(memory.get(), filter.data(), filter.size() * sizeof(sock_filter), 0);
  if (got != info.st_size) return fail(Errc::kIo, "seccomp filter: read {} of {} bytes", got, info.st_size);
  return filter;
}

}  // namespace qed::sandbox
