#include "engine/engine.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "engine/test_support.h"

namespace qed::engine {
namespace {

using namespace std::chrono_literals;

std::vector<std::vector<Token>> tokens_of(const std::vector<std::vector<Choice>>& samples) {
  std::vector<std::vector<Token>> tokens;
  for (const auto& sample : samples) {
    tokens.emplace_back();
    for (const Choice& choice : sample) tokens.back().push_back(choice.token);
  }
  return tokens;
}

TEST(Engine, SamplesOfOneRequestAreThoseOfRequestsOfTheirOwn) {
  Engine engine = start({.blocks = 64});
  const Request request{.prompt = prompt_of(37, 1), .samples = 5, .max_tokens = 20, .sampling = {.seed = 7}};
  const auto together = tokens_of(*generate(engine, request));
  ASSERT_EQ(together.size(), 5U);
  EXPECT_NE(together[0], together[1]);
  Engine other = start({.blocks = 64, .batch_tokens = 5});  // prompts in small pieces
  EXPECT_EQ(tokens_of(*generate(other, request)), together);
  Request one = request;
  one.samples = 1;
  EXPECT_EQ(tokens_of(*generate(engine, one))[0], together[0]);
}

TEST(Engine, GreedyTokensAreTheMostProbable) {
  Engine engine = start({.blocks = 16});
  const Request request{.prompt = prompt_of(9, 2), .max_tokens = 8, .sampling = {.temperature = 0}};
  const auto samples = *generate(engine, request);
  for (const Choice& choice : samples[0]) {
    EXPECT_LE(choice.log_probability, 0);
    EXPECT_GT(choice.entropy, 0);
    EXPECT_GT(choice.varentropy, 0);
  }
  EXPECT_EQ(tokens_of(*generate(engine, request)), tokens_of(samples));
}

TEST(Engine, StopsAtAStopToken) {
  Engine engine = start({.blocks = 16});
  Request request{.prompt = prompt_of(9, 2), .max_tokens = 8, .sampling = {.temperature = 0}};
  const auto all = tokens_of(*generate(engine, request))[0];
  request.stop_tokens = {all[3]};
  const auto until = std::find(all.begin(), all.end(), all[3]);
  EXPECT_EQ(tokens_of(*generate(engine, request))[0], std::vector<Token>(all.begin(), until));
}

TEST(Engine, ScoresWhatItWouldHaveSaid) {
  Engine engine = start({.blocks = 64});
  const Request request{.prompt = prompt_of(37, 4), .max_tokens = 30, .sampling = {.temperature = 0}};
  const std::vector<Choice> said = (*generate(engine, request))[0];
  std::vector<Token> text = request.prompt;
  for (const Choice& choice : said) text.push_back(choice.token);
  const Result<Scores> scores = score(engine, text);
  ASSERT_TRUE(scores) << scores.error().message;
  ASSERT_EQ(scores->choices.size(), text.size() - 1);
  EXPECT_TRUE(scores->rewards.empty());
  for (std::size_t i = 0; i < said.size(); ++i) {
    const Choice& scored = scores->choices[request.prompt.size() - 1 + i];
    EXPECT_EQ(scored.token, said[i].token) << i;
    EXPECT_EQ(scored.log_probability, said[i].log_probability) << i;
    EXPECT_EQ(scored.entropy, said[i].entropy) << i;
  }
  Engine pieces = start({.blocks = 64, .batch_tokens = 5});
  const Result<Scores> again = score(pieces, text);
  for (std::size_t i = 0; i < text.size() - 1; ++i)
    EXPECT_EQ(again->choices[i].log_probability, scores->choices[i].log_probability) << i;
  EXPECT_TRUE(score(engine, {7})->choices.empty());
  EXPECT_EQ(score(engine, {}).error().code, Errc::kInvalidInput);
  EXPECT_TRUE(score(engine, prompt_of(512, 1)));  // the whole context
  EXPECT_EQ(score(engine, prompt_of(513, 1)).error().code, Errc::kLimitExceeded);
}

TEST(Engine, ScoresBesideOthers) {
  Engine crowded = start({.blocks = 14}), roomy = start({.blocks = 512});
  std::vector<std::jthread> clients;
  for (unsigned c = 0; c < 6; ++c)
    clients.emplace_back([&, c] {
      for (unsigned i = 0; i < 8; ++i) {
        const std::vector<Token> text = prompt_of(1 + (c * 37 + i * 11) % 150, c * 8 + i);
        if (c % 2 == 0) {
          EXPECT_TRUE(generate(crowded, {.prompt = text, .max_tokens = 20, .sampling = {.seed = i}}));
          continue;
        }
        const Result<Scores> mine = score(crowded, text), alone = score(roomy, text);
        ASSERT_TRUE(mine) << mine.error().message;
        for (std::size_t k = 0; k + 1 < text.size(); ++k)
          EXPECT_EQ(mine->choices[k].log_probability, alone->choices[k].log_probability) << k;
      }
    });
}

TEST(Engine, RefusesWhatNeverFits) {
  Engine engine = start({.blocks = 4});
  EXPECT_EQ(generate(engine, {.prompt = prompt_of(30, 1), .max_tokens = 40}).error().code, Errc::kLimitExceeded);
  EXPECT_EQ(generate(engine, {.prompt = {}}).error().code, Errc::kInvalidInput);
  EXPECT_EQ(generate(engine, {.prompt = {99999}}).error().code, Errc::kInvalidInput);
  EXPECT_EQ(generate(engine, {.prompt = prompt_of(30, 1), .max_tokens = SIZE_MAX}).error().code, Errc::kLimitExceeded);
  EXPECT_TRUE(generate(engine, {.prompt = prompt_of(30, 1), .max_tokens = 30}));
  Engine roomy = start({.blocks = 40});  // more than the context: it alone ends the text
  EXPECT_EQ(generate(roomy, {.prompt = prompt_of(500, 1), .max_tokens = SIZE_MAX})->at(0).size(), 12U);
}

TEST(Engine, CancelsBetweenSteps) {
  Engine engine = start({.blocks = 64});
  std::stop_source source;
  std::jthread later([&] {
    std::this_thread::sleep_for(20ms);
    source.request_stop();
  });
  const auto result =
      generate(engine, {.prompt = prompt_of(9, 3), .samples = 3, .max_tokens = 300}, source.get_token());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::kCancelled);
}

}  // namespace
}  // namespace qed::engine
