// Do extraction and equality see what a recording's labels say? Each recorded generation is read as the solver would
// read it, compared with the reference answer, and that verdict held against the label.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "answer/equal.h"
#include "answer/extract.h"
#include "base/error.h"
#include "eval/interval.h"
#include "llm/recording.h"
#include "program/program.h"

namespace qed::eval {

struct AgreementOptions {
  answer::ExtractOptions extract;
  answer::EqualOptions equal;
  program::Runner* runner = nullptr;  // runs the programs among the generations; without it they are passed over
  int jobs = 1;
  std::function<void(std::size_t done, std::size_t total)> on_progress;  // questions; never two calls at once
};

struct Disagreement {
  std::string source;  // "model/mode"
  std::string question_id;
  std::size_t line = 0;  // in the file of responses
  std::string gold;
  std::string answer;  // what was read; empty for none
  std::string how;     // the marker it was read from, "program", or "none"
  bool label = false;  // what the recording says; the verdict is the opposite
};

struct SourceAgreement {
  std::string source;
  std::size_t agree = 0;
  std::size_t disagree = 0;
  std::size_t right = 0;           // by our verdict, of the labelled ones
  std::size_t labelled_right = 0;  // by the label
  std::size_t unlabelled = 0;
  std::size_t passed_over = 0;  // programs, where there is no runner
  std::size_t labelled() const { return agree + disagree; }
};

struct Agreement {
  std::string recording;
  std::vector<SourceAgreement> sources;  // in the recording's order
  SourceAgreement total;
  std::vector<Disagreement> disagreements;  // in the order of the file of responses
};

// An error only where a program could not be run at all, or on `stop`.
Result<Agreement> measure_agreement(const llm::Recording& recording, const AgreementOptions& options,
                                    const std::stop_token& stop);

}  // namespace qed::eval
