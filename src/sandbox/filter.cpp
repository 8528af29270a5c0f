#include "sandbox/filter.h"

#include <asm/ioctls.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "base/file.h"

namespace qed::sandbox {
namespace {

// Memory files would escape the address-space limit, hence no memfd_create.
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
    "rmdir",
    "unlink",
    "unlinkat",
    "umask",
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

// What is harmless to a run that shares neither processes nor files with anyone.
constexpr const char* kAllowedAlone[] = {
    "kill",     "tkill", "tgkill",  "chmod",   "fchmod",    "fchmodat", "utimensat",
    "truncate", "mkdir", "mkdirat", "symlink", "symlinkat", "link",     "linkat",
};

constexpr const char* kAbsent[] = {"clone3", "openat2", "io_uring_setup"};

constexpr unsigned long kTerminalQueries[] = {TCGETS, TIOCGWINSZ, FIOCLEX, FIONCLEX, FIONBIO, FIONREAD};

// Not among them: who gets the signals of a descriptor, leases and notices.
constexpr int kDescriptorCommands[] = {
    F_DUPFD,  F_DUPFD_CLOEXEC, F_GETFD,     F_SETFD,      F_GETFL,      F_SETFL,      F_GETLK,  F_SETLK,
    F_SETLKW, F_OFD_GETLK,     F_OFD_SETLK, F_OFD_SETLKW, F_GETPIPE_SZ, F_SETPIPE_SZ, F_GETOWN,
};

int add_rules(scmp_filter_ctx context, bool alone) {
  int failed = 0;
  const auto add = [&](std::uint32_t action, const char* name) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number < 0) return;  // this architecture spells it otherwise
    if (const int code = seccomp_rule_add(context, action, number, 0); code != 0) failed = code;
  };
  for (const char* name : kAllowed) add(SCMP_ACT_ALLOW, name);
  if (alone)
    for (const char* name : kAllowedAlone) add(SCMP_ACT_ALLOW, name);
  for (const char* name : kAbsent) add(SCMP_ACT_ERRNO(ENOSYS), name);
  const auto add_where = [&](int number, const scmp_arg_cmp& condition) {
    const int code = seccomp_rule_add_array(context, SCMP_ACT_ALLOW, number, 1, &condition);
    if (code != 0) failed = code;
  };
  for (const unsigned long request : kTerminalQueries) add_where(SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, request));
  for (const int command : kDescriptorCommands)
    add_where(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(command)));
  add_where(SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0));  // nobody's limits but its own
  return failed;
}

}  // namespace

Result<std::vector<sock_filter>> make_filter(bool alone) {
  const std::unique_ptr<void, decltype(&seccomp_release)> context(seccomp_init(SCMP_ACT_ERRNO(EPERM)),
                                                                  &seccomp_release);
  if (!context) return fail(Errc::kUnavailable, "seccomp: libseccomp does not know this architecture");
  seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a binary tree instead of a list
  if (const int code = add_rules(context.get(), alone); code != 0)
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
