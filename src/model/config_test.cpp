#include "model/config.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>

#include "formats/gguf_writer.h"

namespace qed::model {
namespace {

// The part of a Llama file that its configuration is read from, with these divisors of the rotation speeds.
Result<Config> read_with_divisors(const std::vector<float>& divisors, formats::GgufHeader header = {}) {
  header.set("general.architecture", "llama");
  for (const char* size : {"llama.embedding_length", "llama.feed_forward_length"}) header.set(size, 32U);
  header.set("llama.block_count", 1U);
  header.set("llama.attention.head_count", 2U);
  header.set("llama.attention.layer_norm_rms_epsilon", 1e-5F);
  header.set("llama.rope.freq_base", 500000.0F);
  const std::size_t embedding = header.add("token_embd.weight", quant::Type::kF32, {32, 4});
  const std::size_t factors = header.add("rope_freqs.weight", quant::Type::kF32, {divisors.size()});
  const auto path = std::filesystem::path(testing::TempDir()) / fmt::format("qed_rope_divisors_{}.gguf", ::getpid());
  formats::TensorWriter file = QED_TRY(header.create(path));
  QED_TRY(file.write(embedding, 0, std::vector<std::byte>(sizeof(float) * 32 * 4)));
  QED_TRY(file.write(factors, 0, std::as_bytes(std::span(divisors))));
  QED_TRY(file.finish());
  return read_config(QED_TRY(formats::Checkpoint::open(path)));
}

TEST(Config, ReadsTheDivisorsOfRotationSpeeds) {
  const Result<Config> config = read_with_divisors({1, 1, 1, 2, 4, 8, 8, 8});
  ASSERT_TRUE(config) << config.error().message;
  Rope plain = config->rope;
  plain.divisors.clear();
  const std::vector<double> divided = rotation_speeds(config->rope, 16, 4096, 10);
  const std::vector<double> speeds = rotation_speeds(plain, 16, 4096, 10);
  const double expected[] = {1, 1, 1, 2, 4, 8, 8, 8};
  for (std::size_t i = 0; i < 8; ++i) EXPECT_DOUBLE_EQ(speeds[i] / divided[i], expected[i]);
}

TEST(Config, RefusesDivisorsThatAreNone) {
  for (const std::vector<float>& divisors : {std::vector<float>{1, 1, 1, 0, 1, 1, 1, 1}, std::vector<float>{1, 1}}) {
    const Result<Config> config = read_with_divisors(divisors);
    ASSERT_FALSE(config);
    EXPECT_THAT(config.error().message, testing::HasSubstr("rope_freqs.weight"));
  }
}

TEST(Config, TakesAttentionFactorsOfGgufTimesYarns) {
  const auto factor = [](const char* scaling, float attention) {
    formats::GgufHeader header;
    header.set("llama.rope.scaling.type", scaling);
    header.set("llama.rope.scaling.factor", 4.0F);
    header.set("llama.rope.scaling.attn_factor", attention);
    const Result<Config> config = read_with_divisors(std::vector<float>(8, 1), std::move(header));
    return config ? config->rope.attention_factor : 0;
  };
  EXPECT_DOUBLE_EQ(factor("yarn", 1), 0.1 * std::log(4.0) + 1);
  EXPECT_DOUBLE_EQ(factor("yarn", 0.5F), 0.5 * (0.1 * std::log(4.0) + 1));
  EXPECT_EQ(factor("linear", 1.25F), 1.25);
  EXPECT_EQ(factor("linear", -1), 0);  // refused
}

// The configuration of a folder with YaRN and these further settings of it.
Result<Config> read_with_yarn(const std::string& settings) {
  const std::string json =
      R"({"architectures":["Qwen2ForCausalLM"],"model_type":"qwen2","vocab_size":8,"hidden_size":32,
      "intermediate_size":32,"num_hidden_layers":1,"num_attention_heads":2,"max_position_embeddings":256,
      "rope_scaling":{"rope_type":"yarn","factor":4.0,"original_max_position_embeddings":64)" +
      settings + "}}";
  formats::HfConfig config = QED_TRY(formats::parse_hf_config(json, "", "", "yarn"));
  return read_config(QED_TRY(formats::Checkpoint::assemble(std::move(config), {}, "yarn")));
}

TEST(Config, SharpensAttentionByWhatTheFileSaysAlsoWhereItSaysOne) {
  const auto factor = [](const std::string& settings) {
    const Result<Config> config = read_with_yarn(settings);
    return config ? config->rope.attention_factor : 0;
  };
  EXPECT_DOUBLE_EQ(factor(""), 0.1 * std::log(4.0) + 1);
  EXPECT_EQ(factor(R"(,"attention_factor":null)"), factor(""));
  EXPECT_EQ(factor(R"(,"attention_factor":1.0)"), 1);
  EXPECT_EQ(factor(R"(,"attention_factor":1.5)"), 1.5);
}

}  // namespace
}  // namespace qed::model
