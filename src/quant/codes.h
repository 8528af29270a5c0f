// Where the codes of a block lie in its bytes; shared by everything that reads blocks the slow, obvious way.
#pragma once

#include <cstddef>

#include "quant/blocks.h"

namespace qed::quant {

// Code j of a block of 32 whose byte j keeps weights j and j + 16.
inline unsigned nibble(const Nibbles& codes, std::size_t j) { return j < 16 ? codes[j] & 15U : codes[j - 16] >> 4U; }

inline unsigned fifth_bit(const std::array<std::uint8_t, 4>& high, std::size_t j) {
  return (high[j / 8] >> j % 8 & 1U) << 4;
}

// Nibble of weight i of a super-block whose every 32 bytes keep 64 weights: the low nibbles, then the high ones.
inline unsigned nibble(const std::array<std::uint8_t, 128>& codes, std::size_t i) {
  return codes[i / 64 * 32 + i % 32] >> (i / 32 % 2 * 4) & 15U;
}

// Two bits of weight i of a super-block whose every 32 bytes keep 128 weights, 32 at each of four shifts.
inline unsigned two_bits(const std::array<std::uint8_t, 64>& codes, std::size_t i) {
  return codes[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3U;
}

inline int code(const BlockQ8_0& block, std::size_t j) { return block.codes[j]; }
inline int code(const BlockQ4_0& block, std::size_t j) { return static_cast<int>(nibble(block.codes, j)) - 8; }
inline int code(const BlockQ4_1& block, std::size_t j) { return static_cast<int>(nibble(block.codes, j)); }
inline int code(const BlockQ5_0& block, std::size_t j) {
  return static_cast<int>(nibble(block.codes, j) | fifth_bit(block.high, j)) - 16;
}
inline int code(const BlockQ5_1& block, std::size_t j) {
  return static_cast<int>(nibble(block.codes, j) | fifth_bit(block.high, j));
}
inline int code(const BlockIq4Nl& block, std::size_t j) { return kIq4Levels[nibble(block.codes, j)]; }
inline int code(const BlockQ2K& block, std::size_t i) { return static_cast<int>(two_bits(block.codes, i)); }
inline int code(const BlockQ3K& block, std::size_t i) {
  return static_cast<int>(two_bits(block.codes, i) | (block.high[i % 32] >> i / 32 & 1U) << 2) - 4;
}
inline int code(const BlockQ4K& block, std::size_t i) { return static_cast<int>(nibble(block.codes, i)); }
inline int code(const BlockQ5K& block, std::size_t i) {
  return static_cast<int>(nibble(block.codes, i) | (block.high[i % 32] >> i / 32 & 1U) << 4);
}
inline int code(const BlockQ6K& block, std::size_t i) {
  const std::size_t half = i / 128, quarter = i % 128 / 32;
  const unsigned low = block.low[64 * half + 32 * (quarter & 1) + i % 32] >> (quarter / 2 * 4) & 15U;
  return static_cast<int>(low | two_bits(block.high, i) << 4) - 32;
}
inline int code(const BlockIq4Xs& block, std::size_t i) {
  const std::size_t b = i / 32, j = i % 32;
  return kIq4Levels[block.codes[16 * b + j % 16] >> (j / 16 * 4) & 15U];
}

// The integer scale of sub-block b.
inline int sub_scale(const BlockQ3K& block, std::size_t b) {
  const unsigned low = block.scales[b % 8] >> (b / 8 * 4) & 15U, high = block.scales[8 + b % 4] >> (b / 4 * 2) & 3U;
  return static_cast<int>(low | high << 4) - 32;
}
inline int sub_scale(const BlockIq4Xs& block, std::size_t b) {
  const unsigned all_high = block.scales_high[0] | block.scales_high[1] << 8U;
  const unsigned low = block.scales_low[b / 2] >> (b % 2 * 4) & 15U, high = all_high >> 2 * b & 3U;
  return static_cast<int>(low | high << 4) - 32;
}

}  // namespace qed::quant
