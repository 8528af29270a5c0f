// From the panels of each integer type to one common form, up to 256 columns at a time: unsigned codes of 8 bits as the
// dot-product instruction takes them, and per group of columns a float scale (and minimum) for each of the 16 rows:
//   w = scale * (code - kZero) - minimum.
// All products of scales are exact in a float. Written once over `Lanes`, the registers of an instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/panels.h"
#include "quant/blocks.h"

namespace qed::kernels {
namespace {

inline constexpr std::size_t kChunkColumns = 256;
constexpr const std::int8_t* kLevels = quant::kIq4Levels.data();
inline constexpr std::size_t kQuad = 4;  // columns in one element of codes

struct Chunk {
  const std::uint8_t* quads;  // the codes in hand: those below, or where they lie in the panel
  alignas(64) std::uint8_t codes[kChunkColumns / kQuad][kPanelRows * kQuad];
  alignas(64) float scale[kChunkColumns / 16][kPanelRows];
  alignas(64) float minimum[kChunkColumns / 16][kPanelRows];
};

// Where one block goes in a chunk: its first quad and its first group.
struct Target {
  std::uint8_t (*codes)[kPanelRows * kQuad];
  float (*scale)[kPanelRows];
  float (*minimum)[kPanelRows];
};

// The parts of a panel, one after the other as panels.cpp lays them out.
class Parts {
 public:
  Parts(const Panels& w, std::size_t panel)
      : next_(reinterpret_cast<const std::uint8_t*>(w.panel(panel))), blocks_(w.blocks()) {}
  const std::uint8_t* next(std::size_t bytes_in_block) {
    const std::uint8_t* part = next_;
    next_ += blocks_ * bytes_in_block * kPanelRows;
    return part;
  }

 private:
  const std::uint8_t* next_;
  std::size_t blocks_;
};

// What the types of one factor (and perhaps one minimum) for 32 columns have in common.
template <class L, int kZeroCode, bool kHasMinimum, bool kSignedCodes = false>
struct Block32 {
  static constexpr bool kInPlace = false;
  static constexpr std::size_t kBlock = 32, kColumnsOfScale = 32;
  static constexpr int kZero = kZeroCode;
  static constexpr bool kMinimum = kHasMinimum, kSigned = kSignedCodes;

  static void half_scale(const std::uint8_t* halves, std::size_t block, float* out) {
    L::store(out, L::load_half(halves + block * 2 * kPanelRows));
  }
  // Files store what is added; a chunk holds what is subtracted.
  static void half_minimum(const std::uint8_t* halves, std::size_t block, float* out) {
    L::store(out, L::negate(L::load_half(halves + block * 2 * kPanelRows)));
  }
};

// Signed codes of 8 bits, which panels keep with 128 added: instructions that take them so need no unpacking.
template <class L, bool kHasMinimum>
struct BytesOf32 : Block32<L, L::kSignedZero, kHasMinimum, true> {
  static constexpr bool kInPlace = L::kSignedZero == 128;

  static void unpack(const std::uint8_t* codes, std::size_t block, const Target& out) {
    if constexpr (!kInPlace)
      for (std::size_t q = 0; q < 8; ++q) L::store(out.codes[q], L::flip(L::stream(codes + (block * 8 + q) * 64)));
  }
};

template <class L>
struct UnpackQ8_0 : BytesOf32<L, false> {
  UnpackQ8_0(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(32);
    scales = parts.next(2);
  }
  void operator()(std::size_t block, const Target& out) const {
    this->unpack(codes, block, out);
    this->half_scale(scales, block, out.scale[0]);
  }
  const std::uint8_t *codes, *scales;
};

// The 32 codes whose low nibbles are columns 0..15 and high nibbles columns 16..31.
template <class L>
void unpack_nibbles(const std::uint8_t* codes, std::size_t block, const Target& out) {
  for (std::size_t q = 0; q < 4; ++q) {
    const auto pair = L::stream(codes + (block * 4 + q) * 64);
    L::store(out.codes[q], L::template bits<0>(pair, 15));
    L::store(out.codes[q + 4], L::template bits<4>(pair, 15));
  }
}

template <class L>
struct UnpackQ4_0 : Block32<L, 8, false> {
  UnpackQ4_0(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(16);
    scales = parts.next(2);
  }
  void operator()(std::size_t block, const Target& out) const {
    unpack_nibbles<L>(codes, block, out);
    this->half_scale(scales, block, out.scale[0]);
  }
  const std::uint8_t *codes, *scales;
};

template <class L>
struct UnpackQ4_1 : Block32<L, 0, true> {
  UnpackQ4_1(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(16);
    scales = parts.next(2);
    minima = parts.next(2);
  }
  void operator()(std::size_t block, const Target& out) const {
    unpack_nibbles<L>(codes, block, out);
    this->half_scale(scales, block, out.scale[0]);
    this->half_minimum(minima, block, out.minimum[0]);
  }
  const std::uint8_t *codes, *scales, *minima;
};

// The same with fifth bits, which a row keeps in one word: bit j is that of column j.
template <class L>
void unpack_five_bits(const std::uint8_t* codes, const std::uint8_t* high, std::size_t block, const Target& out) {
  const auto words = L::stream(high + block * 64);
  const auto even = L::words(0x08040201), odd = L::words(0x80402010);
  const decltype(words) bytes[4] = {L::template spread_byte<0>(words), L::template spread_byte<1>(words),
                                    L::template spread_byte<2>(words), L::template spread_byte<3>(words)};
#pragma GCC unroll 4
  for (std::size_t q = 0; q < 4; ++q) {
    const auto pair = L::stream(codes + (block * 4 + q) * 64);
    const auto bit = q % 2 == 0 ? even : odd;
    L::store(out.codes[q], L::or_where(L::template bits<0>(pair, 15), bytes[q / 2], bit, 16));
    L::store(out.codes[q + 4], L::or_where(L::template bits<4>(pair, 15), bytes[2 + q / 2], bit, 16));
  }
}

template <class L>
struct UnpackQ5_0 : Block32<L, 16, false> {
  UnpackQ5_0(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(16);
    high = parts.next(4);
    scales = parts.next(2);
  }
  void operator()(std::size_t block, const Target& out) const {
    unpack_five_bits<L>(codes, high, block, out);
    this->half_scale(scales, block, out.scale[0]);
  }
  const std::uint8_t *codes, *high, *scales;
};

template <class L>
struct UnpackQ5_1 : Block32<L, 0, true> {
  UnpackQ5_1(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(16);
    high = parts.next(4);
    scales = parts.next(2);
    minima = parts.next(2);
  }
  void operator()(std::size_t block, const Target& out) const {
    unpack_five_bits<L>(codes, high, block, out);
    this->half_scale(scales, block, out.scale[0]);
    this->half_minimum(minima, block, out.minimum[0]);
  }
  const std::uint8_t *codes, *high, *scales, *minima;
};

template <class L>
struct UnpackIq4Nl : Block32<L, L::kSignedZero, false, true> {
  UnpackIq4Nl(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(16);
    scales = parts.next(2);
  }
  void operator()(std::size_t block, const Target& out) const {
    for (std::size_t q = 0; q < 4; ++q) {
      const auto pair = L::stream(codes + (block * 4 + q) * 64);
      L::store(out.codes[q], L::from_signed(L::lookup(L::template bits<0>(pair, 15), kLevels)));
      L::store(out.codes[q + 4], L::from_signed(L::lookup(L::template bits<4>(pair, 15), kLevels)));
    }
    this->half_scale(scales, block, out.scale[0]);
  }
  const std::uint8_t *codes, *scales;
};

// Codes, scales and zero points by groups of whole 32 columns. kZeroPoints: they are not all 0.
template <class L, bool kZeroPoints>
struct GroupFactors {
  GroupFactors(const Panels& w, std::size_t panel)
      : group_of(w.grouping->group_of),
        codes(reinterpret_cast<const std::uint8_t*>(w.panel(panel))),
        scales(reinterpret_cast<const float*>(codes + w.columns * w.grouping->bits / 8 * kPanelRows)),
        zeros(reinterpret_cast<const std::uint8_t*>(scales + w.grouping->groups * kPanelRows)) {}
  auto scale(std::size_t column) const { return L::load_float(scales + group_of[column] * kPanelRows); }
  auto zero(std::size_t column) const { return L::to_float(L::load_s8(zeros + group_of[column] * kPanelRows)); }
  void store(std::size_t block, const Target& out) const {
    L::store(out.scale[0], scale(block * 32));
    if constexpr (kZeroPoints) L::store(out.minimum[0], L::mul(scale(block * 32), zero(block * 32)));
  }
  const std::uint32_t* group_of;
  const std::uint8_t* codes;
  const float* scales;
  const std::uint8_t* zeros;
};

template <class L, bool kZeroPoints>
struct UnpackGrouped4 : Block32<L, 8, kZeroPoints>, GroupFactors<L, kZeroPoints> {
  using GroupFactors<L, kZeroPoints>::GroupFactors;
  void operator()(std::size_t block, const Target& out) const {
    unpack_nibbles<L>(this->codes, block, out);
    this->store(block, out);
  }
};

template <class L, bool kZeroPoints>
struct UnpackGrouped8 : BytesOf32<L, kZeroPoints>, GroupFactors<L, kZeroPoints> {
  using GroupFactors<L, kZeroPoints>::GroupFactors;
  void operator()(std::size_t block, const Target& out) const {
    this->unpack(this->codes, block, out);
    this->store(block, out);
  }
};

// Super-blocks: 256 columns, sub-blocks of `kColumns` columns each with an integer scale.
template <int kZeroCode, std::size_t kColumns, bool kHasMinimum, bool kSignedCodes = false>
struct Block256 {
  static constexpr bool kInPlace = false;
  static constexpr std::size_t kBlock = 256, kColumnsOfScale = kColumns;
  static constexpr int kZero = kZeroCode;
  static constexpr bool kMinimum = kHasMinimum, kSigned = kSignedCodes;
};

// The scales and minima of 6 bits, eight of each, in twelve bytes (quant::unpack).
template <class L>
void unpack_pairs(const std::uint8_t* pairs, typename L::Floats scale, typename L::Floats minimum, const Target& out) {
  const auto byte = [&](std::size_t i) { return L::load_u8(pairs + i * kPanelRows); };
  for (std::size_t b = 0; b < 4; ++b) {
    const auto first = byte(b), second = byte(b + 4), both = byte(b + 8);
    const auto top = [](auto v) { return L::shift_left(L::shift_right(v, 6), 4); };
    L::store(out.scale[b], L::mul(scale, L::to_float(L::and_with(first, 63))));
    L::store(out.minimum[b], L::mul(minimum, L::to_float(L::and_with(second, 63))));
    L::store(out.scale[b + 4], L::mul(scale, L::to_float(L::either(L::and_with(both, 15), top(first)))));
    L::store(out.minimum[b + 4], L::mul(minimum, L::to_float(L::either(L::shift_right(both, 4), top(second)))));
  }
}

template <class L>
struct UnpackQ4K : Block256<0, 32, true> {
  UnpackQ4K(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(128);
    scales = parts.next(2);
    minima = parts.next(2);
    pairs = parts.next(12);
  }
  void operator()(std::size_t block, const Target& out) const {
    for (std::size_t b = 0; b < 8; b += 2)
      for (std::size_t q = 0; q < 8; ++q) {
        const auto pair = L::stream(codes + (block * 32 + b * 4 + q) * 64);
        L::store(out.codes[b * 8 + q], L::template bits<0>(pair, 15));
        L::store(out.codes[b * 8 + 8 + q], L::template bits<4>(pair, 15));
      }
    unpack_pairs<L>(pairs + block * 12 * kPanelRows, L::load_half(scales + block * 32),
                    L::load_half(minima + block * 32), out);
  }
  const std::uint8_t *codes, *scales, *minima, *pairs;
};

template <class L>
struct UnpackQ5K : Block256<0, 32, true> {
  UnpackQ5K(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(128);
    high = parts.next(32);
    scales = parts.next(2);
    minima = parts.next(2);
    pairs = parts.next(12);
  }
  void operator()(std::size_t block, const Target& out) const {
    for (std::size_t q = 0; q < 8; ++q) {
      const auto bits = L::stream(high + (block * 8 + q) * 64);
      for (std::size_t b = 0; b < 8; b += 2) {
        const auto pair = L::stream(codes + (block * 32 + b * 4 + q) * 64);
        const auto bit = [](std::size_t i) { return L::words(0x01010101U << i); };
        L::store(out.codes[b * 8 + q], L::or_where(L::template bits<0>(pair, 15), bits, bit(b), 16));
        L::store(out.codes[b * 8 + 8 + q], L::or_where(L::template bits<4>(pair, 15), bits, bit(b + 1), 16));
      }
    }
    unpack_pairs<L>(pairs + block * 12 * kPanelRows, L::load_half(scales + block * 32),
                    L::load_half(minima + block * 32), out);
  }
  const std::uint8_t *codes, *high, *scales, *minima, *pairs;
};

template <class L>
struct UnpackQ6K : Block256<32, 16, false> {
  UnpackQ6K(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    low = parts.next(128);
    high = parts.next(64);
    scales = parts.next(2);
    sub_scales = parts.next(16);
  }
  void operator()(std::size_t block, const Target& out) const {
    for (std::size_t half = 0; half < 2; ++half)
      for (std::size_t q = 0; q < 8; ++q) {
        const auto first = L::stream(low + (block * 32 + half * 16 + q) * 64);
        const auto second = L::stream(low + (block * 32 + half * 16 + 8 + q) * 64);
        const auto top = L::stream(high + (block * 16 + half * 8 + q) * 64);
        auto* quads = out.codes + half * 32 + q;
        L::store(quads[0], L::template merge<4>(L::template bits<0>(first, 15), L::template bits<0>(top, 3)));
        L::store(quads[8], L::template merge<4>(L::template bits<0>(second, 15), L::template bits<2>(top, 3)));
        L::store(quads[16], L::template merge<4>(L::template bits<4>(first, 15), L::template bits<4>(top, 3)));
        L::store(quads[24], L::template merge<4>(L::template bits<4>(second, 15), L::template bits<6>(top, 3)));
      }
    const auto scale = L::load_half(scales + block * 32);
    for (std::size_t g = 0; g < 16; ++g)
      L::store(out.scale[g], L::mul(scale, L::to_float(L::load_s8(sub_scales + (block * 16 + g) * kPanelRows))));
  }
  const std::uint8_t *low, *high, *scales, *sub_scales;
};

// Codes of two bits: byte q of a half holds four columns, 32 apart.
template <class L, class Finish>
void unpack_two_bits(const std::uint8_t* codes, std::size_t block, const Target& out, Finish finish) {
  for (std::size_t half = 0; half < 2; ++half)
    for (std::size_t q = 0; q < 8; ++q) {
      const auto four = L::stream(codes + (block * 16 + half * 8 + q) * 64);
      auto* quads = out.codes + half * 32 + q;
      L::store(quads[0], finish(L::template bits<0>(four, 3), q, half * 4));
      L::store(quads[8], finish(L::template bits<2>(four, 3), q, half * 4 + 1));
      L::store(quads[16], finish(L::template bits<4>(four, 3), q, half * 4 + 2));
      L::store(quads[24], finish(L::template bits<6>(four, 3), q, half * 4 + 3));
    }
}

template <class L>
struct UnpackQ2K : Block256<0, 16, true> {
  UnpackQ2K(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(64);
    scales = parts.next(2);
    minima = parts.next(2);
    pairs = parts.next(16);
  }
  void operator()(std::size_t block, const Target& out) const {
    unpack_two_bits<L>(codes, block, out, [](auto code, std::size_t, std::size_t) { return code; });
    const auto scale = L::load_half(scales + block * 32), minimum = L::load_half(minima + block * 32);
    for (std::size_t g = 0; g < 16; ++g) {
      const auto pair = L::load_u8(pairs + (block * 16 + g) * kPanelRows);
      L::store(out.scale[g], L::mul(scale, L::to_float(L::and_with(pair, 15))));
      L::store(out.minimum[g], L::mul(minimum, L::to_float(L::shift_right(pair, 4))));
    }
  }
  const std::uint8_t *codes, *scales, *minima, *pairs;
};

template <class L>
struct UnpackQ3K : Block256<4, 16, false> {
  UnpackQ3K(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(64);
    high = parts.next(32);
    scales = parts.next(2);
    sub_scales = parts.next(12);
  }
  void operator()(std::size_t block, const Target& out) const {
    unpack_two_bits<L>(codes, block, out, [&](auto code, std::size_t q, std::size_t bit) {
      return L::or_where(code, L::stream(high + (block * 8 + q) * 64), L::words(0x01010101U << bit), 4);
    });
    const auto scale = L::load_half(scales + block * 32);
    const auto byte = [&](std::size_t i) { return L::load_u8(sub_scales + (block * 12 + i) * kPanelRows); };
    for (std::size_t g = 0; g < 16; ++g) {
      const auto low = L::and_with(L::shift_right(byte(g % 8), static_cast<int>(g / 8 * 4)), 15);
      const auto top = L::and_with(L::shift_right(byte(8 + g % 4), static_cast<int>(g / 4 * 2)), 3);
      const auto s = L::to_float(L::either(low, L::shift_left(top, 4)));
      L::store(out.scale[g], L::mul(scale, L::sub(s, L::broadcast(32))));
    }
  }
  const std::uint8_t *codes, *high, *scales, *sub_scales;
};

template <class L>
struct UnpackIq4Xs : Block256<L::kSignedZero, 32, false, true> {
  UnpackIq4Xs(const Panels& w, std::size_t panel) {
    Parts parts(w, panel);
    codes = parts.next(128);
    scales = parts.next(2);
    scales_high = parts.next(2);
    scales_low = parts.next(4);
  }
  void operator()(std::size_t block, const Target& out) const {
    for (std::size_t b = 0; b < 8; ++b)
      for (std::size_t q = 0; q < 4; ++q) {
        const auto pair = L::stream(codes + (block * 32 + b * 4 + q) * 64);
        const auto level = [](auto code) { return L::from_signed(L::lookup(code, kLevels)); };
        L::store(out.codes[b * 8 + q], level(L::template bits<0>(pair, 15)));
        L::store(out.codes[b * 8 + 4 + q], level(L::template bits<4>(pair, 15)));
      }
    const auto scale = L::load_half(scales + block * 32);
    const auto high = L::load_u16(scales_high + block * 32);
    for (std::size_t b = 0; b < 8; ++b) {
      const auto byte = L::load_u8(scales_low + (block * 4 + b / 2) * kPanelRows);
      const auto low = L::and_with(L::shift_right(byte, static_cast<int>(b % 2 * 4)), 15);
      const auto top = L::and_with(L::shift_right(high, static_cast<int>(2 * b)), 3);
      const auto s = L::to_float(L::either(low, L::shift_left(top, 4)));
      L::store(out.scale[b], L::mul(scale, L::sub(s, L::broadcast(32))));
    }
  }
  const std::uint8_t *codes, *scales, *scales_high, *scales_low;
};

}  // namespace
}  // namespace qed::kernels
