// SymPy's opinion on two answers, in the sandbox and within ten seconds.
#pragma once

#include <memory>
#include <string_view>

#include "answer/equal.h"
#include "base/error.h"
#include "program/program.h"

namespace qed::cli {

class Symbolic {
 public:
  static Result<std::unique_ptr<Symbolic>> open();

  // `undecided` as it is where SymPy does not know either, runs out of time or cannot read an answer.
  Result<answer::Judgement> judge(std::string_view gold, std::string_view given, const answer::Judgement& undecided);

 private:
  std::unique_ptr<program::Runner> runner_;
};

}  // namespace qed::cli
