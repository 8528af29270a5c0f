// Writes GGUF files (version 3): declare metadata and tensors, then stream the tensors' data.
//   GgufHeader header;
//   header.set("general.architecture", "qwen2");
//   const std::size_t embedding = header.add("token_embd.weight", quant::Type::kQ8_0, {vocabulary, width});
//   TensorWriter file = QED_TRY(header.create(path));
//   QED_TRY(file.write(embedding, 0, blocks));
//   QED_TRY(file.finish());
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/gguf_value.h"
#include "formats/tensor.h"
#include "formats/tensor_writer.h"

namespace qed::formats {

class GgufHeader {
 public:
  // Each key once. Alignment is always 32, so general.alignment is not to be set.
  void set(std::string_view key, bool value);
  void set(std::string_view key, std::uint16_t value);
  void set(std::string_view key, std::int32_t value);
  void set(std::string_view key, std::uint32_t value);
  void set(std::string_view key, std::uint64_t value);
  void set(std::string_view key, float value);
  void set(std::string_view key, double value);
  void set(std::string_view key, std::string_view value);
  void set(std::string_view key, const char* value) { set(key, std::string_view(value)); }
  void set(std::string_view key, std::span<const std::int32_t> values);
  void set(std::string_view key, std::span<const float> values);
  void set(std::string_view key, std::span<const std::string> values);
  void set(std::string_view key, const GgufValue& value);  // as a reader found it

  // The tensor's number; `shape` has 1 to 4 sizes, none 0, and whole blocks in a row.
  std::size_t add(std::string_view name, quant::Type type, const Shape& shape);

  Result<TensorWriter> create(const std::filesystem::path& path) const;

 private:
  void begin_entry(std::string_view key, GgufValue::Type type);

  std::uint64_t entry_count_ = 0;
  std::string entries_, tensors_;              // as the file holds them
  std::vector<TensorWriter::Extent> extents_;  // offsets within the data
  std::size_t data_bytes_ = 0;
};

}  // namespace qed::formats
