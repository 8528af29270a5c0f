#include "kernels/avx512/lanes.h"
#include "kernels/generic/table.h"

namespace qed::kernels {
namespace {

// One instruction takes a pair of columns; the rest is as in float_tile.
template <std::size_t kPanels, std::size_t kVectors>
void bf16_tile(const std::byte* const* panels, std::size_t pairs, const TileInput& in) {
  Accumulators<Lanes, kPanels, kVectors> y(in);
  LookAhead ahead(in);
  for (std::size_t k = 0; k < pairs; ++k) {
    ahead.advance<Lanes>();
    __m512i w[kPanels];
#pragma GCC unroll 4
    for (std::size_t p = 0; p < kPanels; ++p) w[p] = _mm512_loadu_si512(panels[p] + k * 64);
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c) {
      const __m512i x = Lanes::load_word(in.numbers + 4 * (k * kVectors + c));
#pragma GCC unroll 4
      for (std::size_t p = 0; p < kPanels; ++p)
        y.sums[p][c] = _mm512_dpbf16_ps(y.sums[p][c], reinterpret_cast<__m512bh>(w[p]), reinterpret_cast<__m512bh>(x));
    }
  }
  y.store(in);
}

inline constexpr std::size_t kColumns = 256;
using PairChunk = std::byte[kColumns / 2][64];

// Each is made for a panel, and then asked for the pairs of `columns` columns from `column` on, from the left to the
// right: in place, or unpacked into `scratch`.
struct InPlace {
  InPlace(const Panels& w, std::size_t panel) : pairs(w.panel(panel)) {}
  const std::byte* operator()(std::size_t column, std::size_t, PairChunk&) const {
    return pairs + column * kPanelRows * 2;
  }
  const std::byte* pairs;
};

struct FromCompact : CompactReader<Lanes> {
  using CompactReader::CompactReader;
  const std::byte* operator()(std::size_t column, std::size_t columns, PairChunk& scratch) {
    read(
        column, columns, [&](std::size_t i, __m512i pair) { _mm512_storeu_si512(scratch[i / 2], pair); },
        [&](std::size_t i, std::size_t row, std::uint16_t weight) {
          __builtin_memcpy(&scratch[i / 2][row * 4 + i % 2 * 2], &weight, sizeof weight);
        });
    return scratch[0];
  }
};

template <class From>
void bf16_matmul(const Panels& w, std::size_t first, std::size_t panels, const Activations& x, float* y,
                 std::size_t stride) {
  for_each_panels<Lanes>(first, panels, [&](std::size_t panel, auto count) {
    alignas(64) PairChunk scratch[count()];
    const std::byte* chunks[count()];
    auto sources = sources_of<From>(w, panel, count);
    const auto prepare = [&](std::size_t column, std::size_t columns) {
      for (std::size_t p = 0; p < count(); ++p) chunks[p] = sources.of[p](column, columns, scratch[p]);
    };
    walk<Lanes, Input::kBFloat16, std::uint16_t, count(), 2>(
        x, kColumns, upcoming(w, panel + count(), first + panels, count()), y + panel * kPanelRows, stride, prepare,
        [&](const TileInput& in, std::size_t columns, auto vectors) {
          bf16_tile<count(), vectors()>(chunks, columns / 2, in);
        });
  });
}

}  // namespace

extern const Table kAvx512Bf16;
const Table kAvx512Bf16 =
    make_table<Lanes, bf16_matmul<InPlace>, bf16_matmul<FromCompact>, true>(Isa::kAvx512Bf16, "avx512-bf16");
}  // namespace qed::kernels
