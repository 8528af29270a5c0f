// The registers of AVX2 (with FMA and F16C): 16 rows as two halves of 8.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace qed::kernels {
namespace {

struct Lanes {
  struct Floats {
    __m256 low, high;
  };
  struct Ints {
    __m256i low, high;
  };
  using Bytes = Ints;

  // Of the 16 registers, 8 hold dot products and sums, or 10 sums.
  static constexpr std::size_t kTilePanels = 1, kTileVectors = 2, kFloatTileVectors = 5;

  static constexpr int kSignedZero = 0;
  static Bytes from_signed(Bytes codes) { return codes; }
  static Bytes flip(Bytes codes) {
    return both(codes, [](__m256i half) { return _mm256_xor_si256(half, _mm256_set1_epi8(-128)); });
  }

  // vpmaddubsw adds pairs in 16 bits, which codes up to 63 times 127 cannot fill.
  static Ints dot(Ints sum, Bytes w, Bytes x) { return {dot8(sum.low, w.low, x.low), dot8(sum.high, w.high, x.high)}; }
  // It wants unsigned times signed: each sign of w moves onto x, which is never -128.
  static Ints dot_signed(Ints sum, Bytes w, Bytes x) {
    return {dot8(sum.low, _mm256_abs_epi8(w.low), _mm256_sign_epi8(x.low, w.low)),
            dot8(sum.high, _mm256_abs_epi8(w.high), _mm256_sign_epi8(x.high, w.high))};
  }

  static Bytes load(const std::uint8_t* from) { return load_ints(from); }
  // From the panels, which come from memory in order: asks for what is needed 64 registers later.
  static Bytes stream(const std::uint8_t* from) {
    _mm_prefetch(reinterpret_cast<const char*>(from) + 4096, _MM_HINT_T0);
    return load(from);
  }
  static void prefetch(const void* from) { _mm_prefetch(from, _MM_HINT_T1); }  // into the second-level cache
  static void store(std::uint8_t* to, Bytes v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), v.low);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + 32), v.high);
  }
  static Bytes words(std::uint32_t word) { return broadcast_int(static_cast<std::int32_t>(word)); }
  template <int kShift>
  static Bytes bits(Bytes v, int mask) {
    const __m256i all = _mm256_set1_epi8(static_cast<char>(mask));
    return both(v, [&](__m256i half) { return _mm256_and_si256(_mm256_srli_epi16(half, kShift), all); });
  }
  template <int kShift>
  static Bytes merge(Bytes low, Bytes high) {
    return both(low, high, [](__m256i a, __m256i b) { return _mm256_or_si256(a, _mm256_slli_epi16(b, kShift)); });
  }
  static Bytes or_where(Bytes v, Bytes bits, Bytes pattern, int value) {
    const __m256i all = _mm256_set1_epi8(static_cast<char>(value));
    const Bytes met = both(bits, pattern, [](__m256i a, __m256i b) {  // ones where nothing meets
      return _mm256_cmpeq_epi8(_mm256_and_si256(a, b), _mm256_setzero_si256());
    });
    return both(v, met, [&](__m256i a, __m256i none) { return _mm256_or_si256(a, _mm256_andnot_si256(none, all)); });
  }
  template <int kByte>
  static Bytes spread_byte(Bytes v) {
    const __m256i from =
        _mm256_add_epi8(_mm256_set1_epi8(kByte),
                        _mm256_set_epi32(0x0C0C0C0C, 0x08080808, 0x04040404, 0, 0x0C0C0C0C, 0x08080808, 0x04040404, 0));
    return both(v, [&](__m256i half) { return _mm256_shuffle_epi8(half, from); });
  }
  static Bytes lookup(Bytes codes, const std::int8_t* table) {
    const __m256i levels = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
    return both(codes, [&](__m256i half) { return _mm256_shuffle_epi8(levels, half); });
  }
  static Ints interleave_low(Bytes even, Bytes odd) {
    return both(even, odd, [](__m256i a, __m256i b) { return _mm256_unpacklo_epi8(a, b); });
  }
  static Ints interleave_high(Bytes even, Bytes odd) {
    return both(even, odd, [](__m256i a, __m256i b) { return _mm256_unpackhi_epi8(a, b); });
  }
  static Bytes broadcast_quad(const std::int8_t* codes) { return load_word(codes); }

  static Ints load_ints(const std::uint8_t* from) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)),
            _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + 32))};
  }
  static Ints load_u8(const std::uint8_t* from) {
    return {_mm256_cvtepu8_epi32(load8(from)), _mm256_cvtepu8_epi32(load8(from + 8))};
  }
  static Ints load_s8(const std::uint8_t* from) {
    return {_mm256_cvtepi8_epi32(load8(from)), _mm256_cvtepi8_epi32(load8(from + 8))};
  }
  static Ints load_u16(const std::uint8_t* from) {
    return {_mm256_cvtepu16_epi32(load16(from)), _mm256_cvtepu16_epi32(load16(from + 16))};
  }
  static Ints broadcast_int(std::int32_t v) { return {_mm256_set1_epi32(v), _mm256_set1_epi32(v)}; }
  static Ints load_word(const void* from) {
    std::int32_t word;
    __builtin_memcpy(&word, from, sizeof word);
    return broadcast_int(word);
  }
  template <int kFactor>  // zero or a power of two
  static Ints times(Ints v) {
    return kFactor == 0 ? broadcast_int(0) : shift_left(v, __builtin_ctz(kFactor | 1 << 30));
  }
  static Ints and_with(Ints v, int mask) {
    return both(v, [&](__m256i half) { return _mm256_and_si256(half, _mm256_set1_epi32(mask)); });
  }
  static Ints either(Ints a, Ints b) {
    return both(a, b, [](__m256i x, __m256i y) { return _mm256_or_si256(x, y); });
  }
  static Ints shift_left(Ints v, int by) {
    return both(v, [&](__m256i half) { return _mm256_slli_epi32(half, by); });
  }
  static Ints shift_right(Ints v, int by) {
    return both(v, [&](__m256i half) { return _mm256_srli_epi32(half, by); });
  }
  static Floats as_floats(Ints v) { return {_mm256_castsi256_ps(v.low), _mm256_castsi256_ps(v.high)}; }
  static std::int32_t sum_ints(Ints v) {
    const __m256i eight = _mm256_add_epi32(v.low, v.high);
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
    four = _mm_add_epi32(four, _mm_unpackhi_epi64(four, four));
    return _mm_cvtsi128_si32(_mm_add_epi32(four, _mm_shuffle_epi32(four, 1)));
  }
  static void store_codes(std::int8_t* to, Ints v) {
    // Packing works within halves of 128 bits; the permutation puts the four parts in order.
    const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(v.low, v.high), 0xD8);
    const __m128i codes = _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), codes);
  }

  static Floats lookup_float(Ints indices, const float* table) {
    const __m256 first = _mm256_loadu_ps(table), second = _mm256_loadu_ps(table + 8);
    const auto eight = [&](__m256i i) {  // bit 3 chooses the half, as the sign of what is blended
      return _mm256_blendv_ps(_mm256_permutevar8x32_ps(first, i), _mm256_permutevar8x32_ps(second, i),
                              _mm256_castsi256_ps(_mm256_slli_epi32(i, 28)));
    };
    return {eight(indices.low), eight(indices.high)};
  }
  static Floats load_float(const float* from) { return {_mm256_loadu_ps(from), _mm256_loadu_ps(from + 8)}; }
  static Floats load_half(const std::uint8_t* from) {
    return {_mm256_cvtph_ps(load16(from)), _mm256_cvtph_ps(load16(from + 16))};
  }
  static void store_half(std::uint8_t* to, Floats v) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_cvtps_ph(v.low, _MM_FROUND_TO_NEAREST_INT));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 16), _mm256_cvtps_ph(v.high, _MM_FROUND_TO_NEAREST_INT));
  }
  static void store(float* to, Floats v) {
    _mm256_storeu_ps(to, v.low);
    _mm256_storeu_ps(to + 8, v.high);
  }
  static Floats broadcast(float v) { return {_mm256_set1_ps(v), _mm256_set1_ps(v)}; }
  static Floats to_float(Ints v) { return {_mm256_cvtepi32_ps(v.low), _mm256_cvtepi32_ps(v.high)}; }
  static Ints to_ints(Floats v) { return {_mm256_cvtps_epi32(v.low), _mm256_cvtps_epi32(v.high)}; }
  static Floats add(Floats a, Floats b) { return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)}; }
  static Floats sub(Floats a, Floats b) { return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)}; }
  static Floats mul(Floats a, Floats b) { return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)}; }
  static Floats div(Floats a, Floats b) { return {_mm256_div_ps(a.low, b.low), _mm256_div_ps(a.high, b.high)}; }
  static Floats fma(Floats a, Floats b, Floats c) {
    return {_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
  }
  static Floats negate(Floats v) {
    const __m256 sign = _mm256_set1_ps(-0.0F);
    return {_mm256_xor_ps(v.low, sign), _mm256_xor_ps(v.high, sign)};
  }
  static Floats magnitude(Floats v) {
    const __m256 sign = _mm256_set1_ps(-0.0F);
    return {_mm256_andnot_ps(sign, v.low), _mm256_andnot_ps(sign, v.high)};
  }
  static Floats max(Floats a, Floats b) { return {_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)}; }
  static Floats min(Floats a, Floats b) { return {_mm256_min_ps(a.low, b.low), _mm256_min_ps(a.high, b.high)}; }
  static Floats round(Floats v) { return {round8(v.low), round8(v.high)}; }
  static Floats scale_by_power_of_two(Floats v, Floats n) { return {scale8(v.low, n.low), scale8(v.high, n.high)}; }
  static Floats zero_below(Floats x, float limit, Floats v) {
    const __m256 least = _mm256_set1_ps(limit);
    return {_mm256_and_ps(v.low, _mm256_cmp_ps(x.low, least, _CMP_NLT_UQ)),
            _mm256_and_ps(v.high, _mm256_cmp_ps(x.high, least, _CMP_NLT_UQ))};
  }
  static float sum(Floats v) {
    const __m256 eight = _mm256_add_ps(v.low, v.high);
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    four = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(four, _mm_movehdup_ps(four)));
  }
  static float largest(Floats v) {
    const __m256 eight = _mm256_max_ps(v.low, v.high);
    __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    four = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(four, _mm_movehdup_ps(four)));
  }

 private:
  template <class Function>
  static Ints both(Ints v, Function function) {
    return {function(v.low), function(v.high)};
  }
  template <class Function>
  static Ints both(Ints a, Ints b, Function function) {
    return {function(a.low, b.low), function(a.high, b.high)};
  }
  static __m128i load8(const std::uint8_t* from) { return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)); }
  static __m128i load16(const std::uint8_t* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
  static __m256i dot8(__m256i sum, __m256i w, __m256i x) {
    const __m256i pairs = _mm256_maddubs_epi16(w, x);
    return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  }
  static __m256 round8(__m256 v) { return _mm256_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  // n is a whole number within the exponents of normal numbers.
  static __m256 scale8(__m256 v, __m256 n) {
    const __m256i exponent = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    return _mm256_mul_ps(v, _mm256_castsi256_ps(exponent));
  }
};

}  // namespace
}  // namespace qed::kernels
