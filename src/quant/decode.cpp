#include "quant/decode.h"

namespace qed::quant {
namespace {

// Code j of a block of 32 whose byte j keeps weights j and j + 16.
unsigned nibble(const Nibbles& codes, std::size_t j) { return j < 16 ? codes[j] & 15U : codes[j - 16] >> 4U; }

unsigned fifth_bit(const std::array<std::uint8_t, 4>& high, std::size_t j) { return (high[j / 8] >> j % 8 & 1U) << 4; }

// Nibble of weight i of a super-block whose every 32 bytes keep 64 weights: the low nibbles, then the high ones.
unsigned nibble(const std::array<std::uint8_t, 128>& codes, std::size_t i) {
  return codes[i / 64 * 32 + i % 32] >> (i / 32 % 2 * 4) & 15U;
}

// Two bits of weight i of a super-block whose every 32 bytes keep 128 weights, 32 at each of four shifts.
unsigned two_bits(const std::array<std::uint8_t, 64>& codes, std::size_t i) {
  return codes[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3U;
}

int signed_code(unsigned code, int zero) { return static_cast<int>(code) - zero; }

}  // namespace

void decode(const BlockQ8_0& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t j = 0; j < block.kWeights; ++j) out[j] = scale * static_cast<float>(block.codes[j]);
}

void decode(const BlockQ4_0& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t j = 0; j < block.kWeights; ++j)
    out[j] = scale * static_cast<float>(signed_code(nibble(block.codes, j), 8));
}

void decode(const BlockQ4_1& block, float* out) {
  const float scale = to_float(block.scale), minimum = to_float(block.minimum);
  for (std::size_t j = 0; j < block.kWeights; ++j)
    out[j] = scale * static_cast<float>(nibble(block.codes, j)) + minimum;
}

void decode(const BlockQ5_0& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t j = 0; j < block.kWeights; ++j)
    out[j] = scale * static_cast<float>(signed_code(nibble(block.codes, j) | fifth_bit(block.high, j), 16));
}

void decode(const BlockQ5_1& block, float* out) {
  const float scale = to_float(block.scale), minimum = to_float(block.minimum);
  for (std::size_t j = 0; j < block.kWeights; ++j)
    out[j] = scale * static_cast<float>(nibble(block.codes, j) | fifth_bit(block.high, j)) + minimum;
}

void decode(const BlockIq4Nl& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t j = 0; j < block.kWeights; ++j)
    out[j] = scale * static_cast<float>(kIq4Levels[nibble(block.codes, j)]);
}

void decode(const BlockQ2K& block, float* out) {
  const float scale = to_float(block.scale), minimum = to_float(block.minimum);
  for (std::size_t i = 0; i < block.kWeights; ++i) {
    const unsigned s = block.scales[i / 16];
    out[i] = scale * static_cast<float>(s & 15U) * static_cast<float>(two_bits(block.codes, i)) -
             minimum * static_cast<float>(s >> 4);
  }
}

void decode(const BlockQ3K& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t i = 0; i < block.kWeights; ++i) {
    const std::size_t b = i / 16;
    const unsigned s = (block.scales[b % 8] >> (b / 8 * 4) & 15U) | (block.scales[8 + b % 4] >> (b / 4 * 2) & 3U) << 4;
    const unsigned code = two_bits(block.codes, i) | (block.high[i % 32] >> i / 32 & 1U) << 2;
    out[i] = scale * static_cast<float>(signed_code(s, 32)) * static_cast<float>(signed_code(code, 4));
  }
}

void decode(const BlockQ4K& block, float* out) {
  const float scale = to_float(block.scale), minimum = to_float(block.minimum);
  for (std::size_t i = 0; i < block.kWeights; ++i) {
    const Pair pair = unpack(block.pairs, i / 32);
    out[i] = scale * static_cast<float>(pair.scale) * static_cast<float>(nibble(block.codes, i)) -
             minimum * static_cast<float>(pair.minimum);
  }
}

void decode(const BlockQ5K& block, float* out) {
  const float scale = to_float(block.scale), minimum = to_float(block.minimum);
  for (std::size_t i = 0; i < block.kWeights; ++i) {
    const Pair pair = unpack(block.pairs, i / 32);
    const unsigned code = nibble(block.codes, i) | (block.high[i % 32] >> i / 32 & 1U) << 4;
    out[i] =
        scale * static_cast<float>(pair.scale) * static_cast<float>(code) - minimum * static_cast<float>(pair.minimum);
  }
}

void decode(const BlockQ6K& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t i = 0; i < block.kWeights; ++i) {
    const std::size_t half = i / 128, quarter = i % 128 / 32;
    const unsigned low = block.low[64 * half + 32 * (quarter & 1) + i % 32] >> (quarter / 2 * 4) & 15U;
    const unsigned code = low | two_bits(block.high, i) << 4;
    out[i] = scale * static_cast<float>(block.scales[i / 16]) * static_cast<float>(signed_code(code, 32));
  }
}

void decode(const BlockIq4Xs& block, float* out) {
  const float scale = to_float(block.scale);
  const unsigned high = block.scales_high[0] | block.scales_high[1] << 8U;
  for (std::size_t i = 0; i < block.kWeights; ++i) {
    const std::size_t b = i / 32, j = i % 32;
    const unsigned s = (block.scales_low[b / 2] >> (b % 2 * 4) & 15U) | (high >> 2 * b & 3U) << 4;
    const unsigned code = block.codes[16 * b + j % 16] >> (j / 16 * 4) & 15U;
    out[i] = scale * static_cast<float>(signed_code(s, 32)) * static_cast<float>(kIq4Levels[code]);
  }
}

}  // namespace qed::quant
