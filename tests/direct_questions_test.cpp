// Tier 0 from the question to the verdict: rules read, the sandbox runs, the answer is compared. The 315 questions of
// tests/data/direct_questions.jsonl are this project's own.
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "answer/equal.h"
#include "program/program.h"
#include "rules/rules.h"

namespace qed {
namespace {

struct Row {
  std::string question, answer, kind;
  bool answerable;
};

std::vector<Row> questions() {
  std::vector<Row> rows;
  std::ifstream file(QED_SOURCE_DIR "/tests/data/direct_questions.jsonl");
  for (std::string line; std::getline(file, line);) {
    const nlohmann::json row = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    const bool answerable = row["answer"].is_string();
    rows.push_back({row["question"], answerable ? row["answer"].get<std::string>() : "", row["kind"], answerable});
  }
  return rows;
}

TEST(DirectQuestions, OthersAreLeftAlone) {
  for (const Row& row : questions()) {
    if (row.answerable) continue;
    EXPECT_FALSE(rules::read(row.question)) << row.question;
  }
}

TEST(DirectQuestions, NineInTenAreAnsweredAndNoneWrong) {
  Result<std::unique_ptr<program::Runner>> runner = program::make_python_runner({});
  if (!runner) GTEST_SKIP() << runner.error().message;
  int right = 0, total = 0;
  for (const Row& row : questions()) {
    if (!row.answerable) continue;
    ++total;
    const std::optional<rules::Reading> reading = rules::read(row.question);
    if (!reading) continue;
    const Result<program::Run> run = (*runner)->run({reading->source, reading->checks}, {});
    if (!run) GTEST_SKIP() << run.error().message;
    if (run->status != program::Status::kOk) {
      ADD_FAILURE() << row.question << ": " << program::name(run->status) << " " << run->failed_test << " "
                    << (run->error ? run->error->message : "") << "\n"
                    << reading->source;
      continue;
    }
    const answer::Judgement judgement = answer::compare(row.answer, run->latex);
    EXPECT_NE(judgement.verdict, answer::Verdict::kDifferent)
        << row.question << ": expected " << row.answer << ", got " << run->latex << "\n"
        << reading->source;
    if (judgement.verdict == answer::Verdict::kUndecided)
      std::cout << "undecided: " << row.question << ": " << row.answer << " against " << run->latex << "\n";
    right += judgement.verdict == answer::Verdict::kEqual;
  }
  EXPECT_GE(right * 10, total * 9) << right << " of " << total;
}

}  // namespace
}  // namespace qed
