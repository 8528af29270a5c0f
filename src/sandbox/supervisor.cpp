#include "sandbox/supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/random.h>
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

constexpr int kTickMs = 50;                           // how often limits are looked at while nothing else happens
constexpr int kScratchTickMs = 10;                    // the same where the scratch directory has no quota of its own
constexpr auto kFarewell = std::chrono::seconds(10);  // a killed process is gone by then

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

// The number by which this process's own PID namespace knows the process of a pidfd.
pid_t pid_of(int pidfd) {
  const Result<std::string> info = read_file(fmt::format("/proc/self/fdinfo/{}", pidfd), 4096);
  constexpr std::string_view kKey = "\nPid:";
  const std::size_t at = info ? info->find(kKey) : std::string::npos;
  if (at == std::string::npos) return -1;
  const std::string_view value = text::trim(std::string_view(*info).substr(at + kKey.size(), 16));
  pid_t pid = -1;
  std::from_chars(value.data(), value.data() + value.size(), pid);
  return pid;
}

// A process's own CPU clock; readable until it is reaped.
double cpu_ms_of(pid_t pid) {
  constexpr unsigned kScheduled = 2;  // CPUCLOCK_SCHED, of all threads of the process
  const auto clock = static_cast<clockid_t>((~static_cast<unsigned>(pid) << 3) | kScheduled);
  timespec used = {};
  if (pid < 0 || ::clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

void kill_process(int pidfd) { ::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0); }

// One message of the interpreter about a process, and the descriptor that came with it.
struct Message {
  ssize_t bytes = -1;
  char data[1024];
  UniqueFd descriptor;
  std::string_view text() const { return {data, static_cast<std::size_t>(std::max<ssize_t>(bytes, 0))}; }
};

Message receive(int channel) {
  Message message;
  alignas(cmsghdr) char ancillary[CMSG_SPACE(sizeof(int))];
  iovec part{message.data, sizeof message.data};
  msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = ancillary;
  header.msg_controllen = sizeof ancillary;
  message.bytes = ::recvmsg(channel, &header, MSG_CMSG_CLOEXEC);
  const cmsghdr* control = message.bytes > 0 ? CMSG_FIRSTHDR(&header) : nullptr;
  if (control && control->cmsg_type == SCM_RIGHTS && control->cmsg_len == CMSG_LEN(sizeof(int))) {
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(control), sizeof fd);
    message.descriptor = UniqueFd(fd);
  }
  return message;
}

}  // namespace

Supervisor::Supervisor(const Zygote& zygote, const Limits& limits, Isolation isolation)
    : zygote_(zygote), limits_(limits), isolation_(isolation) {}

Result<void> Supervisor::launch(std::string_view payload, int peer) {
  Process process;
  Channel channel = QED_TRY(make_packets());
  Channel input = QED_TRY(make_stream());
  Channel result = QED_TRY(make_pipe());
  process.framed.resize(kSecretBytes);
  if (::getrandom(process.framed.data(), kSecretBytes, 0) != static_cast<ssize_t>(kSecretBytes))
    return fail(Errc::kIo, "sandbox: no random bytes: {}", system_error());
  process.framed += payload;
  if (isolation_ != Isolation::kFull) process.scratch = QED_TRY(Scratch::create());
  Result<void> asked =
      zygote_.fork({channel.theirs.get(), input.theirs.get(), output_.theirs.get(), error_.theirs.get(),
                    result.theirs.get(), peer, process.scratch ? process.scratch->fd() : -1});
  if (!asked) {
    odd_ = lost_ = true;
    return asked;
  }
  process.channel = std::move(channel.ours);
  process.input = std::move(input.ours);
  process.result = std::move(result.ours);
  processes_.push_back(std::move(process));
  return {};
}

double Supervisor::wall_ms() const { return std::chrono::duration<double, std::milli>(Clock::now() - start_).count(); }

double Supervisor::cpu_ms() const {
  double sum = 0;
  for (const Process& process : processes_) sum += process.ended ? process.cpu_ms : cpu_ms_of(process.pid);
  return sum;
}

void Supervisor::decide(End end, int code) {
  if (decided_) return;
  decided_ = true;
  outcome_.end = end;
  outcome_.code = code;
}

void Supervisor::decide_by_death(const Process& process) {
  const int status = process.status;
  const bool signalled = WIFSIGNALED(status);
  // The kernel's own limit, which lies behind ours and is counted in whole seconds.
  const bool out_of_time = signalled && (WTERMSIG(status) == SIGXCPU || process.cpu_ms >= limits_.cpu_ms);
  if (out_of_time)
    decide(End::kCpuTime);
  else
    decide(signalled ? End::kSignalled : End::kExited, signalled ? WTERMSIG(status) : WEXITSTATUS(status));
}

void Supervisor::enforce() {
  if (cpu_ms() >= limits_.cpu_ms) decide(End::kCpuTime);
  if (wall_ms() >= limits_.wall_ms) decide(End::kWallTime);
  for (const Process& process : processes_)
    if (process.scratch && process.scratch->holds_more_than(limits_.scratch_bytes, limits_.scratch_inodes))
      decide(End::kScratchLimit);
}

// A socket or pipe whose other end is gone reports for ever: the process's end, told over its channel, is what counts.
void Supervisor::wait(int stopped) {
  std::vector<pollfd> ready{{stopped, POLLIN, 0}, {output_.ours.get(), POLLIN, 0}, {error_.ours.get(), POLLIN, 0}};
  for (Process& process : processes_) {
    if (!process.ended) ready.push_back({process.channel.get(), POLLIN, 0});
    if (!process.payload && process.result) ready.push_back({process.result.get(), POLLIN, 0});
    if (process.input) ready.push_back({process.input.get(), POLLOUT, 0});
  }
  const double left = std::min(limits_.wall_ms - wall_ms(), limits_.cpu_ms - cpu_ms());
  ::poll(ready.data(), ready.size(),
         std::clamp(static_cast<int>(left) + 1, 1, isolation_ == Isolation::kFull ? kTickMs : kScratchTickMs));
  for (const pollfd& entry : ready) {
    if (!(entry.revents & POLLHUP) || (entry.revents & POLLIN)) continue;
    for (Process& process : processes_)
      if (process.result.get() == entry.fd) process.result.reset();
  }
}

Result<void> Supervisor::take_up(Process& process, UniqueFd pidfd) {
  process.pidfd = std::move(pidfd);
  process.pid = pid_of(process.pidfd.get());
  return {};
}

void Supervisor::note_end(Process& process, std::string_view usage) {
  struct {
    std::int32_t status;
    std::int64_t user_us, system_us, peak_kib;
  } __attribute__((packed)) told = {};
  std::memcpy(&told, usage.data(), std::min(usage.size(), sizeof told));
  process.ended = true;
  process.status = told.status;
  process.cpu_ms = static_cast<double>(told.user_us + told.system_us) / 1e3;
  const std::int64_t peak_kib = told.peak_kib;  // a packed field binds to no reference
  outcome_.peak_mem_kib = std::max(outcome_.peak_mem_kib, peak_kib);
}

Result<void> Supervisor::hear(Process& process) {
  while (!process.ended) {
    Message message = receive(process.channel.get());
    if (message.bytes < 0 && (errno == EAGAIN || errno == EINTR)) return {};
    const std::string_view text = message.text();
    if (text.empty()) {
      process.ended = odd_ = lost_ = true;
      return fail(Errc::kUnavailable, "sandbox: the warm interpreter ended under the program");
    }
    if (text[0] == kStarted && message.descriptor) {
      QED_TRY(take_up(process, std::move(message.descriptor)));
    } else if (text[0] == kEnded) {
      note_end(process, text.substr(1));
    } else if (text[0] == kFailed) {
      odd_ = true;
      process.ended = !process.pidfd;  // else its end is told as well
      return fail(Errc::kUnavailable, "sandbox: {}", text.substr(1));
    }
  }
  return {};
}

// The result counts once it is whole, and only if nothing but the framed message came before it.
void Supervisor::read_result(Process& process) {
  constexpr std::size_t kHeader = kSecretBytes + kLengthBytes;
  const std::string_view seen(process.received);
  if (seen.substr(0, kSecretBytes) != process.secret().substr(0, seen.size())) return decide(End::kForged);
  if (seen.size() < kHeader) return;
  std::size_t length = 0;
  for (std::size_t i = kHeader; i-- > kSecretBytes;) length = (length << 8) | static_cast<unsigned char>(seen[i]);
  if (length > limits_.result_bytes) return decide(End::kOutputLimit);
  if (seen.size() - kHeader >= length) process.payload = seen.substr(kHeader, length);
}

void Supervisor::exchange(Process& process) {
  if (process.input) {
    const std::string_view unsent = std::string_view(process.framed).substr(process.sent);
    const ssize_t put = ::send(process.input.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (put > 0) process.sent += static_cast<std::size_t>(put);
    if (process.sent == process.framed.size() || (put < 0 && errno != EAGAIN && errno != EINTR)) process.input.reset();
  }
  if (process.payload || !process.result) return;
  const bool fits = drain(process.result.get(), process.received, kSecretBytes + kLengthBytes + limits_.result_bytes);
  read_result(process);
  if (!fits && !process.payload) decide(End::kForged);
}

void Supervisor::gather_output() {
  const bool fits =
      drain(output_.ours.get(), outcome_.stdout_text, limits_.output_bytes - outcome_.stderr_text.size()) &&
      drain(error_.ours.get(), outcome_.stderr_text, limits_.output_bytes - outcome_.stdout_text.size());
  if (!fits) decide(End::kOutputLimit);
}

Result<void> Supervisor::advance(const Job& job) {
  Process& run = processes_.front();
  if (run.payload && outcome_.result.empty()) {
    outcome_.result = *run.payload;
    const std::string judged = job.judge ? job.judge(outcome_.result) : std::string();
    if (judged.empty())
      decide(End::kResult);
    else
      QED_TRY(launch(judged, between_.ours.get()));
  }
  const Process& last = processes_.back();
  if (processes_.size() == 2 && last.payload) {
    outcome_.verdict = *last.payload;
    decide(End::kResult);
  }
  if (last.ended && !last.payload) decide_by_death(last);
  return {};
}

Result<void> Supervisor::step(const Job& job, const std::stop_token& stop) {
  if (stop.stop_requested()) return fail(Errc::kCancelled, "the program was stopped on request");
  // Deaths are heard of first: what a process wrote lies there by then.
  for (Process& process : processes_) QED_TRY(hear(process));
  gather_output();
  for (Process& process : processes_) exchange(process);
  if (!decided_) QED_TRY(advance(job));
  if (!decided_) enforce();
  return {};
}

void Supervisor::finish() {
  const auto deadline = Clock::now() + kFarewell;
  for (Process& process : processes_) {
    if (process.pidfd && !process.ended) kill_process(process.pidfd.get());
    while (!process.ended) {
      pollfd ready{process.channel.get(), POLLIN, 0};
      ::poll(&ready, 1, kTickMs);
      const bool known = static_cast<bool>(process.pidfd);
      if (!hear(process)) continue;  // noted
      if (process.pidfd && !known) kill_process(process.pidfd.get());
      if (Clock::now() > deadline) odd_ = process.ended = true;
    }
  }
}

Result<Outcome> Supervisor::watch(const Job& job, const std::stop_token& stop) {
  output_ = QED_TRY(make_pipe());
  error_ = QED_TRY(make_pipe());
  if (job.judge) {
    between_ = QED_TRY(make_stream());
    ::fcntl(between_.ours.get(), F_SETFL, 0);  // it becomes the judge's, who waits for what it reads
  }
  const UniqueFd stopped(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  const std::stop_callback wake(stop, [&] {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t put = ::write(stopped.get(), &one, sizeof one);
  });
  processes_.reserve(2);
  QED_TRY(launch(job.input, job.judge ? between_.theirs.get() : -1));
  between_.theirs.reset();
  Result<void> going;
  while (going && !decided_) {
    wait(stopped.get());
    going = step(job, stop);
  }
  finish();
  if (!going) return std::unexpected(std::move(going).error());
  gather_output();
  outcome_.wall_ms = wall_ms();
  outcome_.cpu_ms = cpu_ms();
  outcome_.isolation = zygote_.isolation();
  return std::move(outcome_);
}

}  // namespace qed::sandbox
