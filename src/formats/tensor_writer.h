// Writes a file of tensors whose header is already known: the data come in any order, in pieces, from any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace qed::formats {

class TensorWriter {
 public:
  // Where the bytes of a tensor go.
  struct Extent {
    std::size_t offset, bytes;
  };

  // Made by GgufHeader and SafetensorsHeader. The file is PATH.partial until it is finished; the space between header
  // and tensors, and behind the last one up to `file_bytes`, is zero.
  static Result<TensorWriter> create(const std::filesystem::path& path, std::string_view header,
                                     std::vector<Extent> extents, std::size_t file_bytes);

  TensorWriter(TensorWriter&&) = default;
  TensorWriter& operator=(TensorWriter&&) = default;
  ~TensorWriter();  // an unfinished file is removed

  // Bytes of the tensor that the header's add() numbered so, from `offset` within it. Thread-safe.
  Result<void> write(std::size_t tensor, std::size_t offset, std::span<const std::byte> bytes);
  // Gives the file its name; every byte of every tensor must have been written exactly once.
  Result<void> finish();

 private:
  TensorWriter() = default;

  std::filesystem::path path_;
  UniqueFd file_;
  std::vector<Extent> extents_;
  std::unique_ptr<std::atomic<std::size_t>> missing_bytes_;
};

}  // namespace qed::formats
