#include "engine/sampling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace qed::engine {
namespace {

const std::vector<float> kLogits{2, 1, 0, -1, -30, 1};

std::map<Token, int> draws(const Sampling& settings, std::span<const Token> prompt = {},
                           std::span<const Token> generated = {}) {
  std::map<Token, int> counts;
  for (std::size_t sample = 0; sample < 4000; ++sample)
    ++counts[Sampler(settings, sample).choose(kLogits, prompt, generated).token];
  return counts;
}

std::set<Token> drawn(const Sampling& settings, std::span<const Token> prompt = {},
                      std::span<const Token> generated = {}) {
  std::set<Token> tokens;
  for (const auto& [token, count] : draws(settings, prompt, generated)) tokens.insert(token);
  return tokens;
}

TEST(Sampling, DrawsInProportion) {
  const auto counts = draws({.temperature = 0.5F});
  double all = 0;
  for (const float logit : kLogits) all += std::exp(2.0 * logit);
  for (const Token token : {0, 1, 2, 5})
    EXPECT_NEAR(counts.at(token) / 4000.0, std::exp(2.0 * kLogits[static_cast<std::size_t>(token)]) / all, 0.03);
}

TEST(Sampling, TruncatesTheDistribution) {
  using Set = std::set<Token>;
  EXPECT_EQ(drawn({}), (Set{0, 1, 2, 3, 5}));
  EXPECT_EQ(drawn({.temperature = 0}), (Set{0}));
  EXPECT_EQ(drawn({.top_k = 2}), (Set{0, 1}));
  EXPECT_EQ(drawn({.top_p = 0.5F}), (Set{0}));
  EXPECT_EQ(drawn({.top_p = 0.6F}), (Set{0, 1}));
  EXPECT_EQ(drawn({.min_p = 0.3F}), (Set{0, 1, 5}));
  EXPECT_FALSE(drawn({.typical_p = 0.5F}).contains(3));
}

TEST(Sampling, PenalisesWhatWasSaid) {
  const std::vector<Token> said{0};
  EXPECT_EQ(drawn({.temperature = 0, .presence_penalty = 1.5F}, {}, said), (std::set<Token>{1}));
  EXPECT_EQ(drawn({.temperature = 0, .presence_penalty = 1.5F}, said, {}), (std::set<Token>{0}));
  EXPECT_EQ(drawn({.temperature = 0, .repetition_penalty = 3}, said, {}), (std::set<Token>{1}));
  EXPECT_EQ(drawn({.temperature = 0, .logit_bias = {{4, 100}}}), (std::set<Token>{4}));
  EXPECT_EQ(drawn({.logit_bias = {{4, HUGE_VALF}}}), (std::set<Token>{4}));
  EXPECT_EQ(drawn({.top_k = 2, .top_p = 0.9F, .logit_bias = {{0, -HUGE_VALF}, {1, -HUGE_VALF}, {5, -HUGE_VALF}}}),
            (std::set<Token>{2, 3}));
}

TEST(Sampling, JudgesTheModelsOwnDistribution) {
  double all = 0, entropy = 0, square = 0;
  for (const float logit : kLogits) all += std::exp(logit);
  for (const float logit : kLogits) {
    const double p = std::exp(logit) / all, surprise = -std::log(p);
    entropy += p * surprise;
    square += p * surprise * surprise;
  }
  const Choice choice = judge(kLogits, 2);
  EXPECT_NEAR(choice.log_probability, -std::log(all), 1e-5);
  EXPECT_NEAR(choice.entropy, entropy, 1e-5);
  EXPECT_NEAR(choice.varentropy, square - entropy * entropy, 1e-5);
}

}  // namespace
}  // namespace qed::engine
