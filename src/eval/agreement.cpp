#include "eval/agreement.h"

#include <algorithm>
#include <mutex>

#include "base/parallel.h"
#include "base/text.h"
#include "eval/dataset.h"
#include "solver/execute.h"

namespace qed::eval {
namespace {

struct Read {
  std::string answer;
  std::string how;
  bool passed_over = false;
};

// The answer of one generation, by the solver's own rules.
Result<Read> read_answer(const llm::RecordedGeneration& generation, const solver::Problem& problem,
                         const AgreementOptions& options, const std::stop_token& stop) {
  solver::Candidate candidate;
  candidate.text = generation.text;
  candidate.program = program::find_program(generation.text).value_or("");
  if (candidate.program.empty()) {
    const auto extracted = answer::extract(generation.text, options.extract);
    if (!extracted) return Read{.answer = {}, .how = "none"};
    return Read{.answer = extracted->text, .how = std::string(answer::name(extracted->marker))};
  }
  if (!options.runner) return Read{.answer = {}, .how = {}, .passed_over = true};
  QED_TRY(solver::execute(candidate, problem, *options.runner, options.extract, options.equal, stop));
  return Read{.answer = candidate.answer, .how = candidate.executed() ? "program" : "none"};
}

void add(SourceAgreement& sum, const SourceAgreement& part) {
  sum.agree += part.agree;
  sum.disagree += part.disagree;
  sum.right += part.right;
  sum.labelled_right += part.labelled_right;
  sum.unlabelled += part.unlabelled;
  sum.passed_over += part.passed_over;
}

// What one question's generations come to.
struct Tally {
  std::vector<SourceAgreement> sources;
  std::vector<Disagreement> disagreements;
};

Result<Tally> tally(const llm::Recording& recording, std::size_t question, const AgreementOptions& options,
                    const std::stop_token& stop) {
  Tally tally;
  tally.sources.resize(recording.sources().size());
  const llm::RecordedQuestion& asked = recording.questions()[question];
  const solver::Problem problem = recorded_problem(asked);
  for (const llm::RecordedGeneration& generation : recording.generations(question)) {
    SourceAgreement& source = tally.sources[generation.source];
    if (!generation.label) {
      ++source.unlabelled;
      continue;
    }
    Read read = QED_TRY(read_answer(generation, problem, options, stop));
    if (read.passed_over) {
      ++source.passed_over;
      continue;
    }
    const bool right = !read.answer.empty() && answer::equal(asked.gold, read.answer, options.equal);
    source.right += right;
    source.labelled_right += *generation.label;
    ++(right == *generation.label ? source.agree : source.disagree);
    if (right != *generation.label)
      tally.disagreements.push_back({.source = recording.sources()[generation.source],
                                     .question_id = asked.id,
                                     .line = generation.line,
                                     .gold = asked.gold,
                                     .answer = std::move(read.answer),
                                     .how = std::move(read.how),
                                     .label = *generation.label});
  }
  return tally;
}

}  // namespace

Result<Agreement> measure_agreement(const llm::Recording& recording, const AgreementOptions& options,
                                    const std::stop_token& stop) {
  Agreement agreement;
  agreement.recording = recording.name();
  for (const std::string& source : recording.sources()) agreement.sources.push_back({.source = source});
  const std::size_t total = recording.questions().size();
  std::size_t next_question = 0;
  std::mutex mutex;
  std::size_t done = 0;  // guarded by mutex, with `agreement`
  QED_TRY(for_each_parallel<std::size_t>(
      options.jobs,
      [&]() -> Result<std::optional<std::size_t>> {
        return next_question < total ? std::optional(next_question++) : std::nullopt;
      },
      [&](std::size_t question, std::stop_token abandon) -> Result<void> {
        Tally part = QED_TRY(tally(recording, question, options, abandon));
        const std::lock_guard lock(mutex);
        for (std::size_t i = 0; i < part.sources.size(); ++i) add(agreement.sources[i], part.sources[i]);
        std::ranges::move(part.disagreements, std::back_inserter(agreement.disagreements));
        if (options.on_progress) options.on_progress(++done, total);
        return {};
      },
      stop));
  if (stop.stop_requested()) return fail(Errc::kCancelled, "{}: cancelled", recording.name());
  for (const SourceAgreement& source : agreement.sources) add(agreement.total, source);
  std::ranges::sort(agreement.disagreements, {}, &Disagreement::line);
  return agreement;
}

}  // namespace qed::eval
