#include <algorithm>

#include "base/text.h"
#include "rules/rules.h"
#include "solver/tier.h"

namespace qed::solver {
namespace {

// Python's own words that a question may contain as well.
constexpr std::string_view kPythonWords[] = {"and", "as",  "assert", "else", "for", "from", "if",   "import",
                                             "in",  "is",  "lambda", "not",  "or",  "pass", "with", "while",
                                             "all", "any", "yield",  "sum",  "max", "min",  "round"};

constexpr bool is_name_part(char c) { return text::is_alpha(c) || text::is_digit(c) || c == '_'; }

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_name_part(text[at - 1])) && (end == text.size() || !is_name_part(text[end]))) return true;
  }
  return false;
}

// Tests name the answer as the question does ("roots"); the program knows it as `ans`. Gives it their names as well.
void add_names(std::string& program, const std::vector<std::string>& tests, std::string_view question) {
  const std::string words = text::lower(question);
  for (const std::string_view test : tests) {
    for (std::size_t at = 0; at < test.size();) {
      std::size_t end = at;
      while (end < test.size() && is_name_part(test[end])) ++end;
      const std::string_view name = test.substr(at, end - at);
      at = std::max(end, at + 1);
      if (name.empty() || text::is_digit(name[0]) || std::ranges::find(kPythonWords, name) != std::end(kPythonWords))
        continue;
      if (has_word(words, name) && !has_word(program, name)) program += fmt::format("\n{} = ans", name);
    }
  }
}

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
    add_names(candidate.program, problem.tests, problem.question);
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
