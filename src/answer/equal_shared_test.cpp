// Equality over the public data sets, where they lie beside the source tree.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "answer/equal.h"
#include "answer/expression.h"
#include "base/lines.h"

namespace qed::answer {
namespace {

std::vector<nlohmann::json> shared_rows(std::string_view file) {
  std::vector<nlohmann::json> rows;
  Result<LineReader> lines = LineReader::open(std::string(QED_SOURCE_DIR "/../shared/data/") + std::string(file));
  if (!lines) return rows;
  for (auto line = lines->next(); line && *line; line = lines->next())
    rows.push_back(nlohmann::json::parse(**line, nullptr, /*allow_exceptions=*/false));
  return rows;
}

TEST(EqualOnSharedData, AgreesWithAdjudicatedPairs) {
  const std::vector<nlohmann::json> rows = shared_rows("answer_equivalence/cases.jsonl");
  if (rows.empty()) GTEST_SKIP() << "no shared data";
  std::size_t judged = 0, right = 0, falsely_equal = 0;
  for (const nlohmann::json& row : rows) {
    if (!row["policy"].is_null() || row["form"] != "answer") continue;
    const bool is_equal = equal(row["gold"].get<std::string>(), row["pred"].get<std::string>());
    ++judged;
    right += is_equal == row["expected"].get<bool>();
    falsely_equal += is_equal && !row["expected"].get<bool>();
  }
  RecordProperty("right", static_cast<int>(right));
  EXPECT_GE(static_cast<double>(right) / static_cast<double>(judged), 0.98) << right << " of " << judged;
  EXPECT_EQ(falsely_equal, 0u);
}

TEST(EqualOnSharedData, TellsTheAnswersOfDirectQuestionsApart) {
  const std::vector<nlohmann::json> rows = shared_rows("direct_questions/questions.jsonl");
  if (rows.empty()) GTEST_SKIP() << "no shared data";
  std::set<std::string> answers;
  for (const nlohmann::json& row : rows)
    if (!row["answer"].is_null()) answers.insert(row["answer"].get<std::string>());
  // Written differently by convention, equal in truth.
  const std::set<std::pair<std::string, std::string>> same = {
      {"(2, 3)", "p = 2, q = 3"}, {"25", "25%"},  {"2:3", "\\frac{2}{3}"},
      {"3:4", "\\frac{3}{4}"},    {"3:4", "75%"}, {"75%", "\\frac{3}{4}"}};
  for (const std::string& a : answers) {
    const Result<Expression> parsed = parse(a);
    ASSERT_TRUE(parsed) << a << ": " << parsed.error().message;
    EXPECT_TRUE(equal(a, a));
    EXPECT_TRUE(equal(a, to_unicode(*parsed))) << a << " against " << to_unicode(*parsed);
    for (const std::string& b : answers) {
      if (a >= b) continue;
      EXPECT_EQ(equal(a, b), same.contains({a, b})) << a << " against " << b;
    }
  }
}

// The reference answers of a data set, each once.
std::vector<std::string> gold_answers(std::string_view file, std::string_view field) {
  std::set<std::string> golds;
  const auto add = [&](const nlohmann::json& value) {
    if (!value.is_string()) return;
    const std::string text = value.get<std::string>();
    const std::size_t hashes = text.rfind("#### ");
    golds.insert(hashes == text.npos ? text : text.substr(hashes + 5));
  };
  for (const nlohmann::json& row : shared_rows(file)) {
    const auto found = row.find(field);
    if (found == row.end()) continue;
    if (found->is_array())
      for (const nlohmann::json& each : *found) add(each);
    else
      add(*found);
  }
  return {golds.begin(), golds.end()};
}

TEST(EqualOnSharedData, ReadsGoldAnswersAndWhatItPrintsOfThem) {
  struct Set {
    std::string_view file, field;
    std::size_t unread;  // golds that are sentences
  };
  constexpr Set kSets[] = {{"math500/test500.jsonl.gz", "answer", 4},
                           {"olympiadbench_en/oe_to_maths_en_comp.jsonl.gz", "final_answer", 12},
                           {"gsm8k/test.jsonl.gz", "answer", 0},
                           {"agieval_gaokao/gaokao-mathcloze.jsonl", "answer", 3}};
  for (const auto& [file, field, most_unread] : kSets) {
    std::size_t unread = 0;
    for (const std::string& gold : gold_answers(file, field)) {
      if (std::ranges::count(gold, '$') % 2 != 0) continue;  // not the delimiters they seem to be
      EXPECT_TRUE(equal(gold, gold)) << gold;
      const Result<Expression> parsed = parse(gold);
      if (!parsed) {
        ++unread;
        if (unread > most_unread) ADD_FAILURE() << file << ": " << gold << ": " << parsed.error().message;
        continue;
      }
      EXPECT_TRUE(equal(gold, to_latex(*parsed))) << gold << " printed as " << to_latex(*parsed);
      EXPECT_TRUE(equal(gold, to_unicode(*parsed))) << gold << " printed as " << to_unicode(*parsed);
    }
  }
}

}  // namespace
}  // namespace qed::answer
