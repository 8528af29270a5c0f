#include "quant/encode.h"

#include <algorithm>
#include <cmath>

namespace qed::quant {
namespace {

// The value of largest magnitude, sign kept: it gets the lowest code, so that all codes of the range are in use.
float extreme(const float* weights, std::size_t count) {
  return *std::max_element(weights, weights + count, [](float a, float b) { return std::fabs(a) < std::fabs(b); });
}

float inverse(float scale) { return scale == 0 ? 0 : 1 / scale; }

unsigned clamp_code(float code, unsigned largest) {
  return static_cast<unsigned>(std::clamp(code, 0.0F, static_cast<float>(largest)));
}

void put_nibble(Nibbles& codes, std::size_t j, unsigned code) {
  codes[j % 16] = static_cast<std::uint8_t>(j < 16 ? code & 15 : codes[j % 16] | (code & 15) << 4);
}

void put_fifth_bit(std::array<std::uint8_t, 4>& high, std::size_t j, unsigned code) {
  high[j / 8] = static_cast<std::uint8_t>(high[j / 8] | (code >> 4 & 1) << j % 8);
}

struct Range {
  float minimum, scale;
};
Range range(const float* weights, std::size_t count, unsigned largest_code) {
  const auto [low, high] = std::minmax_element(weights, weights + count);
  return {*low, (*high - *low) / static_cast<float>(largest_code)};
}

}  // namespace

void encode(const float* weights, BlockQ8_0& block) {
  const float scale = std::fabs(extreme(weights, block.kWeights)) / 127;
  block.scale = to_half(scale);
  for (std::size_t j = 0; j < block.kWeights; ++j)
    block.codes[j] = static_cast<std::int8_t>(std::round(weights[j] * inverse(scale)));
}

void encode(const float* weights, BlockQ4_0& block) {
  const float scale = extreme(weights, block.kWeights) / -8;
  block.scale = to_half(scale);
  for (std::size_t j = 0; j < block.kWeights; ++j)
    put_nibble(block.codes, j, clamp_code(weights[j] * inverse(scale) + 8.5F, 15));
}

void encode(const float* weights, BlockQ4_1& block) {
  const auto [minimum, scale] = range(weights, block.kWeights, 15);
  block.scale = to_half(scale);
  block.minimum = to_half(minimum);
  for (std::size_t j = 0; j < block.kWeights; ++j)
    put_nibble(block.codes, j, clamp_code((weights[j] - minimum) * inverse(scale) + 0.5F, 15));
}

void encode(const float* weights, BlockQ5_0& block) {
  const float scale = extreme(weights, block.kWeights) / -16;
  block.scale = to_half(scale);
  block.high = {};
  for (std::size_t j = 0; j < block.kWeights; ++j) {
    const unsigned code = clamp_code(weights[j] * inverse(scale) + 16.5F, 31);
    put_nibble(block.codes, j, code);
    put_fifth_bit(block.high, j, code);
  }
}

void encode(const float* weights, BlockQ5_1& block) {
  const auto [minimum, scale] = range(weights, block.kWeights, 31);
  block.scale = to_half(scale);
  block.minimum = to_half(minimum);
  block.high = {};
  for (std::size_t j = 0; j < block.kWeights; ++j) {
    const unsigned code = clamp_code((weights[j] - minimum) * inverse(scale) + 0.5F, 31);
    put_nibble(block.codes, j, code);
    put_fifth_bit(block.high, j, code);
  }
}

}  // namespace qed::quant
