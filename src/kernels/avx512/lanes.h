// The registers of AVX-512 (F, BW, DQ, VL, VNNI): 16 rows side by side.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace qed::kernels {
namespace {

struct Lanes {
  using Floats = __m512;
  using Ints = __m512i;
  using Bytes = __m512i;

  // Of the 32 registers, 12 hold dot products and 12 sums, or all 24 sums; two hold weights and one activations.
  static constexpr std::size_t kTilePanels = 2, kTileVectors = 6, kFloatTileVectors = 12;

  // vpdpbusd multiplies unsigned by signed: signed codes are shifted into the unsigned range.
  static constexpr int kSignedZero = 128;
  static Bytes flip(Bytes codes) { return _mm512_xor_si512(codes, _mm512_set1_epi8(-128)); }  // the uppermost bits
  static Bytes from_signed(Bytes codes) { return flip(codes); }
  static Ints dot(Ints sum, Bytes w, Bytes x) { return _mm512_dpbusd_epi32(sum, w, x); }
  static Ints dot_signed(Ints sum, Bytes w, Bytes x) { return _mm512_dpbusd_epi32(sum, w, x); }

  static Bytes load(const std::uint8_t* from) { return _mm512_loadu_si512(from); }
  // From the panels, which come from memory in order: asks for what is needed 64 registers later.
  static Bytes stream(const std::uint8_t* from) {
    _mm_prefetch(reinterpret_cast<const char*>(from) + 4096, _MM_HINT_T0);
    return load(from);
  }
  static void prefetch(const void* from) { _mm_prefetch(from, _MM_HINT_T1); }  // into the second-level cache
  static void store(std::uint8_t* to, Bytes bytes) { _mm512_storeu_si512(to, bytes); }
  static Bytes words(std::uint32_t word) { return _mm512_set1_epi32(static_cast<int>(word)); }
  template <int kShift>
  static Bytes bits(Bytes v, int mask) {
    return _mm512_and_si512(kShift == 0 ? v : _mm512_srli_epi16(v, kShift), _mm512_set1_epi8(static_cast<char>(mask)));
  }
  template <int kShift>
  static Bytes merge(Bytes low, Bytes high) {
    return _mm512_or_si512(low, _mm512_slli_epi16(high, kShift));
  }
  // `value` is or-ed into every byte of `v` where `bits` and `pattern` meet.
  static Bytes or_where(Bytes v, Bytes bits, Bytes pattern, int value) {
    return _mm512_mask_add_epi8(v, _mm512_test_epi8_mask(bits, pattern), v, _mm512_set1_epi8(static_cast<char>(value)));
  }
  // One byte of each word in all four.
  template <int kByte>
  static Bytes spread_byte(Bytes v) {
    return _mm512_shuffle_epi8(
        v, _mm512_broadcast_i32x4(_mm_setr_epi8(kByte, kByte, kByte, kByte, kByte + 4, kByte + 4, kByte + 4, kByte + 4,
                                                kByte + 8, kByte + 8, kByte + 8, kByte + 8, kByte + 12, kByte + 12,
                                                kByte + 12, kByte + 12)));
  }
  static Bytes lookup(Bytes codes, const std::int8_t* table) {
    const __m128i levels = _mm_loadu_si128(reinterpret_cast<const __m128i*>(table));
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(levels), codes);
  }
  static Ints interleave_low(Bytes even, Bytes odd) { return _mm512_unpacklo_epi8(even, odd); }
  static Ints interleave_high(Bytes even, Bytes odd) { return _mm512_unpackhi_epi8(even, odd); }
  static Bytes broadcast_quad(const std::int8_t* codes) { return load_word(codes); }

  static Ints load_ints(const std::uint8_t* from) { return _mm512_loadu_si512(from); }
  static Ints load_u8(const std::uint8_t* from) {
    return _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
  }
  static Ints load_s8(const std::uint8_t* from) {
    return _mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
  }
  static Ints load_u16(const std::uint8_t* from) {
    return _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
  }
  static Ints load_word(const void* from) {
    int word;
    __builtin_memcpy(&word, from, sizeof word);
    return _mm512_set1_epi32(word);
  }
  template <int kFactor>  // zero or a power of two
  static Ints times(Ints v) {
    return kFactor == 0 ? _mm512_setzero_si512() : _mm512_slli_epi32(v, __builtin_ctz(kFactor | 1 << 30));
  }
  static Ints and_with(Ints v, int mask) { return _mm512_and_si512(v, _mm512_set1_epi32(mask)); }
  static Ints either(Ints a, Ints b) { return _mm512_or_si512(a, b); }
  static Ints shift_left(Ints v, int by) { return _mm512_slli_epi32(v, static_cast<unsigned>(by)); }
  static Ints shift_right(Ints v, int by) { return _mm512_srli_epi32(v, static_cast<unsigned>(by)); }
  static Floats as_floats(Ints v) { return _mm512_castsi512_ps(v); }
  static std::int32_t sum_ints(Ints v) { return _mm512_reduce_add_epi32(v); }
  static void store_codes(std::int8_t* to, Ints v) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_cvtsepi32_epi8(v));
  }

  static Floats lookup_float(Ints indices, const float* table) {
    return _mm512_permutexvar_ps(indices, _mm512_loadu_ps(table));
  }
  static Floats load_float(const float* from) { return _mm512_loadu_ps(from); }
  static Floats load_half(const std::uint8_t* from) {
    return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
  }
  static void store_half(std::uint8_t* to, Floats v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT));
  }
  static void store(float* to, Floats v) { _mm512_storeu_ps(to, v); }
  static Floats broadcast(float v) { return _mm512_set1_ps(v); }
  static Floats to_float(Ints v) { return _mm512_cvtepi32_ps(v); }
  static Ints to_ints(Floats v) { return _mm512_cvtps_epi32(v); }  // to nearest even
  static Floats add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
  static Floats sub(Floats a, Floats b) { return _mm512_sub_ps(a, b); }
  static Floats mul(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
  static Floats div(Floats a, Floats b) { return _mm512_div_ps(a, b); }
  static Floats fma(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
  static Floats negate(Floats v) { return _mm512_xor_ps(v, _mm512_set1_ps(-0.0F)); }
  static Floats magnitude(Floats v) { return _mm512_abs_ps(v); }
  static Floats max(Floats a, Floats b) { return _mm512_max_ps(a, b); }
  static Floats min(Floats a, Floats b) { return _mm512_min_ps(a, b); }
  static Floats round(Floats v) { return _mm512_roundscale_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  static Floats scale_by_power_of_two(Floats v, Floats n) { return _mm512_scalef_ps(v, n); }
  static Floats zero_below(Floats x, float limit, Floats v) {
    return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x, _mm512_set1_ps(limit), _CMP_NLT_UQ), v);
  }

  // Both halve the register until one number is left: lane i meets lane i + 8, then i + 4 ...
  static float sum(Floats v) { return sum8(_mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1))); }
  static float largest(Floats v) { return _mm512_reduce_max_ps(v); }

 private:
  static float sum8(__m256 v) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    four = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(four, _mm_movehdup_ps(four)));
  }
};

}  // namespace
}  // namespace qed::kernels
