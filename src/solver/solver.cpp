#include "solver/solver.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "energy/ledger.h"
#include "solver/execute.h"
#include "solver/gate.h"
#include "solver/score.h"
#include "solver/vote.h"

namespace qed::solver {
namespace {

using Clock = std::chrono::steady_clock;

// What a server calls invalid or not found is the tier's failure, not the user's.
Error tier_failure(const Tier& tier, const Error& error) {
  const bool about_input = exit_status(error.code) == exit_status(Errc::kInvalidInput);
  return {.code = about_input ? Errc::kUnavailable : error.code,
          .message = fmt::format("tier {}: {}", tier.name, error.message)};
}

// The best that one tier has come up with so far.
struct Standing {
  const Tier* tier = nullptr;
  std::vector<Candidate> candidates;
  Vote vote;
  double confidence = 0;

  const Candidate* best() const { return best_of(candidates, vote); }
};

// One problem on its way along the data path.
class Journey {
 public:
  Journey(std::span<const Tier> tiers, program::Runner& runner, energy::Ledger& ledger, const Options& options,
          const Problem& problem, const EventSink& on_event, std::stop_token stop)
      : tiers_(tiers),
        runner_(runner),
        ledger_(ledger),
        options_(options),
        problem_(problem),
        on_event_(on_event),
        stop_(std::move(stop)) {}

  Result<Solution> run();

 private:
  void emit(const Event& event) {
    const std::lock_guard lock(mutex_);
    if (on_event_) on_event_(event);
  }
  void plan();
  bool worth_asking(const Tier& tier);
  Result<Standing> ask(const Tier& tier);
  Result<void> draw(const Tier& tier, Standing& standing);
  Result<void> settle(const Tier& tier, Candidate& candidate);
  void count(Standing& standing, const Tier& tier);
  Result<void> repair(std::size_t tier_index);
  Result<bool> repair_once(const Tier& mender, int round);
  void pass(const Tier& tier, std::string reason, bool failed);
  Result<Solution> conclude();

  // Does `work` and books its energy and tokens to the tier.
  template <class Work>
  auto metered(const Tier& tier, Work work) {
    const int tokens_before = tokens_;
    if (tier.kind == Tier::Kind::kRemote) {
      auto result = work();
      cost_[tier.name] += ledger_.charge_remote(tier.name, tier.grams_per_1k_tokens * (tokens_ - tokens_before) / 1000);
      return result;
    }
    energy::Ledger::Span span = ledger_.open(tier.name);
    auto result = work();
    cost_[tier.name] += span.end();
    return result;
  }

  PieceSink piece_sink(const Tier& tier) {
    return [this, &tier](int sample, std::string_view piece) {
      emit(Token{.tier = tier.name, .sample = sample, .piece = std::string(piece)});
    };
  }

  std::span<const Tier> tiers_;
  program::Runner& runner_;
  energy::Ledger& ledger_;
  const Options& options_;
  const Problem& problem_;
  const EventSink& on_event_;
  std::stop_token stop_;
  std::mutex mutex_;  // serialises on_event_: pieces come from model threads

  Clock::time_point started_ = Clock::now();
  Plan plan_;
  Standing standing_;  // the most confident so far
  std::vector<std::string> route_;
  bool model_asked_ = false;
  bool escalation_blocked_ = false;
  int tokens_ = 0;
  std::map<std::string, energy::Cost> cost_;
  std::optional<Error> failure_;  // of the first tier that failed
};

void Journey::plan() {
  plan_ = make_plan(problem_.question);
  plan_.samples = options_.samples.value_or(plan_.samples);
  plan_.temperature = options_.temperature.value_or(plan_.temperature);
  plan_.max_tokens = options_.max_tokens.value_or(plan_.max_tokens);
  std::vector<std::string> names;
  for (const Tier& tier : tiers_) names.push_back(tier.name);
  emit(Planned{.plan = plan_, .tiers = std::move(names)});
}

// The first model is what the user asked for; each further one must earn its carbon.
bool Journey::worth_asking(const Tier& tier) {
  if (tier.kind == Tier::Kind::kRules || !std::exchange(model_asked_, true)) return true;
  const Gate gate = decide_gate(route_.back(), standing_.confidence, tier, plan_, ledger_.mean_grams(tier.name),
                                options_.grid_g_per_kwh, options_.gate_threshold);
  emit(gate);
  return gate.open;
}

// Runs one candidate's program and settles its answer and score.
Result<void> Journey::settle(const Tier& tier, Candidate& candidate) {
  candidate.tier = tier.name;
  tokens_ += candidate.tokens;
  emit(Proposed{.tier = tier.name,
                .sample = candidate.sample,
                .repair_round = candidate.repair_round,
                .text = candidate.text,
                .program = candidate.program,
                .tokens = candidate.tokens,
                .seconds = candidate.seconds});
  QED_TRY(execute(candidate, problem_, runner_, options_.extract, options_.equal, stop_));
  if (candidate.run)
    emit(Executed{
        .tier = tier.name, .sample = candidate.sample, .repair_round = candidate.repair_round, .run = *candidate.run});
  candidate.score = score(candidate);
  emit(Scored{.tier = tier.name,
              .sample = candidate.sample,
              .repair_round = candidate.repair_round,
              .answer = candidate.answer,
              .score = candidate.score});
  return {};
}

void Journey::count(Standing& standing, const Tier& tier) {
  standing.tier = &tier;
  standing.vote = count_votes(standing.candidates, options_.equal);
  const Candidate* best = standing.best();
  standing.confidence = best ? confidence(*best, standing.vote, tier.precision) : 0;
}

// Draws candidates until the vote is decided or the budget is spent. Each wave is as large as the stop rule needs at
// the least, so that nothing is drawn in vain and a server sees as many requests at once as possible.
Result<void> Journey::draw(const Tier& tier, Standing& standing) {
  int drawn = 0;
  while (drawn < plan_.samples) {
    const std::size_t needed = votes_to_stop(standing.vote.leading(), standing.vote.runner_up());
    if (needed == 0) break;
    const int wave = std::min(static_cast<int>(needed), plan_.samples - drawn);
    std::vector<Candidate> candidates =
        QED_TRY(tier.proposer->propose(problem_, plan_, drawn, wave, piece_sink(tier), stop_));
    if (candidates.empty()) break;
    drawn += wave;
    for (Candidate& candidate : candidates) {
      QED_TRY(settle(tier, candidate));
      standing.candidates.push_back(std::move(candidate));
    }
    count(standing, tier);
  }
  return {};
}

Result<Standing> Journey::ask(const Tier& tier) {
  emit(TierStarted{.tier = tier.name});
  Standing standing;
  QED_TRY(metered(tier, [&] { return draw(tier, standing); }));
  if (!standing.candidates.empty()) {
    Grouped grouped{.tier = tier.name, .classes = {}, .confidence = standing.confidence};
    for (const auto& group : standing.vote.classes)
      grouped.classes.push_back({.answer = group.answer, .votes = group.members.size()});
    emit(grouped);
  }
  return standing;
}

// False where the mender has nothing to offer.
Result<bool> Journey::repair_once(const Tier& mender, int round) {
  // A losing attempt that ran says more about the problem than one that did not.
  const Candidate* attempt = standing_.best() ? standing_.best() : &standing_.candidates.front();
  std::vector<Candidate> mended =
      QED_TRY(mender.proposer->mend(problem_, plan_, {.round = round, .attempt = *attempt}, piece_sink(mender), stop_));
  if (mended.empty()) return false;
  Standing repaired = standing_;
  for (Candidate& candidate : mended) {
    QED_TRY(settle(mender, candidate));
    repaired.candidates.push_back(std::move(candidate));
  }
  count(repaired, *standing_.tier);
  const bool helped = repaired.confidence > standing_.confidence;
  emit(Repaired{.tier = mender.name,
                .round = round,
                .confidence_before = standing_.confidence,
                .confidence_after = repaired.confidence,
                .kept = helped});
  if (helped) standing_ = std::move(repaired);
  return true;
}

// The last round goes to the next tier where there is one and its gate is open.
Result<void> Journey::repair(std::size_t tier_index) {
  for (int round = 1; round <= options_.repair_rounds && standing_.confidence < options_.repair_below; ++round) {
    const Tier* mender = &tiers_[tier_index];
    if (round == options_.repair_rounds && round > 1 && tier_index + 1 < tiers_.size()) {
      const Tier& next = tiers_[tier_index + 1];
      if (worth_asking(next)) mender = &next;
    }
    const bool tried = QED_TRY(metered(*mender, [&] { return repair_once(*mender, round); }));
    if (!tried) return {};
  }
  return {};
}

void Journey::pass(const Tier& tier, std::string reason, bool failed) {
  emit(TierPassed{.tier = tier.name, .reason = std::move(reason), .failed = failed});
}

Result<Solution> Journey::run() {
  plan();
  for (std::size_t i = 0; i < tiers_.size(); ++i) {
    const Tier& tier = tiers_[i];
    if (!worth_asking(tier)) {
      escalation_blocked_ = true;
      break;
    }
    route_.push_back(tier.name);
    Result<Standing> asked = ask(tier);
    if (stop_.stop_requested()) return fail(Errc::kCancelled, "cancelled");
    if (!asked) {
      pass(tier, asked.error().message, /*failed=*/true);
      if (!failure_) failure_ = tier_failure(tier, asked.error());
      continue;
    }
    if (asked->candidates.empty()) {
      pass(tier, "abstains", /*failed=*/false);
      continue;
    }
    if (!standing_.tier || asked->confidence > standing_.confidence) standing_ = *std::move(asked);
    if (Result<void> repaired = repair(i); !repaired) pass(tier, repaired.error().message, /*failed=*/true);
    if (stop_.stop_requested()) return fail(Errc::kCancelled, "cancelled");
    if (!standing_.best()) pass(tier, "no candidate reached an answer", /*failed=*/false);
    if (standing_.confidence >= tier.accept_confidence) break;
  }
  return conclude();
}

Result<Solution> Journey::conclude() {
  const Candidate* best = standing_.best();
  if (!best && failure_) return std::unexpected(*failure_);
  if (!best && escalation_blocked_)
    return fail(Errc::kNoAnswer,
                "no answer so far, and the gate kept further tiers from being asked: raise the "
                "carbon budget by a lower CRE_THRESHOLD_PCT_PER_G (now {})",
                options_.gate_threshold);
  if (!best && model_asked_) return fail(Errc::kNoAnswer, "no tier reached an answer ({})", fmt::join(route_, ", "));
  if (!best)
    return fail(Errc::kNoAnswer,
                "the rules abstain on this question, and no model is configured: name one with --model URL#NAME, or "
                "in SOLVER_BASE and SOLVER_MODEL");
  Solution solution;
  solution.text = best->text;
  solution.tier = best->tier;
  solution.route = route_;
  solution.confidence = standing_.confidence;
  solution.verified = best->executed();
  solution.votes = standing_.vote.leading();
  solution.samples = standing_.candidates.size();
  solution.plan = plan_;
  solution.escalation_blocked = escalation_blocked_;
  solution.best = *best;
  solution.answer = best->answer;
  solution.cost = cost_;
  solution.tokens = tokens_;
  solution.seconds = std::chrono::duration<double>(Clock::now() - started_).count();
  emit(Solved{.tier = solution.tier,
              .answer = solution.answer,
              .confidence = solution.confidence,
              .verified = solution.verified});
  return solution;
}

}  // namespace

Solver::Solver(std::vector<Tier> tiers, std::shared_ptr<program::Runner> runner, energy::Ledger& ledger,
               Options options)
    : tiers_(std::move(tiers)), runner_(std::move(runner)), ledger_(ledger), options_(options) {}

Result<Solution> Solver::solve(const Problem& problem, const EventSink& on_event, std::stop_token stop) const {
  return Journey(tiers_, *runner_, ledger_, options_, problem, on_event, std::move(stop)).run();
}

}  // namespace qed::solver
