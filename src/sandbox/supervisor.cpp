#include "sandbox/supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace qed::sandbox {
namespace {

constexpr int kSampleMs = 50;  // how often memory is looked at while nothing else happens

double milliseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

// Appends what is there to read, up to `limit` bytes in all; false once there is more than that.
bool drain(int fd, std::string& text, std::size_t limit) {
  char buffer[16 << 10];
  for (;;) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return true;
    const std::size_t room = limit - std::min(limit, text.size());
    text.append(buffer, std::min(room, static_cast<std::size_t>(got)));
    if (static_cast<std::size_t>(got) > room) return false;
  }
}

std::string explain(const Failure& failure, const Plan& plan) {
  const std::string reason = std::generic_category().message(failure.error);
  switch (failure.step) {
    case Step::kStart:
      return "the channels: " + reason;
    case Step::kMounts:
    case Step::kRoot:
    case Step::kPivot:
      return "the mount namespace: " + reason +
             "; user namespaces must grant capabilities (sysctl kernel.apparmor_restrict_unprivileged_userns=0) and "
             "the "
             "kernel must be 5.12 or newer";
    case Step::kBind: {
      const auto index = static_cast<std::size_t>(failure.index);
      return "showing " + (index < plan.root.binds.size() ? plan.root.binds[index].source : "a folder") + ": " + reason;
    }
    case Step::kIdentity:
      return "the unprivileged user: " + reason;
    case Step::kLimits:
      return "the resource limits: " + reason;
    case Step::kPrivileges:
      return "dropping privileges: " + reason;
    case Step::kFilter:
      return "the seccomp filter: " + reason + "; the kernel needs CONFIG_SECCOMP_FILTER";
    case Step::kExec:
      return "starting /" + plan.executable + ": " + reason;
  }
  return reason;
}

}  // namespace

Supervisor::Supervisor(pid_t pid, UniqueFd pidfd, const Limits& limits)
    : pid_(pid), pidfd_(std::move(pidfd)), limits_(limits) {}

Supervisor::~Supervisor() { end(); }

// The process's own CPU clock; readable until it is reaped.
double Supervisor::cpu_ms() const {
  constexpr unsigned kScheduled = 2;  // CPUCLOCK_SCHED, of all threads of the process
  const auto clock = static_cast<clockid_t>((~static_cast<unsigned>(pid_) << 3) | kScheduled);
  timespec used = {};
  if (::clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

void Supervisor::sample_memory() {
  const UniqueFd fd(::open(fmt::format("/proc/{}/status", pid_).c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[4096];
  const ssize_t got = fd ? ::read(fd.get(), buffer, sizeof buffer) : -1;
  if (got <= 0) return;
  const std::string_view status(buffer, static_cast<std::size_t>(got));
  constexpr std::string_view kKey = "VmHWM:";
  const std::size_t at = status.find(kKey);
  if (at == std::string_view::npos) return;  // already dead
  const std::string_view value = text::trim(status.substr(at + kKey.size(), 24));
  std::int64_t kib = 0;
  std::from_chars(value.data(), value.data() + value.size(), kib);
  outcome_.peak_mem_kib = std::max(outcome_.peak_mem_kib, kib);
}

void Supervisor::end() {
  if (ended_) return;
  ended_ = true;
  ::syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGKILL, nullptr, 0);
  siginfo_t info = {};
  rusage usage = {};
  while (::syscall(SYS_waitid, P_PIDFD, pidfd_.get(), &info, WEXITED | __WALL, &usage) != 0 && errno == EINTR) {
  }
  outcome_.wall_ms = std::chrono::duration<double, std::milli>(Clock::now() - start_).count();
  outcome_.cpu_ms = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
  if (outcome_.end != End::kExited) return;  // decided before: this status is our own kill
  outcome_.end = info.si_code == CLD_EXITED ? End::kExited : End::kSignalled;
  outcome_.code = info.si_status;
}

bool Supervisor::over_time() {
  const double wall = std::chrono::duration<double, std::milli>(Clock::now() - start_).count();
  if (cpu_ms() >= limits_.cpu_ms)
    outcome_.end = End::kCpuTime;
  else if (wall >= limits_.wall_ms)
    outcome_.end = End::kWallTime;
  else
    return false;
  return true;
}

int Supervisor::wait_ms() const {
  const double wall = std::chrono::duration<double, std::milli>(Clock::now() - start_).count();
  const double left = std::min(limits_.wall_ms - wall, limits_.cpu_ms - cpu_ms());
  return std::clamp(static_cast<int>(left) + 1, 1, kSampleMs);
}

// The result counts once it is whole, and only if nothing but the framed message came before it.
void Supervisor::read_result(std::string_view secret) {
  constexpr std::size_t kHeader = kSecretBytes + kLengthBytes;
  const std::string_view seen(channel_);
  if (seen.substr(0, kSecretBytes) != secret.substr(0, seen.size())) {
    outcome_.end = End::kForged;
    return;
  }
  if (seen.size() < kHeader) return;
  std::size_t length = 0;
  for (std::size_t i = kHeader; i-- > kSecretBytes;) length = (length << 8) | static_cast<unsigned char>(seen[i]);
  if (length > limits_.result_bytes) outcome_.end = End::kOutputLimit;
  if (length > limits_.result_bytes || seen.size() - kHeader < length) return;
  outcome_.end = End::kResult;
  outcome_.result = seen.substr(kHeader, length);
}

bool Supervisor::pump(ParentEnds& ends, std::string_view& unsent) {
  if (!unsent.empty()) {
    const ssize_t put = ::send(ends.input.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (put > 0) unsent.remove_prefix(static_cast<std::size_t>(put));
    if (unsent.empty() || (put < 0 && errno != EAGAIN && errno != EINTR)) {
      unsent = {};
      ::shutdown(ends.input.get(), SHUT_WR);
    }
  }
  drain(ends.status.get(), status_, sizeof(Failure));
  const bool fits =
      drain(ends.output.get(), outcome_.stdout_text, limits_.output_bytes - outcome_.stderr_text.size()) &&
      drain(ends.error.get(), outcome_.stderr_text, limits_.output_bytes - outcome_.stdout_text.size());
  if (!fits) outcome_.end = End::kOutputLimit;
  return fits;
}

Result<Outcome> Supervisor::watch(ParentEnds ends, std::string_view framed, const Plan& plan, std::stop_token stop) {
  const UniqueFd stopped(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  const std::stop_callback wake(stop, [&] {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t put = ::write(stopped.get(), &one, sizeof one);
  });
  const std::string_view secret = framed.substr(1, kSecretBytes);
  const std::size_t channel_limit = kSecretBytes + kLengthBytes + limits_.result_bytes;

  std::string_view unsent = framed;
  outcome_.end = End::kExited;
  for (bool alive = true; alive && outcome_.end == End::kExited;) {
    pollfd ready[] = {{pidfd_.get(), POLLIN, 0},      {stopped.get(), POLLIN, 0},
                      {ends.result.get(), POLLIN, 0}, {ends.output.get(), POLLIN, 0},
                      {ends.error.get(), POLLIN, 0},  {unsent.empty() ? -1 : ends.input.get(), POLLOUT, 0}};
    // A closed channel reports for ever; the process's own end is what counts then.
    for (pollfd& entry : ready)
      if (entry.fd == closed_[0] || entry.fd == closed_[1] || entry.fd == closed_[2]) entry.fd = -1;
    ::poll(ready, std::size(ready), wait_ms());
    if (stop.stop_requested()) return fail(Errc::kCancelled, "the program was stopped on request");
    for (std::size_t i = 2; i < 5; ++i)
      if ((ready[i].revents & POLLHUP) && !(ready[i].revents & POLLIN)) closed_[i - 2] = ready[i].fd;
    alive = !(ready[0].revents & POLLIN);
    sample_memory();
    if (!pump(ends, unsent)) break;
    const bool fits = drain(ends.result.get(), channel_, channel_limit);
    read_result(secret);
    if (!fits && outcome_.end == End::kExited) outcome_.end = End::kForged;
    if (alive && outcome_.end == End::kExited) over_time();
  }
  sample_memory();
  end();
  pump(ends, unsent);
  if (status_.size() == sizeof(Failure)) {
    Failure failure{};
    std::memcpy(&failure, status_.data(), sizeof failure);
    return fail(Errc::kUnavailable, "sandbox: {}", explain(failure, plan));
  }
  return std::move(outcome_);
}

}  // namespace qed::sandbox
