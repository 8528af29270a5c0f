#include "cli/line_input.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/utf8.h"

namespace qed::cli {

Result<std::optional<std::string>> LineInput::next(const std::stop_token& stop) {
  std::size_t end = 0;
  while ((end = buffer_.find('\n')) == std::string::npos && !ended_) {
    if (buffer_.size() > kMaxLineBytes)
      return fail(Errc::kLimitExceeded, "standard input: a line of over {} bytes", kMaxLineBytes);
    ended_ = !QED_TRY(fill(stop));
    if (stop.stop_requested()) return std::optional<std::string>();
  }
  if (end == std::string::npos && buffer_.empty()) return std::optional<std::string>();
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end == std::string::npos ? end : end + 1);
  if (line.ends_with('\r')) line.pop_back();
  return std::optional(utf8::sanitized(line));
}

Result<bool> LineInput::fill(const std::stop_token& stop) {
  const UniqueFd wake(::eventfd(0, EFD_CLOEXEC));
  if (!wake) return fail(Errc::kIo, "eventfd: {}", system_error());
  const std::stop_callback on_stop(stop, [&] { (void)::eventfd_write(wake.get(), 1); });
  std::array<pollfd, 2> watched{pollfd{fd_, POLLIN, 0}, pollfd{wake.get(), POLLIN, 0}};
  while (::poll(watched.data(), watched.size(), -1) < 0)
    if (errno != EINTR) return fail(Errc::kIo, "standard input: {}", system_error());
  if (watched[1].revents != 0) return true;  // stopped
  std::array<char, 4096> bytes{};
  const ssize_t got = ::read(fd_, bytes.data(), bytes.size());
  if (got < 0 && errno != EINTR && errno != EAGAIN) return fail(Errc::kIo, "standard input: {}", system_error());
  if (got > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return got != 0;
}

}  // namespace qed::cli
