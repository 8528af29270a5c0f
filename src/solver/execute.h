// Candidates → executed: runs a candidate's program with its checks and the problem's tests, and settles its answer.
#pragma once

#include <stop_token>

#include "answer/equal.h"
#include "answer/extract.h"
#include "program/program.h"
#include "solver/candidate.h"
#include "solver/problem.h"

namespace qed::solver {

// Sets candidate.run where there is a program, and candidate.answer: what the program returned; where it returned
// nothing or there is none, the answer that the text states; empty where it states none. A failed test or check
// leaves no answer. On a multiple-choice problem an answer equal to an option becomes its letter.
Result<void> execute(Candidate& candidate, const Problem& problem, program::Runner& runner,
                     const answer::ExtractOptions& extract, const answer::EqualOptions& equal, std::stop_token stop);

}  // namespace qed::solver
