#include "sandbox/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <string_view>

#include "sandbox/jail.h"

namespace qed::sandbox {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

// Calls `visit` with the name of each file until it returns false. Nothing in it is followed: links cannot be there.
template <class Visit>
void for_each_file(int folder, Visit visit) {
  const int copy = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, CloseFolder> entries(copy < 0 ? nullptr : ::fdopendir(copy));
  if (!entries) return;
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && !visit(entry->d_name)) return;
  }
}

}  // namespace

Result<Scratch> Scratch::create() {
  std::error_code error;
  const std::filesystem::path base = std::filesystem::temp_directory_path(error);
  std::string pattern = ((error ? std::filesystem::path("/tmp") : base) / "qed-scratch-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return fail(Errc::kIo, "{}: {}", pattern, system_error());
  Scratch scratch(pattern, UniqueFd(::open(pattern.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  if (!scratch.folder_fd_ || (::geteuid() == 0 && ::fchown(scratch.fd(), kInsideId, kInsideId) != 0))
    return fail(Errc::kIo, "{}: {}", pattern, system_error());
  return scratch;
}

Scratch::Scratch(Scratch&& other) noexcept
    : path_(std::exchange(other.path_, {})), folder_fd_(std::move(other.folder_fd_)) {}

Scratch& Scratch::operator=(Scratch&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(folder_fd_, other.folder_fd_);
  return *this;
}

Scratch::~Scratch() {
  if (path_.empty()) return;
  if (folder_fd_)
    for_each_file(fd(), [&](const char* name) {
      ::unlinkat(fd(), name, 0);
      return true;
    });
  if (std::error_code error; ::rmdir(path_.c_str()) != 0) std::filesystem::remove_all(path_, error);
}

bool Scratch::holds_more_than(std::size_t bytes, std::size_t files) const {
  std::size_t used = 0, count = 0;
  for_each_file(fd(), [&](const char* name) {
    struct stat info = {};
    if (::fstatat(fd(), name, &info, AT_SYMLINK_NOFOLLOW) == 0) used += static_cast<std::size_t>(info.st_blocks) * 512;
    return ++count <= files && used <= bytes;
  });
  return count > files || used > bytes;
}

}  // namespace qed::sandbox
