// The names every program knows, and helpers that built-in functions share.
#pragma once

#include <span>
#include <string_view>

#include "program/native/machine.h"

namespace qed::program::native {

// What the name means in a fresh module; nothing where the subset has no such built-in.
Value find_builtin(std::string_view name);
std::span<const Builtin> arithmetic_functions();  // those of them that do sums: abs(), round() and the like
// Whether CPython has a built-in of that name nevertheless, or sets it as a module's variable.
bool is_foreign_builtin(std::string_view name);

// The keyword argument, or nothing. `take_keywords` says whether there are no others than these.
Value keyword(const Args& args, std::string_view name);
bool only_keywords(Machine& machine, const Args& args, std::initializer_list<std::string_view> names);

// sorted() and list.sort(): in place, stable, comparing in CPython's order. `key` may be None.
bool sort_list(Machine& machine, List& list, const Value& key, bool reverse);
Value sum_values(Machine& machine, const Value& iterable, Value start);
// floor(), ceil() and trunc() of any number; direction -1, 1 and 0.
Value round_to_integer(Machine& machine, const Value& number, int direction);

}  // namespace qed::program::native
