#include "quant/groups.h"

#include <cstring>

#include "quant/codes.h"

namespace qed::quant {
namespace {

struct Factors {
  float scale, minimum;
};

// Of group g of a block.
template <class Block>
Factors factors(const Block& block, std::size_t /*g*/) {
  if constexpr (requires { block.minimum; }) return {to_float(block.scale), to_float(block.minimum)};
  return {to_float(block.scale), 0};
}

Factors times(Half scale, int sub) { return {to_float(scale) * static_cast<float>(sub), 0}; }
Factors times(Half scale, Half minimum, Pair pair) {
  return {to_float(scale) * static_cast<float>(pair.scale), -(to_float(minimum) * static_cast<float>(pair.minimum))};
}

template <>
Factors factors(const BlockQ2K& block, std::size_t g) {
  const std::uint8_t both = block.scales[g];
  return times(block.scale, block.minimum,
               {static_cast<std::uint8_t>(both & 15), static_cast<std::uint8_t>(both >> 4)});
}
template <>
Factors factors(const BlockQ3K& block, std::size_t g) {
  return times(block.scale, sub_scale(block, g));
}
template <>
Factors factors(const BlockQ4K& block, std::size_t g) {
  return times(block.scale, block.minimum, unpack(block.pairs, g));
}
template <>
Factors factors(const BlockQ5K& block, std::size_t g) {
  return times(block.scale, block.minimum, unpack(block.pairs, g));
}
template <>
Factors factors(const BlockQ6K& block, std::size_t g) {
  return times(block.scale, block.scales[g]);
}
template <>
Factors factors(const BlockIq4Xs& block, std::size_t g) {
  return times(block.scale, sub_scale(block, g));
}

template <class Block, std::size_t kGroup>
void read(const std::byte* blocks, std::size_t count, std::int8_t* codes, float* scales, float* minimums) {
  for (std::size_t done = 0; done < count; done += Block::kWeights, blocks += sizeof(Block)) {
    Block block;
    std::memcpy(&block, blocks, sizeof block);
    for (std::size_t i = 0; i < Block::kWeights; ++i) *codes++ = static_cast<std::int8_t>(code(block, i));
    for (std::size_t g = 0; g < Block::kWeights / kGroup; ++g) {
      const auto [scale, minimum] = factors(block, g);
      *scales++ = scale;
      *minimums++ = minimum;
    }
  }
}

template <class Block, std::size_t kGroup>
GroupForm form(int lowest, int highest) {
  return {kGroup, lowest, highest, requires(Block block){block.minimum;
}
, read<Block, kGroup>
};  // namespace
}  // namespace qed::quant

}  // namespace

std::optional<GroupForm> group_form(Type type) {
  switch (type) {
    case Type::kF32:
    case Type::kF16:
    case Type::kBf16:
      return std::nullopt;
    case Type::kQ8_0:
      return form<BlockQ8_0, 32>(-128, 127);
    case Type::kQ4_0:
      return form<BlockQ4_0, 32>(-8, 7);
    case Type::kQ4_1:
      return form<BlockQ4_1, 32>(0, 15);
    case Type::kQ5_0:
      return form<BlockQ5_0, 32>(-16, 15);
    case Type::kQ5_1:
      return form<BlockQ5_1, 32>(0, 31);
    case Type::kQ2K:
      return form<BlockQ2K, 16>(0, 3);
    case Type::kQ3K:
      return form<BlockQ3K, 16>(-4, 3);
    case Type::kQ4K:
      return form<BlockQ4K, 32>(0, 15);
    case Type::kQ5K:
      return form<BlockQ5K, 32>(0, 31);
    case Type::kQ6K:
      return form<BlockQ6K, 16>(-32, 31);
    case Type::kIq4Nl:
      return form<BlockIq4Nl, 32>(-127, 113);
    case Type::kIq4Xs:
      return form<BlockIq4Xs, 32>(-127, 113);
  }
  return std::nullopt;
}

}  // namespace qed::quant
