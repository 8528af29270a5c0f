// The tests of a program, judged as judge.py judges them: they see copies of the program's values, call its functions
// with copies, and have the library and the built-in functions to themselves.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "program/native/answer.h"

namespace qed::program::native {

// Whether all tests hold; `answer` becomes the copy that they saw. Only what that judge is sure to see the same way is
// judged here: functions may be called and nothing else, and a test that fails, prints, or sees such an object leaves
// the subset. `sources` keeps the texts that names are views of.
bool holds(Machine& machine, SymbolTable& symbols, Globals& globals, const std::vector<std::string>& tests,
           std::deque<std::string>& sources, Answer& answer);

}  // namespace qed::program::native
