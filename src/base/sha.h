// SHA-1 and SHA-256 (FIPS 180-4), for checking what came over a network. SHA-1, by which git names what it holds, tells
// a damaged file, not a forged one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace qed {

// Both hashes take blocks of 64 bytes, the last one padded in the same way, into kWords words of state.
template <std::size_t kWords>
class Sha {
 public:
  void update(std::string_view bytes);
  // 8 * kWords lower-case hexadecimal digits of all bytes so far; the object is spent then.
  std::string finish();

 private:
  static constexpr std::size_t kBlockBytes = 64;
  static const std::array<std::uint32_t, kWords> kInitial;
  void absorb(const char* block);

  std::array<std::uint32_t, kWords> state_ = kInitial;
  std::array<char, kBlockBytes> pending_{};
  std::uint64_t bytes_ = 0;
};

using Sha1 = Sha<5>;
using Sha256 = Sha<8>;

template <class Hash>
std::string digest(std::string_view bytes) {
  Hash hash;
  hash.update(bytes);
  return hash.finish();
}
inline std::string sha1(std::string_view bytes) { return digest<Sha1>(bytes); }
inline std::string sha256(std::string_view bytes) { return digest<Sha256>(bytes); }

template <>
const std::array<std::uint32_t, 5> Sha1::kInitial;
template <>
const std::array<std::uint32_t, 8> Sha256::kInitial;
template <>
void Sha1::absorb(const char* block);
template <>
void Sha256::absorb(const char* block);
extern template class Sha<5>;
extern template class Sha<8>;

}  // namespace qed
