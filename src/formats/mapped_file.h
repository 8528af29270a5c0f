// A file mapped into memory, read-only: nothing is read until it is touched, and what is touched lies in the page cache
// that every process shares. Models are read through such maps, so that opening one costs no more than its header.
//
// A mapped file must not shrink: touching a page behind its new end kills the process with SIGBUS, and no check can
// prevent that. Whoever replaces a model writes a new file and renames it over the old one (as `qed pull` and the
// writers of this module do): the map keeps the old file alive.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "base/error.h"

namespace qed::formats {

class MappedFile {
 public:
  // kNotFound, kInvalidInput for what is no regular file, kIo. An empty file is an empty span.
  static Result<MappedFile> open(const std::filesystem::path& path);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  const std::filesystem::path& path() const { return path_; }
  // Valid as long as this object or the one it was moved to lives.
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  MappedFile(std::filesystem::path path, std::span<const std::byte> bytes) : path_(std::move(path)), bytes_(bytes) {}

  std::filesystem::path path_;
  std::span<const std::byte> bytes_;
};

// Hints to the kernel about a part of a mapped file; any span will do, and nothing can fail.
void prefetch(std::span<const std::byte> part);  // will be read soon
// Will not be read again: takes its whole pages out of this process's resident memory. The page cache keeps them.
void release(std::span<const std::byte> part);

}  // namespace qed::formats
