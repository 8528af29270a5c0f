#include "sandbox/child.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace qed::sandbox {
namespace {

constexpr int kStatusFd = 4;

[[noreturn]] void give_up(Step step, int index = 0) {
  const Failure failure{step, errno, index};
  [[maybe_unused]] const ssize_t put = ::write(kStatusFd, &failure, sizeof failure);
  ::_exit(127);
}

void must(bool done, Step step, int index = 0) {
  if (!done) give_up(step, index);
}

void place_descriptors(const ChildEnds& ends) {
  const int ordered[] = {ends.input, ends.output, ends.error, ends.result, ends.status};
  for (int fd = 0; fd < 5; ++fd) must(::dup2(ordered[fd], fd) == fd, Step::kStart);
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
  do got = ::read(0, &go, 1);
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
  ::setsid();
  must(::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, Step::kIdentity);  // after the identity, whose change clears it
  pollfd reader{kStatusFd, 0, 0};
  if (::poll(&reader, 1, 0) > 0 && (reader.revents & POLLERR)) ::_exit(127);  // the parent died before that
}

int make_tmpfs(const char* size, const char* inodes, const char* mode) {
  const int filesystem = ::fsopen("tmpfs", FSOPEN_CLOEXEC);
  must(filesystem >= 0, Step::kRoot);
  const char* options[][2] = {
      {"size", size}, {"nr_inodes", inodes}, {"mode", mode}, {"uid", "65534"}, {"gid", "65534"}};
  for (const auto& [key, value] : options)
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

void write_file(int root, const std::string& path, const std::string& content) {
  const int fd = ::openat(root, path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
  must(fd >= 0, Step::kRoot);
  for (std::size_t done = 0; done < content.size();) {
    const ssize_t put = ::write(fd, content.data() + done, content.size() - done);
    must(put > 0, Step::kRoot);
    done += static_cast<std::size_t>(put);
  }
  ::close(fd);
}

void build_root(const Plan& plan, const int (&trees)[kMaxBinds]) {
  const int root = make_tmpfs("2m", "1024", "0755");
  must(::move_mount(root, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) == 0, Step::kRoot);
  for (const std::string& folder : plan.root.folders)
    must(::mkdirat(root, folder.c_str(), 0755) == 0 || errno == EEXIST, Step::kRoot);
  for (const Root::Link& link : plan.root.links)
    must(::symlinkat(link.target.c_str(), root, link.path.c_str()) == 0, Step::kRoot);
  int index = 0;
  for (const Root::Bind& bind : plan.root.binds) {
    if (bind.folder)
      must(::mkdirat(root, bind.target.c_str(), 0755) == 0 || errno == EEXIST, Step::kRoot);
    else
      write_file(root, bind.target, {});
    attach(trees[index++], root, bind.target.c_str());
  }
  for (const auto& [path, content] : plan.files) write_file(root, path, content);
  must(::mkdirat(root, plan.scratch.c_str(), 0755) == 0, Step::kRoot);
  attach(make_tmpfs(plan.scratch_size.c_str(), plan.scratch_inodes.c_str(), "0700"), root, plan.scratch.c_str());

  // The old root is stacked under the new one, then let go: nothing of it has a name any more.
  must(::fchdir(root) == 0, Step::kPivot);
  must(::syscall(SYS_pivot_root, ".", ".") == 0, Step::kPivot);
  must(::umount2(".", MNT_DETACH) == 0, Step::kPivot);
  must(::chdir("/") == 0, Step::kPivot);
  mount_attr read_only = {};
  read_only.attr_set = MOUNT_ATTR_RDONLY;
  must(::mount_setattr(AT_FDCWD, "/", 0, &read_only, sizeof read_only) == 0, Step::kPivot);
  must(::chdir(plan.scratch.c_str()) == 0, Step::kPivot);
  ::close(root);
}

void set_limits(const Plan& plan) {
  for (const auto& [resource, value] : plan.limits) {
    const rlimit64 limit{value, value};
    must(::syscall(SYS_prlimit64, 0, resource, &limit, nullptr) == 0, Step::kLimits);
  }
}

void drop_privileges() {
  for (int capability = 0; capability < 64; ++capability)
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) break;  // past the last one this kernel knows
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  must(::syscall(SYS_capset, &header, none) == 0, Step::kPrivileges);
  must(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, Step::kPrivileges);
}

void install_filter(const Plan& plan) {
  const sock_fprog program{static_cast<unsigned short>(plan.filter.size()),
                           const_cast<sock_filter*>(plan.filter.data())};
  must(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0, Step::kFilter);
}

}  // namespace

void become_interpreter(const Plan& plan, const ChildEnds& ends) {
  place_descriptors(ends);
  reset_signals();
  wait_for_parent();
  int trees[kMaxBinds];
  open_sources(plan, trees);
  become_nobody();
  build_root(plan, trees);
  ::sethostname("sandbox", 7);
  // Executing a descriptor lets the filter refuse execve, the call that programs know.
  const int root = ::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  const int executable = ::openat(root, plan.executable.c_str(), O_PATH | O_CLOEXEC);
  must(executable >= 0, Step::kExec);
  set_limits(plan);
  drop_privileges();
  install_filter(plan);
  ::syscall(SYS_execveat, executable, "", plan.argv.data(), plan.envp.data(), AT_EMPTY_PATH);
  give_up(Step::kExec);
}

}  // namespace qed::sandbox
