#include "answer/extract.h"

#include <gtest/gtest.h>

#include <chrono>
#include <iostream>

#include <nlohmann/json.hpp>

#include "answer/equal.h"
#include "base/lines.h"

namespace qed::answer {
namespace {

struct Case {
  std::string_view response;
  std::optional<std::string_view> answer;
};

void expect(std::span<const Case> cases, const ExtractOptions& options = {}) {
  for (const auto& [response, answer] : cases) {
    const auto found = extract(response, options);
    EXPECT_EQ(found.has_value(), answer.has_value()) << response << "\n  gave " << (found ? found->text : "nothing");
    if (!found || !answer) continue;
    EXPECT_EQ(found->text, *answer) << response << "\n  by " << name(found->marker);
    EXPECT_LE(found->begin, found->end);
    EXPECT_LE(found->end, response.size());
  }
}

TEST(Extract, ReadsBoxes) {
  constexpr Case kCases[] = {
      {R"(So $\boxed{\frac{1}{2}}$.)", R"(\frac{1}{2})"},
      {R"(first \boxed{1}, but no: it is \boxed{2})", "2"},
      {R"(\boxed{x=1} and \boxed{y=2})", "x=1 and y=2"},
      {R"(the roots are $\boxed{3}$, $\boxed{4}$ or $\boxed{5}$)", "3, 4 and 5"},
      {R"(\boxed 7)", "7"},
      {R"(\boxed{\{1, 2\}})", R"(\{1, 2\})"},
      {R"(\fbox{12})", "12"},
      {R"(\boxed{\boxed{9}})", "9"},
      {R"(\boxed{8)", "8"},
      {R"($\boxed{nothing$)", std::nullopt},
      {R"(\boxed{})", ""},
      {R"(\boxed{5} that is \boxed{})", "5"},
      {R"(a string: "\\boxed{\\frac{3}{4}}")", R"(\frac{3}{4})"},
      {R"(a &= 1 \\ \boxed{b = 6})", "b = 6"},
  };
  expect(kCases);
}

TEST(Extract, ReadsAnswerFieldsOfBrokenJson) {
  constexpr Case kCases[] = {
      {R"({"reasoning": "2 + 2", "answer": "4"})", "4"},
      {R"({"reasoning": "2 + 2", "answer": 4})", "4"},
      {"```json\n{\n \"reasoning\": \"a\nb\",\n \"answer\": \"4\"\n}\n```\nHope that helps with all 3.", "4"},
      {R"({"reasoning": "he said "5", then left", "answer": "6"})", "6"},
      {R"({"answer": "7", "reasoning": "because 3 + 4 is "7" of course"})", "7"},
      {R"({"answer": "\frac{1}{2}"})", R"(\frac{1}{2})"},
      {R"({"answer": "\\frac{1}{2}"})", R"(\frac{1}{2})"},
      {R"({"answer": "5\times 10^{3}"})", R"(5\times 10^{3})"},
      {R"({"answer": "8)", "8"},
      {R"({"answer": "say \"yes\""})", R"(say "yes")"},
      {R"({"answer": "\u03c0"})", "π"},
      {R"({"final_answer": ["A"]})", "A"},
      {R"({"answer": [1, 2]})", "1, 2"},
      {R"({"reasoning": "I tried 12 things", "answer": null})", std::nullopt},
      {R"({"reasoning": "60 + 15 = 75 miles. Then he drove 120 miles ba)", std::nullopt},
      {R"({\"reasoning\": \"x\", \"answer\": \"220\"})", "220"},
      {R"({"answer": "$\boxed{3}$"})", "3"},
  };
  expect(kCases);
}

TEST(Extract, ReadsPhrasesInSeveralLanguages) {
  constexpr Case kCases[] = {
      {"The answer is 18.", "18"},
      {"A: 18", "18"},
      {"Answer: 50%", "50%"},
      {"The answer to the question, in dollars, is $7.50.", "$7.50"},
      {"Final Answer: The volume of $ABCD$ is 120. I hope it is correct.", "120"},
      {"Final Answer: How many are left?\n5 - 2 = 3 are left. The answer is 3.", "3"},
      {"## Final Answer\n\n$x = 4$", "x = 4"},
      {"**Answer:** $\\frac{3}{7}$.", "\\frac{3}{7}"},
      {"The answer is not 5; it is 6.", "6"},
      {"The answer is $x=1$ and $y=2$.", "x=1, y=2"},
      {"The answer is 3 hours and 20 minutes.", "3 hours and 20 minutes"},
      {"The answer is 1e-3 m", "1e-3"},
      {"The answer is 24 × 2 = 48 apples", "48"},
      {"Answer: all real numbers", "all real numbers"},
      {"answer\": \"42\"\n}", "42"},
      {"答案是：12", "12"},
      {"所以答案为 $\\sqrt{3}$。", "\\sqrt{3}"},
      {"【答案】B <eoa>", "B"},
      {"उत्तर: १२", "12"},
      {"La réponse est 25%.", "25%"},
      {"La respuesta es 14.", "14"},
      {"Die Antwort lautet 9.", "9"},
      {"Ответ: 15", "15"},
      {"Đáp số: 33", "33"},
      {"答え：21", "21"},
      {"정답은 11", "11"},
  };
  expect(kCases);
}

TEST(Extract, ReadsChoices) {
  constexpr Case kCases[] = {
      {"The answer is (B).", "B"},
      {"the correct option is **C) 42**.", "C"},
      {"so the answer must be D", "D"},
      {"The correct answer is:\n\nB) 40 grams", "B"},
      {"which corresponds to answer option A)40.8.", "A"},
      {"故选C", "C"},
      {"【答案】: A, C", "A, C"},
      {"所以本题的答案为（B）", "B"},
      {"Simplifying, $5x - 15 = 0$, which means that $x=3$.", "x=3"},
      {"Summing the first $n$ even numbers gives $2+4+\\dots+2n=n^2+n$.", "n^2+n"},
      {"The answer is ABD.", "ABD"},
      {"The answer is (c)", "C"},
      {"The answer is A + B", "A + B"},
      {"The answer is a total of 5 eggs", "5"},
  };
  expect(kCases);
}

TEST(Extract, LetsTheLastSentenceSpeak) {
  constexpr Case kCases[] = {
      {"In 2019 he was 30, so in 2024 he is 35 years old.", "35"},
      {"So the probability is 1/6 ≈ 0.1667.", "1/6"},
      {"x = \\frac{-1 \\pm \\sqrt{5}}{2}", "x = \\frac{-1 \\pm \\sqrt{5}}{2}"},
      {"Solution set: $\\{x\\mid x>2\\}$", "\\{x\\mid x>2\\}"},
      {"So the pair $(x, y)$ that solves it is $(7, 6)$.", "(7, 6)"},
      {"With $d = 90$ there are 12 sequences that meet the three conditions.", "12"},
      {"所以一共有 **858颗** 糖果。", "858"},
      {"It costs $24 \\times 10 = 240$ more than that.", "240"},
      {"1. Add.\n2. Then he has 12 apples", "12"},
      {"दुकान में अब 67 कमीजें हैं।", "67"},
      {"I cannot solve this problem.", std::nullopt},
      {"", std::nullopt},
      {"```output\nTraceback (most recent call last):\nZeroDivisionError: line 3\n```", std::nullopt},
      {"```python\nprint(4)\n```", std::nullopt},
  };
  expect(kCases);
}

TEST(Extract, ReadsOnlyWhatTheModelSaysToItsReader) {
  constexpr Case kCases[] = {
      {"<think>So \\boxed{7}. Wait: 9.</think>\n\nThe answer is 9.", "9"},
      {"<think>The answer is 7.</think>", "7"},
      {"<think>Let me see, 5+5=10, hmm", std::nullopt},
      {"The answer is 4.<|im_end|>\n<|im_start|>user\nThe answer is 5.", "4"},
      {"<|im_start|>assistant\nThe answer is 4.", "4"},
      {"Question: 2+2?\nAnswer: 4\n\nQuestion: 3+3?\nAnswer: 6", "4"},
      {"```python\nanswer = 5\nprint(f\"\\\\boxed{{{answer}}}\")\n```\n```output\n5\n```\nThe answer is $\\boxed{6}$.",
       "6"},
  };
  expect(kCases);
}

TEST(Extract, LaterFinalMarksBeatEarlierOnes) {
  constexpr Case kCases[] = {
      {"\\boxed{255} So he has $10,455. Final Answer: The final answer is $10,455$.", "10,455"},
      {"Final Answer: 3\n#### 4", "4"},
      {"#### 1. Add the numbers\nIt is 5.\n#### 8 apples", "8"},
      {"The answer is 3. In full: \\boxed{4}", "4"},
  };
  expect(kCases);
}

TEST(Extract, NumberTasksYieldNumbers) {
  constexpr Case kCases[] = {
      {R"({"answer": "$18 per day"})", "18"},
      {R"({"answer": "1,200 dollars"})", "1200"},
      {R"({"answer": "-$5.50"})", "-5.50"},
      {R"({"answer": "$9 500"})", "9500"},
      {R"({"answer": "3 * 4 + 2 = 12 + 2 = 14 apples"})", "14"},
      {R"({"answer": "The total cost is 3 books * $16/book = $48. Therefore, he pays $66 in 2 days."})", "66"},
      {R"({"answer": "6 miles per 2 hours"})", "6"},
      {R"({"answer": "2:00 pm"})", "2"},
      {R"({"answer": "2:10 pm"})", "2:10"},
      {R"({"answer": "1.5 million"})", "1500000"},
      {R"({"answer": "2/3"})", "2/3"},
      {R"({"answer": "3 1/3"})", "3 1/3"},
      {R"({"answer": "40 + 2"})", "40 + 2"},
      {R"({"answer": "Cannot be determined"})", "Cannot be determined"},
      {"#### $70,000.", "70000"},
      {"$\\boxed{\\$1{,}250}$", "1250"},
      {"Anna pays $7.78 for 3 pieces. The answer is 7 apples.", "7"},
      {"It costs $12+$8+$18 = $<<12+8+18=38>>38\nA: 38", "38"},
      {"\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"},
  };
  expect(kCases, {.numbers_only = true});
}

TEST(Extract, TheTableOfRulesIsTheCallersChoice) {
  constexpr Rule kBoxOnly[] = {{Marker::kBoxed, 0, 1}};
  constexpr Case kBox[] = {{"The answer is 42", std::nullopt}, {"The answer is 42, not \\boxed{5}", "5"}};
  expect(kBox, {.rules = kBoxOnly});
  constexpr Rule kPhraseFirst[] = {{Marker::kBoxed, 1, 1}, {Marker::kPhrase, 0, 1}};
  constexpr Case kPhrase[] = {{"The answer is 42. \\boxed{5}", "42"}};
  expect(kPhrase, {.rules = kPhraseFirst});
  constexpr Case kNoNumber[] = {{"He has 3 apples.", std::nullopt}};
  expect(kNoNumber, {.last_number = false});
}

TEST(Extract, TheRangeHoldsTheAnswerAsWritten) {
  constexpr std::string_view kResponse = "<think>1</think>So the answer is **$1,200$** dollars";
  const auto found = extract(kResponse, {.numbers_only = true});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text, "1200");
  EXPECT_EQ(kResponse.substr(found->begin, found->end - found->begin).find("1,200"), 1u);
  EXPECT_GT(found->confidence, 0.9);
}

TEST(Extract, TakesTimeLinearInHostileText) {
  for (std::string_view unit :
       {"\\boxed{", "answer is ", "\"answer\":", "\"answer\": \"", "$",  "**", "<",  "```", "#### a\n", "#### ",
        "1 ",       "(",          "答案",        " is 1x",         "\\", "{",  "\"", "1,",  "= ",       "\n",
        "\nq:",     "A: ",        "answer: x?\n"}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    const auto start = std::chrono::steady_clock::now();
    extract(text);
    extract(text, {.numbers_only = true});
    // Quadratic time would take many minutes; a busy machine under a sanitizer, seconds.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60)) << "of " << unit;
  }
}

// The public cases of answer extraction; those that depend on a convention are left out.
TEST(Extract, AgreesWithThePublicCases) {
  auto reader = LineReader::open(QED_SOURCE_DIR "/../shared/data/answer_extraction/cases.jsonl");
  if (!reader) GTEST_SKIP() << reader.error().message;
  int total = 0, right = 0;
  for (;;) {
    const auto line = reader->next();
    ASSERT_TRUE(line) << line.error().message;
    if (!*line) break;
    const auto row = nlohmann::json::parse(**line);
    if (!row["policy"].is_null()) continue;
    const auto found = extract(row["response"].get<std::string>());
    const auto& expected = row["expected_extracted_answer"];
    ++total;
    const bool agrees = expected.is_null() ? !found
                                           : found && (found->text == expected.get<std::string>() ||
                                                       equal(expected.get<std::string>(), found->text));
    right += agrees;
    if (!agrees) std::cerr << row["id"] << ": " << expected << " against " << (found ? found->text : "nothing") << "\n";
  }
  EXPECT_GE(right, total * 98 / 100) << right << " of " << total;
}

// extract_cases.jsonl: whole responses, written and read by hand.
TEST(Extract, ReadsResponsesAsACarefulReaderWould) {
  Result<LineReader> lines = LineReader::open(QED_SOURCE_DIR "/src/answer/extract_cases.jsonl");
  ASSERT_TRUE(lines) << lines.error().message;
  std::size_t read = 0;
  for (auto line = lines->next(); line && *line; line = lines->next(), ++read) {
    const nlohmann::json row = nlohmann::json::parse(**line);
    const auto found = extract(row["response"].get<std::string>());
    const std::string answer = found ? found->text : "";
    if (row["answer"].is_null()) {
      EXPECT_EQ(answer, "") << lines->place();
    } else {
      const std::string wanted = row["answer"].get<std::string>();
      EXPECT_TRUE(answer == wanted || equal(wanted, answer)) << lines->place() << ": " << answer << " for " << wanted;
    }
  }
  EXPECT_GT(read, 200U);
}

}  // namespace
}  // namespace qed::answer
