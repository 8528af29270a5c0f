// Checkpoints of bitsandbytes: weights by 16 levels, with scales that may be quantised themselves.
#include <gtest/gtest.h>

#include <random>

#include "formats/checkpoint_test.h"

namespace qed::formats {
namespace {

// The 16 levels of NF4, from the format's description.
const std::vector<float> kNf4{-1.F,
                              -0.6961928009986877F,
                              -0.5250730514526367F,
                              -0.39491748809814453F,
                              -0.28444138169288635F,
                              -0.18477343022823334F,
                              -0.09105003625154495F,
                              0.F,
                              0.07958029955625534F,
                              0.16093020141124725F,
                              0.24611230194568634F,
                              0.33791524171829224F,
                              0.44070982933044434F,
                              0.5626170039176941F,
                              0.7229568362236023F,
                              1.F};

void add_state(Folder& folder, const std::string& json) {
  folder.add(kModule + "weight.quant_state.bitsandbytes__nf4", "U8", {json.size()},
             std::vector<char>(json.begin(), json.end()));
}

TEST(Checkpoint, ReadsNf4AsTheReferencePacksIt) {
  Folder folder;
  folder.add<std::uint8_t>(kModule + "weight", "U8", {4, 1}, {0x02, 0x46, 0x78, 0xaf});
  folder.add<float>(kModule + "weight.absmax", "F32", {1}, {2});
  folder.add(kModule + "weight.quant_map", "F32", {16}, kNf4);
  add_state(folder, R"({"quant_type": "nf4", "blocksize": 64, "dtype": "bfloat16", "shape": [2, 4]})");
  const auto checkpoint = folder.open(R"({"quant_method": "bitsandbytes", "load_in_4bit": true})");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  const auto source = checkpoint->linear("model.layers.0.mlp.up_proj");
  ASSERT_TRUE(source) << source.error().message;
  std::vector<float> out(8);
  (*source)->read_rows(0, 2, out.data());
  const float expected[] = {-2, -1.050146F, -0.568883F, -0.1821F, 0, 0.159161F, 0.492225F, 2};
  for (std::size_t i = 0; i < out.size(); ++i) EXPECT_NEAR(out[i], expected[i], 1e-6F);
  EXPECT_EQ((*source)->groups()->weights, 4U) << "a block reaches over the end of a row";
  std::vector<float> scales(2);
  std::vector<std::int8_t> codes(8), zeros(2);
  (*source)->read_groups(0, 2, codes.data(), scales.data(), zeros.data());
  EXPECT_EQ(codes, (std::vector<std::int8_t>{0, 2, 4, 6, 7, 8, 10, 15}));
  EXPECT_EQ(scales, (std::vector<float>{2, 2}));
}

TEST(Checkpoint, ReadsDoublyQuantisedNf4ByLevels) {
  constexpr std::size_t kRows = 40, kColumns = 128, kBlocks = kRows * kColumns / 64, kNested = 16;
  std::mt19937 random(11);
  std::vector<std::uint8_t> packed(kRows * kColumns / 2), absmax(kBlocks);
  for (auto& byte : packed) byte = static_cast<std::uint8_t>(random());
  for (auto& byte : absmax) byte = static_cast<std::uint8_t>(random());
  std::vector<float> nested_map, nested_absmax;
  for (int i = 0; i < 256; ++i) nested_map.push_back(static_cast<float>(i - 128) / 128);
  for (std::size_t i = 0; i < kBlocks / kNested; ++i) nested_absmax.push_back(0.5F + static_cast<float>(i));

  Folder folder;
  folder.add(kModule + "weight", "U8", {packed.size(), 1}, packed);
  folder.add(kModule + "weight.absmax", "U8", {kBlocks}, absmax);
  folder.add(kModule + "weight.quant_map", "F32", {16}, kNf4);
  folder.add(kModule + "weight.nested_absmax", "F32", {nested_absmax.size()}, nested_absmax);
  folder.add(kModule + "weight.nested_quant_map", "F32", {256}, nested_map);
  add_state(folder, R"({"quant_type": "nf4", "blocksize": 64, "dtype": "float16", "shape": [40, 128],
                        "nested_blocksize": 16, "nested_dtype": "float32", "nested_offset": 0.25})");
  const auto checkpoint = folder.open(R"({"quant_method": "bitsandbytes", "load_in_4bit": true})");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  const auto source = checkpoint->linear("model.layers.0.mlp.up_proj");
  ASSERT_TRUE(source) << source.error().message;

  std::vector<float> out(kRows * kColumns), scales(kBlocks);
  std::vector<std::int8_t> codes(out.size()), zeros(kBlocks);
  (*source)->read_rows(0, kRows, out.data());
  (*source)->read_groups(0, kRows, codes.data(), scales.data(), zeros.data());
  const auto groups = (*source)->groups();
  ASSERT_TRUE(groups);
  ASSERT_EQ(groups->levels.size(), 16U);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const unsigned code = i % 2 == 0 ? packed[i / 2] >> 4 : packed[i / 2] & 15;
    const std::size_t block = i / 64;
    const float scale = nested_map[absmax[block]] * nested_absmax[block / kNested] + 0.25F;
    ASSERT_EQ(out[i], kNf4[code] * scale) << i;
    ASSERT_EQ(groups->levels[static_cast<std::size_t>(codes[i])] * scales[block], out[i]) << i;
  }
}

}  // namespace
}  // namespace qed::formats
