#include "eval/dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/file.h"

namespace qed::eval {
namespace {

using std::filesystem::path;
using testing::ElementsAre;
using testing::HasSubstr;

class DataSetTest : public testing::Test {
 protected:
  void SetUp() override {
    folder = path(testing::TempDir()) /
             (std::string("qed_dataset_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder / "gsm8k");
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  path write(const path& name, std::string_view content) {
    EXPECT_TRUE(write_file(folder / name, content));
    return folder / name;
  }
  std::string error(const std::string& name) {
    const auto set = load_data_set(name, std::span(&folder, 1));
    return set ? "loaded" : set.error().message;
  }
  path folder;
};

TEST_F(DataSetTest, ReadsAKnownSetByItsFormat) {
  const path file = write("gsm8k/test.jsonl",
                          "{\"question\": \"2 + 3?\", \"answer\": \"2 + 3 = 5\\n#### 5\"}\n"
                          "{\"question\": \"600 * 2?\", \"answer\": \"so #### 1,200 \"}\n");
  for (const std::string& name : {std::string("gsm8k"), file.string()}) {
    const auto set = load_data_set(name, std::span(&folder, 1));
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_EQ(set->name, "gsm8k");
    EXPECT_TRUE(set->extract.numbers_only);
    ASSERT_EQ(set->items.size(), 2u);
    EXPECT_EQ(set->items[0].problem.id, "gsm8k-test-0000");
    EXPECT_EQ(set->items[0].problem.question, "2 + 3?");
    EXPECT_EQ(set->items[1].gold, "1,200");
  }
}

TEST_F(DataSetTest, ReadsAPlainFile) {
  const path file = write("mine.jsonl",
                          "{\"question\": \"Half of 3?\", \"answer\": 1.5}\n\n"
                          "{\"id\": \"b\", \"question\": \"Which?\", \"answer\": [\"A\", \"C\"], "
                          "\"choices\": [\"(A) 1\", \"B. 2\", \"C) 3\", \"Dozen\"]}\n"
                          "{\"id\": 7, \"question\": \"Prove it.\", \"answer\": null}\n");
  const auto set = load_data_set(file.string(), {});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->name, "mine.jsonl");
  EXPECT_FALSE(set->extract.numbers_only);
  ASSERT_EQ(set->items.size(), 3u);
  EXPECT_EQ(set->items[0].problem.id, "0000");
  EXPECT_EQ(set->items[0].gold, "1.5");
  EXPECT_EQ(set->items[1].problem.id, "b");
  EXPECT_EQ(set->items[1].gold, "A, C");
  EXPECT_THAT(set->items[1].problem.choices, ElementsAre("1", "2", "3", "Dozen"));
  EXPECT_EQ(set->items[2].problem.id, "7");
  EXPECT_EQ(set->items[2].gold, std::nullopt);
}

TEST_F(DataSetTest, SaysWhereItLookedAndWhatThereIs) {
  EXPECT_THAT(error("svamp"), HasSubstr((folder / "svamp/svamp.jsonl").string()));
  EXPECT_THAT(error("svamp"), HasSubstr("QED_DATA"));
  EXPECT_THAT(error("svmap"), HasSubstr("no data set and no file is named svmap; the data sets are gsm8k, "));
}

TEST_F(DataSetTest, NamesFileAndLineOfAMalformedRow) {
  struct Case {
    std::string_view content, message;
  };
  constexpr Case kCases[] = {
      {"{\"question\": \"a\"}\n", "bad.jsonl:1: expected the answer in the field \"answer\""},
      {"{\"question\": \"a\", \"answer\": 1}\nnonsense\n", "bad.jsonl:2: expected one JSON object"},
      {"{\"answer\": 1}\n", "bad.jsonl:1: expected a text in the field \"question\""},
      {"{\"question\": \"a\", \"answer\": {}}\n", "bad.jsonl:1: expected a text, a number or a list"},
      {"{\"question\": \"a\", \"answer\": 1, \"choices\": [1]}\n", "bad.jsonl:1: expected a list of texts"},
      {"{\"question\": \" \", \"answer\": 1}\n", "bad.jsonl:1"},
      {"\n", "bad.jsonl: expected at least one question"},
  };
  for (const auto& [content, message] : kCases)
    EXPECT_THAT(error(write("bad.jsonl", content).string()), HasSubstr(message)) << content;
  write("gsm8k/test.jsonl", "{\"question\": \"a\", \"answer\": \"5\"}\n");
  EXPECT_THAT(error("gsm8k"), HasSubstr("test.jsonl:1: expected \"#### answer\""));
}

TEST_F(DataSetTest, TakesTheQuestionsOfARecording) {
  write("questions.jsonl",
        "{\"question_id\": \"a\", \"question\": \"first?\", \"gold\": \"1\"}\n"
        "{\"question_id\": \"b\", \"question\": \"second?\", \"gold\": \"B\", \"options\": [\"A)1\", \"B)2\"]}\n");
  write("responses.jsonl", "{\"question_id\": \"b\", \"model\": \"m\", \"response\": \"3\"}\n");
  const auto recording = llm::Recording::open(folder);
  ASSERT_TRUE(recording) << recording.error().message;
  const DataSet set = from_recording("gsm8k", **recording);
  EXPECT_TRUE(set.extract.numbers_only);
  ASSERT_EQ(set.items.size(), 1u);
  EXPECT_EQ(set.items[0].problem.id, "b");
  EXPECT_EQ(set.items[0].gold, "B");
  EXPECT_THAT(set.items[0].problem.choices, ElementsAre("1", "2"));
}

TEST(Conventions, FollowFromTheName) {
  EXPECT_TRUE(conventions("gsm8k").extract.numbers_only);
  EXPECT_TRUE(conventions("replay_gsm8k_zeroeval").extract.numbers_only);
  EXPECT_TRUE(conventions("replay_svamp_pot").extract.numbers_only);
  EXPECT_GT(conventions("replay_gsm_hard_pot").equal.tolerance, 0);
  EXPECT_FALSE(conventions("replay_math_nemo").extract.numbers_only);
  EXPECT_FALSE(conventions("").extract.numbers_only);
}

TEST(DataFolders, ComeFromTheEnvironment) {
  ::setenv("QED_DATA", "/a::/b/c", 1);
  EXPECT_THAT(data_folders(), ElementsAre(path("/a"), path("/b/c")));
  ::unsetenv("QED_DATA");
  EXPECT_THAT(data_folders(), ElementsAre());
}

TEST(SharedData, EveryKnownSetLoads) {
  const path shared = QED_SOURCE_DIR "/../shared/data";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << shared << " is not there";
  for (const Format& format : formats()) {
    const auto set = load_data_set(std::string(format.name), std::span(&shared, 1));
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_GE(set->items.size(), 100u) << format.name;
    std::size_t golds = 0;
    for (const Item& item : set->items) golds += item.gold && !item.gold->empty();
    EXPECT_GE(golds, set->items.size() * 7 / 10) << format.name;
  }
}

}  // namespace
}  // namespace qed::eval
