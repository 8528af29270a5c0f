// The methods of built-in types: one table for each kind of object.
#pragma once

#include <string_view>

#include "program/native/objects.h"

namespace qed::program::native {

// nullptr where the object has no such method in the subset. (Declared in interpreter.h as well.)
const Builtin* find_method(const Value& object, std::string_view name);
// A method of the type itself: dict.fromkeys, str.upper, Decimal.from_float.
const Builtin* find_class_method(const Type& type, std::string_view name);

std::span<const Builtin> str_methods();
std::span<const Builtin> list_methods();
std::span<const Builtin> deque_methods();
std::span<const Builtin> tuple_methods();
std::span<const Builtin> dict_methods();
std::span<const Builtin> counter_methods();
std::span<const Builtin> ordered_methods();
std::span<const Builtin> set_methods();
std::span<const Builtin> frozen_set_methods();
std::span<const Builtin> number_methods(Kind kind);

// Rows of those tables.
constexpr Builtin method(std::string_view name, Native function, std::string_view owner, std::uint8_t min,
                         std::uint8_t max, bool keywords = false) {
  return {name, function, min, max, keywords, owner, true};
}

}  // namespace qed::program::native
