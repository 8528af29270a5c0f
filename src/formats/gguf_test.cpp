#include "formats/gguf.h"

#include <gtest/gtest.h>

namespace qed::formats {
namespace {

const std::filesystem::path kParity = QED_SOURCE_DIR "/tests/data/parity";

TEST(Gguf, ReadsMetadataAndTensorsOfAFile) {
  const auto file = Gguf::open(kParity / "tiny-qwen2-k-q4_k_m.gguf");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(*file->get<std::string_view>("general.architecture"), "qwen2");
  EXPECT_EQ(*file->get<std::uint32_t>("qwen2.block_count"), 2U);
  EXPECT_FLOAT_EQ(*file->get<float>("qwen2.rope.freq_base"), 1e6F);
  EXPECT_EQ(file->get<std::vector<std::string_view>>("tokenizer.ggml.tokens")->size(), 512U);
  EXPECT_EQ(*file->get_or<std::uint32_t>("qwen2.attention.key_length", 64), 64U);
  const Tensor* q = file->find("blk.0.attn_k.weight");
  ASSERT_TRUE(q);
  EXPECT_EQ(q->shape, (Shape{128, 256}));
  EXPECT_EQ(q->type, quant::Type::kQ4K);
  EXPECT_EQ(q->bytes.size(), 128U * 144);
}

TEST(Gguf, AWrongKindIsNamed) {
  const auto file = Gguf::open(kParity / "tiny-qwen2-k-q4_k_m.gguf");
  ASSERT_TRUE(file) << file.error().message;
  const std::string name = file->name();
  EXPECT_EQ(file->get<bool>("qwen2.block_count").error().message,
            name + ": key 'qwen2.block_count': expected a bool, found u32 2");
  EXPECT_EQ(file->get<std::uint32_t>("general.architecture").error().message,
            name + ": key 'general.architecture': expected an integer from 0 to 4294967295, found string");
  EXPECT_EQ(file->get<std::vector<float>>("tokenizer.ggml.tokens").error().message,
            name + ": key 'tokenizer.ggml.tokens': element 0: expected a number, found string");
  EXPECT_EQ(file->get<bool>("qwen2.absent").error().code, Errc::kNotFound);
}

}  // namespace
}  // namespace qed::formats
