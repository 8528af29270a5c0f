#include "hub/partial_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <vector>

namespace qed::hub {
namespace {

constexpr std::size_t kIdentityDigits = 16, kReadBytes = 1 << 20;
constexpr std::string_view kEnding = ".part";

void remove_others(const std::filesystem::path& target, const std::filesystem::path& mine) {
  std::error_code error;
  const std::string prefix = target.filename().string() + ".";
  for (const auto& entry : std::filesystem::directory_iterator(target.parent_path(), error)) {
    const std::string name = entry.path().filename();
    if (name.starts_with(prefix) && name.ends_with(kEnding) &&
        name.size() == prefix.size() + kIdentityDigits + kEnding.size() && entry.path() != mine)
      std::filesystem::remove(entry.path(), error);
  }
}

}  // namespace

Result<PartialFile> PartialFile::open(const std::filesystem::path& target, std::string_view identity,
                                      const std::stop_token& stop) {
  std::error_code error;
  std::filesystem::create_directories(target.parent_path(), error);
  if (error) return fail(Errc::kIo, "{}: {}", target.parent_path().string(), error.message());
  const std::string name = fmt::format("{:0<{}.{}}", identity, kIdentityDigits, kIdentityDigits);
  std::filesystem::path path = target.string() + "." + name + std::string(kEnding);
  remove_others(target, path);
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd) return fail(Errc::kIo, "{}: {}", path.string(), system_error());
  PartialFile file(target, std::move(path), std::move(fd));
  const auto take = [&](std::string_view bytes) {
    file.hash_.update(bytes);
    file.size_ += bytes.size();
  };
  QED_TRY(file.read_all(take, stop));
  return file;
}

Result<void> PartialFile::read_all(const std::function<void(std::string_view bytes)>& take,
                                   const std::stop_token& stop) const {
  std::vector<char> buffer(kReadBytes);
  for (off_t at = 0;;) {
    if (stop.stop_requested()) return fail(Errc::kCancelled, "{}: interrupted", path_.string());
    const ssize_t got = ::pread(fd_.get(), buffer.data(), buffer.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Errc::kIo, "{}: {}", path_.string(), system_error());
    if (got == 0) return {};
    take({buffer.data(), static_cast<std::size_t>(got)});
    at += got;
  }
}

std::string PartialFile::sha256() const {
  Sha256 copy = hash_;
  return copy.finish();
}

Result<PartialFile::Sha1s> PartialFile::sha1s(const std::stop_token& stop) const {
  Sha1 blob, plain;
  blob.update(fmt::format("blob {}", size_) + '\0');
  const auto take = [&](std::string_view bytes) {
    blob.update(bytes);
    plain.update(bytes);
  };
  QED_TRY(read_all(take, stop));
  return Sha1s{.blob = blob.finish(), .plain = plain.finish()};
}

Result<void> PartialFile::append(std::string_view bytes) {
  QED_TRY(write_all(fd_.get(), bytes, path_.string()));
  hash_.update(bytes);
  size_ += bytes.size();
  return {};
}

Result<void> PartialFile::restart() {
  if (::ftruncate(fd_.get(), 0) != 0) return fail(Errc::kIo, "{}: {}", path_.string(), system_error());
  size_ = 0;
  hash_ = {};
  return {};
}

Result<void> PartialFile::publish() {
  if (::fsync(fd_.get()) != 0) return fail(Errc::kIo, "{}: {}", path_.string(), system_error());
  if (std::rename(path_.c_str(), target_.c_str()) != 0)
    return fail(Errc::kIo, "{}: {}", target_.string(), system_error());
  return {};
}

}  // namespace qed::hub
