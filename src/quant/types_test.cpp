#include "quant/types.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>
#include <random>
#include <vector>

#include "quant/half.h"

namespace qed::quant {
namespace {

// A block whose byte k is (73 k + 29) mod 256, its half-precision fields overwritten with 0.5 and 0.25.
struct Golden {
  Type type;
  std::vector<std::size_t> halves;  // where in the block
  double sum, sum_of_magnitudes;
  std::vector<std::pair<std::size_t, float>> values;
};

const std::vector<Golden> kGolden{
    {Type::kQ4_0, {0}, 1.5, 63.5, {{0, 3.5F}, {1, 0}, {15, -1}, {16, 1}, {17, 3.5F}, {31, 3.5F}}},
    {Type::kQ4_1, {0, 2}, 130.5, 130.5, {{0, 0.75F}, {1, 5.25F}, {15, 4.25F}, {16, 2.25F}, {17, 4.25F}, {31, 4.25F}}},
    {Type::kQ5_0, {0}, -4.5, 123.5, {{0, 1.5F}, {1, 6}, {15, 5}, {16, 6.5F}, {17, -7.5F}, {31, 0.5F}}},
    {Type::kQ5_1,
     {0, 2},
     236.5,
     236.5,
     {{0, 10.75F}, {1, 7.25F}, {15, 14.25F}, {16, 11.25F}, {17, 13.25F}, {31, 5.25F}}},
    {Type::kQ8_0, {0}, -216, 1035, {{0, -40.5F}, {1, -4}, {15, -5}, {16, 31.5F}, {17, -60}, {31, -61}}},
    {Type::kQ2K,
     {80, 82},
     959,
     1281.5,
     {{0, 6.25F},
      {1, 12.75F},
      {15, -0.25F},
      {16, 1.5F},
      {17, 4.5F},
      {31, -1.5F},
      {32, 20},
      {63, 0.25F},
      {64, 0},
      {127, 11.75F},
      {128, 1},
      {200, 2.5F},
      {255, 2.5F}}},
    {Type::kQ3K,
     {108},
     291.5,
     4255.5,
     {{0, -1.5F},
      {1, 3},
      {15, 6},
      {16, 3},
      {17, -6},
      {31, -12},
      {32, -15.5F},
      {63, 36},
      {64, -22.5F},
      {127, 40},
      {128, -12.5F},
      {200, 26},
      {255, 0}}},
    {Type::kQ4K,
     {0, 2},
     19500,
     20155,
     {{0, -2.75F},
      {1, -6.25F},
      {15, -7.25F},
      {16, -2.75F},
      {17, -6.25F},
      {31, -7.25F},
      {32, 38.5F},
      {63, 28.5F},
      {64, 109.75F},
      {127, 140},
      {128, 156.5F},
      {200, 135.25F},
      {255, 22.5F}}},
    {Type::kQ5K,
     {0, 2},
     41652,
     41949,
     {{0, 5.25F},
      {1, -6.25F},
      {15, -7.25F},
      {16, 5.25F},
      {17, -6.25F},
      {31, -7.25F},
      {32, 48.5F},
      {63, 38.5F},
      {64, 261.75F},
      {127, 168},
      {128, 156.5F},
      {200, 607.25F},
      {255, 26.5F}}},
    {Type::kQ6K,
     {208},
     7266,
     129725,
     {{0, 52.5F},
      {1, -105},
      {15, 490},
      {16, -57},
      {17, 114},
      {31, -532},
      {32, 1609.5F},
      {63, 432},
      {64, -7.5F},
      {127, 270},
      {128, -55.5F},
      {200, -803},
      {255, 90}}},
    {Type::kIq4Nl, {0}, 55, 900, {{0, 56.5F}, {1, 0.5F}, {15, -11}, {16, 12.5F}, {17, 56.5F}, {31, 56.5F}}},
    {Type::kIq4Xs,
     {0},
     -9966,
     127106,
     {{0, -297.5F},
      {1, 756.5F},
      {15, 450.5F},
      {16, -187},
      {17, 212.5F},
      {31, 212.5F},
      {32, -350},
      {63, -650},
      {64, -175},
      {127, -140},
      {128, 507.5F},
      {200, 966},
      {255, 110.5F}}},
};

TEST(QuantTypes, DecodeTheGoldenBlocks) {
  for (const Golden& golden : kGolden) {
    const TypeInfo& type = info(golden.type);
    SCOPED_TRACE(type.name);
    std::vector<std::byte> block(type.block_bytes);
    for (std::size_t k = 0; k < block.size(); ++k) block[k] = static_cast<std::byte>(73 * k + 29);
    const std::uint16_t constants[] = {0x3800, 0x3400};
    for (std::size_t i = 0; i < golden.halves.size(); ++i) std::memcpy(&block[golden.halves[i]], &constants[i], 2);

    std::vector<float> out(type.block_weights);
    type.decode(block.data(), out.size(), out.data());
    EXPECT_EQ(std::accumulate(out.begin(), out.end(), 0.0), golden.sum);
    EXPECT_EQ(std::accumulate(out.begin(), out.end(), 0.0, [](double s, float v) { return s + std::fabs(v); }),
              golden.sum_of_magnitudes);
    for (const auto& [index, value] : golden.values) EXPECT_EQ(out[index], value) << "weight " << index;
  }
}

TEST(QuantTypes, EncodingLosesAtMostHalfAStep) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  std::vector<float> weights(320), back(320);
  for (float& weight : weights) weight = normal(random);
  // Largest error per block, relative to the largest magnitude (twice it for types that code a range).
  const std::pair<Type, float> bounds[] = {
      {Type::kF32, 0},          {Type::kF16, 0x1p-11F},   {Type::kBf16, 0x1p-8F},    {Type::kQ8_0, 0.6F / 127},
      {Type::kQ4_0, 1.01F / 8}, {Type::kQ4_1, 1.1F / 15}, {Type::kQ5_0, 1.01F / 16}, {Type::kQ5_1, 1.1F / 31}};
  for (const auto& [type, bound] : bounds) {
    SCOPED_TRACE(info(type).name);
    std::vector<std::byte> bytes(bytes_of(type, weights.size()));
    info(type).encode(weights.data(), weights.size(), bytes.data());
    info(type).decode(bytes.data(), back.size(), back.data());
    for (std::size_t i = 0; i < weights.size(); i += 32) {
      float largest = 0;
      for (std::size_t j = i; j < i + 32; ++j) largest = std::max(largest, std::fabs(weights[j]));
      for (std::size_t j = i; j < i + 32; ++j) EXPECT_LE(std::fabs(weights[j] - back[j]), bound * largest);
    }
  }
}

TEST(QuantTypes, EncodeABlockOfZeros) {
  for (const TypeInfo& type : types()) {
    if (!type.encode) continue;
    SCOPED_TRACE(type.name);
    std::vector<float> zeros(64), back(64, 1);
    std::vector<std::byte> bytes(bytes_of(type.type, zeros.size()));
    type.encode(zeros.data(), zeros.size(), bytes.data());
    type.decode(bytes.data(), back.size(), back.data());
    EXPECT_EQ(back, zeros);
  }
}

TEST(QuantTypes, AreFoundByTheirNumberInFiles) {
  for (const TypeInfo& type : types()) EXPECT_EQ(type_from_gguf(type.gguf_id), type.type);
  EXPECT_EQ(type_from_gguf(4), std::nullopt);
  EXPECT_EQ(bytes_of(Type::kQ4K, 512), 288U);
}

TEST(Half, RoundTripsEveryNumber) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const Half half{static_cast<std::uint16_t>(bits)};
    const float value = to_float(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(to_float(to_half(value))));
    } else {
      ASSERT_EQ(to_half(value).bits, half.bits) << value;
    }
  }
}

TEST(Half, RoundsToNearestEven) {
  EXPECT_EQ(to_float(to_half(2049)), 2048);
  EXPECT_EQ(to_float(to_half(2051)), 2052);
  EXPECT_EQ(to_float(to_half(65519)), 65504);
  EXPECT_TRUE(std::isinf(to_float(to_half(65520))));
  EXPECT_EQ(to_float(to_half(0x1p-25F)), 0);
  EXPECT_EQ(to_float(to_half(0x1.8p-25F)), 0x1p-24F);
  EXPECT_EQ(to_float(to_bfloat16(257)), 256);
  EXPECT_EQ(to_float(to_bfloat16(259)), 260);
}

}  // namespace
}  // namespace qed::quant
