#include "eval/evaluate.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <set>

#include "base/parallel.h"

namespace qed::eval {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// The tiers whose candidates are drawn from a model.
std::set<std::string> model_tiers(const solver::Solver& solver) {
  std::set<std::string> names;
  for (const solver::Tier& tier : solver.tiers())
    if (tier.kind != solver::Tier::Kind::kRules) names.insert(tier.name);
  return names;
}

Result<Outcome> solve_one(const solver::Solver& solver, const Item& item, const std::set<std::string>& models,
                          const answer::EqualOptions& equal, const std::stop_token& stop) {
  Outcome outcome;
  outcome.id = item.problem.id;
  outcome.gold = item.gold.value_or("");
  const auto start = Clock::now();
  const Result<solver::Solution> solution = solver.solve(
      item.problem,
      [&](const solver::Event& event) {
        const auto* proposed = std::get_if<solver::Proposed>(&event);
        if (!proposed) return;
        outcome.samples += models.contains(proposed->tier);
        outcome.tokens += static_cast<std::size_t>(proposed->tokens);
      },
      stop);
  outcome.seconds = seconds_since(start);
  if (!solution) {
    if (solution.error().code == Errc::kCancelled) return std::unexpected(solution.error());
    if (solution.error().code != Errc::kNoAnswer) outcome.error = solution.error().message;
    outcome.right = !item.gold && outcome.error.empty();
    return outcome;
  }
  outcome.answer = solution->answer;
  outcome.tier = solution->tier;
  outcome.verified = solution->verified;
  outcome.confidence = solution->confidence;
  outcome.right = item.gold && answer::equal(*item.gold, solution->answer, equal);
  return outcome;
}

// The nearest-rank quantile of sorted values.
double quantile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

}  // namespace

Result<Evaluation> evaluate(const solver::Solver& solver, const DataSet& set, const EvaluateOptions& options,
                            const std::stop_token& stop) {
  Evaluation evaluation{.data_set = set.name, .outcomes = std::vector<Outcome>(set.items.size())};
  const std::set<std::string> models = model_tiers(solver);
  const auto start = Clock::now();
  std::size_t next_item = 0;
  std::mutex mutex;
  std::size_t done = 0;  // guarded by mutex
  QED_TRY(for_each_parallel<std::size_t>(
      options.jobs,
      [&]() -> Result<std::optional<std::size_t>> {
        return next_item < set.items.size() ? std::optional(next_item++) : std::nullopt;
      },
      [&](std::size_t index, std::stop_token abandon) -> Result<void> {
        Outcome outcome = QED_TRY(solve_one(solver, set.items[index], models, options.equal, abandon));
        const std::lock_guard lock(mutex);
        evaluation.outcomes[index] = std::move(outcome);
        ++done;
        if (options.on_outcome) options.on_outcome(evaluation.outcomes[index], done, set.items.size());
        return {};
      },
      stop));
  if (stop.stop_requested()) return fail(Errc::kCancelled, "{}: cancelled", set.name);
  evaluation.seconds = seconds_since(start);
  return evaluation;
}

Summary summarise(const Evaluation& evaluation) {
  Summary summary;
  summary.total = evaluation.outcomes.size();
  std::vector<double> seconds;
  double samples = 0, tokens = 0, confidence = 0;
  for (const Outcome& outcome : evaluation.outcomes) {
    summary.right += outcome.right;
    summary.verified += outcome.verified;
    if (!outcome.error.empty()) {
      ++summary.failed;
    } else if (outcome.answer.empty()) {
      ++summary.abstained;
    } else {
      summary.wrong += !outcome.right;
      confidence += outcome.confidence;
      Summary::Route& route = summary.routes[outcome.tier];
      ++route.answered;
      route.right += outcome.right;
    }
    samples += static_cast<double>(outcome.samples);
    tokens += static_cast<double>(outcome.tokens);
    seconds.push_back(outcome.seconds);
  }
  if (summary.total == 0) return summary;
  const double total = static_cast<double>(summary.total);
  const std::size_t answered = summary.total - summary.failed - summary.abstained;
  std::ranges::sort(seconds);
  summary.mean_samples = samples / total;
  summary.mean_tokens = tokens / total;
  summary.mean_confidence = answered ? confidence / static_cast<double>(answered) : 0;
  summary.p50_seconds = quantile(seconds, 0.50);
  summary.p99_seconds = quantile(seconds, 0.99);
  return summary;
}

}  // namespace qed::eval
