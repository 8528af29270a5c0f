#include "formats/gguf_writer.h"

#include "formats/gguf.h"

namespace qed::formats {
namespace {

using Type = GgufValue::Type;

constexpr std::size_t kAlignment = 32;
constexpr std::uint32_t kVersion = 3;

std::size_t aligned(std::size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

template <class T>
void put(std::string& out, T number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void put_string(std::string& out, std::string_view text) {
  put<std::uint64_t>(out, text.size());
  out += text;
}

void put_type(std::string& out, Type type) { put(out, static_cast<std::uint32_t>(type)); }

}  // namespace

void GgufHeader::begin_entry(std::string_view key, Type type) {
  ++entry_count_;
  put_string(entries_, key);
  put_type(entries_, type);
}

void GgufHeader::set(std::string_view key, bool value) {
  begin_entry(key, Type::kBool);
  put<std::uint8_t>(entries_, value ? 1 : 0);
}

void GgufHeader::set(std::string_view key, std::uint16_t value) {
  begin_entry(key, Type::kU16);
  put(entries_, value);
}

void GgufHeader::set(std::string_view key, std::int32_t value) {
  begin_entry(key, Type::kI32);
  put(entries_, value);
}

void GgufHeader::set(std::string_view key, std::uint32_t value) {
  begin_entry(key, Type::kU32);
  put(entries_, value);
}

void GgufHeader::set(std::string_view key, std::uint64_t value) {
  begin_entry(key, Type::kU64);
  put(entries_, value);
}

void GgufHeader::set(std::string_view key, float value) {
  begin_entry(key, Type::kF32);
  put(entries_, value);
}

void GgufHeader::set(std::string_view key, double value) {
  begin_entry(key, Type::kF64);
  put(entries_, value);
}

void GgufHeader::set(std::string_view key, std::string_view value) {
  begin_entry(key, Type::kString);
  put_string(entries_, value);
}

void GgufHeader::set(std::string_view key, std::span<const std::int32_t> values) {
  begin_entry(key, Type::kArray);
  put_type(entries_, Type::kI32);
  put<std::uint64_t>(entries_, values.size());
  for (const std::int32_t value : values) put(entries_, value);
}

void GgufHeader::set(std::string_view key, std::span<const float> values) {
  begin_entry(key, Type::kArray);
  put_type(entries_, Type::kF32);
  put<std::uint64_t>(entries_, values.size());
  for (const float value : values) put(entries_, value);
}

void GgufHeader::set(std::string_view key, std::span<const std::string> values) {
  begin_entry(key, Type::kArray);
  put_type(entries_, Type::kString);
  put<std::uint64_t>(entries_, values.size());
  for (const std::string& value : values) put_string(entries_, value);
}

void GgufHeader::set(std::string_view key, const GgufValue& value) {
  begin_entry(key, value.type);
  if (value.type == Type::kArray) {
    put_type(entries_, value.element);
    put(entries_, value.count);
  }
  if (value.type == Type::kString) put<std::uint64_t>(entries_, value.bytes.size());
  entries_.append(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
}

std::size_t GgufHeader::add(std::string_view name, quant::Type type, const Shape& shape) {
  QED_CHECK(shape.rank() >= 1 && shape.rank() <= 4 && shape.product_fits());
  put_string(tensors_, name);
  put(tensors_, static_cast<std::uint32_t>(shape.rank()));
  for (std::size_t axis = shape.rank(); axis-- > 0;) put<std::uint64_t>(tensors_, shape[axis]);
  put(tensors_, quant::info(type).gguf_id);
  put<std::uint64_t>(tensors_, data_bytes_);
  extents_.push_back({data_bytes_, shape.rows() * quant::bytes_of(type, shape.columns())});
  data_bytes_ += aligned(extents_.back().bytes);
  return extents_.size() - 1;
}

Result<TensorWriter> GgufHeader::create(const std::filesystem::path& path) const {
  std::string header;
  put(header, kGgufMagic);
  put(header, kVersion);
  put<std::uint64_t>(header, extents_.size());
  put(header, entry_count_);
  header += entries_;
  header += tensors_;
  header.resize(aligned(header.size()));
  std::vector<TensorWriter::Extent> extents = extents_;
  for (TensorWriter::Extent& extent : extents) extent.offset += header.size();
  return TensorWriter::create(path, header, std::move(extents), header.size() + data_bytes_);
}

}  // namespace qed::formats
