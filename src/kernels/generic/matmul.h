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

#include "kernels/generic/compact.h"
#include "kernels/generic/pack.h"
#include "kernels/generic/unpack.h"
#include "kernels/kernels.h"

namespace qed::kernels {
namespace {

inline constexpr std::size_t kCacheLine = 64;
constexpr std::size_t whole_lines(std::size_t bytes) { return (bytes + kCacheLine - 1) / kCacheLine * kCacheLine; }

// How much of the next panels is asked for with every group of columns: some whole lines, or one line with every few
// groups. Hardly a line is asked for twice, and never many at once, which stalls.
struct Pace {
  explicit Pace(std::size_t bytes_of_group)
      : bytes(whole_lines(bytes_of_group)),
        groups(bytes_of_group == 0 || bytes_of_group >= kCacheLine ? 1 : kCacheLine / bytes_of_group) {}
  std::size_t bytes, groups;
};

// One tile's activations from a chunk's first column on, and the sums they go into: for each vector, the rows of the
// panels in hand.
struct TileInput {
  const std::byte* numbers;
  const std::int32_t* groups;
  float* sums;
  const std::byte* ahead;  // a part of the panels that come next
  Pace pace;
};

// Memory is at work during the arithmetic: what the next panels need comes into the second-level cache, evenly spread
// over the work on these.
class LookAhead {
 public:
  explicit LookAhead(const TileInput& in) : next_(in.ahead), pace_(in.pace), left_(in.pace.groups) {}

  template <class L>
  void advance() {
    if (--left_ != 0) return;
    left_ = pace_.groups;
    for (const std::byte* const end = next_ + pace_.bytes; next_ != end; next_ += kCacheLine) L::prefetch(next_);
  }

 private:
  const std::byte* next_;
  const Pace pace_;
  std::size_t left_;
};

// The panels after those in hand; no bytes after the last.
struct Upcoming {
  const std::byte* data;
  std::size_t bytes;
};

inline Upcoming upcoming(const Panels& w, std::size_t next, std::size_t last, std::size_t count) {
  return {w.panel(next), (smaller(next + count, last) - next) * w.panel_bytes()};
}

template <class L, std::size_t kPanels, std::size_t kVectors>
struct Accumulators {
  typename L::Floats sums[kPanels][kVectors];

  explicit Accumulators(const TileInput& in) {
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c)
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p) sums[p][c] = L::load_float(in.sums + (c * kPanels + p) * kPanelRows);
  }
  void store(const TileInput& in) const {
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c)
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p) L::store(in.sums + (c * kPanels + p) * kPanelRows, sums[p][c]);
  }
};

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

// The walk that all matrices share, along kPanels panels whose rows' results start at y: prepare(column, columns)
// readies a chunk of the weights, and tile(input, columns, width as a constant) adds its products with one tile's
// vectors, kGroupColumns at a time. Vectors are taken some 192 at a time, so that their sums stay in the first-level
// cache until the rows are done.
template <class L, Input kKind, class Number, std::size_t kPanels, std::size_t kGroupColumns, class Prepare, class Tile>
void walk(const Activations& x, std::size_t chunk_columns, const Upcoming& next, float* y, std::size_t stride,
          Prepare prepare, Tile tile) {
  constexpr std::size_t kMost = most_vectors<L>(kKind), kTiles = 192 / kMost, kRows = kPanels * kPanelRows;
  const std::size_t tiles = (x.count + kMost - 1) / kMost;
  alignas(64) float sums[kTiles * kMost][kRows];
  for (std::size_t begin = 0; begin < tiles; begin += kTiles) {
    const std::size_t end = smaller(begin + kTiles, tiles);
    const auto span = [&](std::size_t i) { return tile_of(x.count, kMost, i); };
    const std::size_t first_vector = span(begin).first,
                      vectors = span(end - 1).first + span(end - 1).width - first_vector;
    __builtin_memset(sums, 0, vectors * sizeof sums[0]);
    // Each tile's share of what is to be asked for, in the last round over the weights.
    const std::size_t bytes = end < tiles ? 0 : next.bytes / (end - begin);
    const Pace pace(bytes * kGroupColumns / x.columns);
    for (std::size_t column = 0; column < x.columns; column += chunk_columns) {
      const std::size_t columns = smaller(chunk_columns, x.columns - column);
      prepare(column, columns);
      for (std::size_t i = begin; i < end; ++i) {
        const auto [first, width] = span(i);
        const std::size_t at = first * x.columns + column * width;
        const std::byte* const ahead =
            next.data + bytes * (end - begin) / x.columns * column + bytes * columns / x.columns * (i - begin);
        const TileInput in{x.numbers + at * sizeof(Number), x.groups + at / kGroup * kGroupWords,
                           sums[first - first_vector], ahead, pace};
        with_width<kMost>(width, [&](auto constant) { tile(in, columns, constant); });
      }
    }
    for (std::size_t v = 0; v < vectors; ++v)
      for (std::size_t r = 0; r < kRows; r += kPanelRows) {
        float* to = y + (first_vector + v) * stride + r;
        L::store(to, L::add(L::load_float(to), L::load_float(sums[v] + r)));
      }
  }
}

// Runs panels<how many>(first panel) over all panels, as many at once as the registers hold.
template <class L, class Function>
void for_each_panels(std::size_t first, std::size_t count, Function function) {
  const std::size_t last = first + count;
  for (; first + L::kTilePanels <= last; first += L::kTilePanels) function(first, Width<L::kTilePanels>{});
  for (; first < last; ++first) function(first, Width<1>{});
}

// What unpacks each of the panels in hand.
template <class Source, std::size_t kPanels>
struct Sources {
  Source of[kPanels];
};
template <class Source>
Sources<Source, 1> sources_of(const Panels& w, std::size_t panel, Width<1>) {
  return {{Source(w, panel)}};
}
template <class Source>
Sources<Source, 2> sources_of(const Panels& w, std::size_t panel, Width<2>) {
  return {{Source(w, panel), Source(w, panel + 1)}};
}

// --- integer weights -------------------------------------------------------------------------------------------------

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

// --- floating-point weights ------------------------------------------------------------------------------------------

inline constexpr std::size_t kFloatChunk = 64;  // columns
using FloatChunk = float[kFloatChunk][kPanelRows];

// Each is made for a panel, and then asked for the weights of `columns` columns from `column` on as floats, from the
// left to the right: in place, or unpacked into `scratch`.
template <class L>
struct FromF32 {
  FromF32(const Panels& w, std::size_t panel) : weights(w.panel(panel)) {}
  const FloatChunk* operator()(std::size_t column, std::size_t, FloatChunk&) const {
    return reinterpret_cast<const FloatChunk*>(weights + column * kPanelRows * 4);
  }
  const std::byte* weights;
};

template <class L>
struct FromF16 {
  FromF16(const Panels& w, std::size_t panel) : halves(reinterpret_cast<const std::uint8_t*>(w.panel(panel))) {}
  const FloatChunk* operator()(std::size_t column, std::size_t columns, FloatChunk& scratch) const {
    const auto* const from = halves + column * kPanelRows * 2;
    for (std::size_t k = 0; k < columns; ++k) L::store(scratch[k], L::load_half(from + k * kPanelRows * 2));
    return &scratch;
  }
  const std::uint8_t* halves;
};

// Pairs of columns in a word, the first in its lower half.
template <class L>
void store_pair(typename L::Ints pair, float (*out)[kPanelRows]) {
  L::store(out[0], L::as_floats(L::shift_left(pair, 16)));
  L::store(out[1], L::as_floats(L::and_with(pair, -1 << 16)));
}

template <class L>
struct FromBf16 {
  FromBf16(const Panels& w, std::size_t panel) : pairs(reinterpret_cast<const std::uint8_t*>(w.panel(panel))) {}
  const FloatChunk* operator()(std::size_t column, std::size_t columns, FloatChunk& scratch) const {
    const auto* const from = pairs + column * kPanelRows * 2;
    for (std::size_t k = 0; k < columns; k += 2) store_pair<L>(L::load_ints(from + k * kPanelRows * 2), scratch + k);
    return &scratch;
  }
  const std::uint8_t* pairs;
};

template <class L>
struct FromCompactBf16 : CompactReader<L> {
  using CompactReader<L>::CompactReader;
  const FloatChunk* operator()(std::size_t column, std::size_t columns, FloatChunk& scratch) {
    this->read(
        column, columns, [&](std::size_t i, typename L::Ints pair) { store_pair<L>(pair, scratch + i); },
        [&](std::size_t i, std::size_t row, std::uint32_t weight) {
          const std::uint32_t word = weight << 16;
          __builtin_memcpy(&scratch[i][row], &word, sizeof word);
        });
    return &scratch;
  }
};

// Weights by groups whose levels are no integers (NF4), or whose columns are scattered over the groups: 32 columns at a
// time, level(i) being those of column i.
template <bool kScattered, class L, bool kZeroPoints, class Level>
void grouped_columns(const GroupFactors<L, kZeroPoints>& from, std::size_t column, Level level,
                     float (*out)[kPanelRows]) {
  const auto scale = from.scale(column);
  const auto zero = kZeroPoints ? from.zero(column) : scale;
#pragma GCC unroll 32
  for (std::size_t i = 0; i < 32; ++i) {
    auto w = level(i);
    if constexpr (kZeroPoints) w = L::sub(w, kScattered ? from.zero(column + i) : zero);
    L::store(out[i], L::mul(w, kScattered ? from.scale(column + i) : scale));
  }
}

template <class L, bool kZeroPoints, bool kScattered>
struct FromGrouped4 : GroupFactors<L, kZeroPoints> {
  FromGrouped4(const Panels& w, std::size_t panel)
      : GroupFactors<L, kZeroPoints>(w, panel), levels(w.grouping->levels) {}
  const FloatChunk* operator()(std::size_t column, std::size_t columns, FloatChunk& scratch) const {
    for (std::size_t k = 0; k < columns; k += 32) {
      const auto* const at = this->codes + (column + k) / 2 * kPanelRows;
      const auto level = [&](std::size_t i) {
        const auto word = L::load_ints(at + i % 16 / 4 * 64);
        return L::lookup_float(L::shift_right(word, static_cast<int>(i % 4 * 8 + i / 16 * 4)), levels);
      };
      grouped_columns<kScattered>(*this, column + k, level, scratch + k);
    }
    return &scratch;
  }
  const float* levels;
};

template <class L, bool kZeroPoints>
struct FromGrouped8 : GroupFactors<L, kZeroPoints> {
  using GroupFactors<L, kZeroPoints>::GroupFactors;
  const FloatChunk* operator()(std::size_t column, std::size_t columns, FloatChunk& scratch) const {
    for (std::size_t k = 0; k < columns; k += 32) {
      const auto* const at = this->codes + (column + k) * kPanelRows;
      const auto level = [&](std::size_t i) {
        const auto code = L::shift_right(L::load_ints(at + i / 4 * 64), static_cast<int>(i % 4 * 8));
        return L::sub(L::to_float(L::and_with(code, 255)), L::broadcast(128));
      };
      grouped_columns<true>(*this, column + k, level, scratch + k);
    }
    return &scratch;
  }
};

template <class L, std::size_t kPanels, std::size_t kVectors>
void float_tile(const FloatChunk* const* chunk, std::size_t columns, const TileInput& in) {
  Accumulators<L, kPanels, kVectors> y(in);
  LookAhead ahead(in);
  for (std::size_t k = 0; k < columns; ++k) {
    ahead.advance<L>();
    typename L::Floats w[kPanels];
#pragma GCC unroll 4
    for (std::size_t p = 0; p < kPanels; ++p) w[p] = L::load_float((*chunk[p])[k]);
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c) {
      const auto x = L::as_floats(L::load_word(in.numbers + 4 * (k * kVectors + c)));
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p) y.sums[p][c] = L::fma(w[p], x, y.sums[p][c]);
    }
  }
  y.store(in);
}

template <class L, class From>
void float_matmul(const Panels& w, std::size_t first, std::size_t panels, const Activations& x, float* y,
                  std::size_t stride) {
  for_each_panels<L>(first, panels, [&](std::size_t panel, auto count) {
    alignas(64) FloatChunk scratch[count()];
    const FloatChunk* chunks[count()];
    auto sources = sources_of<From>(w, panel, count);
    const auto prepare = [&](std::size_t column, std::size_t columns) {
      for (std::size_t p = 0; p < count(); ++p) chunks[p] = sources.of[p](column, columns, scratch[p]);
    };
    walk<L, Input::kFloat, float, count(), 1>(x, kFloatChunk, upcoming(w, panel + count(), first + panels, count()),
                                              y + panel * kPanelRows, stride, prepare,
                                              [&](const TileInput& in, std::size_t columns, auto vectors) {
                                                float_tile<L, count(), vectors()>(chunks, columns, in);
                                              });
  });
}

}  // namespace
}  // namespace qed::kernels
