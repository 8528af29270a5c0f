#include "base/sha.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace qed {
namespace {

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr std::array<std::uint32_t, 64> kRounds{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// A block's 16 words, which each hash extends to as many as it has rounds.
template <std::size_t kRoundWords>
std::array<std::uint32_t, kRoundWords> words_of(const char* block) {
  std::array<std::uint32_t, kRoundWords> w{};
  for (std::size_t i = 0; i < 64; ++i) w[i / 4] = w[i / 4] << 8 | static_cast<unsigned char>(block[i]);
  return w;
}

// How SHA-1's twenty rounds at a time mix three words, and the constant they add.
constexpr std::uint32_t mixed(std::size_t round, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  if (round < 20) return ((b & c) ^ (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

template <std::size_t kWords>
void add(std::array<std::uint32_t, kWords>& state, const std::array<std::uint32_t, kWords>& added) {
  for (std::size_t i = 0; i < kWords; ++i) state[i] += added[i];
}

}  // namespace

template <>
const std::array<std::uint32_t, 5> Sha1::kInitial{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
template <>
const std::array<std::uint32_t, 8> Sha256::kInitial{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

template <>
void Sha1::absorb(const char* block) {
  auto w = words_of<80>(block);
  for (std::size_t t = 16; t < w.size(); ++t) w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  auto [a, b, c, d, e] = state_;
  for (std::size_t t = 0; t < w.size(); ++t) {
    const std::uint32_t next = std::rotl(a, 5) + mixed(t, b, c, d) + e + w[t];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  add(state_, {a, b, c, d, e});
}

template <>
void Sha256::absorb(const char* block) {
  auto w = words_of<64>(block);
  for (std::size_t t = 16; t < w.size(); ++t) {
    const std::uint32_t s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ w[t - 15] >> 3;
    const std::uint32_t s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ w[t - 2] >> 10;
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  auto [a, b, c, d, e, f, g, h] = state_;
  for (std::size_t t = 0; t < w.size(); ++t) {
    const std::uint32_t sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    const std::uint32_t sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    const std::uint32_t t1 = h + sum1 + ((e & f) ^ (~e & g)) + kRounds[t] + w[t];
    const std::uint32_t t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  add(state_, {a, b, c, d, e, f, g, h});
}

template <std::size_t kWords>
void Sha<kWords>::update(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t held = bytes_ % kBlockBytes, taken = std::min(kBlockBytes - held, bytes.size());
    const char* block = bytes.data();
    if (taken < kBlockBytes) {
      std::memcpy(pending_.data() + held, bytes.data(), taken);
      block = pending_.data();
    }
    if (held + taken == kBlockBytes) absorb(block);
    bytes_ += taken;
    bytes.remove_prefix(taken);
  }
}

template <std::size_t kWords>
std::string Sha<kWords>::finish() {
  const std::uint64_t bits = bytes_ * 8;
  std::string padding(1, '\x80');
  padding.append((kBlockBytes + 56 - (bytes_ + 1) % kBlockBytes) % kBlockBytes, '\0');
  for (int shift = 56; shift >= 0; shift -= 8) padding += static_cast<char>(bits >> shift);
  update(padding);
  std::string digits;
  for (const std::uint32_t word : state_) digits += fmt::format("{:08x}", word);
  return digits;
}

template class Sha<5>;
template class Sha<8>;

}  // namespace qed
