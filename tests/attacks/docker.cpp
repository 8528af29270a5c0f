#include "attacks/docker.h"

#include <linux/sched.h>
#include <seccomp.h>

#include <cerrno>
#include <memory>

namespace qed::attacks {

Result<void> forbid_namespaces() {
  const std::unique_ptr<void, decltype(&seccomp_release)> context(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  if (!context) return fail(Errc::kUnavailable, "libseccomp does not know this architecture");
  int failed = 0;
  for (const char* name : {"unshare", "setns", "mount", "umount2", "pivot_root", "open_tree", "move_mount", "fsopen",
                           "fsconfig", "fsmount", "mount_setattr", "add_key", "keyctl", "request_key", "bpf"})
    failed |= seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EPERM), seccomp_syscall_resolve_name(name), 0);
  constexpr unsigned kNamespaces[] = {CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNS,    CLONE_NEWNET,
                                      CLONE_NEWIPC,  CLONE_NEWUTS, CLONE_NEWCGROUP};
  for (const unsigned flag : kNamespaces) {
    const scmp_arg_cmp has_flag = SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag);
    failed |= seccomp_rule_add_array(context.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, &has_flag);
  }
  failed |= seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(ENOSYS), seccomp_syscall_resolve_name("clone3"), 0);
  if (failed != 0 || seccomp_load(context.get()) != 0) return fail(Errc::kUnavailable, "seccomp refused the filter");
  return {};
}

}  // namespace qed::attacks
