// The commands about answers as their users meet them: check, extract, latex, bench answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "support/process.h"

namespace qed {
namespace {

using nlohmann::json;
using support::Finished;
using testing::HasSubstr;
using testing::StartsWith;

Finished qed(std::vector<std::string> words, const std::string& input = {}) {
  words.insert(words.begin(), QED_BINARY);
  return support::run(words, input, {});
}

std::vector<json> rows_of(const std::string& text) {
  std::vector<json> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) rows.push_back(json::parse(line));
  return rows;
}

TEST(Check, ExitStatusesTellTheVerdict) {
  EXPECT_EQ(qed({"check", "\\frac{1}{2}", "0.5"}).status, 0);
  EXPECT_EQ(qed({"check", "-3", "3"}).status, 1);
  EXPECT_EQ(qed({"check", "-x+1", "1-x"}).status, 0) << "words that begin with a sign are no options";
  EXPECT_EQ(qed({"check", "f(x)", "1, 2, ..."}).status, 3);
  EXPECT_EQ(qed({"check", "1"}).status, 2);
  EXPECT_EQ(qed({"check", "--option", "percents=no", "1", "2"}).status, 2);
  EXPECT_EQ(qed({"check", "--option", "rounding=2", "0.33", "1/3"}).status, 0);
}

TEST(Check, ExplainsWhatWasReadAndWhatSettledIt) {
  const Finished finished = qed({"check", "--explain", "x^2-1", "x^2+1"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.out, StartsWith("different (identity)\n"));
  for (const char* part : {"gold    x² − 1", "answer  x² + 1", "because", " at x = "})
    EXPECT_THAT(finished.out, HasSubstr(part));
}

TEST(Check, JudgesRowsAndKeepsTheirOtherFields) {
  const Finished finished =
      qed({"check", "--file", "-"},
          "{\"id\": 7, \"gold\": \"1/2\", \"pred\": \"0.5\", \"topic\": \"halves\"}\n\n"
          "{\"id\": \"b\", \"gold\": \"0.33\", \"pred\": \"1/3\", \"options\": {\"rounding\": 2}}\n"
          "{\"gold\": 5, \"pred\": \"So it is $\\\\boxed{6}$.\", \"form\": \"response\"}\n");
  ASSERT_EQ(finished.status, 0) << finished.err;
  const std::vector<json> rows = rows_of(finished.out);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], json::parse(R"({"id": 7, "topic": "halves", "verdict": "equal", "method": "exact"})"));
  EXPECT_EQ(rows[1]["verdict"], "equal");
  EXPECT_EQ(rows[1]["method"], "rounding");
  EXPECT_EQ(rows[2]["verdict"], "different");
}

TEST(Check, NamesTheLineThatIsOff) {
  const std::string good = "{\"gold\": \"1\", \"pred\": \"1\"}\n";
  struct Case {
    std::string line, says;
  };
  for (const auto& [line, says] :
       {Case{"nonsense", "expected a JSON object"}, Case{"[1]", "expected a JSON object"},
        Case{"{\"gold\": \"1\"}", "expected a text in the field \"pred\""},
        Case{"{\"gold\": \"1\", \"pred\": \"1\", \"options\": {\"colour\": true}}", "unknown option \"colour\""},
        Case{"{\"gold\": \"1\", \"pred\": \"1\", \"options\": {\"rounding\": \"two\"}}",
             "option \"rounding\": expected 0..1000, found 'two'"}}) {
    const Finished finished = qed({"check", "--file", "-"}, good + line + "\n");
    EXPECT_NE(finished.status, 0);
    EXPECT_THAT(finished.err, HasSubstr(":2: " + says));
    EXPECT_EQ(rows_of(finished.out).size(), 1u) << "the rows before it are answered";
  }
}

TEST(Check, AsksSymPyWhereItIsUndecidedAndWanted) {
  const std::vector<std::string> words = {"check", "\\int_0^{\\infty} e^{-x} dx", "1"};
  EXPECT_EQ(qed(words).status, 3);
  std::vector<std::string> asking = words;
  asking.insert(asking.begin() + 1, "--sympy");
  const Finished finished = qed(asking);
  if (finished.err.find("sandbox") != std::string::npos) GTEST_SKIP() << finished.err;
  EXPECT_EQ(finished.out, "equal (sympy)\n") << finished.err;
}

TEST(ExtractCommand, FindsAnswersByTheRulesOfATask) {
  const json found = json::parse(qed({"extract", "So the total is $\\boxed{42}$."}).out);
  EXPECT_EQ(found["answer"], "42");
  EXPECT_EQ(found["class"], "number");
  EXPECT_EQ(found["rule"], "boxed");
  EXPECT_EQ(found["span"], json::parse("[24, 26]"));
  EXPECT_EQ(qed({"extract", "I cannot say."}).status, 3);

  const std::string response = "He pays 66 in 2 days.\\n#### 66\\nOr was it 7?";
  const auto answer_by = [&](const std::string& options) {
    const Finished finished = qed({"extract", "--file", "-"},
                                  "{\"id\": 1, \"response\": \"" + response + "\", \"options\": " + options + "}\n");
    EXPECT_EQ(finished.status, 0) << finished.err;
    return rows_of(finished.out).at(0).at("answer");
  };
  EXPECT_EQ(answer_by("{\"task\": \"gsm8k_strict\"}"), "66");
  EXPECT_EQ(answer_by("{\"task\": \"gsm8k_flexible\"}"), "7");
  EXPECT_EQ(answer_by("{\"task\": \"boxed\"}"), nullptr);
  EXPECT_EQ(answer_by("{\"rules\": [\"final_number\", \"hashes\"]}"), "7");
  EXPECT_EQ(answer_by("{\"rules\": [\"hashes\", \"final_number\"]}"), "66");
}

TEST(Latex, TurnsWhatPeopleTypeIntoLatex) {
  struct Case {
    std::string text, latex;
  };
  for (const auto& [text, latex] :
       {Case{"integral of x^2 from 0 to 1", "\\int_{0}^{1} x^{2} \\, dx"}, Case{"sqrt(x)/2", "\\frac{\\sqrt{x}}{2}"},
        Case{"x²+½", "x^{2} + \\frac{1}{2}"}, Case{"sum of k squared for k from 1 to n", "\\sum_{k=1}^{n} k^{2}"},
        Case{"limit of sin(x)/x as x approaches 0", "\\lim_{x \\to 0} \\frac{\\sin\\left(x\\right)}{x}"},
        Case{"three plus the square root of two", "3 + \\sqrt{2}"},
        Case{"derivative of x^3 with respect to x", "\\frac{d}{dx} x^{3}"},
        Case{"x squared over y is less than or equal to 4", "\\frac{x^{2}}{y} \\le 4"}}) {
    EXPECT_EQ(qed({"latex", "--quiet", text}).out, latex + "\n") << text;
  }
  EXPECT_THAT(qed({"latex", "x²+½"}).out, HasSubstr("read as x² + 1/2"));
  EXPECT_EQ(qed({"latex", "the cat sat"}).status, 2);
}

TEST(BenchAnswers, ReportsSpeedAndAccuracy) {
  const auto file = std::filesystem::path(testing::TempDir()) / "qed_bench_answers.jsonl";
  ASSERT_TRUE(write_file(file,
                         "{\"id\": \"a\", \"gold\": \"1/2\", \"pred\": \"0.5\", \"expected\": true}\n"
                         "{\"id\": \"b\", \"gold\": \"1\", \"pred\": \"2\", \"expected\": true}\n"));
  const Finished finished = qed({"bench", "answers", file.string(), "--json", "--misses", "--seconds", "0.1"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const json report = json::parse(finished.out);
  EXPECT_EQ(report["without_policy"]["rows"], 2);
  EXPECT_EQ(report["without_policy"]["right"], 1);
  EXPECT_EQ(report["misses"].at(0)["id"], "b");
  EXPECT_GT(report["checks_per_second"].get<double>(), 0);
}

TEST(HostileAnswers, EndAtOnceWithoutAVerdictThatNothingProves) {
  std::string boxes;
  for (int i = 0; i < 100'000; ++i) boxes += "\\boxed{";
  for (const std::string& text : {std::string("9^{9^{9^{9^9}}}"), std::string("((10!)!)!"), std::string(1 << 20, '('),
                                  boxes, std::string("\\binom{10^9}{5 \\cdot 10^8}"), std::string(1 << 20, '9')}) {
    const json row = {{"gold", "1"}, {"pred", text}};
    const auto start = std::chrono::steady_clock::now();
    const Finished finished = qed({"check", "--file", "-"}, row.dump() + "\n");
    // 200 ms where nothing else runs; what hung would hang for ever.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << text.substr(0, 20);
    EXPECT_EQ(finished.status, 0);
    EXPECT_NE(rows_of(finished.out).at(0).at("verdict"), "equal") << text.substr(0, 20);
  }
}

}  // namespace
}  // namespace qed
