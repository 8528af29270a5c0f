// A file under way: its bytes gather beside its final name, survive the process, and move there when all is right.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/sha.h"

namespace qed::hub {

class PartialFile {
 public:
  // Continues TARGET.IDENTITY.part where there is one; partial files of other identities are removed. Folders on the
  // way are made.
  static Result<PartialFile> open(const std::filesystem::path& target, std::string_view identity,
                                  const std::stop_token& stop);

  std::uint64_t size() const { return size_; }
  std::string sha256() const;  // of the bytes so far
  // Of the same, read once more: git wants the size in front. `blob` is the name that git gives them.
  struct Sha1s {
    std::string blob, plain;
  };
  Result<Sha1s> sha1s(const std::stop_token& stop) const;
  Result<void> append(std::string_view bytes);
  Result<void> restart();  // from nothing
  Result<void> publish();  // replaces the target in one step; the bytes are on the disk before

 private:
  PartialFile(std::filesystem::path target, std::filesystem::path path, UniqueFd fd)
      : target_(std::move(target)), path_(std::move(path)), fd_(std::move(fd)) {}
  Result<void> read_all(const std::function<void(std::string_view bytes)>& take, const std::stop_token& stop) const;

  std::filesystem::path target_, path_;
  UniqueFd fd_;
  std::uint64_t size_ = 0;
  Sha256 hash_;
};

}  // namespace qed::hub
