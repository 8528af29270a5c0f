#include "eval/agreement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "eval/dataset.h"
#include "eval/report.h"

namespace qed::eval {
namespace {

using std::filesystem::path;
using testing::HasSubstr;
using testing::Not;

// A runner whose programs all return one value.
class FixedRunner final : public program::Runner {
 public:
  Result<program::Run> run(const program::Program&, std::stop_token) override {
    program::Run run;
    run.status = program::Status::kOk;
    run.answer = run.latex = "42";
    return run;
  }
};

class AgreementTest : public testing::Test {
 protected:
  void SetUp() override {
    folder = path(testing::TempDir()) /
             (std::string("qed_agreement_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder);
    constexpr std::string_view kQuestions =
        "{\"question_id\": \"q1\", \"question\": \"?\", \"gold\": \"18\"}\n"
        "{\"question_id\": \"q2\", \"question\": \"??\", \"gold\": \"42\"}\n";
    constexpr std::string_view kResponses =
        "{\"question_id\": \"q1\", \"model\": \"a\", \"response\": \"The answer is $18.\", \"is_correct\": true}\n"
        "{\"question_id\": \"q1\", \"model\": \"a\", \"response\": \"The answer is 17.\", \"is_correct\": false}\n"
        "{\"question_id\": \"q1\", \"model\": \"b\", \"response\": \"The answer is 18.\", \"is_correct\": false}\n"
        "{\"question_id\": \"q1\", \"model\": \"b\", \"response\": \"I do not know.\", \"is_correct\": true}\n"
        "{\"question_id\": \"q1\", \"model\": \"b\", \"response\": \"The answer is 18.\"}\n"
        "{\"question_id\": \"q2\", \"model\": \"a\", \"response\": \"```python\\nans = 6 * 7\\n```\", \"is_correct\": "
        "true}\n";
    ASSERT_TRUE(write_file(folder / "questions.jsonl", kQuestions));
    ASSERT_TRUE(write_file(folder / "responses.jsonl", kResponses));
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  Agreement measure(program::Runner* runner, int jobs = 2) {
    const auto recording = llm::Recording::open(folder);
    EXPECT_TRUE(recording);
    AgreementOptions options;
    options.extract.numbers_only = true;
    options.runner = runner;
    options.jobs = jobs;
    Result<Agreement> agreement = measure_agreement(**recording, options, {});
    EXPECT_TRUE(agreement);
    return *std::move(agreement);
  }
  path folder;
};

TEST_F(AgreementTest, CountsByModelAndListsTheRest) {
  const Agreement agreement = measure(nullptr);
  ASSERT_EQ(agreement.sources.size(), 2u);
  EXPECT_EQ(agreement.sources[0].agree, 2u);
  EXPECT_EQ(agreement.sources[0].passed_over, 1u);
  EXPECT_EQ(agreement.sources[1].disagree, 2u);
  EXPECT_EQ(agreement.sources[1].unlabelled, 1u);
  EXPECT_EQ(agreement.total.labelled(), 4u);
  EXPECT_EQ(agreement.total.right, 2u);
  EXPECT_EQ(agreement.total.labelled_right, 2u);
  ASSERT_EQ(agreement.disagreements.size(), 2u);
  EXPECT_EQ(agreement.disagreements[0].line, 3u);
  EXPECT_EQ(agreement.disagreements[0].answer, "18");
  EXPECT_EQ(agreement.disagreements[0].how, "phrase");
  EXPECT_EQ(agreement.disagreements[1].how, "none");
}

TEST_F(AgreementTest, RunsProgramsWhereThereIsARunner) {
  FixedRunner runner;
  const Agreement agreement = measure(&runner, 1);
  EXPECT_EQ(agreement.total.passed_over, 0u);
  EXPECT_EQ(agreement.sources[0].agree, 3u);
}

TEST_F(AgreementTest, ReportsForPeopleAndAsJson) {
  const Agreement agreement = measure(nullptr);
  const std::string text = to_text(agreement);
  EXPECT_THAT(text, HasSubstr("agreement with the labels 50.00 % (2 of 4; 95 % interval 15.00–85.00 %)"));
  EXPECT_THAT(text, HasSubstr("q1"));
  EXPECT_THAT(to_text(agreement, 1), HasSubstr("and 1 more"));
  EXPECT_THAT(to_text(agreement, 0), Not(HasSubstr("Disagreements")));
  const nlohmann::json report = to_json(agreement);
  EXPECT_EQ(report["agree"], 2);
  EXPECT_EQ(report["disagreements"].size(), 2u);
  EXPECT_EQ(report["sources"][1]["source"], "b");
}

TEST_F(AgreementTest, StopsWhenAsked) {
  const auto recording = llm::Recording::open(folder);
  std::stop_source source;
  source.request_stop();
  const auto agreement = measure_agreement(**recording, {}, source.get_token());
  ASSERT_FALSE(agreement);
  EXPECT_EQ(agreement.error().code, Errc::kCancelled);
}

TEST(SharedRecordings, LabelsAgreeOnTextAnswersToGsm8k) {
  const path shared = QED_SOURCE_DIR "/../shared/data/replay_gsm8k_zeroeval";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << shared << " is not there";
  const auto recording = llm::Recording::open(shared);
  ASSERT_TRUE(recording) << recording.error().message;
  AgreementOptions options;
  const DataSet set = conventions((*recording)->name());
  options.extract = set.extract;
  options.equal = set.equal;
  options.jobs = 2;
  const auto agreement = measure_agreement(**recording, options, {});
  ASSERT_TRUE(agreement) << agreement.error().message;
  EXPECT_GE(agreement->total.agree, agreement->total.labelled() * 99 / 100) << to_text(*agreement);
  EXPECT_GE(agreement->total.labelled(), 20'000u);
}

}  // namespace
}  // namespace qed::eval
