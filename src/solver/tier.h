// A tier: one way to propose candidates, with what is known of its price and its accuracy.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "llm/language_model.h"
#include "solver/candidate.h"
#include "solver/plan.h"
#include "solver/problem.h"

namespace qed::solver {

using PieceSink = llm::TokenSink;

// What a repair starts from: the best attempt so far and what is wrong with it.
struct Repair {
  int round;
  const Candidate& attempt;
};

// Safe to call from several threads at once.
class Proposer {
 public:
  virtual ~Proposer() = default;

  // Up to `count` candidates numbered from `first`, unexecuted. Empty: abstains.
  virtual Result<std::vector<Candidate>> propose(const Problem& problem, const Plan& plan, int first, int count,
                                                 const PieceSink& on_piece, std::stop_token stop) = 0;
  // One candidate that mends `repair.attempt`, or none where the proposer cannot.
  virtual Result<std::vector<Candidate>> mend(const Problem& problem, const Plan& plan, const Repair& repair,
                                              const PieceSink& on_piece, std::stop_token stop) = 0;
};

struct Tier {
  enum class Kind : std::uint8_t { kRules, kLocal, kRemote };

  std::string name;  // "rules", "small", "large", "remote": part of JSON field names
  Kind kind;
  std::unique_ptr<Proposer> proposer;
  double accept_confidence = 0.80;  // at or above: no further tier is asked
  // Share of the tier's executed answers that were right, where that has been measured: its confidence. Without it
  // the uncalibrated rule of score.h holds.
  std::optional<double> precision;
  double uplift = 0;               // prior for the accuracy gained by escalating to this tier, 0..1
  double energy_prior_wh = 0;      // per problem, until measured (local)
  double grams_per_1k_tokens = 0;  // CO2-equivalent (remote)
};

// Tier 0.
std::unique_ptr<Proposer> make_rules_proposer();

// How a model is asked: for a program, or for worked steps with a boxed answer.
enum class Prompt : std::uint8_t { kProgram, kSteps };
struct ModelOptions {
  Prompt prompt = Prompt::kProgram;
  std::uint64_t seed = 0;
};
std::unique_ptr<Proposer> make_model_proposer(std::shared_ptr<llm::LanguageModel> model, ModelOptions options);

}  // namespace qed::solver
