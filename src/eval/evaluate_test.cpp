#include "eval/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "eval/report.h"
#include "llm/recording.h"

namespace qed::eval {
namespace {

using testing::HasSubstr;

Evaluation sample() {
  Evaluation evaluation{.data_set = "own", .outcomes = {}, .seconds = 2};
  evaluation.outcomes = {
      {.id = "1",
       .gold = "2",
       .answer = "2",
       .tier = "rules",
       .error = {},
       .right = true,
       .verified = true,
       .confidence = 1.0,
       .samples = 0,
       .tokens = 0,
       .seconds = 0.1},
      {.id = "2",
       .gold = "3",
       .answer = "4",
       .tier = "small",
       .error = {},
       .confidence = 0.5,
       .samples = 4,
       .tokens = 40,
       .seconds = 0.4},
      {.id = "3",
       .gold = "",
       .answer = "",
       .tier = "",
       .error = {},
       .right = true,
       .samples = 0,
       .tokens = 0,
       .seconds = 0.2},
      {.id = "4", .gold = "5", .answer = "", .tier = "", .error = "small: no connection", .seconds = 0.3},
  };
  return evaluation;
}

TEST(Summary, CountsEveryKindOfOutcomeOnce) {
  const Summary summary = summarise(sample());
  EXPECT_EQ(summary.total, 4u);
  EXPECT_EQ(summary.right, 2u);
  EXPECT_EQ(summary.wrong, 1u);
  EXPECT_EQ(summary.abstained, 1u);
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_EQ(summary.verified, 1u);
  EXPECT_EQ(summary.routes.at("rules").right, 1u);
  EXPECT_EQ(summary.routes.at("small").answered, 1u);
  EXPECT_DOUBLE_EQ(summary.mean_samples, 1);
  EXPECT_DOUBLE_EQ(summary.mean_tokens, 10);
  EXPECT_DOUBLE_EQ(summary.mean_confidence, 0.75);
  EXPECT_DOUBLE_EQ(summary.p50_seconds, 0.2);
  EXPECT_DOUBLE_EQ(summary.p99_seconds, 0.4);
}

TEST(Summary, OfNothingIsZero) {
  const Summary summary = summarise({});
  EXPECT_EQ(summary.total, 0u);
  EXPECT_EQ(summary.mean_samples, 0);
}

// No program comes with these recordings, so none may be run.
class NoRunner final : public program::Runner {
 public:
  Result<program::Run> run(const program::Program&, std::stop_token) override {
    return fail(Errc::kUnavailable, "no runner");
  }
};

class EvaluateTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder);
    std::string questions, responses;
    for (int i = 0; i < 8; ++i) {
      questions +=
          fmt::format("{{\"question_id\": \"q{}\", \"question\": \"Who is {}?\", \"gold\": \"{}\"}}\n", i, i, i);
      // The last problem's samples state nothing; of the others the even ones are right.
      const std::string answer = i == 7 ? "I do not know." : fmt::format("The answer is {}.", i % 2 ? 99 : i);
      for (int sample = 0; sample < 12; ++sample)
        responses += fmt::format("{{\"question_id\": \"q{}\", \"model\": \"m\", \"response\": \"{}\"}}\n", i, answer);
    }
    ASSERT_TRUE(write_file(folder / "questions.jsonl", questions));
    ASSERT_TRUE(write_file(folder / "responses.jsonl", responses));
    recording = *llm::Recording::open(folder);
    std::vector<solver::Tier> tiers(1);
    tiers[0].name = "small";
    tiers[0].kind = solver::Tier::Kind::kLocal;
    tiers[0].proposer = solver::make_model_proposer(recording, {});
    solver::Options options;
    options.samples = 12;
    options.repair_rounds = 0;
    solver.emplace(std::move(tiers), std::make_shared<NoRunner>(), ledger, options);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) /
      (std::string("qed_evaluate_") + testing::UnitTest::GetInstance()->current_test_info()->name());
  std::shared_ptr<llm::Recording> recording;
  energy::Ledger ledger{nullptr, 450};
  std::optional<solver::Solver> solver;
};

TEST_F(EvaluateTest, SolvesEveryProblemAndCountsWhatWasRight) {
  std::size_t reported = 0;
  const auto evaluation = evaluate(
      *solver, from_recording("own", *recording),
      {.equal = {}, .jobs = 3, .on_outcome = [&](const Outcome&, std::size_t done, std::size_t) { reported = done; }},
      {});
  ASSERT_TRUE(evaluation) << evaluation.error().message;
  EXPECT_EQ(reported, 8u);
  ASSERT_EQ(evaluation->outcomes.size(), 8u);
  EXPECT_EQ(evaluation->outcomes[2].id, "q2");
  EXPECT_EQ(evaluation->outcomes[2].answer, "2");
  EXPECT_TRUE(evaluation->outcomes[2].right);
  const Summary summary = summarise(*evaluation);
  EXPECT_EQ(summary.right, 4u);
  EXPECT_EQ(summary.wrong, 3u);
  EXPECT_EQ(summary.abstained, 1u);
  EXPECT_EQ(summary.routes.at("small").answered, 7u);
  // Agreeing samples end the draw early; those that state nothing do not.
  EXPECT_LT(evaluation->outcomes[0].samples, 12u);
  EXPECT_GT(evaluation->outcomes[0].samples, 1u);
  EXPECT_EQ(evaluation->outcomes[7].samples, 12u);
}

TEST_F(EvaluateTest, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  const auto evaluation = evaluate(*solver, from_recording("own", *recording), {}, source.get_token());
  ASSERT_FALSE(evaluation);
  EXPECT_EQ(evaluation.error().code, Errc::kCancelled);
}

TEST(Report, ShowsAccuracyRoutesAndCost) {
  const std::string text = to_text(sample());
  EXPECT_THAT(text, HasSubstr("own: accuracy 50.00 % (2 of 4; 95 % interval 15.00–85.00 %)"));
  EXPECT_THAT(text, HasSubstr("rules"));
  EXPECT_THAT(text, HasSubstr("(abstained)"));
  EXPECT_THAT(text, HasSubstr("(failed)"));
  EXPECT_THAT(text, HasSubstr("samples per question 1.00"));
  const nlohmann::json report = to_json(sample());
  EXPECT_EQ(report["accuracy"], 0.5);
  EXPECT_EQ(report["routes"]["rules"]["share"], 0.25);
  EXPECT_EQ(report["outcomes"][3]["error"], "small: no connection");
}

}  // namespace
}  // namespace qed::eval
