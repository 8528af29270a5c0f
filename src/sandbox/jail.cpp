#include "sandbox/jail.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace qed::sandbox {
namespace {

// The descriptors of the jail: control, log twice, code, status until exec.
constexpr int kControlFd = 0, kStatusFd = 4;

[[noreturn]] void give_up(Step step, int index = 0) {
  const Failure failure{step, errno, index};
  [[maybe_unused]] const ssize_t put = ::write(kStatusFd, &failure, sizeof failure);
  ::_exit(127);
}

void must(bool done, Step step, int index = 0) {
  if (!done) give_up(step, index);
}

void place_descriptors(const JailEnds& ends) {
  const int ordered[] = {ends.control, ends.log, ends.log, ends.code, ends.status};
  for (int fd = 0; fd <= kStatusFd; ++fd) must(::dup2(ordered[fd], fd) == fd, Step::kStart);
  ::fcntl(kStatusFd, F_SETFD, FD_CLOEXEC);
  must(::syscall(SYS_close_range, kStatusFd + 1, ~0u, 0) == 0, Step::kStart);
}

// The parent blocked all signals around clone; exec would hand blocked and ignored ones on.
void reset_signals() {
  struct sigaction plain = {};
  plain.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &plain, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void wait_for_parent() {
  char go = 0;
  ssize_t got = -1;
  do got = ::read(kControlFd, &go, 1);
  while (got < 0 && errno == EINTR);
  if (got != 1) ::_exit(127);  // the parent is gone
}

// Copies of the mounts the root needs, taken while this process still has the caller's right to walk to them.
void open_sources(const Plan& plan, int (&trees)[kMaxBinds]) {
  must(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, Step::kMounts);
  mount_attr read_only = {};
  read_only.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  int index = 0;
  for (const Root::Bind& bind : plan.root.binds) {
    const int tree = ::open_tree(AT_FDCWD, bind.source.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
    must(tree >= 0, Step::kBind, index);
    must(::mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &read_only, sizeof read_only) == 0, Step::kBind,
         index);
    trees[index++] = tree;
  }
}

// Plain system calls: the C library's wrappers would try to reach the threads this copy of the process does not have.
void become_nobody() {
  ::syscall(SYS_setgroups, 0, nullptr);  // refused where the parent is unprivileged: its groups then remain
  must(::syscall(SYS_setresgid, kInsideId, kInsideId, kInsideId) == 0, Step::kIdentity);
  must(::syscall(SYS_setresuid, kInsideId, kInsideId, kInsideId) == 0, Step::kIdentity);
}

// The root's own files are folders, links and the empty files that others are bound over: a few pages.
int make_root() {
  const int filesystem = ::fsopen("tmpfs", FSOPEN_CLOEXEC);
  must(filesystem >= 0, Step::kRoot);
  constexpr const char* kOptions[][2] = {
      {"size", "1m"}, {"nr_inodes", "1024"}, {"mode", "0755"}, {"uid", "65534"}, {"gid", "65534"}};
  for (const auto& [key, value] : kOptions)
    must(::fsconfig(filesystem, FSCONFIG_SET_STRING, key, value, 0) == 0, Step::kRoot);
  must(::fsconfig(filesystem, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) == 0, Step::kRoot);
  const int mounted = ::fsmount(filesystem, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
  must(mounted >= 0, Step::kRoot);
  ::close(filesystem);
  return mounted;
}

void attach(int tree, int root, const char* target) {
  must(::move_mount(tree, "", root, target, MOVE_MOUNT_F_EMPTY_PATH) == 0, Step::kRoot);
  ::close(tree);
}

void build_root(const Plan& plan, const int (&trees)[kMaxBinds]) {
  const int root = make_root();
  must(::move_mount(root, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) == 0, Step::kRoot);
  for (const std::string& folder : plan.root.folders)
    must(::mkdirat(root, folder.c_str(), 0755) == 0 || errno == EEXIST, Step::kRoot);
  for (const Root::Link& link : plan.root.links)
    must(::symlinkat(link.target.c_str(), root, link.path.c_str()) == 0, Step::kRoot);
  int index = 0;
  for (const Root::Bind& bind : plan.root.binds) {
    const char* target = bind.target.c_str();
    must((bind.folder ? ::mkdirat(root, target, 0755) : ::mknodat(root, target, S_IFREG | 0444, 0)) == 0 ||
             errno == EEXIST,
         Step::kRoot);
    attach(trees[index++], root, target);
  }
  must(::mkdirat(root, plan.scratch.c_str(), 0755) == 0, Step::kRoot);

  // The old root is stacked under the new one, then let go: nothing of it has a name any more.
  must(::fchdir(root) == 0, Step::kPivot);
  must(::syscall(SYS_pivot_root, ".", ".") == 0, Step::kPivot);
  must(::umount2(".", MNT_DETACH) == 0, Step::kPivot);
  must(::chdir("/") == 0, Step::kPivot);
  mount_attr read_only = {};
  read_only.attr_set = MOUNT_ATTR_RDONLY;
  must(::mount_setattr(AT_FDCWD, "/", 0, &read_only, sizeof read_only) == 0, Step::kPivot);
  ::close(root);
}

// What the fork server needs to make PID and mount namespaces for its runs. Each run gives it up.
void keep_one_capability() {
  constexpr unsigned kKept = CAP_SYS_ADMIN;
  for (unsigned capability = 0; capability < 64; ++capability)
    if (capability != kKept && ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) break;  // past the last one
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3] = {};
  kept[0].effective = kept[0].permitted = kept[0].inheritable = 1u << kKept;
  must(::syscall(SYS_capset, &header, kept) == 0, Step::kPrivileges);
  must(::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, kKept, 0, 0) == 0, Step::kPrivileges);
}

void enter_namespaces(const Plan& plan) {
  int trees[kMaxBinds] = {};
  open_sources(plan, trees);
  become_nobody();
  build_root(plan, trees);
  ::sethostname("sandbox", 7);
  keep_one_capability();
}

}  // namespace

void enter_jail(const Plan& plan, const JailEnds& ends) {
  place_descriptors(ends);
  reset_signals();
  wait_for_parent();
  ::setsid();
  if (plan.namespaces)
    enter_namespaces(plan);
  else if (::geteuid() == 0)
    become_nobody();
  must(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, Step::kPrivileges);
  ::execve(plan.executable.c_str(), const_cast<char* const*>(plan.argv.data()),
           const_cast<char* const*>(plan.envp.data()));
  give_up(Step::kExec);
}

std::string explain(const Failure& failure, const Plan& plan) {
  std::string reason = std::generic_category().message(failure.error);
  switch (failure.step) {
    case Step::kStart:
      return "the channels: " + reason;
    case Step::kMounts:
    case Step::kRoot:
    case Step::kPivot:
      return "the mount namespace: " + reason +
             "; user namespaces must grant capabilities (sysctl kernel.apparmor_restrict_unprivileged_userns=0) and "
             "the kernel must be 5.12 or newer";
    case Step::kBind: {
      const auto index = static_cast<std::size_t>(failure.index);
      return "showing " + (index < plan.root.binds.size() ? plan.root.binds[index].source : "a folder") + ": " + reason;
    }
    case Step::kIdentity:
      return "the unprivileged user: " + reason;
    case Step::kPrivileges:
      return "the capabilities: " + reason;
    case Step::kExec:
      return "starting " + plan.executable + ": " + reason;
  }
  return reason;
}

}  // namespace qed::sandbox
