#include "eval/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "eval/report.h"

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
