// Problem → Solution: the data path.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "answer/equal.h"
#include "answer/extract.h"
#include "energy/ledger.h"
#include "program/program.h"
#include "solver/candidate.h"
#include "solver/event.h"
#include "solver/plan.h"
#include "solver/problem.h"
#include "solver/tier.h"

namespace qed::solver {

struct Options {
  std::optional<int> samples;         // overrides the plan's number
  std::optional<double> temperature;  // overrides the plan's
  std::optional<int> max_tokens;      // overrides the plan's
  int repair_rounds = 2;
  double repair_below = 0.80;    // confidence
  double gate_threshold = 0.05;  // percentage points per gram
  double grid_g_per_kwh = 450;
  answer::ExtractOptions extract;
  answer::EqualOptions equal;
};

struct Solution {
  std::string answer;              // LaTeX or plain; never empty
  std::string text;                // the winning candidate's response
  std::string tier;                // the tier whose candidate won
  std::vector<std::string> route;  // tiers that were asked, in order
  double confidence = 0;           // probability that the answer is right
  bool verified = false;           // a program produced the answer, and every test and check it has passed
  std::size_t votes = 0;           // of the answer's class
  std::size_t samples = 0;         // candidates of the winning tier
  Plan plan;
  bool escalation_blocked = false;           // the gate kept a further tier from being asked
  Candidate best;                            // the proof: its program and what that returned
  std::map<std::string, energy::Cost> cost;  // by tier
  int tokens = 0;
  double seconds = 0;
};

// Owns its tiers; solve() may run on several threads at once.
class Solver {
 public:
  Solver(std::vector<Tier> tiers, std::shared_ptr<program::Runner> runner, energy::Ledger& ledger, Options options);

  // kNoAnswer where every tier abstained (the message says what to configure), the first tier's own error where a
  // tier failed and none answered, kCancelled on `stop`.
  Result<Solution> solve(const Problem& problem, const EventSink& on_event, std::stop_token stop) const;

  std::span<const Tier> tiers() const { return tiers_; }

 private:
  std::vector<Tier> tiers_;
  std::shared_ptr<program::Runner> runner_;
  energy::Ledger& ledger_;
  Options options_;
};

// The --json object, but for the problem's own fields.
nlohmann::json to_json(const Solution& solution);

}  // namespace qed::solver
