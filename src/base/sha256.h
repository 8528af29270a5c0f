// SHA-256 (FIPS 180-4), for checking what came over a network.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace qed {

class Sha256 {
 public:
  void update(std::string_view bytes);
  // 64 lower-case hexadecimal digits of all bytes so far; the object is spent then.
  std::string finish();

 private:
  static constexpr std::size_t kBlockBytes = 64;
  void absorb(const char* blocks, std::size_t count);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<char, kBlockBytes> pending_{};
  std::uint64_t bytes_ = 0;
};

std::string sha256(std::string_view bytes);

}  // namespace qed
