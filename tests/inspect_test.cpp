// qed inspect as its users meet it, over the parity fixtures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "support/process.h"

namespace qed {
namespace {

using support::Finished;
using testing::HasSubstr;

const std::string kParity = QED_SOURCE_DIR "/tests/data/parity/";

Finished inspect(std::vector<std::string> words) {
  words.insert(words.begin(), {QED_BINARY, "inspect"});
  return support::run(words, "", {});
}

TEST(Inspect, ShowsWhatAFileHolds) {
  const Finished finished = inspect({kParity + "tiny-qwen2-k-q4_k_m.gguf"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  for (const char* part : {"GGUF 3", "qwen2", "1,313,024", "Q4_K       12        1,015,808          571,392   4.50",
                           "tokenizer.ggml.tokens = 512 × string: \"!\"", "qwen2.rope.freq_base = 1000000"})
    EXPECT_THAT(finished.out, HasSubstr(part));
  EXPECT_THAT(finished.out, testing::Not(HasSubstr("blk.0.attn_k.weight")));
  EXPECT_THAT(inspect({"--tensors", kParity + "tiny-qwen2-k-q4_k_m.gguf"}).out, HasSubstr("blk.0.attn_k.weight"));
}

TEST(Inspect, SaysTheSameAsJson) {
  const Finished finished = inspect({"--json", "--tensors", kParity + "tiny-qwen3-q8_0.gguf"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  const auto object = nlohmann::json::parse(finished.out);
  EXPECT_EQ(object["architecture"], "qwen3");
  EXPECT_EQ(object["metadata"]["qwen3.block_count"], 2);
  EXPECT_EQ(object["metadata"]["tokenizer.ggml.tokens"]["count"], 512);
  std::size_t parameters = 0, bytes = 0;
  for (const auto& weight : object["weights"]) {
    std::size_t elements = 1;
    for (const std::size_t size : weight["shape"]) elements *= size;
    parameters += elements;
    bytes += weight["bytes"].get<std::size_t>();
  }
  EXPECT_EQ(object["parameters"], parameters);
  EXPECT_EQ(object["bytes"], bytes);
  EXPECT_EQ(object["types"]["Q8_0"]["bits_per_weight"], 8.5);
}

TEST(Inspect, CountsAQuantisedLayerOnce) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "qed_inspect_awq";
  std::filesystem::create_directories(folder);
  // One AWQ layer of [8, 8]: codes, zero points and scales of one group; and a norm.
  const std::string header = R"({"a.qweight":{"dtype":"I32","shape":[8,1],"data_offsets":[0,32]},)"
                             R"("a.qzeros":{"dtype":"I32","shape":[1,1],"data_offsets":[32,36]},)"
                             R"("a.scales":{"dtype":"F16","shape":[1,8],"data_offsets":[36,52]},)"
                             R"("norm.weight":{"dtype":"F32","shape":[2],"data_offsets":[52,60]}})";
  const std::uint64_t length = header.size();
  ASSERT_TRUE(write_file(folder / "model.safetensors",
                         std::string(reinterpret_cast<const char*>(&length), 8) + header + std::string(60, '\0')));
  ASSERT_TRUE(write_file(folder / "config.json",
                         R"({"architectures":["Qwen2ForCausalLM"],"vocab_size":8,"hidden_size":8,"intermediate_size":8,
                             "num_hidden_layers":1,"num_attention_heads":1,
                             "quantization_config":{"quant_method":"awq","bits":4,"group_size":8}})"));
  const Finished finished = inspect({"--json", "--tensors", folder});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const auto object = nlohmann::json::parse(finished.out);
  EXPECT_EQ(object["parameters"], 66);
  EXPECT_EQ(object["bytes"], 60);
  EXPECT_EQ(object["weights"][0]["name"], "a.weight");
  EXPECT_EQ(object["weights"][0]["type"], "AWQ 4-bit, one group per row");
  EXPECT_EQ(object["metadata"]["width"], 8);
}

TEST(Inspect, SaysWhatIsWrong) {
  EXPECT_EQ(inspect({}).status, 2);
  const Finished missing = inspect({"/nonexistent/x.gguf"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_EQ(missing.err, "qed: /nonexistent/x.gguf: No such file or directory\n");
  const Finished other = inspect({kParity + "tokenizer.json"});
  EXPECT_THAT(other.err, HasSubstr("tokenizer.json: does not begin with 'GGUF'"));
}

}  // namespace
}  // namespace qed
