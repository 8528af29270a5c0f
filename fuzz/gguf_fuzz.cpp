// Any bytes give a GGUF file or an error, and what a file says can be read in full.
#include <cstdint>
#include <span>

#include "formats/gguf.h"

using qed::formats::Gguf;
using qed::formats::GgufElements;
using qed::formats::GgufValue;

namespace {

void walk(const GgufValue& value) {
  if (value.type != GgufValue::Type::kArray) {
    QED_CHECK(value.text() || value.bytes.size() == qed::formats::size_of(value.type));
    return;
  }
  GgufElements elements(value);
  std::uint64_t count = 0;
  for (auto element = elements.next(); element; element = elements.next(), ++count) walk(*element);
  QED_CHECK(count == value.count);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = Gguf::read(std::as_bytes(std::span(data, size)), "fuzz");
  if (!file) return 0;
  for (const auto& [key, value] : file->metadata()) {
    walk(value);
    (void)file->get<std::vector<std::string_view>>(key);
    (void)file->get<std::uint32_t>(key);
  }
  std::size_t bytes = 0;
  for (const auto& tensor : file->tensors()) {
    bytes += tensor.bytes.size();
    QED_CHECK(tensor.bytes.size() == tensor.shape.rows() * qed::quant::bytes_of(*tensor.type, tensor.shape.columns()));
    for (const std::byte byte : tensor.bytes) QED_CHECK(std::to_integer<int>(byte) < 256);
  }
  QED_CHECK(bytes <= size);
  return 0;
}
