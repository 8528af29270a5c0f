// A solution as people read it on a terminal.
#pragma once

#include <string>

#include "solver/event.h"
#include "solver/solver.h"

namespace qed::cli {

// The answer first, then the proof: what was understood, the program, what it returned, the checks; then confidence,
// route, energy and time. `no_meter` says that and why no energy was measured.
std::string show(const solver::Solution& solution, std::string_view no_meter, bool colour);

// What is going on, for the status line; empty for events that say nothing to people.
std::string describe(const solver::Event& event);

// "\frac{1}{2}" as "1/2": LaTeX or plain notation for the eye. Text that is no formula is returned as it is.
std::string readable(std::string_view answer);

}  // namespace qed::cli
