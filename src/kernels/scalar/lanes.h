// The reference: a register is an array, an instruction a loop. What each function means is said here; the other
// instruction sets only do it faster.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "quant/half.h"

namespace qed::kernels {
namespace {

struct Lanes {
  struct Floats {
    float lane[16];
  };
  struct Ints {
    std::int32_t lane[16];
  };
  struct Bytes {
    std::uint8_t byte[64];  // four to a lane
  };

  // What is computed at once: panels, and vectors of codes or of floats.
  static constexpr std::size_t kTilePanels = 1, kTileVectors = 2, kFloatTileVectors = 3;

  // Signed codes stay as they are, and count from zero.
  static constexpr int kSignedZero = 0;
  static Bytes from_signed(Bytes codes) { return codes; }
  static Bytes flip(Bytes codes) {  // the uppermost bits
    for (std::uint8_t& code : codes.byte) code ^= 0x80;
    return codes;
  }

  // sum + w[4i] x[4i] + ... + w[4i + 3] x[4i + 3], codes of x signed, those of w unsigned (dot) or signed (dot_signed).
  static Ints dot(Ints sum, const Bytes& w, const Bytes& x) {
    for (std::size_t i = 0; i < 64; ++i) sum.lane[i / 4] += int{w.byte[i]} * static_cast<std::int8_t>(x.byte[i]);
    return sum;
  }
  static Ints dot_signed(Ints sum, const Bytes& w, const Bytes& x) {
    for (std::size_t i = 0; i < 64; ++i)
      sum.lane[i / 4] += int{static_cast<std::int8_t>(w.byte[i])} * static_cast<std::int8_t>(x.byte[i]);
    return sum;
  }

  // --- bytes
  static Bytes load(const std::uint8_t* from) { return copy<Bytes>(from); }
  static Bytes stream(const std::uint8_t* from) { return load(from); }  // of what lies in memory in order
  static void prefetch(const void*) {}
  static void store(std::uint8_t* to, const Bytes& bytes) { std::memcpy(to, &bytes, sizeof bytes); }
  static Bytes words(std::uint32_t word) {
    Bytes v;
    for (std::size_t i = 0; i < 16; ++i) std::memcpy(v.byte + 4 * i, &word, 4);
    return v;
  }
  template <int kShift>
  static Bytes bits(Bytes v, int mask) {  // (byte >> shift) & mask
    for (std::uint8_t& byte : v.byte) byte = static_cast<std::uint8_t>(byte >> kShift & mask);
    return v;
  }
  template <int kShift>
  static Bytes merge(Bytes low, const Bytes& high) {  // low | high << shift; the bits do not meet
    for (std::size_t i = 0; i < 64; ++i) low.byte[i] = static_cast<std::uint8_t>(low.byte[i] | high.byte[i] << kShift);
    return low;
  }
  // `value` is or-ed into every byte of `v` where `bits` and `pattern` meet.
  static Bytes or_where(Bytes v, const Bytes& bits, const Bytes& pattern, int value) {
    for (std::size_t i = 0; i < 64; ++i)
      if (bits.byte[i] & pattern.byte[i]) v.byte[i] = static_cast<std::uint8_t>(v.byte[i] | value);
    return v;
  }
  template <int kByte>
  static Bytes spread_byte(Bytes v) {  // one byte of each lane in all four
    for (std::size_t i = 0; i < 64; i += 4) std::memset(v.byte + i, v.byte[i + kByte], 4);
    return v;
  }
  static Bytes lookup(Bytes codes, const std::int8_t* table) {
    for (std::uint8_t& code : codes.byte) code = static_cast<std::uint8_t>(table[code]);
    return codes;
  }
  // Of each 16 bytes the first (the last) eight of both, in turns.
  static Ints interleave_low(const Bytes& even, const Bytes& odd) { return interleave<0>(even, odd); }
  static Ints interleave_high(const Bytes& even, const Bytes& odd) { return interleave<8>(even, odd); }
  static Bytes broadcast_quad(const std::int8_t* codes) { return copy<Bytes>(load_word(codes).lane); }

  // --- integers
  static Ints load_ints(const std::uint8_t* from) { return copy<Ints>(from); }
  static Ints load_u8(const std::uint8_t* from) {
    return make<Ints>([&](std::size_t i) { return from[i]; });
  }
  static Ints load_s8(const std::uint8_t* from) {
    return make<Ints>([&](std::size_t i) { return int{static_cast<std::int8_t>(from[i])}; });
  }
  static Ints load_u16(const std::uint8_t* from) {
    return make<Ints>([&](std::size_t i) { return from[2 * i] | from[2 * i + 1] << 8; });
  }
  static Ints load_word(const void* from) {  // the same four bytes in every lane
    const auto word = copy<std::int32_t>(from);
    return make<Ints>([&](std::size_t) { return word; });
  }
  template <int kFactor>  // zero or a power of two
  static Ints times(const Ints& v) {
    return make<Ints>([&](std::size_t i) { return v.lane[i] * kFactor; });
  }
  static Ints and_with(const Ints& v, int mask) {
    return make<Ints>([&](std::size_t i) { return v.lane[i] & mask; });
  }
  static Ints either(const Ints& a, const Ints& b) {
    return make<Ints>([&](std::size_t i) { return a.lane[i] | b.lane[i]; });
  }
  static Ints shift_left(const Ints& v, int by) {
    return make<Ints>([&](std::size_t i) { return static_cast<std::uint32_t>(v.lane[i]) << by; });
  }
  static Ints shift_right(const Ints& v, int by) {  // zeros come in
    return make<Ints>([&](std::size_t i) { return static_cast<std::uint32_t>(v.lane[i]) >> by; });
  }
  static Floats as_floats(const Ints& v) { return copy<Floats>(&v); }
  static std::int32_t sum_ints(const Ints& v) {
    std::int32_t sum = 0;
    for (const std::int32_t lane : v.lane) sum += lane;
    return sum;
  }
  static void store_codes(std::int8_t* to, const Ints& v) {  // lanes are within -128..127
    for (std::size_t i = 0; i < 16; ++i) to[i] = static_cast<std::int8_t>(v.lane[i]);
  }

  // --- floats
  // Of 16 numbers, by the lowest four bits.
  static Floats lookup_float(const Ints& indices, const float* table) {
    return make<Floats>([&](std::size_t i) { return table[indices.lane[i] & 15]; });
  }
  static Floats load_float(const float* from) { return copy<Floats>(from); }
  static Floats load_half(const std::uint8_t* from) {
    return make<Floats>([&](std::size_t i) {
      return quant::to_float(quant::Half{static_cast<std::uint16_t>(from[2 * i] | from[2 * i + 1] << 8)});
    });
  }
  static void store_half(std::uint8_t* to, const Floats& v) {  // to nearest even
    for (std::size_t i = 0; i < 16; ++i) {
      const quant::Half half = quant::to_half(v.lane[i]);
      std::memcpy(to + 2 * i, &half, sizeof half);
    }
  }
  static void store(float* to, const Floats& v) { std::memcpy(to, &v, sizeof v); }
  static Floats broadcast(float v) {
    return make<Floats>([&](std::size_t) { return v; });
  }
  static Floats to_float(const Ints& v) {
    return make<Floats>([&](std::size_t i) { return static_cast<float>(v.lane[i]); });
  }
  static Ints to_ints(const Floats& v) {  // to nearest even
    return make<Ints>([&](std::size_t i) { return std::lrintf(v.lane[i]); });
  }
  static Floats add(const Floats& a, const Floats& b) {
    return make<Floats>([&](std::size_t i) { return a.lane[i] + b.lane[i]; });
  }
  static Floats sub(const Floats& a, const Floats& b) {
    return make<Floats>([&](std::size_t i) { return a.lane[i] - b.lane[i]; });
  }
  static Floats mul(const Floats& a, const Floats& b) {
    return make<Floats>([&](std::size_t i) { return a.lane[i] * b.lane[i]; });
  }
  static Floats div(const Floats& a, const Floats& b) {
    return make<Floats>([&](std::size_t i) { return a.lane[i] / b.lane[i]; });
  }
  static Floats fma(const Floats& a, const Floats& b, const Floats& c) {  // one rounding
    return make<Floats>([&](std::size_t i) { return std::fmaf(a.lane[i], b.lane[i], c.lane[i]); });
  }
  static Floats negate(const Floats& v) {
    return make<Floats>([&](std::size_t i) { return -v.lane[i]; });
  }
  static Floats magnitude(const Floats& v) {
    return make<Floats>([&](std::size_t i) { return std::fabs(v.lane[i]); });
  }
  static Floats max(const Floats& a, const Floats& b) {
    return make<Floats>([&](std::size_t i) { return a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i]; });
  }
  static Floats min(const Floats& a, const Floats& b) {
    return make<Floats>([&](std::size_t i) { return a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i]; });
  }
  static Floats round(const Floats& v) {  // to nearest even
    return make<Floats>([&](std::size_t i) { return std::nearbyintf(v.lane[i]); });
  }
  static Floats scale_by_power_of_two(const Floats& v, const Floats& n) {
    return make<Floats>([&](std::size_t i) { return std::ldexp(v.lane[i], static_cast<int>(n.lane[i])); });
  }
  static Floats zero_below(const Floats& x, float limit, const Floats& v) {  // 0 where x < limit
    return make<Floats>([&](std::size_t i) { return x.lane[i] < limit ? 0 : v.lane[i]; });
  }
  // Lane i meets lane i + 8, then i + 4, i + 2, i + 1.
  static float sum(Floats v) {
    for (std::size_t half = 8; half > 0; half /= 2)
      for (std::size_t i = 0; i < half; ++i) v.lane[i] += v.lane[i + half];
    return v.lane[0];
  }
  static float largest(const Floats& v) {
    float most = v.lane[0];
    for (const float lane : v.lane) most = lane > most ? lane : most;
    return most;
  }

 private:
  template <std::size_t kFirst>
  static Ints interleave(const Bytes& even, const Bytes& odd) {
    Bytes v;
    for (std::size_t i = 0; i < 64; ++i) v.byte[i] = (i % 2 == 0 ? even : odd).byte[i / 16 * 16 + kFirst + i % 16 / 2];
    return copy<Ints>(&v);
  }
  template <class T>
  static T copy(const void* from) {
    T v;
    std::memcpy(&v, from, sizeof v);
    return v;
  }
  template <class T, class Function>
  static T make(Function function) {
    T v;
    for (std::size_t i = 0; i < 16; ++i)
      v.lane[i] = static_cast<std::remove_reference_t<decltype(v.lane[i])>>(function(i));
    return v;
  }
};

}  // namespace
}  // namespace qed::kernels
