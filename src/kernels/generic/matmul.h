// Matrix times vectors over panels, written once over `Lanes`.
//
// A thread takes kTilePanels panels at a time and walks along their rows in chunks of 256 columns. Each chunk is
// unpacked once, into the first-level cache, and then meets every vector in tiles of kTilePanels x kTileColumns results
// that stay in registers. For integer weights a group of 32 (or 16) columns costs one dot-product instruction per 4
// columns, and then one conversion and two multiplications:
//   y += (float(sum of code * x_code) * x_scale) * w_scale
// With one vector the time goes into reading the panels from memory; with many, into the dot products.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/pack.h"
#include "kernels/generic/unpack.h"
#include "kernels/kernels.h"

namespace qed::kernels {
namespace {

// One tile's activations from a chunk's first column on, and where its results go.
struct TileInput {
  const std::byte* numbers;
  const std::int32_t* groups;
  float* y;
  std::size_t stride;
};

template <class L, std::size_t kPanels, std::size_t kVectors>
struct Accumulators {
  typename L::Floats sums[kPanels][kVectors];

  explicit Accumulators(const TileInput& in) {
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c)
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p) sums[p][c] = L::load_float(in.y + c * in.stride + p * kPanelRows);
  }
  void store(const TileInput& in) const {
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c)
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p) L::store(in.y + c * in.stride + p * kPanelRows, sums[p][c]);
  }
};

template <class L, class Unpack, std::size_t kPanels, std::size_t kVectors>
void integer_tile(const Chunk* chunk, std::size_t columns, const TileInput& in) {
  constexpr std::size_t kWidth = Unpack::kColumnsOfScale;
  Accumulators<L, kPanels, kVectors> y(in);
  const auto* codes = reinterpret_cast<const std::int8_t*>(in.numbers);
  for (std::size_t g = 0; g < columns / kWidth; ++g, codes += kWidth * kVectors) {
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
      for (std::size_t p = 0; p < kPanels; ++p) w[p] = L::load(chunk[p].codes[g * (kWidth / kQuad) + q]);
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

template <std::size_t kValue>
struct Width {
  constexpr std::size_t operator()() const { return kValue; }
};

// Turns a tile's width, known at run time, into a template argument.
template <std::size_t kMost, class Function>
void with_width(std::size_t width, Function function) {
  if constexpr (kMost == 1) {
    function(Width<1>{});
  } else if (width == kMost) {
    function(Width<kMost>{});
  } else {
    with_width<kMost - 1>(width, function);
  }
}

// Calls tile(input, width as a constant) for every tile of x, at `column`, with results from row `row` on.
template <class L, class Function>
void for_each_tile(const Activations& x, std::size_t column, std::size_t row, float* y, std::size_t stride,
                   Function function) {
  const std::size_t tiles = (x.count + L::kTileVectors - 1) / L::kTileVectors;
  const std::size_t size = x.kind == Input::kInt8 ? 1 : x.kind == Input::kBFloat16 ? 2 : 4;  // of a number
  for (std::size_t i = 0; i < tiles; ++i) {
    const auto [first, width] = tile_of(x.count, L::kTileVectors, i);
    const TileInput in{x.numbers + (first * x.columns + column * width) * size,
                       x.groups + (first * x.columns + column * width) / kGroup * kGroupWords, y + first * stride + row,
                       stride};
    with_width<L::kTileVectors>(width, [&](auto vectors) { function(in, vectors); });
  }
}

template <class L, class Unpack, std::size_t kPanels>
void integer_panels(const Panels& w, std::size_t first, const Activations& x, float* y, std::size_t stride) {
  constexpr std::size_t kBlocks = kChunkColumns / Unpack::kBlock, kGroups = Unpack::kBlock / Unpack::kColumnsOfScale;
  Chunk chunks[kPanels];
  for (std::size_t block = 0; block < w.blocks(); block += kBlocks) {
    const std::size_t blocks = smaller(kBlocks, w.blocks() - block);
    for (std::size_t p = 0; p < kPanels; ++p) {
      const Unpack unpack(w.panel(first + p), w.blocks());
      for (std::size_t b = 0; b < blocks; ++b)
        unpack(block + b, {chunks[p].codes + b * (Unpack::kBlock / kQuad), chunks[p].scale + b * kGroups,
                           chunks[p].minimum + b * kGroups});
    }
    for_each_tile<L>(x, block * Unpack::kBlock, first * kPanelRows, y, stride, [&](const TileInput& in, auto vectors) {
      integer_tile<L, Unpack, kPanels, vectors()>(chunks, blocks * Unpack::kBlock, in);
    });
  }
}

template <class L, class Unpack>
void integer_matmul(const Panels& w, std::size_t first, std::size_t panels, const Activations& x, float* y,
                    std::size_t stride) {
  const std::size_t last = first + panels;
  for (; first + L::kTilePanels <= last; first += L::kTilePanels)
    integer_panels<L, Unpack, L::kTilePanels>(w, first, x, y, stride);
  for (; first < last; ++first) integer_panels<L, Unpack, 1>(w, first, x, y, stride);
}

// --- floating-point weights ------------------------------------------------------------------------------------------

inline constexpr std::size_t kFloatChunk = 64;  // columns
using FloatChunk = float[kFloatChunk][kPanelRows];

// Each gives the weights of `columns` columns from `column` on as floats: in place, or unpacked into `scratch`.
template <class L>
struct FromF32 {
  static const FloatChunk* run(const std::byte* panel, std::size_t column, std::size_t, FloatChunk&) {
    return reinterpret_cast<const FloatChunk*>(panel + column * kPanelRows * 4);
  }
};

template <class L>
struct FromF16 {
  static const FloatChunk* run(const std::byte* panel, std::size_t column, std::size_t columns, FloatChunk& scratch) {
    const auto* halves = reinterpret_cast<const std::uint8_t*>(panel) + column * kPanelRows * 2;
    for (std::size_t k = 0; k < columns; ++k) L::store(scratch[k], L::load_half(halves + k * kPanelRows * 2));
    return &scratch;
  }
};

// Pairs of columns in a word, the first in its lower half.
template <class L>
struct FromBf16 {
  static const FloatChunk* run(const std::byte* panel, std::size_t column, std::size_t columns, FloatChunk& scratch) {
    const auto* words = reinterpret_cast<const std::uint8_t*>(panel) + column * kPanelRows * 2;
    for (std::size_t k = 0; k < columns; k += 2) {
      const auto pair = L::load_ints(words + k * kPanelRows * 2);
      L::store(scratch[k], L::as_floats(L::shift_left(pair, 16)));
      L::store(scratch[k + 1], L::as_floats(L::shift_left(L::shift_right(pair, 16), 16)));
    }
    return &scratch;
  }
};

// The number of column k of vector c in a tile of `width`, in all lanes.
template <class L>
struct FromValues {
  static auto get(const std::byte* numbers, std::size_t k, std::size_t width, std::size_t c) {
    return L::as_floats(L::load_word(numbers + 4 * (k * width + c)));
  }
};
template <class L>
struct FromRounded {
  static auto get(const std::byte* numbers, std::size_t k, std::size_t width, std::size_t c) {
    const auto pair = L::load_word(numbers + 4 * (k / 2 * width + c));
    return L::as_floats(L::shift_left(k % 2 == 0 ? pair : L::shift_right(pair, 16), 16));
  }
};

template <class L, class Source, std::size_t kPanels, std::size_t kVectors>
void float_tile(const FloatChunk* const* chunk, std::size_t columns, const TileInput& in) {
  Accumulators<L, kPanels, kVectors> y(in);
  for (std::size_t k = 0; k < columns; ++k) {
    typename L::Floats w[kPanels];
#pragma GCC unroll 4
    for (std::size_t p = 0; p < kPanels; ++p) w[p] = L::load_float((*chunk[p])[k]);
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c) {
      const auto x = Source::get(in.numbers, k, kVectors, c);
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p) y.sums[p][c] = L::fma(w[p], x, y.sums[p][c]);
    }
  }
  y.store(in);
}

template <class L, template <class> class From, class Source, std::size_t kPanels>
void float_panels(const Panels& w, std::size_t first, const Activations& x, float* y, std::size_t stride) {
  alignas(64) FloatChunk scratch[kPanels];
  for (std::size_t column = 0; column < w.columns; column += kFloatChunk) {
    const std::size_t columns = smaller(kFloatChunk, w.columns - column);
    const FloatChunk* chunks[kPanels];
    for (std::size_t p = 0; p < kPanels; ++p) chunks[p] = From<L>::run(w.panel(first + p), column, columns, scratch[p]);
    for_each_tile<L>(x, column, first * kPanelRows, y, stride, [&](const TileInput& in, auto vectors) {
      float_tile<L, Source, kPanels, vectors()>(chunks, columns, in);
    });
  }
}

template <class L, template <class> class From, class Source>
void float_matmul(const Panels& w, std::size_t first, std::size_t panels, const Activations& x, float* y,
                  std::size_t stride) {
  const std::size_t last = first + panels;
  for (; first + L::kTilePanels <= last; first += L::kTilePanels)
    float_panels<L, From, Source, L::kTilePanels>(w, first, x, y, stride);
  for (; first < last; ++first) float_panels<L, From, Source, 1>(w, first, x, y, stride);
}

}  // namespace
}  // namespace qed::kernels
