// Other ways of speaking, put plainly: "to what value does S converge" as "what is the sum of S", "E; which x work?" as
// "solve E for x". One table serves every kind; what it yields is read like any other question, so a paraphrase may
// only swap words that mean the same.
#pragma once

#include <vector>

#include "rules/normalise.h"

namespace qed::rules {

// Plainer ways to put the question, likeliest first; none where no paraphrase fits. At most 12.
std::vector<Question> paraphrases(const Question& question);

}  // namespace qed::rules
