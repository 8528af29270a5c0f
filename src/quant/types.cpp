#include "quant/types.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/error.h"
#include "quant/decode.h"
#include "quant/encode.h"

namespace qed::quant {
namespace {

// Blocks are copied in and out, because files align them to nothing.
template <class Block>
void decode_row(const std::byte* blocks, std::size_t weights, float* out) {
  for (std::size_t i = 0; i < weights; i += Block::kWeights, blocks += sizeof(Block), out += Block::kWeights) {
    Block block;
    std::memcpy(&block, blocks, sizeof block);
    decode(block, out);
  }
}

template <class Block>
void encode_row(const float* weights, std::size_t count, std::byte* out) {
  for (std::size_t i = 0; i < count; i += Block::kWeights, weights += Block::kWeights, out += sizeof(Block)) {
    Block block;
    encode(weights, block);
    std::memcpy(out, &block, sizeof block);
  }
}

// A plain number is a block of one.
struct Single {
  static constexpr std::size_t kWeights = 1;
  float value;
};
struct SingleHalf {
  static constexpr std::size_t kWeights = 1;
  Half value;
};
struct SingleBFloat16 {
  static constexpr std::size_t kWeights = 1;
  BFloat16 value;
};
void decode(const Single& block, float* out) { *out = block.value; }
void decode(const SingleHalf& block, float* out) { *out = to_float(block.value); }
void decode(const SingleBFloat16& block, float* out) { *out = to_float(block.value); }
void encode(const float* weight, Single& block) { block.value = *weight; }
void encode(const float* weight, SingleHalf& block) { block.value = to_half(*weight); }
void encode(const float* weight, SingleBFloat16& block) { block.value = to_bfloat16(*weight); }

template <class Block>
constexpr TypeInfo row(Type type, std::string_view name, std::uint32_t gguf_id, Encode encode = nullptr) {
  return {type, name, gguf_id, Block::kWeights, sizeof(Block), decode_row<Block>, encode};
}

template <class Block>
constexpr TypeInfo row_both_ways(Type type, std::string_view name, std::uint32_t gguf_id) {
  return row<Block>(type, name, gguf_id, encode_row<Block>);
}

// In the order of the enumeration.
constexpr std::array kTypes{
    row_both_ways<Single>(Type::kF32, "F32", 0),
    row_both_ways<SingleHalf>(Type::kF16, "F16", 1),
    row_both_ways<SingleBFloat16>(Type::kBf16, "BF16", 30),
    row_both_ways<BlockQ8_0>(Type::kQ8_0, "Q8_0", 8),
    row_both_ways<BlockQ4_0>(Type::kQ4_0, "Q4_0", 2),
    row_both_ways<BlockQ4_1>(Type::kQ4_1, "Q4_1", 3),
    row_both_ways<BlockQ5_0>(Type::kQ5_0, "Q5_0", 6),
    row_both_ways<BlockQ5_1>(Type::kQ5_1, "Q5_1", 7),
    row<BlockQ2K>(Type::kQ2K, "Q2_K", 10),
    row<BlockQ3K>(Type::kQ3K, "Q3_K", 11),
    row<BlockQ4K>(Type::kQ4K, "Q4_K", 12),
    row<BlockQ5K>(Type::kQ5K, "Q5_K", 13),
    row<BlockQ6K>(Type::kQ6K, "Q6_K", 14),
    row<BlockIq4Nl>(Type::kIq4Nl, "IQ4_NL", 20),
    row<BlockIq4Xs>(Type::kIq4Xs, "IQ4_XS", 23),
};
static_assert(std::ranges::is_sorted(kTypes, {}, &TypeInfo::type) && kTypes.size() == std::size_t(Type::kIq4Xs) + 1);

}  // namespace

std::span<const TypeInfo> types() { return kTypes; }

const TypeInfo& info(Type type) { return kTypes[static_cast<std::size_t>(type)]; }

std::optional<Type> type_from_gguf(std::uint32_t gguf_id) {
  const auto* found = std::ranges::find(kTypes, gguf_id, &TypeInfo::gguf_id);
  if (found == kTypes.end()) return std::nullopt;
  return found->type;
}

std::size_t bytes_of(Type type, std::size_t weights) {
  const TypeInfo& row = info(type);
  QED_CHECK(weights % row.block_weights == 0);
  return weights / row.block_weights * row.block_bytes;
}

}  // namespace qed::quant
