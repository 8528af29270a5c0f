// Files and descriptors. Errors name the path and what the system said.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace qed {

// Owns a file descriptor; -1 when empty.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UniqueFd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

// The whole file; kLimitExceeded when it is longer than `max_bytes`.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes);

// Replaces the file's content in one step: readers see the old bytes or the new ones, never a part.
Result<void> write_file(const std::filesystem::path& path, std::string_view content);

// Writes all of `bytes`, whatever the kernel takes at a time; `what` names the target in an error.
Result<void> write_all(int fd, std::string_view bytes, std::string_view what);

// "No such file or directory" and the like for the current errno.
std::string system_error();

}  // namespace qed
