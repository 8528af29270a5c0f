// Safetensors files: tensors as views of the mapped file, and a writer.
// Everything is checked on opening: the header's length and JSON, types, shapes, and that the tensors tile the data.
// Objects are immutable, and safe on any number of threads. The views live as long as the object, moved or not.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/mapped_file.h"
#include "formats/tensor.h"
#include "formats/tensor_writer.h"

namespace qed::formats {

class Safetensors {
 public:
  // The format allows headers of 100 MB; 16 MiB hold the entries of 100,000 tensors.
  static constexpr std::size_t kMaxHeaderBytes = 16 << 20;
  static constexpr std::size_t kMaxTensors = 100'000;

  static Result<Safetensors> open(const std::filesystem::path& path);
  // From memory that outlives the object; `name` stands for the path in messages.
  static Result<Safetensors> read(std::span<const std::byte> bytes, std::string name);

  const std::string& name() const { return name_; }
  // "__metadata__": {"format": "pt"} in most files.
  const std::map<std::string, std::string, std::less<>>& metadata() const { return metadata_; }
  std::span<const Tensor> tensors() const { return tensors_; }  // by name
  const Tensor* find(std::string_view tensor) const;            // null where there is none

 private:
  friend class SafetensorsParser;
  Safetensors() = default;

  std::string name_;
  std::vector<MappedFile> file_;    // one, or none when reading from memory
  std::vector<std::string> names_;  // what the tensors' names view
  std::map<std::string, std::string, std::less<>> metadata_;
  std::vector<Tensor> tensors_;
};

// The weights in a checkpoint's folder: model.safetensors, or the files that model.safetensors.index.json names (plain
// names only), each of which must hold what the index says.
Result<std::vector<Safetensors>> open_shards(const std::filesystem::path& folder);

// Bits of one element of a type that the format knows ("BF16": 16); 0 for any other.
std::size_t bits_of_dtype(std::string_view dtype);

// Writes one file, as GgufHeader does. Tensors are laid out largest element first, then by name.
class SafetensorsHeader {
 public:
  // The tensor's number. `dtype` is one that the format knows; the tensor takes whole bytes.
  std::size_t add(std::string_view name, std::string_view dtype, const Shape& shape);
  Result<TensorWriter> create(const std::filesystem::path& path) const;

 private:
  struct Declared {
    std::string name, dtype;
    Shape shape;
    std::size_t bits, bytes;
  };
  std::vector<Declared> tensors_;
};

}  // namespace qed::formats
