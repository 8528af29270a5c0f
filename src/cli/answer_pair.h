// A gold answer and one to be judged by it, as a row of a file gives them.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "answer/equal.h"
#include "base/error.h"
#include "cli/answer_options.h"

namespace qed::cli {

struct AnswerPair {
  std::string gold, given;
  answer::EqualOptions equal;
};

// From {gold, pred, options?, form?}. Where "form" is "response", the answers are extracted from the texts first; a
// text that is a formula as it stands stays whole.
Result<AnswerPair> read_pair(const nlohmann::json& row, const AnswerOptions& defaults);

}  // namespace qed::cli
