#include "llm/recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace qed::llm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kQuestions =
    R"({"dataset": "d", "question_id": "q1", "question": "What  is\n1 + 1?", "gold": "2"})"
    "\n"
    R"({"question_id": "q2", "question": "Which?", "gold": ["A", "C"], "options": ["A)5", "B)6"]})"
    "\n"
    R"({"question_id": "q3", "question": "How much?", "gold": 1.5})"
    "\n";
constexpr std::string_view kResponses =
    R"({"question_id": "q1", "model": "small", "mode": "code", "response": "first", "is_correct_ref": true})"
    "\n"
    R"({"question_id": "q2", "model": "small", "mode": "code", "response": "A", "is_correct": false, "is_correct_ref": true})"
    "\n\n"
    R"({"question_id": "q1", "model": "small", "mode": "text", "response": "second", "is_correct": null})"
    "\n"
    R"({"question_id": "q1", "model": "large", "response": "third"})"
    "\n"
    R"({"question_id": "q1", "model": "small", "mode": "code2", "response": "fourth"})"
    "\n";

class RecordingTest : public testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::path(testing::TempDir()) /
             (std::string("qed_recording_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder);
    write(kQuestions, kResponses);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  void write(std::string_view questions, std::string_view responses) {
    ASSERT_TRUE(write_file(folder / "questions.jsonl", questions));
    ASSERT_TRUE(write_file(folder / "responses.jsonl", responses));
  }
  std::string error(const std::string& selector = "*", std::size_t max_bytes = Recording::kMaxBytes) {
    const auto recording = Recording::open(folder, selector, max_bytes);
    return recording ? "opened" : recording.error().message;
  }
  std::vector<std::string> play(Recording& recording, const Request& request) {
    std::vector<std::string> texts;
    const auto generations = recording.sample(request, {}, {});
    EXPECT_TRUE(generations);
    for (const Generation& generation : *generations) texts.push_back(generation.text);
    return texts;
  }
  std::filesystem::path folder;
};

TEST_F(RecordingTest, SelectsByModelAndMode) {
  struct Case {
    const char* selector;
    std::vector<std::string> texts;
  };
  const Case cases[] = {
      {"*", {"first", "second", "third", "fourth"}},
      {"small/*", {"first", "second", "fourth"}},
      {"small/code", {"first"}},
      {"large", {"third"}},
      {"large, small/code?", {"third", "fourth"}},
  };
  for (const auto& [selector, texts] : cases) {
    auto recording = Recording::open(folder, selector);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(play(**recording, {.problem_id = "q1", .question = {}, .messages = {}, .sampling = {}, .samples = 9}),
              texts)
        << selector;
  }
  EXPECT_THAT(error("huge/*"),
              HasSubstr("no generation of \"huge/*\"; there are: large, small/code, small/code2, small/text"));
}

TEST_F(RecordingTest, FindsAProblemByItsIdElseByItsWords) {
  auto recording = *Recording::open(folder);
  EXPECT_THAT(
      play(*recording,
           {.problem_id = "other", .question = " What is 1 + 1? ", .messages = {}, .sampling = {}, .samples = 1}),
      ElementsAre("first"));
  EXPECT_THAT(
      play(*recording, {.problem_id = "other", .question = "What else?", .messages = {}, .sampling = {}, .samples = 1}),
      ElementsAre());
}

TEST_F(RecordingTest, HasNoRepairs) {
  auto recording = *Recording::open(folder);
  Request request{.problem_id = "q1", .question = {}, .messages = {}, .sampling = {}, .samples = 1};
  EXPECT_THAT(play(*recording, request), ElementsAre("first"));
  request.messages = {{.role = "assistant", .content = "first", .image = {}}};
  EXPECT_THAT(play(*recording, request), ElementsAre());
}

TEST_F(RecordingTest, NumbersSamplesThroughAllRequestsOfAProblem) {
  auto recording = *Recording::open(folder);
  std::vector<int> heard;
  const auto generations = recording->sample(
      {.problem_id = "q1", .question = {}, .messages = {}, .sampling = {}, .first_sample = 2, .samples = 5},
      [&](int sample, std::string_view) { heard.push_back(sample); }, {});
  ASSERT_TRUE(generations);
  ASSERT_EQ(generations->size(), 2u);
  EXPECT_EQ(generations->front().sample, 2);
  EXPECT_EQ(generations->front().text, "third");
  EXPECT_EQ(generations->front().completion_tokens, 0);
  EXPECT_THAT(heard, ElementsAre(2, 3));
  EXPECT_THAT(
      play(*recording,
           {.problem_id = "q1", .question = {}, .messages = {}, .sampling = {}, .first_sample = 4, .samples = 1}),
      ElementsAre());
}

TEST_F(RecordingTest, StopsWhenAsked) {
  auto recording = *Recording::open(folder);
  std::stop_source source;
  source.request_stop();
  const auto generations =
      recording->sample({.problem_id = "q1", .question = {}, .messages = {}, .sampling = {}}, {}, source.get_token());
  ASSERT_FALSE(generations);
  EXPECT_EQ(generations.error().code, Errc::kCancelled);
}

TEST_F(RecordingTest, KeepsQuestionsGoldsAndLabels) {
  const auto recording = *Recording::open(folder);
  ASSERT_EQ(recording->questions().size(), 3u);
  EXPECT_EQ(recording->questions()[0].gold, "2");
  EXPECT_EQ(recording->questions()[1].gold, "A, C");
  EXPECT_THAT(recording->questions()[1].options, ElementsAre("A)5", "B)6"));
  EXPECT_EQ(recording->questions()[2].gold, "1.5");
  EXPECT_THAT(recording->sources(), ElementsAre("small/code", "small/text", "large", "small/code2"));
  const auto generations = recording->generations(0);
  ASSERT_EQ(generations.size(), 4u);
  EXPECT_EQ(generations[0].label, true);
  EXPECT_EQ(generations[1].label, std::nullopt);
  EXPECT_EQ(generations[1].line, 4u);
  EXPECT_EQ(recording->sources()[generations[2].source], "large");
  EXPECT_EQ(recording->generations(1)[0].label, false) << "is_correct comes before is_correct_ref";
}

TEST_F(RecordingTest, NamesFileAndLineOfAMalformedRow) {
  struct Case {
    std::string_view questions, responses, message;
  };
  const Case cases[] = {
      {"{\"question_id\": \"q1\"}\n", "", "questions.jsonl:1: expected a text in the field \"question\""},
      {"\n[1]\n", "", "questions.jsonl:2: expected one JSON object"},
      {"{\"question_id\": \"a\", \"question\": \"b\"}\n{\"question_id\": \"a\", \"question\": \"c\"}\n", "",
       "questions.jsonl:2: question_id \"a\" stands on an earlier line too"},
      {kQuestions, "{\"question_id\": \"q1\", \"model\": \"m\", \"response\": \"x\"}\n{\"question",
       "responses.jsonl:2: expected one JSON object"},
      {kQuestions, "{\"question_id\": \"q1\", \"model\": \"m\", \"response\": 5}\n",
       "responses.jsonl:1: expected a text in the field \"response\""},
      {kQuestions, "{\"question_id\": \"q9\", \"model\": \"m\", \"response\": \"x\"}\n",
       "responses.jsonl:1: question_id \"q9\" is not among"},
      {kQuestions, "{\"question_id\": \"q1\", \"model\": \"m\", \"response\": \"\xFF\"}\n",
       "responses.jsonl:1: expected one JSON object"},
  };
  for (const auto& [questions, responses, message] : cases) {
    write(questions, responses);
    EXPECT_THAT(error(), HasSubstr(message));
  }
}

TEST_F(RecordingTest, RefusesMoreTextThanItMayHold) {
  EXPECT_THAT(error("*", 8), HasSubstr("responses.jsonl:4: the generations selected by \"*\" are longer than 8 bytes"));
  EXPECT_EQ(error("small/code", 8), "opened");
}

TEST_F(RecordingTest, SaysWhatAFolderLacks) {
  std::filesystem::remove(folder / "responses.jsonl");
  EXPECT_THAT(error(), HasSubstr("expected a recording, a folder with questions.jsonl and responses.jsonl"));
}

TEST(RecordingData, OpensTheSharedRecordings) {
  const std::filesystem::path data = QED_SOURCE_DIR "/../shared/data";
  if (!std::filesystem::exists(data)) GTEST_SKIP() << data << " is not there";
  int folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    if (!entry.path().filename().string().starts_with("replay_")) continue;
    ++folders;
    const auto recording = Recording::open(entry.path() / "");
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ((*recording)->name(), entry.path().filename().string());
    std::size_t generations = 0;
    for (std::size_t i = 0; i < (*recording)->questions().size(); ++i)
      generations += (*recording)->generations(i).size();
    EXPECT_GE(generations, (*recording)->questions().size()) << entry.path();
  }
  EXPECT_GT(folders, 0);
}

}  // namespace
}  // namespace qed::llm
