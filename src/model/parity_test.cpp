// The fixtures of tests/data/parity: tiny models with the exact logits, and another engine's.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "model/model.h"

namespace qed::model {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(QED_SOURCE_DIR) / "tests/data/parity";

// A sequence with blocks of its own.
class Sequence {
 public:
  explicit Sequence(Model& model, std::size_t tokens)
      : model_(model), memory_((tokens / kernels::kKvTokens + 1) * model.block_bytes() / sizeof(Line) + 1) {
    for (std::size_t i = 0; i <= tokens / kernels::kKvTokens; ++i)
      blocks_.push_back(memory_.data()->bytes + i * model.block_bytes());
  }

  Slice next(std::span<const Token> tokens, std::size_t outputs = 1) {
    const Slice slice{tokens, length_, blocks_, outputs};
    length_ += static_cast<std::uint32_t>(tokens.size());
    return slice;
  }
  std::vector<float> feed(std::span<const Token> tokens, ThreadTeam& team) {
    const Slice slice = next(tokens);
    const std::span<const float> logits = model_.forward(std::span(&slice, 1), team);
    return {logits.begin(), logits.begin() + static_cast<long>(model_.outputs())};
  }

 private:
  struct alignas(64) Line {
    std::byte bytes[64];
  };
  Model& model_;
  std::vector<Line> memory_;
  std::vector<std::byte*> blocks_;
  std::uint32_t length_ = 0;
};

double largest_error(const std::vector<float>& logits, const nlohmann::json& exact) {
  double largest = 0;
  for (std::size_t i = 0; i < logits.size(); ++i)
    largest = std::max(largest, std::fabs(double{logits[i]} - exact[i].get<double>()));
  return largest;
}

class Parity : public testing::TestWithParam<std::string> {};

TEST_P(Parity, AgreesWithTheExactLogits) {
  std::ifstream file(kFolder / (GetParam() + ".json"));
  ASSERT_TRUE(file);
  const nlohmann::json expected = nlohmann::json::parse(file);
  // Weights that meet activations as floats are exact; 8 bits and BF16 lose what the other engine loses.
  const bool exact = GetParam().ends_with("f32") || GetParam().ends_with("-f16");
  const double bound = exact ? 1e-4 : 2 * expected.at("engine_max_abs_error").get<double>();
  ThreadTeam team(2);
  for (const kernels::Table* table : kernels::usable()) {
    SCOPED_TRACE(table->name);
    Result<Model> model =
        Model::load(kFolder / (GetParam() + ".gguf"), {.kv = kernels::KvType::kFloat, .table = table}, team);
    ASSERT_TRUE(model) << model.error().message;
    for (const nlohmann::json& test : expected.at("cases")) {
      const auto prompt = test.at("prompt").get<std::vector<Token>>();
      // The reference kernels agree with the others to the bit (kernels_test), and take their time.
      if (table->isa == kernels::Isa::kScalar && prompt.size() > 3) continue;
      const auto greedy = test.at("greedy").get<std::vector<Token>>();
      const auto best = test.at(exact ? "exact_argmax" : "greedy").get<std::vector<Token>>();
      SCOPED_TRACE(prompt.size());
      Sequence sequence(*model, prompt.size() + greedy.size());
      std::vector<float> logits = sequence.feed(prompt, team);
      EXPECT_LT(largest_error(logits, test.at("exact_logits_after_prompt")), bound);
      for (std::size_t step = 0; step < greedy.size(); ++step) {
        const auto choice = std::max_element(logits.begin(), logits.end()) - logits.begin();
        const bool decided = exact || test.at("margin")[step].get<double>() > 2 * bound;
        EXPECT_TRUE(!decided || choice == best[step]) << "step " << step << ": " << choice << ", not " << best[step];
        if (step + 1 < greedy.size()) logits = sequence.feed(std::span(&greedy[step], 1), team);
      }
      EXPECT_LT(largest_error(logits, test.at("exact_logits_last_step")), bound);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Parity,
                         testing::Values("tiny-qwen2-f32", "tiny-qwen2-f16", "tiny-qwen2-bf16", "tiny-qwen2-q8_0",
                                         "tiny-qwen2-q4_k_m", "tiny-qwen2-untied-q8_0", "tiny-qwen2-k-q8_0",
                                         "tiny-qwen2-k-q4_0", "tiny-qwen2-k-q4_k_m", "tiny-qwen2-k-q6_k",
                                         "tiny-qwen3-f32", "tiny-qwen3-f16", "tiny-qwen3-q8_0", "tiny-qwen3-k-q4_k_m",
                                         "tiny-qwen3-k-q4_0"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Batches, DoNotChangeAResult) {
  ThreadTeam one(1), three(3);
  Result<Model> model = Model::load(kFolder / "tiny-qwen2-k-q4_k_m.gguf", {}, one);
  ASSERT_TRUE(model) << model.error().message;
  std::vector<Token> tokens(120);
  for (std::size_t i = 0; i < tokens.size(); ++i) tokens[i] = static_cast<Token>(i * 37 % 500);

  Sequence whole(*model, 120);
  const std::vector<float> reference = whole.feed(tokens, one);

  Sequence chunked(*model, 120);  // in pieces, on other threads
  std::vector<float> logits;
  for (std::size_t at = 0; at < tokens.size();) {
    const std::size_t size = std::min<std::size_t>(1 + at % 23, tokens.size() - at);
    logits = chunked.feed(std::span(tokens).subspan(at, size), three);
    at += size;
  }
  EXPECT_EQ(logits, reference);

  // The last token beside other sequences.
  Sequence first(*model, 120), second(*model, 40), third(*model, 8);
  first.feed(std::span(tokens).first(119), one);
  second.feed(std::span(tokens).first(30), one);
  const Slice slices[] = {second.next(std::span(tokens).subspan(50, 7)), first.next(std::span(tokens).last(1)),
                          third.next(std::span(tokens).first(5))};
  const std::span<const float> all = model->forward(slices, three);
  const std::span<const float> mine = all.subspan(model->output_stride(), model->outputs());
  EXPECT_EQ(std::vector<float>(mine.begin(), mine.end()), reference);
}

}  // namespace
}  // namespace qed::model
