// Attention over the blocks of a paged cache, written once over `Lanes`.
//
// Up to kTileVectors queries walk along the keys together, 16 keys at a time, with the running maximum m, the sum of
// exponentials and the weighted values of the online softmax (Milakov and Gimelshein, 2018; FlashAttention, Dao et al.,
// 2022): when a block raises m, what was summed so far shrinks by exp(m_old - m_new). Keys and values are converted
// once for all queries of the tile. Keys that a query must not see get a score of minus infinity and add exact zeros,
// so that its result is the same in any company.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/elementwise.h"
#include "kernels/generic/walk.h"

namespace qed::kernels {
namespace {

inline constexpr std::size_t kMaxHeadWidth = 256;

template <class L>
struct Halves {
  static constexpr std::size_t kBytes = 2;
  static auto load(const std::byte* from, std::size_t index) {
    return L::load_half(reinterpret_cast<const std::uint8_t*>(from) + 2 * index);
  }
  static void store(std::byte* to, std::size_t index, typename L::Floats v) {
    L::store_half(reinterpret_cast<std::uint8_t*>(to) + 2 * index, v);
  }
};

template <class L>
struct Singles {
  static constexpr std::size_t kBytes = 4;
  static auto load(const std::byte* from, std::size_t index) {
    return L::load_float(reinterpret_cast<const float*>(from) + index);
  }
  static void store(std::byte* to, std::size_t index, typename L::Floats v) {
    L::store(reinterpret_cast<float*>(to) + index, v);
  }
};

// What a tile's queries have gathered so far.
struct SoftmaxState {
  float maximum[kLanes];
  float sum[kLanes];
  alignas(64) float values[kLanes][kMaxHeadWidth];
};

// 16 keys' scores for each of kCount queries.
template <class L, class Kv, std::size_t kCount>
void score_keys(const Attention& a, std::size_t first, const std::byte* keys, typename L::Floats (&scores)[kCount]) {
#pragma GCC unroll 16
  for (std::size_t q = 0; q < kCount; ++q) scores[q] = L::broadcast(0);
  for (std::size_t i = 0; i < a.head_width; ++i) {
    const auto key = Kv::load(keys, i * kKvTokens);
#pragma GCC unroll 16
    for (std::size_t q = 0; q < kCount; ++q)
      scores[q] = L::fma(L::as_floats(L::load_word(a.queries[first + q] + i)), key, scores[q]);
  }
}

// Turns scores into weights exp(score - maximum), and shrinks what was gathered under a smaller maximum.
template <class L, std::size_t kCount>
void weigh(const Attention& a, std::size_t first, std::size_t block, const typename L::Floats (&scores)[kCount],
           SoftmaxState& state, float (&weights)[kCount][kLanes]) {
  constexpr float kHidden = -__builtin_inff();
  static constexpr float kMask[2 * kLanes] = {0,       0,       0,       0,       0,       0,       0,       0,
                                              0,       0,       0,       0,       0,       0,       0,       0,
                                              kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden,
                                              kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden};
  for (std::size_t q = 0; q < kCount; ++q) {
    const std::size_t before = block * kKvTokens, length = a.lengths[first + q];
    const std::size_t seen = length <= before ? 0 : smaller(length - before, kKvTokens);
    const auto score = L::add(L::mul(scores[q], L::broadcast(a.scale)), L::load_float(kMask + kLanes - seen));
    const float largest = L::largest(score), old = state.maximum[q];
    if (largest > old) {
      state.maximum[q] = largest;
      const auto shrink = exponential<L>(L::broadcast(old - largest));
      float factor[kLanes];
      L::store(factor, shrink);
      state.sum[q] *= factor[0];
      for (std::size_t i = 0; i < a.head_width; i += kLanes)
        L::store(state.values[q] + i, L::mul(L::load_float(state.values[q] + i), shrink));
    }
    const auto weight = exponential<L>(L::sub(score, L::broadcast(state.maximum[q])));
    L::store(weights[q], weight);
    state.sum[q] += L::sum(weight);
  }
}

template <class L, class Kv, std::size_t kCount>
void add_values(const Attention& a, const std::byte* values, const float (&weights)[kCount][kLanes],
                SoftmaxState& state) {
  for (std::size_t i = 0; i < a.head_width; i += kLanes) {
    typename L::Floats sums[kCount];
#pragma GCC unroll 16
    for (std::size_t q = 0; q < kCount; ++q) sums[q] = L::load_float(state.values[q] + i);
#pragma GCC unroll 16
    for (std::size_t key = 0; key < kKvTokens; ++key) {
      const auto value = Kv::load(values, key * a.head_width + i);
#pragma GCC unroll 16
      for (std::size_t q = 0; q < kCount; ++q)
        sums[q] = L::fma(L::as_floats(L::load_word(&weights[q][key])), value, sums[q]);
    }
#pragma GCC unroll 16
    for (std::size_t q = 0; q < kCount; ++q) L::store(state.values[q] + i, sums[q]);
  }
}

template <class L, class Kv, std::size_t kCount>
void attend_tile(const Attention& a, std::size_t first) {
  SoftmaxState state;
  std::size_t longest = 0;
  for (std::size_t q = 0; q < kCount; ++q) {
    state.maximum[q] = -__builtin_inff();
    state.sum[q] = 0;
    for (std::size_t i = 0; i < a.head_width; ++i) state.values[q][i] = 0;
    if (a.lengths[first + q] > longest) longest = a.lengths[first + q];
  }
  for (std::size_t block = 0; block * kKvTokens < longest; ++block) {
    const std::byte* keys = a.blocks[block] + a.offset;
    typename L::Floats scores[kCount];
    alignas(64) float weights[kCount][kLanes];
    score_keys<L, Kv>(a, first, keys, scores);
    weigh<L>(a, first, block, scores, state, weights);
    add_values<L, Kv>(a, keys + kKvTokens * a.head_width * Kv::kBytes, weights, state);
  }
  for (std::size_t q = 0; q < kCount; ++q) {
    const auto factor = L::broadcast(1 / state.sum[q]);
    for (std::size_t i = 0; i < a.head_width; i += kLanes)
      L::store(a.outputs[first + q] + i, L::mul(L::load_float(state.values[q] + i), factor));
  }
}

template <class L>
void attend(const Attention& a) {
  const std::size_t tiles = (a.count + L::kTileVectors - 1) / L::kTileVectors;
  for (std::size_t i = 0; i < tiles; ++i) {
    const Tile tile = tile_of(a.count, L::kTileVectors, i);
    with_width<L::kTileVectors>(tile.width, [&](auto count) {
      if (a.type == KvType::kHalf) {
        attend_tile<L, Halves<L>, count()>(a, tile.first);
      } else {
        attend_tile<L, Singles<L>, count()>(a, tile.first);
      }
    });
  }
}

template <class L, class Kv>
void store_kv_as(const float* key, const float* value, std::size_t head_width, std::size_t slot, std::byte* block) {
  std::byte* const values = block + kKvTokens * head_width * Kv::kBytes;
  for (std::size_t i = 0; i < head_width; i += kLanes) {
    Kv::store(values, slot * head_width + i, L::load_float(value + i));
    alignas(64) std::byte column[kLanes * Kv::kBytes];
    Kv::store(column, 0, L::load_float(key + i));
    for (std::size_t j = 0; j < kLanes; ++j)
      __builtin_memcpy(block + ((i + j) * kKvTokens + slot) * Kv::kBytes, column + j * Kv::kBytes, Kv::kBytes);
  }
}

template <class L>
void store_kv(KvType type, const float* key, const float* value, std::size_t head_width, std::size_t slot,
              std::byte* block) {
  const auto store = type == KvType::kHalf ? store_kv_as<L, Halves<L>> : store_kv_as<L, Singles<L>>;
  store(key, value, head_width, slot, block);
}

}  // namespace
}  // namespace qed::kernels
