// Products with integer weights, written once over `Lanes`. A group of 32 (or 16) columns costs one dot-product
// instruction per 4 columns, and then one conversion and two multiplications:
//   y += (float(sum of code * x_code) * x_scale) * w_scale
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/unpack.h"
#include "kernels/generic/walk.h"

namespace qed::kernels {
namespace {

template <class L, class Unpack, std::size_t kPanels, std::size_t kVectors>
void integer_tile(const Chunk* chunk, std::size_t columns, const TileInput& in) {
  constexpr std::size_t kWidth = Unpack::kColumnsOfScale;
  Accumulators<L, kPanels, kVectors> y(in);
  LookAhead ahead(in);
  const auto* codes = reinterpret_cast<const std::int8_t*>(in.numbers);
  for (std::size_t g = 0; g < columns / kWidth; ++g, codes += kWidth * kVectors) {
    ahead.advance<L>();
    // The words of the 32 columns that the group is, or is half of.
    const std::int32_t* words = in.groups + g * kWidth / kGroup * kGroupWords * kVectors;
    const std::size_t half = kWidth == 16 ? 1 + g % 2 : 0;
    typename L::Ints dots[kPanels][kVectors];
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c)
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p)
        dots[p][c] = L::template times<Unpack::kZero>(L::load_word(words + (kMinusSum + half) * kVectors + c));
#pragma GCC unroll 8
    for (std::size_t q = 0; q < kWidth / kQuad; ++q) {
      typename L::Bytes w[kPanels];
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p)
        w[p] = L::load(chunk[p].quads + (g * (kWidth / kQuad) + q) * kPanelRows * kQuad);
#pragma GCC unroll 16
      for (std::size_t c = 0; c < kVectors; ++c) {
        const auto x = L::broadcast_quad(codes + (q * kVectors + c) * kQuad);
#pragma GCC unroll 4
        for (std::size_t p = 0; p < kPanels; ++p)
          dots[p][c] = Unpack::kSigned ? L::dot_signed(dots[p][c], w[p], x) : L::dot(dots[p][c], w[p], x);
      }
    }
#pragma GCC unroll 4
    for (std::size_t p = 0; p < kPanels; ++p) {
      const auto scale = L::load_float(chunk[p].scale[g]);
#pragma GCC unroll 16
      for (std::size_t c = 0; c < kVectors; ++c) {
        const auto dot = L::mul(L::to_float(dots[p][c]), L::as_floats(L::load_word(words + kScale * kVectors + c)));
        y.sums[p][c] = L::fma(dot, scale, y.sums[p][c]);
        if constexpr (Unpack::kMinimum) {
          const auto sum = L::as_floats(L::load_word(words + (kMinusScaledSum + half) * kVectors + c));
          y.sums[p][c] = L::fma(sum, L::load_float(chunk[p].minimum[g]), y.sums[p][c]);
        }
      }
    }
  }
  y.store(in);
}

template <class L, class Unpack>
void integer_matmul(const Panels& w, std::size_t first, std::size_t panels, const Activations& x, float* y,
                    std::size_t stride) {
  constexpr std::size_t kGroups = Unpack::kBlock / Unpack::kColumnsOfScale;
  for_each_panels<L>(first, panels, [&](std::size_t panel, auto count) {
    Chunk chunks[count()];
    auto sources = sources_of<Unpack>(w, panel, count);
    const auto prepare = [&](std::size_t column, std::size_t columns) {
      for (std::size_t p = 0; p < count(); ++p) {
        const Unpack& unpack = sources.of[p];
        chunks[p].quads = chunks[p].codes[0];
        if constexpr (Unpack::kInPlace) chunks[p].quads = unpack.codes + column * kPanelRows;
        for (std::size_t b = 0; b < columns / Unpack::kBlock; ++b)
          unpack(column / Unpack::kBlock + b, {chunks[p].codes + b * (Unpack::kBlock / kQuad),
                                               chunks[p].scale + b * kGroups, chunks[p].minimum + b * kGroups});
      }
    };
    walk<L, Input::kInt8, std::int8_t, count(), Unpack::kColumnsOfScale>(
        x, kChunkColumns, upcoming(w, panel + count(), first + panels, count()), y + panel * kPanelRows, stride,
        prepare, [&](const TileInput& in, std::size_t columns, auto vectors) {
          integer_tile<L, Unpack, count(), vectors()>(chunks, columns, in);
        });
  });
}

}  // namespace
}  // namespace qed::kernels
