#include "hub/sha1.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace qed::hub {
namespace {

// How twenty rounds at a time mix three words, and the constant they add.
constexpr std::uint32_t mixed(std::size_t round, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  if (round < 20) return ((b & c) ^ (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

}  // namespace

void Sha1::absorb(const char* block) {
  std::array<std::uint32_t, 80> w{};
  for (std::size_t i = 0; i < kBlockBytes; ++i) w[i / 4] = w[i / 4] << 8 | static_cast<unsigned char>(block[i]);
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
  const std::array<std::uint32_t, 5> added{a, b, c, d, e};
  for (std::size_t i = 0; i < added.size(); ++i) state_[i] += added[i];
}

void Sha1::update(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t held = bytes_ % kBlockBytes, taken = std::min(kBlockBytes - held, bytes.size());
    std::memcpy(pending_.data() + held, bytes.data(), taken);
    bytes_ += taken;
    bytes.remove_prefix(taken);
    if (held + taken == kBlockBytes) absorb(pending_.data());
  }
}

std::string Sha1::finish() {
  const std::uint64_t bits = bytes_ * 8;
  std::string padding(1, '\x80');
  padding.append((kBlockBytes + 56 - (bytes_ + 1) % kBlockBytes) % kBlockBytes, '\0');
  for (int shift = 56; shift >= 0; shift -= 8) padding += static_cast<char>(bits >> shift);
  update(padding);
  std::string digits;
  for (const std::uint32_t word : state_) digits += fmt::format("{:08x}", word);
  return digits;
}

}  // namespace qed::hub
