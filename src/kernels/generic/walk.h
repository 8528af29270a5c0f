// Matrix times vectors over panels, written once over `Lanes`.
//
// A thread takes kTilePanels panels at a time and walks along their rows in chunks of columns. Each chunk is unpacked
// once, into the first-level cache, and then meets every vector in tiles of kTilePanels panels x kTileVectors (of
// floats: kFloatTileVectors) vectors, whose results stay in registers. With one vector the time goes into reading the
// panels from memory; with many, into the products. integer_matmul.h and float_matmul.h say what a tile does.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/pack.h"
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
  const std::int32_t* groups;  // of codes of 8 bits
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

// How many vectors walk along the rows together: their sums stay in the first-level cache until the rows are done.
// Beside the chunks of floats, the smaller ones, there is room for a batch of a prompt.
constexpr std::size_t vectors_of_round(Input kind) { return kind == Input::kInt8 ? 192 : 264; }

// The walk that all matrices share, along kPanels panels whose rows' results start at y: prepare(column, columns)
// readies a chunk of the weights, and multiply(input, columns, width as a constant) adds its products with one tile's
// vectors, kGroupColumns at a time.
template <class L, Input kKind, class Number, std::size_t kPanels, std::size_t kGroupColumns, class Prepare,
          class Multiply>
void walk(const Activations& x, std::size_t chunk_columns, const Upcoming& next, float* y, std::size_t stride,
          Prepare prepare, Multiply multiply) {
  constexpr std::size_t kMost = most_vectors<L>(kKind), kTiles = vectors_of_round(kKind) / kMost;
  constexpr std::size_t kRows = kPanels * kPanelRows;
  const std::size_t tiles = (x.count + kMost - 1) / kMost;
  alignas(64) float sums[kTiles * kMost][kRows];
  Tile spans[kTiles];
  for (std::size_t begin = 0; begin < tiles; begin += kTiles) {
    const std::size_t count = smaller(kTiles, tiles - begin);
    for (std::size_t i = 0; i < count; ++i) spans[i] = tile_of(x.count, kMost, begin + i);
    const std::size_t first_vector = spans[0].first,
                      vectors = spans[count - 1].first + spans[count - 1].width - first_vector;
    __builtin_memset(sums, 0, vectors * sizeof sums[0]);
    // Each tile's share of what is to be asked for, in the last round over the weights.
    const std::size_t bytes = begin + count < tiles ? 0 : next.bytes / count;
    const std::size_t bytes_of_column = bytes * count / x.columns;
    const Pace pace(bytes * kGroupColumns / x.columns);
    for (std::size_t column = 0; column < x.columns; column += chunk_columns) {
      const std::size_t columns = smaller(chunk_columns, x.columns - column);
      prepare(column, columns);
      const std::size_t share = bytes_of_column * columns / count;
      const std::byte* ahead = next.data + bytes_of_column * column;
      for (std::size_t i = 0; i < count; ++i, ahead += share) {
        const auto [first, width] = spans[i];
        const std::size_t at = first * x.columns + column * width;
        const std::int32_t* const groups = kKind == Input::kInt8 ? x.groups + at / kGroup * kGroupWords : nullptr;
        const TileInput in{x.numbers + at * sizeof(Number), groups, sums[first - first_vector], ahead, pace};
        with_width<kMost>(width, [&](auto constant) { multiply(in, columns, constant); });
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

}  // namespace
}  // namespace qed::kernels
