// The blocks of quantised weights: the struct is the file format (GGUF v3, little-endian).
// A block holds kWeights consecutive weights of one matrix row. What its codes mean is in decode.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "quant/half.h"

namespace qed::quant {

// w = scale * code.
struct BlockQ8_0 {
  static constexpr std::size_t kWeights = 32;
  Half scale;
  std::array<std::int8_t, kWeights> codes;
};
static_assert(sizeof(BlockQ8_0) == 34, "GGUF on-disk layout");

// The 4- and 5-bit blocks of 32 keep weight j in the low nibble of byte j and weight j + 16 in its high nibble.
using Nibbles = std::array<std::uint8_t, 16>;

// w = scale * (code - 8).
struct BlockQ4_0 {
  static constexpr std::size_t kWeights = 32;
  Half scale;
  Nibbles codes;
};
static_assert(sizeof(BlockQ4_0) == 18, "GGUF on-disk layout");

// w = scale * code + minimum.
struct BlockQ4_1 {
  static constexpr std::size_t kWeights = 32;
  Half scale;
  Half minimum;
  Nibbles codes;
};
static_assert(sizeof(BlockQ4_1) == 20, "GGUF on-disk layout");

// w = scale * (code - 16); bit j of `high`, read as a little-endian word, is bit 4 of code j.
struct BlockQ5_0 {
  static constexpr std::size_t kWeights = 32;
  Half scale;
  std::array<std::uint8_t, 4> high;
  Nibbles codes;
};
static_assert(sizeof(BlockQ5_0) == 22, "GGUF on-disk layout");

// w = scale * code + minimum.
struct BlockQ5_1 {
  static constexpr std::size_t kWeights = 32;
  Half scale;
  Half minimum;
  std::array<std::uint8_t, 4> high;
  Nibbles codes;
};
static_assert(sizeof(BlockQ5_1) == 24, "GGUF on-disk layout");

// w = scale * kIq4Levels[code].
struct BlockIq4Nl {
  static constexpr std::size_t kWeights = 32;
  Half scale;
  Nibbles codes;
};
static_assert(sizeof(BlockIq4Nl) == 18, "GGUF on-disk layout");

inline constexpr std::array<std::int8_t, 16> kIq4Levels{-127, -104, -83, -65, -49, -35, -22, -10,
                                                        1,    13,   25,  38,  53,  69,  89,  113};

// The super-blocks of 256 share one or two half-precision factors between sub-blocks of 16 or 32 weights, each of
// which has an integer scale of its own.

// Sub-blocks of 16: w = scale * (s & 15) * code - minimum * (s >> 4).
struct BlockQ2K {
  static constexpr std::size_t kWeights = 256;
  std::array<std::uint8_t, 16> scales;
  std::array<std::uint8_t, 64> codes;
  Half scale;
  Half minimum;
};
static_assert(sizeof(BlockQ2K) == 84, "GGUF on-disk layout");

// Sub-blocks of 16: w = scale * (s - 32) * (code - 4); the third bit of a code is in `high`.
struct BlockQ3K {
  static constexpr std::size_t kWeights = 256;
  std::array<std::uint8_t, 32> high;
  std::array<std::uint8_t, 64> codes;
  std::array<std::uint8_t, 12> scales;
  Half scale;
};
static_assert(sizeof(BlockQ3K) == 110, "GGUF on-disk layout");

// Eight pairs of a scale and a minimum, 6 bits each.
using PackedPairs = std::array<std::uint8_t, 12>;
struct Pair {
  std::uint8_t scale, minimum;
};
constexpr Pair unpack(const PackedPairs& packed, std::size_t sub_block) {
  const auto low = [&](std::size_t i) { return static_cast<std::uint8_t>(packed[i] & 63); };
  if (sub_block < 4) return {low(sub_block), low(sub_block + 4)};
  const std::uint8_t both = packed[sub_block + 4];
  return {static_cast<std::uint8_t>((both & 15) | packed[sub_block - 4] >> 6 << 4),
          static_cast<std::uint8_t>(both >> 4 | packed[sub_block] >> 6 << 4)};
}

// Sub-blocks of 32: w = scale * pair.scale * code - minimum * pair.minimum.
struct BlockQ4K {
  static constexpr std::size_t kWeights = 256;
  Half scale;
  Half minimum;
  PackedPairs pairs;
  std::array<std::uint8_t, 128> codes;
};
static_assert(sizeof(BlockQ4K) == 144, "GGUF on-disk layout");

// As BlockQ4K; bit b of high[j] is bit 4 of code j of sub-block b.
struct BlockQ5K {
  static constexpr std::size_t kWeights = 256;
  Half scale;
  Half minimum;
  PackedPairs pairs;
  std::array<std::uint8_t, 32> high;
  std::array<std::uint8_t, 128> codes;
};
static_assert(sizeof(BlockQ5K) == 176, "GGUF on-disk layout");

// Sub-blocks of 16: w = scale * s * (code - 32); two upper bits of a code are in `high`.
struct BlockQ6K {
  static constexpr std::size_t kWeights = 256;
  std::array<std::uint8_t, 128> low;
  std::array<std::uint8_t, 64> high;
  std::array<std::int8_t, 16> scales;
  Half scale;
};
static_assert(sizeof(BlockQ6K) == 210, "GGUF on-disk layout");

// Sub-blocks of 32: w = scale * (s - 32) * kIq4Levels[code].
struct BlockIq4Xs {
  static constexpr std::size_t kWeights = 256;
  Half scale;
  std::array<std::uint8_t, 2> scales_high;
  std::array<std::uint8_t, 4> scales_low;
  std::array<std::uint8_t, 128> codes;
};
static_assert(sizeof(BlockIq4Xs) == 136, "GGUF on-disk layout");

}  // namespace qed::quant
