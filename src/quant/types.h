// The types that weights are stored in, one row each: a new type is a block, a codec and a row of the table.
// Everything here is pure and safe on any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace qed::quant {

enum class Type : std::uint8_t {
  kF32,
  kF16,
  kBf16,
  kQ8_0,
  kQ4_0,
  kQ4_1,
  kQ5_0,
  kQ5_1,
  kQ2K,
  kQ3K,
  kQ4K,
  kQ5K,
  kQ6K,
  kIq4Nl,
  kIq4Xs,
};

// The reference codec: slow, obvious, and what every kernel must agree with. `weights` is a multiple of
// block_weights; source and target may not overlap; blocks need no alignment.
using Decode = void (*)(const std::byte* blocks, std::size_t weights, float* out);
using Encode = void (*)(const float* weights, std::size_t count, std::byte* out);

struct TypeInfo {
  Type type;
  std::string_view name;  // as files and people call it: "Q4_K"
  std::uint32_t gguf_id;  // ggml_type in a GGUF tensor entry
  std::size_t block_weights;
  std::size_t block_bytes;
  Decode decode;
  Encode encode;  // null where encoding is an optimisation problem (the K and IQ types)
};

std::span<const TypeInfo> types();
const TypeInfo& info(Type type);
std::optional<Type> type_from_gguf(std::uint32_t gguf_id);

// Bytes of `weights` weights, a multiple of the type's block.
std::size_t bytes_of(Type type, std::size_t weights);

}  // namespace qed::quant
