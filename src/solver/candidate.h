// One attempt at a problem, as it moves along the data path: proposed, executed, scored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "program/program.h"

namespace qed::solver {

struct Candidate {
  std::string tier;
  int sample = 0;                   // number within the tier
  int repair_round = 0;             // 0: a first attempt
  std::string text;                 // what was proposed, whole: a model's response, or how a rule read the question
  std::string program;              // the program of thought in it; empty for none
  std::vector<std::string> checks;  // assertions that came with the program (a rule's own)
  int tokens = 0;                   // prompt and completion
  double seconds = 0;

  std::optional<program::Run> run;  // set once executed
  std::string answer;               // LaTeX or plain; empty while there is none
  double score = 0;                 // set once scored: confidence by the uncalibrated rule, without the vote's share

  bool executed() const { return run && run->status == program::Status::kOk; }
};

}  // namespace qed::solver
