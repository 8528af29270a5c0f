// Python source to a module's code, or where it leaves the subset. What Python itself would refuse counts as outside:
// nobody but CPython knows its words for a syntax error.
#pragma once

#include <string_view>

#include "program/native/ast.h"
#include "program/native/machine.h"
#include "program/native/symbols.h"

namespace qed::program::native {

// nullptr where the run has ended: "a class" and the line are pending in the machine. The source must outlive the run.
// `with_result`: a last statement that is an expression becomes the module's result.
ModuleCode* parse(Machine& machine, SymbolTable& symbols, std::string_view source, int first_line, bool with_result);

}  // namespace qed::program::native
