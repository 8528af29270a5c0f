// What models are told. The wording is data: every sentence a model sees stands here.
#pragma once

#include <vector>

#include "llm/language_model.h"
#include "solver/tier.h"

namespace qed::solver {

std::vector<llm::Message> make_prompt(const Problem& problem, Prompt prompt);

// The conversation that made the attempt, continued with what went wrong.
std::vector<llm::Message> make_repair_prompt(const Problem& problem, Prompt prompt, const Candidate& attempt);

}  // namespace qed::solver
