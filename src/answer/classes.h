// Answer classes: candidates whose answers are mathematically equal.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "answer/equal.h"

namespace qed::answer {

struct AnswerClass {
  std::string answer;                // the first member's text
  std::vector<std::size_t> members;  // indices into the grouped answers, ascending
};

// Each answer joins the first class that holds an equal one; empty answers join none. Classes come in order of their
// first member. At most n + k² comparisons for n answers and k classes: equal texts are never compared twice.
std::vector<AnswerClass> group(std::span<const std::string> answers, const EqualOptions& options = {});

}  // namespace qed::answer
