// The two 16-bit floating-point formats of model files, as stored. Conversions are exact one way and round to nearest
// even the other; NaNs stay NaNs. Portable code: the fast paths live in kernels.
#pragma once

#include <bit>
#include <cstdint>

namespace qed::quant {

// IEEE 754 binary16.
struct Half {
  std::uint16_t bits;
};

// The upper half of a binary32.
struct BFloat16 {
  std::uint16_t bits;
};

inline float to_float(BFloat16 value) { return std::bit_cast<float>(std::uint32_t{value.bits} << 16); }

inline float to_float(Half value) {
  const std::uint32_t sign = std::uint32_t{value.bits & 0x8000U} << 16;
  const std::uint32_t magnitude = value.bits & 0x7FFFU;
  if (magnitude >= 0x7C00) return std::bit_cast<float>(sign | 0x7F800000U | (magnitude & 0x3FFU) << 13);
  // Rebiased by a multiplication, which also normalises the subnormal numbers.
  const float scaled = std::bit_cast<float>(magnitude << 13) * 0x1p112F;
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(scaled));
}

BFloat16 to_bfloat16(float value);
Half to_half(float value);

}  // namespace qed::quant
