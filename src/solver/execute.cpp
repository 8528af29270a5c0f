#include "solver/execute.h"

#include "base/text.h"

namespace qed::solver {
namespace {

// A program is no prose: where the text is nothing but the program there is no statement to fall back on.
std::string stated_answer(const Candidate& candidate, answer::ExtractOptions options) {
  if (!candidate.program.empty()) {
    if (text::trim(candidate.program) == text::trim(candidate.text)) return {};
    options.last_number = false;
  }
  const std::optional<answer::Extracted> extracted = answer::extract(candidate.text, options);
  return extracted ? extracted->text : std::string();
}

bool is_letter_of(std::string_view answer, std::size_t choices) {
  return answer.size() == 1 && answer[0] >= 'A' && static_cast<std::size_t>(answer[0] - 'A') < choices;
}

std::string as_choice(std::string answer, const std::vector<std::string>& choices,
                      const answer::EqualOptions& options) {
  if (answer.empty() || is_letter_of(answer, choices.size())) return answer;
  for (std::size_t i = 0; i < choices.size() && i < 26; ++i)
    if (answer::equal(choices[i], answer, options)) return std::string(1, static_cast<char>('A' + i));
  return answer;
}

}  // namespace

Result<void> execute(Candidate& candidate, const Problem& problem, program::Runner& runner,
                     const answer::ExtractOptions& extract, const answer::EqualOptions& equal, std::stop_token stop) {
  candidate.answer.clear();
  if (!candidate.program.empty()) {
    program::Program program{.source = candidate.program, .tests = candidate.checks};
    program.tests.insert(program.tests.end(), problem.tests.begin(), problem.tests.end());
    candidate.run = QED_TRY(runner.run(program, stop));
  }
  if (candidate.executed()) {
    candidate.answer = candidate.run->latex;
  } else if (!candidate.run || candidate.run->status != program::Status::kTestFailed) {
    candidate.answer = stated_answer(candidate, extract);
  }
  candidate.answer = as_choice(std::move(candidate.answer), problem.choices, equal);
  return {};
}

}  // namespace qed::solver
