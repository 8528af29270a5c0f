// GGUF files (versions 2 and 3, little-endian), whole or split into parts: metadata and tensors as views of the mapped
// files. Everything is checked on opening: lengths against the file, counts against limits, names against duplicates,
// tensors against overlap and against types that qed cannot decode (kUnsupported, naming the tensor). Opening takes
// memory for the entries only (their number is limited), never for what lengths inside the file claim.
// Objects are immutable, and safe on any number of threads. The views live as long as the object, moved or not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "formats/gguf_value.h"
#include "formats/mapped_file.h"
#include "formats/tensor.h"

namespace qed::formats {

inline constexpr std::uint32_t kGgufMagic = 0x46554747;  // "GGUF"

class Gguf {
 public:
  struct Entry {
    std::string_view key;
    GgufValue value;
  };

  // Limits on what a file may hold.
  static constexpr std::uint64_t kMaxEntries = 1 << 13;
  static constexpr std::uint64_t kMaxTensors = 1 << 16;
  static constexpr std::uint64_t kMaxParts = 1000;
  static constexpr std::uint64_t kMaxListed = 1 << 22;  // elements of an array that get() hands out as a vector

  // A file, or any part of a split set (NAME-00001-of-00003.gguf), whose other parts lie beside it.
  static Result<Gguf> open(const std::filesystem::path& path);
  // From memory that outlives the object; `name` stands for the path in messages. No split sets.
  static Result<Gguf> read(std::span<const std::byte> bytes, std::string name);

  const std::string& name() const { return name_; }  // the path of the first part
  std::uint32_t version() const { return version_; }
  std::size_t alignment() const { return alignment_; }
  std::size_t parts() const { return files_.empty() ? 1 : files_.size(); }

  std::span<const Entry> metadata() const { return entries_; }  // in the file's order
  const GgufValue* find_value(std::string_view key) const;      // null where there is none

  // The value of `key`: kNotFound where there is none, kCorrupt where it is of another kind than T or out of T's range.
  // T: bool, an integer, float, double, std::string_view, or a std::vector of one of them.
  template <class T>
  Result<T> get(std::string_view key) const;
  // The same, or `fallback` where there is none.
  template <class T>
  Result<T> get_or(std::string_view key, std::type_identity_t<T> fallback) const {
    if (!find_value(key)) return fallback;
    return get<T>(key);
  }

  std::span<const Tensor> tensors() const { return tensors_; }  // in the order of the file
  const Tensor* find(std::string_view tensor) const;            // null where there is none

 private:
  friend class GgufParser;
  Gguf() = default;
  Result<void> adopt(Gguf part);
  Result<void> check_tensor_count() const;

  std::string name_;
  std::vector<MappedFile> files_;
  std::uint32_t version_ = 0;
  std::size_t alignment_ = 32;
  std::vector<Entry> entries_;
  std::vector<Tensor> tensors_;
  std::map<std::string_view, std::size_t> entry_index_;
  std::map<std::string_view, std::size_t> tensor_index_;
};

}  // namespace qed::formats
