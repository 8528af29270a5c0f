// What templates may call: filters (x | trim), tests (x is string), methods (x.split()) and functions (range(3)). To
// add one: a row in its table.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "text/jinja/value.h"

namespace qed::text::jinja {

// The arguments of a call.
struct Given {
  std::vector<Value> positional;
  std::vector<Entry> named;

  // By position or by name; undefined where it was left out.
  Value get(std::size_t position, std::string_view name) const;
  std::optional<std::string_view> text(std::size_t position, std::string_view name) const;  // where it is one
};

struct Runtime {
  Heap heap;
  std::chrono::system_clock::time_point now;
};

struct Builtin {
  std::string_view name;
  Result<Value> (*run)(Runtime& runtime, const Given& given);
};

// One function of a subject: a filter, a test or a method.
struct Operation {
  std::string_view name;
  Result<Value> (*run)(Runtime& runtime, const Value& subject, const Given& given);
};

// Null where there is none of that name.
const Builtin* find_function(std::string_view name);
const Operation* find_filter(std::string_view name);
const Operation* find_test(std::string_view name);
const Operation* find_method(const Value& subject, std::string_view name);

Result<Value> apply_filter(Runtime& runtime, std::string_view name, const Value& subject, const Given& given);
Result<bool> apply_test(Runtime& runtime, std::string_view name, const Value& subject, const Given& given);

}  // namespace qed::text::jinja
