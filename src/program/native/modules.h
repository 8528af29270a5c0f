// The standard library's modules, as far as the subset has them.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "program/native/machine.h"

namespace qed::program::native {

struct Module {
  std::string_view name;
  bool whole = false;                                   // has every name that `import *` brings in CPython
  std::unordered_map<std::string_view, Value> members;  // static values only
};

// nullptr where the subset has no such module.
const Module* find_module(std::string_view name);
// What `from module import *` binds; nothing where the subset does not have all of it.
std::vector<std::string_view> exported_names(const Module& module);

// chain.from_iterable.
const Builtin* find_function_attribute(const Builtin& owner, std::string_view name);

using Members = std::unordered_map<std::string_view, Value>;
Members math_members();
Members itertools_members();
Members combinatoric_members();  // of itertools
Members integer_math_members();  // the part of math that counts
Members statistics_members();
Members functools_members();

}  // namespace qed::program::native
