#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace qed {

void UniqueFd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

std::string system_error() { return std::generic_category().message(errno); }

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return fail(errno == ENOENT ? Errc::kNotFound : Errc::kIo, "{}: {}", path.string(), system_error());
  constexpr std::size_t kStep = 64 << 10;
  std::string content;
  std::size_t used = 0;
  for (;;) {
    content.resize(used + kStep);
    const ssize_t got = ::read(fd.get(), content.data() + used, content.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Errc::kIo, "{}: {}", path.string(), system_error());
    used += static_cast<std::size_t>(got);
    if (used > max_bytes) return fail(Errc::kLimitExceeded, "{}: longer than {} bytes", path.string(), max_bytes);
    if (got == 0) break;
  }
  content.resize(used);
  return content;
}

Result<void> write_all(int fd, std::string_view bytes, std::string_view what) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail(Errc::kIo, "{}: {}", what, system_error());
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<void> write_file(const std::filesystem::path& path, std::string_view content) {
  const std::string partial = path.string() + ".partial";
  {
    const UniqueFd fd(::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!fd) return fail(Errc::kIo, "{}: {}", partial, system_error());
    QED_TRY(write_all(fd.get(), content, partial));
    if (::fsync(fd.get()) != 0) return fail(Errc::kIo, "{}: {}", partial, system_error());
  }
  if (std::rename(partial.c_str(), path.c_str()) != 0) return fail(Errc::kIo, "{}: {}", path.string(), system_error());
  return {};
}

}  // namespace qed
