#include "solver/problem.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"

namespace qed::solver {
namespace {

Result<Problem> parsed(std::string_view line) { return parse_problem(line, "p.jsonl:17", "17", "."); }

TEST(Problem, KnownFieldsAreReadAndUnknownOnesKept) {
  const Problem problem = *parsed(
      R"({"id": "a1", "question": "2+2?", "tests": ["assert ans"], "choices": ["3", "4"], "grade": 5, "tags": ["x"]})");
  EXPECT_EQ(problem.id, "a1");
  EXPECT_EQ(problem.question, "2+2?");
  EXPECT_EQ(problem.tests.size(), 1u);
  EXPECT_EQ(problem.choices.size(), 2u);
  EXPECT_EQ(problem.extra.dump(), R"({"grade":5,"tags":["x"]})");
}

TEST(Problem, AMissingIdIsTheLineAndANumberBecomesText) {
  EXPECT_EQ(parsed(R"({"question": "q"})")->id, "17");
  EXPECT_EQ(parsed(R"({"id": 4, "question": "q"})")->id, "4");
}

TEST(Problem, ErrorsNameFileLineAndWhatWasExpected) {
  struct Case {
    std::string line, message;
  };
  const Case cases[] = {
      {"{\"question\": ", "p.jsonl:17: malformed JSON, expected one object a line"},
      {"[1]", "p.jsonl:17: expected a JSON object, found array"},
      {"{\"id\": \"x\"}", "p.jsonl:17: expected a text \"question\""},
      {"{\"question\": 3}", "p.jsonl:17: expected a text \"question\""},
      {"{\"question\": \"  \"}", "p.jsonl:17: \"question\": empty, expected a question"},
      {"{\"question\": \"q\", \"tests\": \"t\"}", "p.jsonl:17: \"tests\" must be an array of texts"},
      {"{\"question\": \"q\", \"choices\": [1]}", "p.jsonl:17: \"choices\" must hold texts only"},
      {"{\"question\": \"q\", \"id\": []}", "p.jsonl:17: \"id\" must be a text"},
      {"{\"question\": \"\xFF\"}", "p.jsonl:17: not valid UTF-8 at byte 14"},
      {"{\"question\": \"q\", \"image\": \"no.png\"}", "p.jsonl:17: image ./no.png: No such file or directory"},
  };
  for (const auto& [line, message] : cases) {
    const Result<Problem> problem = parsed(line);
    ASSERT_FALSE(problem) << line;
    EXPECT_EQ(problem.error().message, message);
  }
}

TEST(Problem, AQuestionIsCheckedBeforeAnythingElseSeesIt) {
  EXPECT_EQ(make_problem("", "question").error().message, "question: empty, expected a question");
  EXPECT_EQ(make_problem("2 + \xC3", "question").error().message, "question: not valid UTF-8 at byte 4");
  EXPECT_EQ(make_problem(std::string("a\0b", 3), "question").error().code, Errc::kInvalidInput);
  const Result<Problem> huge = make_problem(std::string(1 << 20, '1'), "question");
  EXPECT_EQ(huge.error().code, Errc::kLimitExceeded);
  EXPECT_EQ(huge.error().message, "question: 1048576 bytes long, expected at most 65536");
}

TEST(Problem, AnImageFileBecomesADataUrl) {
  const auto folder = std::filesystem::path(testing::TempDir());
  ASSERT_TRUE(write_file(folder / "tiny.png", "\x89PNG\r\n\x1a\n??"));
  EXPECT_EQ(*load_image("tiny.png", folder, "x"), "data:image/png;base64,iVBORw0KGgo/Pw==");
  EXPECT_EQ(*load_image("https://host/x.png", folder, "x"), "https://host/x.png");
  ASSERT_TRUE(write_file(folder / "tiny.txt", "hello"));
  EXPECT_EQ(load_image("tiny.txt", folder, "x").error().code, Errc::kUnsupported);
}

}  // namespace
}  // namespace qed::solver
