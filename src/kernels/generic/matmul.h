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
#include <cstring>

#include "kernels/generic/unpack.h"
#include "kernels/kernels.h"

namespace qed::kernels {
namespace {

// The vectors c, c + 1 ... of one tile, and where their results go.
struct TileInput {
  const Activations* x;
  std::size_t column;  // first column of the chunk
  std::size_t vector;
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
  const std::int8_t* codes[kVectors];
  const float* scales[kVectors];
  const std::int32_t* sums[kVectors];
#pragma GCC unroll 16
  for (std::size_t c = 0; c < kVectors; ++c) {
    const std::size_t at = (in.vector + c) * in.x->columns + in.column;
    codes[c] = in.x->codes + at;
    scales[c] = in.x->scales + at / kGroup;
    sums[c] = in.x->sums + at / 16;
  }
  Accumulators<L, kPanels, kVectors> y(in);
  for (std::size_t g = 0; g < columns / kWidth; ++g) {
    typename L::Ints dots[kPanels][kVectors];
    std::int32_t sum[kVectors];
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c) {
      sum[c] = kWidth == 16 ? sums[c][g] : sums[c][2 * g] + sums[c][2 * g + 1];
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p) dots[p][c] = L::broadcast_int(-Unpack::kZero * sum[c]);
    }
#pragma GCC unroll 8
    for (std::size_t q = 0; q < kWidth / kQuad; ++q) {
      typename L::Bytes w[kPanels];
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p) w[p] = L::load(chunk[p].codes[g * (kWidth / kQuad) + q]);
#pragma GCC unroll 16
      for (std::size_t c = 0; c < kVectors; ++c) {
        const auto x = L::broadcast_quad(codes[c] + g * kWidth + q * kQuad);
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
        const float x_scale = scales[c][g * kWidth / kGroup];
        const auto dot = L::mul(L::to_float(dots[p][c]), L::broadcast(x_scale));
        y.sums[p][c] = L::fma(dot, scale, y.sums[p][c]);
        if constexpr (Unpack::kMinimum) {
          const float x_sum = -(x_scale * static_cast<float>(sum[c]));
          y.sums[p][c] = L::fma(L::broadcast(x_sum), L::load_float(chunk[p].minimum[g]), y.sums[p][c]);
        }
      }
    }
  }
  y.store(in);
}

// The standard library's templates stay out of these files: what an instruction set's flags compiled must not be what
// the linker keeps for all.
constexpr std::size_t smaller(std::size_t a, std::size_t b) { return a < b ? a : b; }

template <std::size_t kValue>
struct Width {
  constexpr std::size_t operator()() const { return kValue; }
};

// Calls tile(first, width) for all of `vectors`, in tiles as even as they come.
template <std::size_t kMost, class Tile>
void for_each_tile(std::size_t vectors, Tile tile) {
  const std::size_t tiles = (vectors + kMost - 1) / kMost;
  std::size_t first = 0;
  for (std::size_t i = 0; i < tiles; ++i) {
    const std::size_t width = (vectors - first + (tiles - i) - 1) / (tiles - i);
    tile(first, width);
    first += width;
  }
}

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
    for_each_tile<L::kTileVectors>(x.count, [&](std::size_t vector, std::size_t width) {
      const TileInput in{&x, block * Unpack::kBlock, vector, y + vector * stride + first * kPanelRows, stride};
      with_width<L::kTileVectors>(width, [&](auto vectors) {
        integer_tile<L, Unpack, kPanels, vectors()>(chunks, blocks * Unpack::kBlock, in);
      });
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

struct FromValues {
  static float get(const Activations& x, std::size_t at) { return x.values[at]; }
};
struct FromRounded {
  static float get(const Activations& x, std::size_t at) {
    const std::uint32_t bits = std::uint32_t{x.rounded[at].bits} << 16;
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
};

template <class L, class Source, std::size_t kPanels, std::size_t kVectors>
void float_tile(const FloatChunk* const* chunk, std::size_t columns, const TileInput& in) {
  Accumulators<L, kPanels, kVectors> y(in);
  const std::size_t start = in.vector * in.x->columns + in.column;
  for (std::size_t k = 0; k < columns; ++k) {
    typename L::Floats w[kPanels];
#pragma GCC unroll 4
    for (std::size_t p = 0; p < kPanels; ++p) w[p] = L::load_float((*chunk[p])[k]);
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c) {
      const auto x = L::broadcast(Source::get(*in.x, start + c * in.x->columns + k));
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
    for_each_tile<L::kTileVectors>(x.count, [&](std::size_t vector, std::size_t width) {
      const TileInput in{&x, column, vector, y + vector * stride + first * kPanelRows, stride};
      with_width<L::kTileVectors>(
          width, [&](auto vectors) { float_tile<L, Source, kPanels, vectors()>(chunks, columns, in); });
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
