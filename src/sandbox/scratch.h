// A scratch directory on this machine's own file system, for runs that cannot mount one. The run may make plain files
// in it and nothing else; what it writes is watched from outside.
#pragma once

#include <cstddef>
#include <filesystem>

#include "base/file.h"

namespace qed::sandbox {

// Removed with all its files when destroyed.
class Scratch {
 public:
  static Result<Scratch> create();  // where this process is root, it belongs to the unprivileged user of the run
  Scratch(Scratch&& other) noexcept;
  Scratch& operator=(Scratch&& other) noexcept;
  ~Scratch();

  int fd() const { return folder_fd_.get(); }
  bool holds_more_than(std::size_t bytes, std::size_t files) const;

 private:
  Scratch(std::filesystem::path path, UniqueFd folder_fd) : path_(std::move(path)), folder_fd_(std::move(folder_fd)) {}
  std::filesystem::path path_;
  UniqueFd folder_fd_;
};

}  // namespace qed::sandbox
