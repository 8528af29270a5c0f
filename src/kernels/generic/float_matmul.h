// Products with floating-point weights, and with those that become floats chunk by chunk; written once over `Lanes`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/compact.h"
#include "kernels/generic/unpack.h"
#include "kernels/generic/walk.h"

namespace qed::kernels {
namespace {

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
