// What happens to vectors between the matrices, written once over `Lanes`: 16 numbers at a time, the rest one by one in
// a register whose other lanes are zero, so that the sequence of roundings is the same everywhere.
#pragma once

#include <cstddef>

#include "kernels/kernels.h"

namespace qed::kernels {
namespace {

inline constexpr std::size_t kLanes = 16;

// Runs step(register of x[i .. i + 16), i, lanes in use).
template <class L, class Step>
void for_each_register(const float* x, std::size_t n, Step step) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) step(L::load_float(x + i), i, kLanes);
  if (i == n) return;
  float rest[kLanes] = {};
  for (std::size_t j = i; j < n; ++j) rest[j - i] = x[j];
  step(L::load_float(rest), i, n - i);
}

template <class L>
void store_some(float* to, typename L::Floats values, std::size_t lanes) {
  if (lanes == kLanes) return L::store(to, values);
  float all[kLanes];
  L::store(all, values);
  for (std::size_t j = 0; j < lanes; ++j) to[j] = all[j];
}

template <class L>
typename L::Floats load_some(const float* from, std::size_t lanes) {
  if (lanes == kLanes) return L::load_float(from);
  float all[kLanes] = {};
  for (std::size_t j = 0; j < lanes; ++j) all[j] = from[j];
  return L::load_float(all);
}

// exp(x) to about 1 unit in the last place: 2^n * e^r with |r| <= ln(2) / 2, the polynomial of degree 6 of Cephes'
// expf. Arguments below -87 give 0 and above 88 the largest power, which no caller meets.
template <class L>
typename L::Floats exponential(typename L::Floats x) {
  const auto clamped = L::min(L::max(x, L::broadcast(-88.0F)), L::broadcast(88.0F));
  const auto n = L::round(L::mul(clamped, L::broadcast(1.44269504088896341F)));
  auto r = L::fma(n, L::broadcast(-0.693359375F), clamped);
  r = L::fma(n, L::broadcast(2.12194440e-4F), r);
  auto p = L::broadcast(1.9875691500e-4F);
  for (const float c : {1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F, 1.6666665459e-1F, 5.0000001201e-1F})
    p = L::fma(p, r, L::broadcast(c));
  p = L::fma(p, L::mul(r, r), L::add(r, L::broadcast(1)));
  return L::zero_below(x, -87.0F, L::scale_by_power_of_two(p, n));
}

template <class L>
void rms_norm(const float* x, const float* gain, float eps, std::size_t n, float* y) {
  auto squares = L::broadcast(0);
  for_each_register<L>(x, n, [&](auto v, std::size_t, std::size_t) { squares = L::fma(v, v, squares); });
  const float mean = L::sum(squares) / static_cast<float>(n);
  const auto factor = L::broadcast(1 / __builtin_sqrtf(mean + eps));
  for_each_register<L>(x, n, [&](auto v, std::size_t i, std::size_t lanes) {
    store_some<L>(y + i, L::mul(L::mul(v, factor), load_some<L>(gain + i, lanes)), lanes);
  });
}

template <class L>
void silu_times(float* gate, const float* up, std::size_t n) {
  for_each_register<L>(gate, n, [&](auto v, std::size_t i, std::size_t lanes) {
    const auto one = L::broadcast(1);
    const auto sigmoid = L::div(one, L::add(one, exponential<L>(L::negate(v))));
    store_some<L>(gate + i, L::mul(L::mul(v, sigmoid), load_some<L>(up + i, lanes)), lanes);
  });
}

// Float sums of a thousand terms each, added up in double.
template <class L>
Moments softmax_moments(const float* x, std::size_t n) {
  auto most = L::broadcast(x[0]);
  std::size_t whole = n / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes) most = L::max(most, L::load_float(x + i));
  float largest = L::largest(most);
  for (std::size_t i = whole; i < n; ++i) largest = x[i] > largest ? x[i] : largest;

  Moments moments{.largest = largest, .sum = 0, .first = 0, .second = 0};
  constexpr std::size_t kTerms = 1024;
  for (std::size_t begin = 0; begin < n; begin += kTerms) {
    const std::size_t terms = n - begin < kTerms ? n - begin : kTerms;
    auto sum = L::broadcast(0), first = sum, second = sum;
    for_each_register<L>(x + begin, terms, [&](auto v, std::size_t, std::size_t lanes) {
      if (lanes < kLanes) {  // the empty lanes weigh nothing
        float all[kLanes];
        L::store(all, v);
        for (std::size_t j = lanes; j < kLanes; ++j) all[j] = -__builtin_inff();
        v = L::load_float(all);
      }
      const auto difference = L::max(L::sub(v, L::broadcast(largest)), L::broadcast(-1000));
      const auto weight = exponential<L>(difference);
      sum = L::add(sum, weight);
      first = L::fma(weight, difference, first);
      second = L::fma(L::mul(weight, difference), difference, second);
    });
    moments.sum += static_cast<double>(L::sum(sum));
    moments.first += static_cast<double>(L::sum(first));
    moments.second += static_cast<double>(L::sum(second));
  }
  return moments;
}

template <class L>
void rotate(float* x, const float* cosines, const float* sines, std::size_t half) {
  for_each_register<L>(x, half, [&](auto first, std::size_t i, std::size_t lanes) {
    const auto second = load_some<L>(x + half + i, lanes);
    const auto cosine = load_some<L>(cosines + i, lanes), sine = load_some<L>(sines + i, lanes);
    store_some<L>(x + i, L::fma(first, cosine, L::negate(L::mul(second, sine))), lanes);
    store_some<L>(x + half + i, L::fma(second, cosine, L::mul(first, sine)), lanes);
  });
}

template <class L>
void add(float* y, const float* x, std::size_t n) {
  for_each_register<L>(y, n, [&](auto v, std::size_t i, std::size_t lanes) {
    store_some<L>(y + i, L::add(v, load_some<L>(x + i, lanes)), lanes);
  });
}

}  // namespace
}  // namespace qed::kernels
