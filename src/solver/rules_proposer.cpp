#include "rules/rules.h"
#include "solver/tier.h"

namespace qed::solver {
namespace {

// One exact candidate, or none. Asking again cannot help.
class RulesProposer final : public Proposer {
 public:
  Result<std::vector<Candidate>> propose(const Problem& problem, const Plan&, int first, int, const PieceSink&,
                                         std::stop_token) override {
    std::vector<Candidate> candidates;
    // A picture or options may change what the words mean, and no rule sees them.
    if (first > 0 || !problem.image.empty() || !problem.choices.empty()) return candidates;
    std::optional<rules::Reading> reading = rules::read(problem.question);
    if (!reading) return candidates;
    Candidate candidate;
    candidate.text = std::move(reading->restated);
    candidate.program = std::move(reading->source);
    candidate.checks = std::move(reading->checks);
    candidates.push_back(std::move(candidate));
    return candidates;
  }

  Result<std::vector<Candidate>> mend(const Problem&, const Plan&, const Repair&, const PieceSink&,
                                      std::stop_token) override {
    return std::vector<Candidate>();
  }
};

}  // namespace

std::unique_ptr<Proposer> make_rules_proposer() { return std::make_unique<RulesProposer>(); }

}  // namespace qed::solver
