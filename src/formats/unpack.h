// Codes of 2, 3, 4 or 8 bits packed into 32-bit words, lowest bits first; one code may straddle two words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "quant/types.h"

namespace qed::formats {

inline std::uint32_t word(std::span<const std::byte> bytes, std::size_t index) {
  std::uint32_t value;
  std::memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
  return value;
}

// Element `index` of a tensor of plain numbers.
inline float real(std::span<const std::byte> bytes, quant::Type type, std::size_t index) {
  const quant::TypeInfo& info = quant::info(type);
  float value = 0;
  info.decode(bytes.data() + index * info.block_bytes, 1, &value);
  return value;
}

// 32 codes out of kBits words, less 2^(kBits - 1) each.
template <unsigned kBits>
void unpack_32(const std::uint32_t* words, std::int8_t* codes) {
  constexpr unsigned kMask = (1U << kBits) - 1;
  if constexpr (8 % kBits == 0) {
    // By bytes, which compilers turn into vector instructions.
    std::uint8_t bytes[4 * kBits];
    std::memcpy(bytes, words, sizeof bytes);
    for (unsigned i = 0; i < sizeof bytes; ++i)
      for (unsigned k = 0; k < 8 / kBits; ++k)
        codes[8 / kBits * i + k] = static_cast<std::int8_t>((bytes[i] >> k * kBits & kMask) - (1U << (kBits - 1)));
  } else {
    for (unsigned k = 0; k < 32; ++k) {
      const unsigned at = k * kBits, shift = at % 32;
      std::uint32_t code = words[at / 32] >> shift;
      if (shift + kBits > 32) code |= words[at / 32 + 1] << (32 - shift);
      codes[k] = static_cast<std::int8_t>((code & kMask) - (1U << (kBits - 1)));
    }
  }
}

inline void unpack_32(unsigned bits, const std::uint32_t* words, std::int8_t* codes) {
  switch (bits) {
    case 2:
      return unpack_32<2>(words, codes);
    case 3:
      return unpack_32<3>(words, codes);
    case 4:
      return unpack_32<4>(words, codes);
    default:
      return unpack_32<8>(words, codes);
  }
}

// Code `index` of a run of words, the first of which is word `first` and each next one `stride` words on.
inline unsigned code_at(std::span<const std::byte> bytes, std::size_t first, std::size_t stride, unsigned bits,
                        std::size_t index) {
  const std::size_t at = index * bits, shift = at % 32;
  std::uint32_t code = word(bytes, first + at / 32 * stride) >> shift;
  if (shift + bits > 32) code |= word(bytes, first + (at / 32 + 1) * stride) << (32 - shift);
  return code & ((1U << bits) - 1);
}

}  // namespace qed::formats
