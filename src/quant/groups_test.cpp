#include "quant/groups.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "quant/half.h"

namespace qed::quant {
namespace {

// Random bytes with finite half-precision numbers wherever a block keeps them.
std::vector<std::byte> random_blocks(const TypeInfo& type, std::size_t weights, unsigned seed) {
  std::mt19937 random(seed);
  for (;;) {
    std::vector<std::byte> bytes(bytes_of(type.type, weights));
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random() & 0xBF);
    std::vector<float> decoded(weights);
    type.decode(bytes.data(), weights, decoded.data());
    bool finite = true;
    for (const float w : decoded) finite &= std::isfinite(w);
    if (finite) return bytes;
  }
}

TEST(Groups, GiveTheBitsThatDecodingGives) {
  constexpr std::size_t kWeights = 768;
  for (const TypeInfo& type : types()) {
    SCOPED_TRACE(type.name);
    const auto form = group_form(type.type);
    if (!form) {
      EXPECT_EQ(type.block_weights, 1U) << "only plain numbers have no such form";
      continue;
    }
    for (const unsigned seed : {1U, 2U, 3U}) {
      const std::vector<std::byte> blocks = random_blocks(type, kWeights, seed);
      std::vector<float> decoded(kWeights), scales(kWeights / form->weights), minimums(scales.size());
      std::vector<std::int8_t> codes(kWeights);
      type.decode(blocks.data(), kWeights, decoded.data());
      form->read(blocks.data(), kWeights, codes.data(), scales.data(), minimums.data());
      for (std::size_t i = 0; i < kWeights; ++i) {
        const std::size_t g = i / form->weights;
        ASSERT_EQ(scales[g] * static_cast<float>(codes[i]) + minimums[g], decoded[i]) << "weight " << i;
        ASSERT_GE(codes[i], form->lowest);
        ASSERT_LE(codes[i], form->highest);
        ASSERT_TRUE(form->minimums || minimums[g] == 0);
      }
    }
  }
}

}  // namespace
}  // namespace qed::quant
