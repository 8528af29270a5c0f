#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "sandbox/child.h"
#include "sandbox/filter.h"
#include "sandbox/supervisor.h"

namespace qed::sandbox {
namespace {

constexpr std::uint64_t kNamespaces =
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;

constexpr std::string_view kAdvice =
    "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces > 0, "
    "kernel.apparmor_restrict_unprivileged_userns=0), or in a container run it with --security-opt seccomp=unconfined";

// A channel between this process and the child.
struct Channel {
  UniqueFd ours, theirs;
};

// The child's ends lie above the numbers they will be moved to.
Result<Channel> finish(int ours, int theirs) {
  Channel channel{UniqueFd(ours), UniqueFd()};
  const UniqueFd low(theirs);
  channel.theirs = UniqueFd(::fcntl(theirs, F_DUPFD_CLOEXEC, kLowestEnd));
  if (!channel.theirs || ::fcntl(ours, F_SETFL, O_NONBLOCK) != 0)
    return fail(Errc::kIo, "sandbox channel: {}", system_error());
  return channel;
}

Result<Channel> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(Errc::kIo, "sandbox channel: {}", system_error());
  return finish(ends[0], ends[1]);
}

// A socket, because writing to a pipe whose reader died would signal this process.
Result<Channel> make_input() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return fail(Errc::kIo, "sandbox channel: {}", system_error());
  return finish(ends[0], ends[1]);
}

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

// The child in its namespaces, blocked until it is told to go on; killed and reaped unless released.
struct Child {
  pid_t pid = -1;
  UniqueFd pidfd;
};

Result<Child> clone_child(const Plan& plan, const ChildEnds& ends) {
  int pidfd = -1;
  clone_args arguments = {};
  arguments.flags = kNamespaces | CLONE_PIDFD;
  arguments.pidfd = reinterpret_cast<std::uintptr_t>(&pidfd);
  // No handler of this process may run in the child, which shares none of the state they expect.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid == 0) become_interpreter(plan, ends);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0)
    return fail(Errc::kUnavailable, "sandbox: no user, PID, mount, network, IPC and UTS namespaces: {}; {}",
                std::generic_category().message(error), kAdvice);
  return Child{static_cast<pid_t>(pid), UniqueFd(pidfd)};
}

std::vector<std::pair<int, rlim_t>> resource_limits(const Limits& limits) {
  return {
      {RLIMIT_AS, limits.memory_bytes},
      {RLIMIT_CPU, static_cast<rlim_t>(limits.cpu_ms / 1000 + 2)},  // behind the supervisor's finer clock
      {RLIMIT_FSIZE, limits.file_bytes},
      {RLIMIT_NOFILE, limits.open_files},
      {RLIMIT_NPROC, 1},
      {RLIMIT_CORE, 0},
      {RLIMIT_MEMLOCK, 0},
      {RLIMIT_MSGQUEUE, 0},
  };
}

std::string relative(std::string_view path) { return std::string(path.substr(1)); }

}  // namespace

struct Sandbox::State {
  Plan plan;
  Limits limits;
};

Sandbox::Sandbox(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox& Sandbox::operator=(Sandbox&&) noexcept = default;
Sandbox::~Sandbox() = default;

std::string_view Sandbox::layers() { return "user,pid,mount,net,ipc,uts,seccomp,rlimits"; }

Result<Sandbox> Sandbox::create(const Interpreter& interpreter, std::vector<std::string> arguments,
                                std::vector<Script> scripts, const Limits& limits) {
  auto state = std::make_unique<State>();
  state->limits = limits;
  Plan& plan = state->plan;
  plan.root = QED_TRY(plan_root(interpreter.needs));
  if (plan.root.binds.size() > kMaxBinds)
    return fail(Errc::kLimitExceeded, "{}: needs {} folders, at most {} can be shown to a program", interpreter.path,
                plan.root.binds.size(), kMaxBinds);
  plan.root.folders.push_back(relative(kScriptFolder));
  for (Script& script : scripts)
    plan.files.emplace_back(relative(kScriptFolder) + "/" + script.name, std::move(script.content));
  // An interpreter that lives under /tmp keeps its place.
  plan.scratch = std::ranges::find(plan.root.folders, "tmp") == plan.root.folders.end() ? "tmp" : "scratch";
  plan.scratch_size = std::to_string(limits.scratch_bytes);
  plan.scratch_inodes = std::to_string(limits.scratch_inodes);
  plan.executable = relative(interpreter.path);
  plan.arguments = std::move(arguments);
  plan.arguments.insert(plan.arguments.begin(), interpreter.path);
  plan.environment = {"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "LC_ALL=C.UTF-8"};
  for (const std::string& argument : plan.arguments) plan.argv.push_back(argument.c_str());
  for (const std::string& variable : plan.environment) plan.envp.push_back(variable.c_str());
  plan.argv.push_back(nullptr);
  plan.envp.push_back(nullptr);
  plan.limits = resource_limits(limits);
  plan.filter = QED_TRY(make_filter());
  return Sandbox(std::move(state));
}

Result<Outcome> Sandbox::run(std::string_view input, std::stop_token stop) const {
  std::string framed(kSecretBytes, '\0');
  if (::getrandom(framed.data(), framed.size(), 0) != static_cast<ssize_t>(framed.size()))
    return fail(Errc::kIo, "sandbox: no random bytes: {}", system_error());
  framed.insert(0, 1, 'g');  // the byte that lets the child go on
  framed += input;

  Channel in = QED_TRY(make_input());
  Channel out = QED_TRY(make_pipe());
  Channel err = QED_TRY(make_pipe());
  Channel result = QED_TRY(make_pipe());
  Channel status = QED_TRY(make_pipe());
  Child child = QED_TRY(clone_child(
      state_->plan, {in.theirs.get(), out.theirs.get(), err.theirs.get(), result.theirs.get(), status.theirs.get()}));
  Supervisor supervisor(child.pid, std::move(child.pidfd), state_->limits);
  QED_TRY(map_user(child.pid));
  put(fmt::format("/proc/{}/oom_score_adj", child.pid), "1000");  // where memory runs out, the program goes first
  for (Channel* channel : {&in, &out, &err, &result, &status}) channel->theirs.reset();
  return supervisor.watch(
      {std::move(in.ours), std::move(out.ours), std::move(err.ours), std::move(result.ours), std::move(status.ours)},
      framed, state_->plan, std::move(stop));
}

}  // namespace qed::sandbox
