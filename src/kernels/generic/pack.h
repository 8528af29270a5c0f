// Activations in the form that matrices meet them in, written once over `Lanes`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/kernels.h"

namespace qed::kernels {
namespace {

// The standard library's templates stay out of these files: what an instruction set's flags compiled must not be what
// the linker keeps for all.
constexpr std::size_t smaller(std::size_t a, std::size_t b) { return a < b ? a : b; }

// The vectors of one tile.
struct Tile {
  std::size_t first, width;
};

// `count` vectors fall into the fewest tiles of at most `most`, the wider ones first.
inline Tile tile_of(std::size_t count, std::size_t most, std::size_t index) {
  const std::size_t tiles = (count + most - 1) / most;
  const std::size_t width = count / tiles, wider = count % tiles;
  return {index * width + smaller(index, wider), width + (index < wider ? 1 : 0)};
}

template <class L>
constexpr std::size_t most_vectors(Input kind) {
  return kind == Input::kInt8 ? L::kTileVectors : L::kFloatTileVectors;
}

template <class L>
void pack_codes(const float* x, std::size_t width, std::size_t columns, std::size_t vector, std::byte* numbers,
                std::int32_t* groups) {
  for (std::size_t group = 0; group < columns / kGroup; ++group, x += kGroup, groups += kGroupWords * width) {
    const auto first = L::load_float(x), second = L::load_float(x + 16);
    const float largest = L::largest(L::max(L::magnitude(first), L::magnitude(second)));
    const auto inverse = L::broadcast(largest == 0 ? 0 : 127 / largest);
    const auto low = L::to_ints(L::mul(first, inverse)), high = L::to_ints(L::mul(second, inverse));
    std::int8_t codes[kGroup];
    L::store_codes(codes, low);
    L::store_codes(codes + 16, high);
    for (std::size_t quad = 0; quad < kGroup / 4; ++quad, numbers += 4 * width)
      __builtin_memcpy(numbers + 4 * vector, codes + 4 * quad, 4);

    const float scale = largest / 127;
    const std::int32_t half = -L::sum_ints(low), half2 = -L::sum_ints(high);
    const auto put = [&](GroupWord word, auto value) {
      __builtin_memcpy(groups + word * width + vector, &value, sizeof *groups);
    };
    put(kScale, scale);
    put(kMinusSum, half + half2);
    put(kMinusSumHalf, half);
    put(kMinusSumHalf2, half2);
    put(kMinusScaledSum, scale * static_cast<float>(half + half2));
    put(kMinusScaledHalf, scale * static_cast<float>(half));
    put(kMinusScaledHalf2, scale * static_cast<float>(half2));
  }
}

inline std::uint16_t rounded_to_bfloat16(float value) {
  std::uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  const bool nan = (bits & 0x7FFFFFFF) > 0x7F800000;
  return static_cast<std::uint16_t>((nan ? bits | 0x400000 : bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

// `kPairs`: BF16 numbers as the instruction for pairs of them takes them, else as floats that are just as round.
template <bool kPairs>
void pack_bfloat16(const float* x, std::size_t width, std::size_t columns, std::size_t vector, std::byte* numbers) {
  constexpr std::size_t kAtOnce = 64;  // rounded side by side, and then spread
  std::uint16_t bits[kAtOnce];
  for (std::size_t first = 0; first < columns; first += kAtOnce) {
    const std::size_t count = smaller(kAtOnce, columns - first);
    for (std::size_t i = 0; i < count; ++i) bits[i] = rounded_to_bfloat16(x[first + i]);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t k = first + i;
      if constexpr (kPairs) {
        __builtin_memcpy(numbers + 2 * ((k / 2 * width + vector) * 2 + k % 2), &bits[i], 2);
      } else {
        const std::uint32_t word = std::uint32_t{bits[i]} << 16;
        __builtin_memcpy(numbers + 4 * (k * width + vector), &word, 4);
      }
    }
  }
}

template <class L, bool kPairs>
void pack(const float* x, std::size_t stride, std::size_t tile, const Activations& out) {
  const auto [first, width] = tile_of(out.count, most_vectors<L>(out.kind), tile);
  x += first * stride;
  for (std::size_t v = 0; v < width; ++v, x += stride) {
    switch (out.kind) {
      case Input::kFloat:
        for (std::size_t k = 0; k < out.columns; ++k)
          __builtin_memcpy(out.numbers + 4 * (first * out.columns + k * width + v), x + k, 4);
        break;
      case Input::kBFloat16:
        pack_bfloat16<kPairs>(x, width, out.columns, v, out.numbers + (kPairs ? 2 : 4) * first * out.columns);
        break;
      case Input::kInt8:
        pack_codes<L>(x, width, out.columns, v, out.numbers + first * out.columns,
                      out.groups + first * out.columns / kGroup * kGroupWords);
        break;
    }
  }
}

}  // namespace
}  // namespace qed::kernels
