// The program as its users meet it: command lines in, text and exit statuses out.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/lines.h"
#include "support/process.h"
#include "support/scripted_server.h"

namespace qed {
namespace {

using nlohmann::json;
using support::Finished;
using support::run;
using testing::HasSubstr;

const std::string kQed = QED_BINARY;

Finished qed(std::vector<std::string> words, const std::string& input = {},
             const support::Environment& environment = {}) {
  words.insert(words.begin(), kQed);
  return run(words, input, environment);
}

std::filesystem::path scratch(const std::string& name) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "qed_cli_test";
  std::filesystem::create_directories(folder);
  std::filesystem::remove(folder / name);
  return folder / name;
}

std::vector<json> rows_of(const std::filesystem::path& path) {
  std::vector<json> rows;
  Result<LineReader> reader = LineReader::open(path);
  if (!reader) return rows;
  for (auto line = reader->next(); line && *line; line = reader->next()) rows.push_back(json::parse(**line));
  return rows;
}

TEST(Cli, AnswersAQuestionForPeople) {
  const Finished finished = qed({"solve", "If 2x + 3 = 11, what is x?"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, testing::StartsWith("4\n"));
  for (const char* part : {"The program returned", "confidence", "route       rules", "energy", "time"})
    EXPECT_THAT(finished.out, HasSubstr(part));
}

TEST(Cli, AnswersAsJsonWithEveryField) {
  const Finished finished = qed({"solve", "--json", "Find the derivative of x^3"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const json object = json::parse(finished.out);
  for (const char* field : {"route", "confidence", "verified", "answer", "text", "energy_wh_rules", "gco2_rules",
                            "difficulty", "escalation_blocked", "plan", "tier", "votes", "tokens", "seconds"})
    EXPECT_TRUE(object.contains(field)) << field;
  EXPECT_EQ(object.at("tier"), "rules");
  EXPECT_EQ(object.at("verified"), true);
}

TEST(Cli, ReadsTheQuestionFromStandardInput) {
  EXPECT_THAT(qed({"solve"}, "What is 7 * 8?\n").out, testing::StartsWith("56\n"));
  EXPECT_THAT(qed({"solve", "-"}, "What is 7 * 8?\n").out, testing::StartsWith("56\n"));
}

TEST(Cli, PlainProgramsNeedNoPython) {
  const auto plain = scratch("plain.py"), other = scratch("other.py");
  ASSERT_TRUE(write_file(plain, "ans = 6 * 7\n"));
  ASSERT_TRUE(write_file(other, "class A: pass\nans = 1\n"));
  const auto run_with = [](const std::filesystem::path& file, const std::string& engine) {
    return qed({"run", "--python", "/nonexistent/python", "--engine", engine, "--test", "assert ans > 0", file});
  };
  for (const char* engine : {"auto", "native"}) {
    const Finished finished = run_with(plain, engine);
    EXPECT_EQ(finished.status, 0) << finished.err;
    EXPECT_THAT(finished.out, testing::StartsWith("42\n"));
    EXPECT_THAT(finished.out, HasSubstr("native interpreter"));
  }
  EXPECT_THAT(run_with(plain, "sandbox").err, HasSubstr("/nonexistent/python"));
  EXPECT_THAT(run_with(other, "auto").err, HasSubstr("/nonexistent/python"));
  EXPECT_THAT(run_with(other, "native").err, HasSubstr("not in the subset: a class (line 1)"));
}

TEST(Cli, ExitStatusesTellWhatHappened) {
  EXPECT_EQ(qed({"solve", "2 + 2"}).status, 0);
  EXPECT_EQ(qed({"solve", "--no-such-option", "2 + 2"}).status, 2);
  EXPECT_EQ(qed({"slove"}).status, 2);
  EXPECT_EQ(qed({}).status, 2);
  const Finished unanswered = qed({"solve", "What is the capital of Nepal?"});
  EXPECT_EQ(unanswered.status, 3);
  EXPECT_THAT(unanswered.err, HasSubstr("--model"));
  const Finished failed = qed({"solve", "--model", "http://127.0.0.1:1/v1#m", "--model-timeout", "2", "Why?"});
  EXPECT_EQ(failed.status, 4);
  EXPECT_THAT(failed.err, HasSubstr("127.0.0.1:1"));
}

TEST(Cli, BadInputIsNamed) {
  struct Case {
    std::vector<std::string> words;
    std::string says;
  };
  const Case cases[] = {
      {{"solve", ""}, "question: empty, expected a question"},
      {{"solve", "   \n"}, "question: empty"},
      {{"solve", "2 + \xFF"}, "question: not valid UTF-8 at byte 4"},
      {{"solve", "1", "2"}, "found 2 questions"},
      {{"solve", "--samples", "none", "2"}, "--samples none: expected a whole number"},
      {{"solve", "--file", "x.jsonl"}, "--file and --output go together"},
      {{"solve", "--file", "/nowhere.jsonl", "--output", scratch("o").string()}, "/nowhere.jsonl: No such file"},
      {{"solve", "--model", "replay:/nowhere", "2"}, "/nowhere"},
      {{"solve", "--model", "not a url", "2"}, "not a url"},
      {{"slove", "2"}, "did you mean 'solve'?"},
  };
  for (const auto& [words, says] : cases) {
    const Finished finished = qed(words);
    EXPECT_EQ(finished.status, 2) << says;
    EXPECT_THAT(finished.err, HasSubstr(says));
    EXPECT_EQ(finished.out, "");
  }
}

TEST(Cli, AQuestionOfAMegabyteIsRefused) {
  const Finished finished = qed({"solve"}, std::string(1 << 20, '1'));
  EXPECT_EQ(finished.status, 2);
  EXPECT_THAT(finished.err, HasSubstr("standard input: longer than 65536 bytes"));
}

TEST(Cli, TraceHoldsEveryEventAsALine) {
  const auto path = scratch("trace.jsonl");
  ASSERT_EQ(qed({"solve", "--trace", path.string(), "2 + 3 * 4"}).status, 0);
  std::vector<std::string> names;
  for (const json& row : rows_of(path)) {
    names.push_back(row.at("event"));
    EXPECT_TRUE(row.contains("time"));
  }
  EXPECT_THAT(names,
              testing::ElementsAre("planned", "tier_started", "candidate", "executed", "scored", "grouped", "solved"));
}

TEST(Cli, HelpManualAndCompletionComeOut) {
  EXPECT_THAT(qed({"--help"}).out, HasSubstr("qed solve \"If 2x + 3 = 11, what is x?\""));
  EXPECT_THAT(qed({"solve", "--help"}).out, HasSubstr("--model ADDRESS"));
  EXPECT_EQ(qed({"help", "solve"}).out, qed({"solve", "--help"}).out);
  EXPECT_THAT(qed({"--version"}).out, testing::StartsWith("qed "));
  EXPECT_THAT(qed({"man"}).out, testing::StartsWith(".TH QED 1"));
  const auto script = scratch("completion.bash");
  ASSERT_TRUE(write_file(script, qed({"completion", "bash"}).out));
  EXPECT_EQ(run({"/bin/bash", "-n", script.string()}).err, "");
  EXPECT_EQ(qed({"completion", "tcsh"}).status, 2);
}

// ---- many problems ----

std::filesystem::path write_problems(const std::string& name, int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += fmt::format("{{\"id\": \"p{}\", \"question\": \"What is {} + {}?\", \"grade\": {}}}\n", i, i, i + 1, i % 7);
  const auto path = scratch(name);
  EXPECT_TRUE(write_file(path, text));
  return path;
}

TEST(SolveFile, WritesOneResultForEachProblemAndKeepsItsFields) {
  const auto problems = write_problems("few.jsonl", 20), output = scratch("few_out.jsonl");
  const Finished finished = qed({"solve", "--file", problems.string(), "--output", output.string()});
  EXPECT_EQ(finished.status, 0) << finished.err;
  std::map<std::string, json> by_id;
  for (const json& row : rows_of(output)) by_id[row.at("id")] = row;
  ASSERT_EQ(by_id.size(), 20u);
  EXPECT_EQ(by_id["p3"].at("answer"), "7");
  EXPECT_EQ(by_id["p3"].at("grade"), 3);
  EXPECT_EQ(by_id["p3"].at("question"), "What is 3 + 4?");
}

TEST(SolveFile, AMalformedLineStopsBeforeAnyWork) {
  const auto problems = write_problems("broken.jsonl", 16), output = scratch("broken_out.jsonl");
  const std::string good = *read_file(problems, 1 << 20);
  for (const auto& [line, says] : std::map<std::string, std::string>{
           {"{\"question\": \"2+2", "broken.jsonl:17: malformed JSON, expected one object a line"},
           {"{\"id\": \"p3\", \"question\": \"2+2\"}", "broken.jsonl:17: id \"p3\" is taken by line 4"},
           {"{\"id\": \"x\"}", "broken.jsonl:17: expected a text \"question\""}}) {
    ASSERT_TRUE(write_file(problems, good + line + "\n"));
    const Finished finished = qed({"solve", "--file", problems.string(), "--output", output.string()});
    EXPECT_EQ(finished.status, 2);
    EXPECT_THAT(finished.err, HasSubstr(says));
    EXPECT_FALSE(std::filesystem::exists(output));
  }
}

TEST(SolveFile, AProblemWithoutAnAnswerHasAnErrorAndIsTriedAgainOnRequest) {
  const auto problems = scratch("mixed.jsonl"), output = scratch("mixed_out.jsonl");
  ASSERT_TRUE(write_file(problems, "{\"question\": \"2+2\"}\n\n{\"question\": \"Why?\"}\n"));
  const std::vector<std::string> command{"solve", "--file", problems.string(), "--output", output.string()};
  EXPECT_EQ(qed(command).status, 0);
  std::map<std::string, json> by_id;
  for (const json& row : rows_of(output)) by_id[row.at("id")] = row;
  EXPECT_EQ(by_id.at("1").at("answer"), "4");
  EXPECT_EQ(by_id.at("3").at("error").at("code"), "no_answer");
  std::vector<std::string> again = command;
  again.push_back("--retry-failed");
  EXPECT_EQ(qed(again).status, 0);
  EXPECT_EQ(rows_of(output).size(), 2u);
}

TEST(SolveFile, KilledAtAnyMomentItLosesNothingAndDoublesNothing) {
  constexpr int kProblems = 300;
  const auto problems = write_problems("killed.jsonl", kProblems), output = scratch("killed_out.jsonl");
  const std::vector<std::string> command{kQed,       "solve",         "--file", problems.string(),
                                         "--output", output.string(), "--jobs", "2"};
  std::mt19937 random(7);
  std::size_t before = 0;
  for (int kill = 0; kill < 5; ++kill) {
    support::Process process(command, scratch("killed_err").string());
    std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 400));
    process.signal(kill % 2 == 0 ? SIGKILL : SIGINT);
    const int status = process.wait();
    EXPECT_TRUE(status == 128 + SIGKILL || status == 130 || status == 0) << status;
    // Killed early enough there is no file yet.
    const std::string text = read_file(output, 64 << 20).value_or("");
    const auto whole = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    EXPECT_GE(whole, before) << "a result that was written is gone";
    before = whole;
  }
  EXPECT_EQ(run(command).status, 0);
  std::set<std::string> ids;
  const std::vector<json> rows = rows_of(output);
  for (const json& row : rows) ids.insert(row.at("id"));
  EXPECT_EQ(rows.size(), static_cast<std::size_t>(kProblems)) << "no duplicate";
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(kProblems)) << "nothing lost";
}

TEST(SolveFile, ATornLastLineIsCutOff) {
  const auto problems = write_problems("torn.jsonl", 5), output = scratch("torn_out.jsonl");
  ASSERT_TRUE(write_file(output, "{\"id\": \"p0\", \"answer\": \"1\"}\n{\"id\": \"p1\", \"ans"));
  EXPECT_EQ(qed({"solve", "--file", problems.string(), "--output", output.string()}).status, 0);
  const std::vector<json> rows = rows_of(output);
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_FALSE(rows[0].contains("question")) << "a finished result is left as it is";
}

TEST(SolveFile, AnOutputOfSomethingElseIsRefused) {
  const auto problems = write_problems("other.jsonl", 2), output = scratch("other_out.jsonl");
  ASSERT_TRUE(write_file(output, "hello\n"));
  const Finished finished = qed({"solve", "--file", problems.string(), "--output", output.string()});
  EXPECT_EQ(finished.status, 2);
  EXPECT_THAT(finished.err, HasSubstr("other_out.jsonl:1: expected a result"));
  EXPECT_EQ(*read_file(output, 100), "hello\n");
}

}  // namespace
}  // namespace qed
