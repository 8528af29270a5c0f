// Operators, look-ups and slices, with the meaning that Python gives them.
#pragma once

#include <optional>

#include "text/jinja/ast.h"

namespace qed::text::jinja {

Result<Value> apply(Heap& heap, Operator op, const Value& operand);                    // not - +
Result<Value> apply(Heap& heap, Operator op, const Value& left, const Value& right);   // arithmetic and ~
Result<bool> compare(Heap& heap, Operator op, const Value& left, const Value& right);  // == < in …

// object.name; undefined where there is no such entry.
Result<Value> attribute(Heap& heap, const Value& object, std::string_view name);
// object[index]
Result<Value> item(Heap& heap, const Value& object, const Value& index);
// object[start:stop:step]; undefined or none: left out.
Result<Value> slice(Heap& heap, const Value& object, const Value& start, const Value& stop, const Value& step);

// What a loop runs over: the items of a list, the keys of a dictionary, the characters of a text, nothing where
// undefined.
Result<List> items_of(Heap& heap, const Value& value);
// Items, keys or characters.
Result<std::int64_t> length_of(Heap& heap, const Value& value);

// The value as an integer, where it is one or a boolean.
std::optional<std::int64_t> integer_of(const Value& value);

}  // namespace qed::text::jinja
