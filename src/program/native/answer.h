// What a finished program answers, by the rules of harness.py: which value counts, its type, and its LaTeX.
#pragma once

#include <string>

#include "program/native/interpreter.h"
#include "program/native/machine.h"
#include "program/native/symbols.h"

namespace qed::program::native {

struct Answer {
  Value value;
  bool printed = false;  // it is only a printed line
};

// The errors that are the harness's own.
extern const Type kNoAnswer, kTooLarge;

// `result` is the value of the program's last expression, or None; `prints`: a printed line counts. Nothing where there
// is no answer or its function failed.
Maybe<Answer> find_answer(Machine& machine, SymbolTable& symbols, Globals& globals, const Value& result, bool prints);

struct Described {
  std::string text, type, latex;
};
Maybe<Described> describe(Machine& machine, const Answer& answer);

}  // namespace qed::program::native
