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

// Answers of one rational value or one text share a key; the first of each key stands for it, and keys whose answers
// are equal are united. So the classes are the connected components of equality, whatever the order of the answers:
// where 18 is among them, 18 cm and 18 m meet in its class. Classes come in order of their first member; empty answers
// join none. At most k² / 2 comparisons for k keys, none between two plain numbers.
std::vector<AnswerClass> group(std::span<const std::string> answers, const EqualOptions& options = {});

}  // namespace qed::answer
