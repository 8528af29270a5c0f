#include "quant/decode.h"

#include "quant/codes.h"

namespace qed::quant {

void decode(const BlockQ8_0& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t j = 0; j < block.kWeights; ++j) out[j] = scale * static_cast<float>(code(block, j));
}

void decode(const BlockQ4_0& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t j = 0; j < block.kWeights; ++j) out[j] = scale * static_cast<float>(code(block, j));
}

void decode(const BlockQ4_1& block, float* out) {
  const float scale = to_float(block.scale), minimum = to_float(block.minimum);
  for (std::size_t j = 0; j < block.kWeights; ++j) out[j] = scale * static_cast<float>(code(block, j)) + minimum;
}

void decode(const BlockQ5_0& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t j = 0; j < block.kWeights; ++j) out[j] = scale * static_cast<float>(code(block, j));
}

void decode(const BlockQ5_1& block, float* out) {
  const float scale = to_float(block.scale), minimum = to_float(block.minimum);
  for (std::size_t j = 0; j < block.kWeights; ++j) out[j] = scale * static_cast<float>(code(block, j)) + minimum;
}

void decode(const BlockIq4Nl& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t j = 0; j < block.kWeights; ++j) out[j] = scale * static_cast<float>(code(block, j));
}

void decode(const BlockQ2K& block, float* out) {
  const float scale = to_float(block.scale), minimum = to_float(block.minimum);
  for (std::size_t i = 0; i < block.kWeights; ++i) {
    const unsigned s = block.scales[i / 16];
    out[i] =
        scale * static_cast<float>(s & 15U) * static_cast<float>(code(block, i)) - minimum * static_cast<float>(s >> 4);
  }
}

void decode(const BlockQ3K& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t i = 0; i < block.kWeights; ++i)
    out[i] = scale * static_cast<float>(sub_scale(block, i / 16)) * static_cast<float>(code(block, i));
}

void decode(const BlockQ4K& block, float* out) {
  const float scale = to_float(block.scale), minimum = to_float(block.minimum);
  for (std::size_t i = 0; i < block.kWeights; ++i) {
    const Pair pair = unpack(block.pairs, i / 32);
    out[i] = scale * static_cast<float>(pair.scale) * static_cast<float>(code(block, i)) -
             minimum * static_cast<float>(pair.minimum);
  }
}

void decode(const BlockQ5K& block, float* out) {
  const float scale = to_float(block.scale), minimum = to_float(block.minimum);
  for (std::size_t i = 0; i < block.kWeights; ++i) {
    const Pair pair = unpack(block.pairs, i / 32);
    out[i] = scale * static_cast<float>(pair.scale) * static_cast<float>(code(block, i)) -
             minimum * static_cast<float>(pair.minimum);
  }
}

void decode(const BlockQ6K& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t i = 0; i < block.kWeights; ++i)
    out[i] = scale * static_cast<float>(block.scales[i / 16]) * static_cast<float>(code(block, i));
}

void decode(const BlockIq4Xs& block, float* out) {
  const float scale = to_float(block.scale);
  for (std::size_t i = 0; i < block.kWeights; ++i)
    out[i] = scale * static_cast<float>(sub_scale(block, i / 32)) * static_cast<float>(code(block, i));
}

}  // namespace qed::quant
