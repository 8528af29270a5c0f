#include "sandbox/zygote.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "sandbox/channel.h"

namespace qed::sandbox {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kStartTime = std::chrono::seconds(60);  // imports from a slow disk included
constexpr int kPollMs = 50;
constexpr unsigned kNamespaces =
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
constexpr std::uint8_t kHasPeer = 1, kHasScratch = 2;
constexpr std::size_t kLogBytes = 4 << 10;

constexpr std::string_view kAdvice =
    "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces > 0, "
    "kernel.apparmor_restrict_unprivileged_userns=0), in a container run it with --security-opt seccomp=unconfined, or "
    "settle for less with --sandbox=landlock";

bool put(const std::string& path, std::string_view content) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return fd && ::write(fd.get(), content.data(), content.size()) == static_cast<ssize_t>(content.size());
}

// Inside, the only user is nobody. Outside that is nobody too where this process may say so, else itself.
Result<void> map_user(pid_t pid) {
  const std::string folder = fmt::format("/proc/{}/", pid);
  const std::string nobody = fmt::format("{} {} 1", kInsideId, kInsideId);
  if (::geteuid() == 0 && put(folder + "gid_map", nobody) && put(folder + "uid_map", nobody)) return {};
  const bool mapped = put(folder + "setgroups", "deny") &&
                      put(folder + "gid_map", fmt::format("{} {} 1", kInsideId, ::getegid())) &&
                      put(folder + "uid_map", fmt::format("{} {} 1", kInsideId, ::geteuid()));
  if (!mapped)
    return fail(Errc::kUnavailable, "sandbox: the user namespace takes no user map: {}; {}", system_error(), kAdvice);
  return {};
}

struct Child {
  pid_t pid = -1;
  UniqueFd pidfd;
};

Result<Child> clone_jail(const Plan& plan, const JailEnds& ends) {
  int pidfd = -1;
  const unsigned long flags = (plan.namespaces ? kNamespaces : 0u) | CLONE_PIDFD | SIGCHLD;
  // No handler of this process may run in the child, which shares none of the state they expect.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const long pid = ::syscall(SYS_clone, flags, nullptr, &pidfd, nullptr, nullptr);
  if (pid == 0) enter_jail(plan, ends);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  const std::string reason = std::generic_category().message(error);
  if (pid < 0 && plan.namespaces)
    return fail(Errc::kUnavailable, "sandbox: no user, PID, mount, network, IPC and UTS namespaces: {}; {}", reason,
                kAdvice);
  if (pid < 0) return fail(Errc::kUnavailable, "sandbox: no new process: {}", reason);
  return Child{static_cast<pid_t>(pid), UniqueFd(pidfd)};
}

Result<UniqueFd> memory_file(std::string_view content) {
  UniqueFd file(::memfd_create("code", MFD_CLOEXEC));
  if (!file) return fail(Errc::kIo, "sandbox: no memory file: {}", system_error());
  QED_TRY(write_all(file.get(), content, "sandbox code"));
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::string read_some(int fd, std::size_t limit) {
  std::string text(limit, '\0');
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(fd, text.data(), text.size()), 0)));
  return text;
}

// Above the numbers that the jail's ends are moved to.
Result<UniqueFd> lifted(const UniqueFd& fd) {
  UniqueFd high(::fcntl(fd.get(), F_DUPFD_CLOEXEC, kLowestEnd));
  if (!high) return fail(Errc::kIo, "sandbox channel: {}", system_error());
  return high;
}

// The second number of /proc/PID/statm is the resident set, the first the whole address space, in pages.
std::uint64_t address_space_of(pid_t pid) {
  const Result<std::string> statm = read_file(fmt::format("/proc/{}/statm", pid), 4096);
  std::uint64_t pages = 0;
  if (statm) std::from_chars(statm->data(), statm->data() + statm->size(), pages);
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::string layers(Isolation isolation, bool landlock, const std::optional<Cgroup>& cgroup) {
  std::string list = isolation == Isolation::kFull       ? "user,pid,mount,net,ipc,uts,seccomp,rlimits"
                     : isolation == Isolation::kLandlock ? "seccomp,rlimits"
                                                         : "unsafe-none,rlimits";
  if (landlock) list += ",landlock";
  if (cgroup) list += fmt::format(",cgroup{}", cgroup->version());
  return list;
}

}  // namespace

Result<std::shared_ptr<Zygote>> Zygote::start(const Recipe& recipe, const std::vector<std::string>& preload,
                                              const std::stop_token& stop) {
  std::shared_ptr<Zygote> zygote(new Zygote());
  QED_TRY(zygote->enter(recipe, preload, stop));
  return zygote;
}

Result<void> Zygote::enter(const Recipe& recipe, const std::vector<std::string>& preload, const std::stop_token& stop) {
  born_ = Clock::now();
  Channel control = QED_TRY(make_packets());
  Channel log = QED_TRY(make_pipe());
  Channel status = QED_TRY(make_pipe());
  {
    const UniqueFd code = QED_TRY(memory_file(recipe.code));
    const UniqueFd ends[] = {QED_TRY(lifted(control.theirs)), QED_TRY(lifted(log.theirs)), QED_TRY(lifted(code)),
                             QED_TRY(lifted(status.theirs))};
    Child child = QED_TRY(clone_jail(recipe.plan, {ends[0].get(), ends[1].get(), ends[2].get(), ends[3].get()}));
    pid_ = child.pid;
    pidfd_ = std::move(child.pidfd);
  }
  for (Channel* channel : {&control, &log, &status}) channel->theirs.reset();
  control_ = std::move(control.ours);
  const timeval patience{5, 0};
  ::setsockopt(control_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::fcntl(control_.get(), F_SETFL, 0);

  if (recipe.plan.namespaces) QED_TRY(map_user(pid_));
  put(fmt::format("/proc/{}/oom_score_adj", pid_), "1000");  // where memory runs out, programs go first
  if (Result<Cgroup> group = Cgroup::create(recipe.jail_bytes); group && group->add(pid_)) cgroup_ = *std::move(group);

  nlohmann::json config = nlohmann::json::parse(recipe.config);
  config["preload"] = preload;
  for (const std::string& message : {std::string("g"), config.dump()})
    ::send(control_.get(), message.data(), message.size(), MSG_NOSIGNAL);  // a failure shows in what follows
  const std::string ready = QED_TRY(await_ready(recipe, status.ours.get(), log.ours.get(), stop));

  const bool landlock = !ready.starts_with("r0");
  if (recipe.isolation == Isolation::kLandlock && !landlock)
    return fail(Errc::kUnavailable, "sandbox: no Landlock: the kernel must be 5.13 or newer and name landlock in lsm=");
  isolation_ = layers(recipe.isolation, landlock, cgroup_);
  address_space_ = address_space_of(pid_) + recipe.memory_bytes;
  return {};
}

Result<std::string> Zygote::await_ready(const Recipe& recipe, int status, int log, const std::stop_token& stop) const {
  const auto deadline = Clock::now() + kStartTime;
  for (;;) {
    pollfd ready[] = {{control_.get(), POLLIN, 0}, {pidfd_.get(), POLLIN, 0}};
    ::poll(ready, std::size(ready), kPollMs);
    if (stop.stop_requested()) return fail(Errc::kCancelled, "the program was stopped on request");
    if (ready[0].revents & POLLIN) {
      std::string message = read_some(control_.get(), 4096);
      if (message.starts_with('r')) return message;
    }
    if (ready[1].revents & POLLIN) break;
    if (Clock::now() > deadline)
      return fail(Errc::kTimeout, "sandbox: {} did not start in time", recipe.plan.executable);
  }
  Failure failure{};
  if (::read(status, &failure, sizeof failure) == sizeof failure)
    return fail(Errc::kUnavailable, "sandbox: {}", explain(failure, recipe.plan));
  const std::string said = read_some(log, kLogBytes);
  return fail(Errc::kUnavailable, "sandbox: {} ended at its start: {}", recipe.plan.executable,
              said.empty() ? "it said nothing" : text::collapse_spaces(text::trim(said)));
}

Result<void> Zygote::fork(const ForkEnds& ends) const {
  std::uint8_t request[1 + sizeof address_space_] = {};
  request[0] = static_cast<std::uint8_t>((ends.peer >= 0 ? kHasPeer : 0) | (ends.scratch >= 0 ? kHasScratch : 0));
  std::memcpy(request + 1, &address_space_, sizeof address_space_);

  int fds[] = {ends.channel, ends.input, ends.output, ends.error, ends.result, ends.peer, ends.scratch};
  const auto count = static_cast<std::size_t>(std::ranges::remove(fds, -1).begin() - fds);
  alignas(cmsghdr) char ancillary[CMSG_SPACE(sizeof fds)] = {};
  iovec part{request, sizeof request};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = ancillary;
  message.msg_controllen = CMSG_SPACE(count * sizeof(int));
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(count * sizeof(int));
  std::memcpy(CMSG_DATA(header), fds, count * sizeof(int));
  if (::sendmsg(control_.get(), &message, MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof request))
    return fail(Errc::kIo, "sandbox: the warm interpreter takes no request: {}", system_error());
  return {};
}

Zygote::~Zygote() {
  if (pid_ < 0) return;
  ::syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGKILL, nullptr, 0);
  siginfo_t info = {};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | __WALL) != 0 && errno == EINTR) {
  }
}

}  // namespace qed::sandbox
