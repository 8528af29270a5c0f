// The values of a template: what JSON has, and undefined, namespaces, macros and functions. A value is a small handle
// that is copied freely; lists, dictionaries and computed texts lie in the Heap of one rendering and go with it as a
// whole, so that neither depth nor cycles matter when they go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory_resource>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"

namespace qed::text::jinja {

struct Value;
struct Entry;
struct MacroDefinition;  // ast.h
struct Builtin;          // builtins.h

// `name` says what was looked up, for the error where more is asked of it.
struct Undefined {
  std::string_view name;
};
struct None {};

struct List {
  const Value* items = nullptr;
  std::size_t count = 0;
  const Value* begin() const { return items; }
  const Value* end() const;
  const Value& operator[](std::size_t i) const;
};

struct Dict {  // in insertion order
  const Entry* entries = nullptr;
  std::size_t count = 0;
  const Entry* begin() const { return entries; }
  const Entry* end() const;
  const Value* find(std::string_view key) const;
};

struct Namespace {
  std::vector<Entry> entries;
};

struct Value {
  std::variant<Undefined, None, bool, std::int64_t, double, std::string_view, List, Dict, Namespace*,
               const MacroDefinition*, const Builtin*>
      data;

  template <class T>
  bool is() const {
    return std::holds_alternative<T>(data);
  }
  template <class T>
  const T* as() const& {
    return std::get_if<T>(&data);
  }
  template <class T>
  const T* as() const&& = delete;  // it would point into a value that is gone
};

struct Entry {
  std::string_view key;
  Value value;
};

inline const Value* List::end() const { return items + count; }
inline const Value& List::operator[](std::size_t i) const { return items[i]; }
inline const Entry* Dict::end() const { return entries + count; }

// "text", "number", "list" …, for errors.
std::string_view kind_of(const Value& value);
bool truthy(const Value& value);

// What one rendering may use. A template comes with a model from anywhere: it can be slow or large on purpose.
struct Limits {
  std::size_t steps = 20'000'000;      // evaluated expressions, and what they pass over in units of a few bytes
  std::size_t heap_bytes = 128 << 20;  // all values ever made, together
  std::size_t output_bytes = 16 << 20;
  std::size_t depth = 200;  // of evaluation: nested expressions, blocks and macros
};

// Makes values and counts what they cost.
class Heap {
 public:
  explicit Heap(const Limits& limits) : limits_(limits) {}

  const Limits& limits() const { return limits_; }
  Result<void> charge(std::size_t steps);
  Result<Value> text(std::string_view text);  // copied
  Result<Value> list(const std::vector<Value>& items);
  Result<Value> dict(const std::vector<Entry>& entries);
  Result<Value> name_space(std::vector<Entry> entries);

 private:
  Result<void*> take(std::size_t bytes, std::size_t alignment);

  Limits limits_;
  std::size_t steps_ = 0, bytes_ = 0;
  std::pmr::monotonic_buffer_resource arena_;
  std::deque<Namespace> namespaces_;
};

// As Python prints it: str() for text as it is, repr() for what lies within lists and dictionaries.
Result<std::string> to_text(Heap& heap, const Value& value);

// As json.dumps(ensure_ascii=False) writes it; on one line, or with `indent` blanks for each level.
Result<std::string> to_json(Heap& heap, const Value& value, std::size_t indent);

Result<bool> equal(Heap& heap, const Value& a, const Value& b);
Result<bool> less(const Value& a, const Value& b);  // numbers or texts

}  // namespace qed::text::jinja
