// Any bytes give a safetensors file or an error, and the tensors of a file tile its data.
#include <cstdint>
#include <span>

#include "formats/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = qed::formats::Safetensors::read(std::as_bytes(std::span(data, size)), "fuzz");
  if (!file) return 0;
  std::size_t bytes = 0;
  for (const auto& tensor : file->tensors()) {
    bytes += tensor.bytes.size();
    QED_CHECK(file->find(tensor.name)->bytes.data() == tensor.bytes.data());
    QED_CHECK(tensor.bytes.size() * 8 == tensor.shape.elements() * qed::formats::bits_of_dtype(tensor.dtype));
    for (const std::byte byte : tensor.bytes) QED_CHECK(std::to_integer<int>(byte) < 256);
  }
  QED_CHECK(bytes < size);
  return 0;
}
