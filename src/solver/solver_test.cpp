#include "solver/solver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace qed::solver {
namespace {

using testing::ElementsAre;

// Knows what each program comes to; anything else raises NameError.
class ScriptedRunner final : public program::Runner {
 public:
  explicit ScriptedRunner(std::map<std::string, std::string> answers) : answers_(std::move(answers)) {}

  Result<program::Run> run(const program::Program& program, std::stop_token) override {
    tests_seen = program.tests;
    program::Run run;
    const auto found = answers_.find(std::string(text::trim(program.source)));
    if (found == answers_.end()) {
      run.status = program::Status::kException;
      run.error = {.type = "NameError", .message = "name 'x' is not defined", .line = 3};
    } else if (found->second == "test fails") {
      run.status = program::Status::kTestFailed;
      run.failed_test = "assert ans > 0";
    } else {
      run.status = program::Status::kOk;
      run.answer = run.latex = found->second;
    }
    return run;
  }

  std::vector<std::string> tests_seen;

 private:
  std::map<std::string, std::string> answers_;
};

// Says its lines in order and remembers how it was asked.
class ScriptedModel final : public llm::LanguageModel {
 public:
  explicit ScriptedModel(std::vector<std::string> lines) : lines_(lines.begin(), lines.end()) {}

  const std::string& name() const override { return name_; }
  bool remote() const override { return false; }
  Result<std::vector<llm::Generation>> sample(const llm::Request& request, const llm::TokenSink& on_token,
                                              std::stop_token) override {
    requests.push_back(request);
    if (failure) return std::unexpected(*failure);
    std::vector<llm::Generation> generations;
    for (int i = 0; i < request.samples && !lines_.empty(); ++i) {
      on_token(request.first_sample + i, lines_.front());
      generations.push_back(
          {.sample = request.first_sample + i, .text = lines_.front(), .prompt_tokens = 10, .completion_tokens = 5});
      lines_.pop_front();
    }
    return generations;
  }

  std::vector<llm::Request> requests;
  std::optional<Error> failure;

 private:
  std::string name_ = "scripted";
  std::deque<std::string> lines_;
};

std::string says(std::string_view program) { return fmt::format("Let me compute.\n```python\n{}\n```\n", program); }

struct Bench {
  std::shared_ptr<ScriptedRunner> runner = std::make_shared<ScriptedRunner>(
      std::map<std::string, std::string>{{"ans = 4", "4"}, {"ans = 5", "5"}, {"ans = -1", "test fails"}});
  energy::Ledger ledger{nullptr, 450};
  std::vector<Tier> tiers;
  Options options;
  std::vector<Event> events;

  std::shared_ptr<ScriptedModel> add_model(std::string name, std::vector<std::string> lines,
                                           Tier::Kind kind = Tier::Kind::kLocal) {
    auto model = std::make_shared<ScriptedModel>(std::move(lines));
    Tier tier;
    tier.name = std::move(name);
    tier.kind = kind;
    tier.proposer = make_model_proposer(model, {});
    tier.accept_confidence = tiers.empty() ? 0.80 : 0.88;
    tier.uplift = 0.25;
    tier.energy_prior_wh = 3;
    tier.grams_per_1k_tokens = 120;
    tiers.push_back(std::move(tier));
    return model;
  }

  Result<Solution> solve(std::string question, std::vector<std::string> choices = {}) {
    Problem problem = *make_problem(std::move(question), "question");
    problem.choices = std::move(choices);
    problem.tests = {"assert ans != 0"};
    events.clear();
    const Solver solver(std::move(tiers), runner, ledger, options);
    return solver.solve(problem, [this](const Event& event) { events.push_back(event); }, {});
  }

  std::vector<std::string> event_names() const {
    std::vector<std::string> names;
    for (const Event& event : events) names.emplace_back(name(event));
    return names;
  }
  template <class E>
  const E* first() const {
    for (const Event& event : events)
      if (const E* found = std::get_if<E>(&event)) return found;
    return nullptr;
  }
};

TEST(Solver, AnExecutedProgramIsTheProof) {
  Bench bench;
  const auto model = bench.add_model("small", {says("ans = 4")});
  const Result<Solution> solution = bench.solve("two and two");
  ASSERT_TRUE(solution) << solution.error().message;
  EXPECT_EQ(solution->answer, "4");
  EXPECT_TRUE(solution->verified);
  EXPECT_EQ(text::trim(solution->best.program), "ans = 4");
  EXPECT_NEAR(solution->confidence, 0.55 + 0.15 + 0.15, 1e-12);
  EXPECT_EQ(solution->tokens, 15);
  EXPECT_THAT(solution->route, ElementsAre("small"));
  EXPECT_THAT(bench.runner->tests_seen, ElementsAre("assert ans != 0"));
  EXPECT_THAT(bench.event_names(),
              ElementsAre("planned", "tier_started", "token", "candidate", "executed", "scored", "grouped", "solved"));
}

TEST(Solver, VotingStopsAtFourAgreeingSamples) {
  Bench bench;
  bench.options.samples = 12;
  const auto model = bench.add_model("small", std::vector<std::string>(12, says("ans = 4")));
  const Result<Solution> solution = bench.solve("q");
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->samples, 4u);
  EXPECT_EQ(solution->votes, 4u);
  ASSERT_EQ(model->requests.size(), 1u) << "one wave is enough";
  EXPECT_EQ(model->requests[0].samples, 4);
}

TEST(Solver, ADissentingSampleAsksForAsManyMoreAsTheStopRuleNeeds) {
  Bench bench;
  bench.options.samples = 12;
  std::vector<std::string> lines(12, says("ans = 4"));
  lines[1] = says("ans = 5");
  const auto model = bench.add_model("small", lines);
  const Result<Solution> solution = bench.solve("q");
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->answer, "4");
  EXPECT_EQ(solution->votes, 6u);
  EXPECT_EQ(solution->samples, 7u);
  ASSERT_EQ(model->requests.size(), 2u);
  EXPECT_EQ(model->requests[1].samples, 3) << "from 3:1 to 6:1";
  EXPECT_EQ(model->requests[1].first_sample, 4);
}

TEST(Solver, AStatedAnswerCountsWhereTheProgramFails) {
  Bench bench;
  bench.options.repair_rounds = 0;
  bench.add_model("small", {says("ans = x") + "So the answer is \\boxed{7}."});
  const Result<Solution> solution = bench.solve("q");
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->answer, "7");
  EXPECT_FALSE(solution->verified);
  EXPECT_NEAR(solution->confidence, 0.15 + 0.15, 1e-12);
}

TEST(Solver, AFailedTestLeavesNoAnswer) {
  Bench bench;
  bench.options.repair_rounds = 0;
  bench.add_model("small", {says("ans = -1") + "\\boxed{-1}"});
  const Result<Solution> solution = bench.solve("q");
  ASSERT_FALSE(solution);
  EXPECT_EQ(solution.error().code, Errc::kNoAnswer);
}

TEST(Solver, ARepairIsToldWhatWentWrongAndKeptWhereItHelps) {
  Bench bench;
  const auto model = bench.add_model("small", {says("ans = x"), says("ans = 4")});
  const Result<Solution> solution = bench.solve("q");
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->answer, "4");
  EXPECT_TRUE(solution->verified);
  ASSERT_EQ(model->requests.size(), 2u);
  EXPECT_THAT(model->requests[1].messages.back().content, testing::HasSubstr("NameError in line 3"));
  ASSERT_TRUE(bench.first<Repaired>());
  EXPECT_TRUE(bench.first<Repaired>()->kept);
}

TEST(Solver, ARepairThatDoesNotRaiseTheConfidenceIsDropped) {
  Bench bench;
  bench.options.repair_rounds = 1;
  bench.add_model("small", {"The answer is \\boxed{7}.", "The answer is \\boxed{8}."});
  const Result<Solution> solution = bench.solve("q");
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->answer, "7");
  EXPECT_FALSE(bench.first<Repaired>()->kept);
}

TEST(Solver, AnUnsureTierEscalatesThroughTheGate) {
  Bench bench;
  bench.options.repair_rounds = 0;
  bench.add_model("small", {"\\boxed{7}"});
  bench.add_model("large", {says("ans = 4")});
  const Result<Solution> solution = bench.solve("q");
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->answer, "4");
  EXPECT_EQ(solution->tier, "large");
  EXPECT_THAT(solution->route, ElementsAre("small", "large"));
  ASSERT_TRUE(bench.first<Gate>());
  EXPECT_TRUE(bench.first<Gate>()->open);
  EXPECT_NEAR(bench.first<Gate>()->predicted_grams, 1.35, 1e-9);
}

TEST(Solver, AClosedGateKeepsTheAnswerAndSaysSo) {
  Bench bench;
  bench.options.repair_rounds = 0;
  bench.options.gate_threshold = 1000;
  bench.add_model("small", {"\\boxed{7}"});
  const auto large = bench.add_model("large", {says("ans = 4")});
  const Result<Solution> solution = bench.solve("q");
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->answer, "7");
  EXPECT_TRUE(solution->escalation_blocked);
  EXPECT_TRUE(large->requests.empty());
}

TEST(Solver, AWorseAnswerOfALaterTierDoesNotReplaceABetterOne) {
  Bench bench;
  bench.options.repair_rounds = 0;
  bench.options.samples = 2;
  bench.add_model("small", {says("ans = 4"), says("ans = 5")});
  bench.add_model("large", {"\\boxed{9}", "\\boxed{9}"});
  bench.tiers[0].accept_confidence = 0.99;
  const Result<Solution> solution = bench.solve("q");
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->tier, "small");
}

TEST(Solver, AFailedTierIsPassedOverAndItsErrorNamedWhereNoneAnswers) {
  Bench bench;
  bench.add_model("small", {})->failure = Error{Errc::kNotFound, "http://localhost:1: no such model"};
  bench.add_model("large", {says("ans = 4")});
  EXPECT_EQ(bench.solve("q")->answer, "4");

  Bench lonely;
  lonely.add_model("small", {})->failure = Error{Errc::kNotFound, "http://localhost:1: no such model"};
  const Result<Solution> failed = lonely.solve("q");
  ASSERT_FALSE(failed);
  EXPECT_EQ(exit_status(failed.error().code), 4);
  EXPECT_EQ(failed.error().message, "tier small: http://localhost:1: no such model");
}

TEST(Solver, NoTierWithAnAnswerSaysWhatToConfigure) {
  Bench bench;
  Tier rules;
  rules.name = "rules";
  rules.kind = Tier::Kind::kRules;
  rules.proposer = make_rules_proposer();
  bench.tiers.push_back(std::move(rules));
  const Result<Solution> solution = bench.solve("What is the capital of Nepal?");
  ASSERT_FALSE(solution);
  EXPECT_EQ(exit_status(solution.error().code), 3);
  EXPECT_THAT(solution.error().message, testing::HasSubstr("--model"));
}

TEST(Solver, AChoiceIsNamedByItsLetter) {
  Bench bench;
  bench.add_model("small", {says("ans = 4")});
  EXPECT_EQ(bench.solve("2 + 2?", {"3", "4.0", "5"})->answer, "B");
}

TEST(Solver, AStopRequestEndsTheJourney) {
  Bench bench;
  bench.add_model("small", {says("ans = 4")});
  std::stop_source stop;
  stop.request_stop();
  const Solver solver(std::move(bench.tiers), bench.runner, bench.ledger, bench.options);
  const Result<Solution> solution = solver.solve(*make_problem("q", "question"), {}, stop.get_token());
  ASSERT_FALSE(solution);
  EXPECT_EQ(solution.error().code, Errc::kCancelled);
}

TEST(Solver, EnergyIsAbsentNotZeroWithoutAMeter) {
  Bench bench;
  bench.add_model("small", {says("ans = 4")});
  const nlohmann::json object = to_json(*bench.solve("q"));
  EXPECT_TRUE(object.at("energy_wh_small").is_null());
  EXPECT_TRUE(object.at("gco2_small").is_null());
  for (const char* field : {"route", "confidence", "verified", "answer", "text", "difficulty", "escalation_blocked",
                            "plan", "tier", "votes", "tokens", "seconds"})
    EXPECT_TRUE(object.contains(field)) << field;
}

TEST(Solver, ARemoteTiersCarbonFollowsItsTokens) {
  Bench bench;
  bench.add_model("remote", {says("ans = 4")}, Tier::Kind::kRemote);
  EXPECT_NEAR(to_json(*bench.solve("q")).at("gco2_remote").get<double>(), 15 * 0.120, 1e-9);
}

}  // namespace
}  // namespace qed::solver
