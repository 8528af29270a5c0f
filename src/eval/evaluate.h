// Runs the solver over a data set and counts what it got right, by which route and at what cost.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "eval/dataset.h"
#include "solver/solver.h"

namespace qed::eval {

// What became of one problem.
struct Outcome {
  std::string id;
  std::string gold;    // empty where the right thing is to abstain
  std::string answer;  // empty where there is none
  std::string tier;    // whose candidate won; empty where none did
  std::string error;   // why a tier failed; empty for an answer and for abstaining
  bool right = false;
  bool verified = false;
  double confidence = 0;
  std::size_t samples = 0;  // candidates that models proposed, over all tiers
  std::size_t tokens = 0;
  double seconds = 0;
};

struct Evaluation {
  std::string data_set;
  std::vector<Outcome> outcomes;  // in the data set's order
  double seconds = 0;             // of the whole run, with its problems solved at once
};

// The figures of an evaluation.
struct Summary {
  std::size_t total = 0;
  std::size_t right = 0;
  std::size_t wrong = 0;      // an answer, but not the right one
  std::size_t abstained = 0;  // of these, `right` counts those that were to be abstained from
  std::size_t failed = 0;
  std::size_t verified = 0;
  struct Route {
    std::size_t answered = 0;
    std::size_t right = 0;
  };
  std::map<std::string, Route> routes;  // by the tier that won
  double mean_samples = 0;              // per problem
  double mean_tokens = 0;
  double mean_confidence = 0;  // of the answered ones
  double p50_seconds = 0;      // per problem
  double p99_seconds = 0;
};
Summary summarise(const Evaluation& evaluation);

struct EvaluateOptions {
  answer::EqualOptions equal;
  int jobs = 1;
  std::function<void(const Outcome&, std::size_t done, std::size_t total)> on_outcome;  // never two calls at once
};

// A tier's failure is an outcome of its problem; an error only on `stop`.
Result<Evaluation> evaluate(const solver::Solver& solver, const DataSet& set, const EvaluateOptions& options,
                            const std::stop_token& stop);

}  // namespace qed::eval
