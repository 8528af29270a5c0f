// What lives on a run's heap, and how it is made. Sizes are fixed at creation but for lists, dictionaries and sets.
#pragma once

#include <gmp.h>

#include <cstddef>
#include <cstring>
#include <new>
#include <span>
#include <string_view>

#include "program/native/heap.h"
#include "program/native/value.h"

namespace qed::program::native {

class Machine;

struct Keyword {
  std::string_view name;
  Value* value;
};
// The arguments of a call; for a method the object comes first. The callee may move the values away.
struct Args {
  std::span<Value> positional;
  std::span<const Keyword> keywords;
  std::size_t size() const { return positional.size(); }
  Value& operator[](std::size_t i) const { return positional[i]; }
};
using Native = Value (*)(Machine& machine, const Args& args);

// A built-in function or method. Calls with another number of arguments, or with keywords where it takes none, leave
// the subset before the function sees them.
struct Builtin {
  std::string_view name;
  Native function;
  std::uint8_t min = 1;  // positional arguments, the object of a method left out
  std::uint8_t max = 1;
  bool keywords = false;
  std::string_view owner = {};  // "list" for list.append, "math" for math.sqrt
  bool method = false;
  const Type* type = nullptr;  // in CPython, where that is not a built-in function but a type or a function of Python
};
inline constexpr std::uint8_t kAny = 255;

struct Type {
  std::string_view name;
  const Type* base;            // nullptr: object
  std::string_view module;     // "fractions"; empty for built-in types
  Native construct = nullptr;  // calling the type; nullptr: outside the subset
  bool is_a(const Type& other) const {
    for (const Type* type = this; type; type = type->base)
      if (type == &other) return true;
    return false;
  }
};

struct BigInt : Object {
  static constexpr Kind kKind = Kind::kBigInt;
  BigInt() : Object(kKind) {}
  bool negative = false;
  std::size_t size = 0;  // limbs, at least one; the highest is not 0
  mp_limb_t* limbs() { return reinterpret_cast<mp_limb_t*>(this + 1); }
};

struct Str : Object {
  static constexpr Kind kKind = Kind::kStr;
  Str() : Object(kKind) {}
  std::size_t bytes = 0;
  std::size_t length = 0;  // code points
  std::uint64_t hash = 0;  // 0: not computed yet
  char* text() { return reinterpret_cast<char*>(this + 1); }
  std::string_view view() { return {text(), bytes}; }
  bool ascii() const { return bytes == length; }
};

struct Tuple : Object {
  static constexpr Kind kKind = Kind::kTuple;
  Tuple() : Object(kKind) {}
  std::size_t size = 0;
  std::span<Value> items() { return {reinterpret_cast<Value*>(this + 1), size}; }
};

// A list, or a deque: room may be left at both ends.
struct List : Object {
  explicit List(Kind k = Kind::kList) : Object(k) {}
  std::int64_t max_length = -1;  // of a deque; -1: unbounded
  std::size_t size = 0;
  std::span<Value> items() { return {storage_ + first_, size}; }
  void reserve(std::size_t count);
  void push_back(Value value);
  void push_front(Value value);
  Value pop_front();
  void insert(std::size_t at, Value value);  // at <= size
  void erase(std::size_t from, std::size_t to);
  void clear();

 private:
  friend void destroy(Object* object);
  void relocate(std::size_t capacity, std::size_t first);
  Value* storage_ = nullptr;
  std::size_t first_ = 0, capacity_ = 0;
};

struct Range : Object {
  static constexpr Kind kKind = Kind::kRange;
  Range(std::int64_t from, std::int64_t to, std::int64_t by);
  std::int64_t start, stop, step;
  std::int64_t length;
  std::int64_t at(std::int64_t i) const { return start + i * step; }
};

struct Slice : Object {
  static constexpr Kind kKind = Kind::kSlice;
  Slice(Value from, Value to, Value by)
      : Object(kKind), start(std::move(from)), stop(std::move(to)), step(std::move(by)) {}
  Value start, stop, step;
};

struct FunctionCode;  // ast.h
struct Globals;       // frame.h

struct Function : Object {
  static constexpr Kind kKind = Kind::kFunction;
  Function() : Object(kKind) {}
  const FunctionCode* code = nullptr;
  Globals* globals = nullptr;
  Value* defaults = nullptr;  // one for each parameter that has one, positional ones first
  Value* cells = nullptr;     // one for each variable of an enclosing function
};

struct Method : Object {
  static constexpr Kind kKind = Kind::kMethod;
  Method(Value object, const Builtin& f) : Object(kKind), self(std::move(object)), function(&f) {}
  Value self;
  const Builtin* function;
};

struct Partial : Object {
  static constexpr Kind kKind = Kind::kPartial;
  Partial(Value f, Value given) : Object(kKind), function(std::move(f)), arguments(std::move(given)) {}
  Value function, arguments;
};

struct Cached : Object {
  static constexpr Kind kKind = Kind::kCached;
  Cached(Value f, Value dict) : Object(kKind), function(std::move(f)), results(std::move(dict)) {}
  Value function, results;
};

struct Exception : Object {
  static constexpr Kind kKind = Kind::kException;
  Exception(const Type& t, Value arguments) : Object(kKind), type(&t), args(std::move(arguments)) {}
  const Type* type;
  Value args;    // a tuple
  int line = 0;  // where the program's innermost frame raised it; 0: not yet raised
};

struct Fraction : Object {
  static constexpr Kind kKind = Kind::kFraction;
  Fraction(Value n, Value d) : Object(kKind), numerator(std::move(n)), denominator(std::move(d)) {}
  Value numerator, denominator;  // integers in lowest terms, the denominator positive
};

struct Decimal : Object {
  static constexpr Kind kKind = Kind::kDecimal;
  enum class Special : std::uint8_t { kFinite, kInfinite, kNan };
  Decimal() : Object(kKind) {}
  Special special = Special::kFinite;
  bool negative = false;
  Value coefficient = Value::integer(0);  // a non-negative integer
  std::int64_t exponent = 0;              // value = ±coefficient * 10^exponent
};

struct Cell : Object {
  static constexpr Kind kKind = Kind::kCell;
  explicit Cell(Value v) : Object(kKind), value(std::move(v)) {}
  Value value;
};

// Yields values one by one. Kept state is values and arrays of the heap only: a run's end calls no destructors.
class Iterator : public Object {
 public:
  static constexpr Kind kKind = Kind::kIterator;
  virtual ~Iterator() = default;
  virtual Value next(Machine& machine) = 0;  // nothing at the end, and where it failed
  virtual const Type& type() const = 0;
  std::uint32_t bytes = 0;  // of the object, for the heap

 protected:
  Iterator() : Object(kKind) {}
};

// Drops what the object refers to and releases its memory; called by reclaim() only.
void destroy(Object* object);

template <class T, class... Parts>
T* create(Parts&&... parts) {
  return new (Heap::current().allocate(sizeof(T))) T(std::forward<Parts>(parts)...);
}
template <class T, class... Parts>
Value create_iterator(Parts&&... parts) {
  T* iterator = create<T>(std::forward<Parts>(parts)...);
  iterator->bytes = sizeof(T);
  return own(static_cast<Object*>(iterator));
}

Str* allocate_str(std::size_t bytes, std::size_t length);  // the text is still to be written
Value make_str(std::string_view utf8);
Value make_char(char32_t code_point);
Tuple* allocate_tuple(std::size_t size);  // of nothing
Value new_tuple(std::span<const Value> items);
template <class... Values>
  requires(std::is_same_v<Values, Value> && ...)
Value new_tuple_of(Values... values) {
  Tuple* tuple = allocate_tuple(sizeof...(values));
  std::size_t i = 0;
  ((tuple->items()[i++] = std::move(values)), ...);
  return own(static_cast<Object*>(tuple));
}
Value make_list(std::span<const Value> items);

inline std::string_view text_of(const Value& str) { return str.as<Str>().view(); }
std::size_t count_code_points(std::string_view utf8);

}  // namespace qed::program::native
