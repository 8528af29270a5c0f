// SHA-1 (FIPS 180-4), by which git names what it holds: it tells a damaged file, not a forged one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace qed::hub {

class Sha1 {
 public:
  void update(std::string_view bytes);
  // 40 lower-case hexadecimal digits of all bytes so far; the object is spent then.
  std::string finish();

 private:
  static constexpr std::size_t kBlockBytes = 64;
  void absorb(const char* block);

  std::array<std::uint32_t, 5> state_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  std::array<char, kBlockBytes> pending_{};
  std::uint64_t bytes_ = 0;
};

}  // namespace qed::hub
