// A Python value in 16 bytes. Numbers that fit are stored inline; everything else is a counted reference to an object
// on the run's heap (heap.h, objects.h). Values belong to one run and one thread.
#pragma once

#include <cstdint>
#include <utility>

namespace qed::program::native {

enum class Kind : std::uint8_t {
  kNothing,  // no value: an unbound variable, or the result of an operation whose failure is pending in the Machine
  kNone,
  kNotImplemented,
  kEllipsis,
  kBool,
  kInt,  // fits 64 bits; any other integer is a kBigInt
  kFloat,
  // Static things, never counted.
  kType,
  kBuiltin,
  kModule,
  kTyping,   // what annotations are made of; nothing can be done with it but subscripting
  kContext,  // of decimal arithmetic
  // Counted objects.
  kBigInt,
  kStr,
  kTuple,
  kList,
  kDeque,
  kDict,
  kDictView,
  kSet,
  kFrozenSet,
  kRange,
  kSlice,
  kFunction,
  kMethod,  // a built-in method bound to its object
  kPartial,
  kCached,  // functools.lru_cache
  kException,
  kFraction,
  kDecimal,
  kIterator,
  kCell,  // a variable shared by a function and the functions in it
};
constexpr bool is_counted(Kind kind) { return kind >= Kind::kBigInt; }

struct Type;
struct Builtin;
struct Module;

struct Object {
  std::uint32_t references = 1;
  Kind kind;
  explicit Object(Kind k) : kind(k) {}
};

// The last reference to the object is gone. Never recurses, however deep the object is nested.
void reclaim(Object* object);

class Value {
 public:
  Value() : kind_(Kind::kNothing), integer_(0) {}
  explicit Value(Kind constant) : kind_(constant), integer_(0) {}
  explicit Value(const Type& type) : kind_(Kind::kType), static_(&type) {}
  explicit Value(const Builtin& builtin) : kind_(Kind::kBuiltin), static_(&builtin) {}
  explicit Value(const Module& module) : kind_(Kind::kModule), static_(&module) {}
  static Value none() { return Value(Kind::kNone); }
  static Value boolean(bool value) {
    Value result(Kind::kBool);
    result.integer_ = value;
    return result;
  }
  static Value integer(std::int64_t value) {
    Value result(Kind::kInt);
    result.integer_ = value;
    return result;
  }
  static Value real(double value) {
    Value result(Kind::kFloat);
    result.real_ = value;
    return result;
  }
  // Takes over one reference.
  static Value adopt(Object* object) {
    Value result(object->kind);
    result.object_ = object;
    return result;
  }
  static Value share(Object* object) {
    ++object->references;
    return adopt(object);
  }

  Value(const Value& other) : kind_(other.kind_), integer_(other.integer_) {
    if (is_counted(kind_)) ++object_->references;
  }
  Value(Value&& other) noexcept : kind_(other.kind_), integer_(other.integer_) { other.kind_ = Kind::kNothing; }
  Value& operator=(Value other) noexcept {
    swap(other);
    return *this;
  }
  ~Value() {
    if (is_counted(kind_) && --object_->references == 0) reclaim(object_);
  }
  void swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(integer_, other.integer_);
  }

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  explicit operator bool() const { return kind_ != Kind::kNothing; }
  bool is_none() const { return kind_ == Kind::kNone; }

  bool truth() const { return integer_ != 0; }     // of a kBool
  std::int64_t small() const { return integer_; }  // of a kInt or kBool
  double real() const { return real_; }            // of a kFloat
  const Type& type() const { return *static_cast<const Type*>(static_); }
  const Builtin& builtin() const { return *static_cast<const Builtin*>(static_); }
  const Module& module() const { return *static_cast<const Module*>(static_); }
  Object* object() const { return object_; }
  template <class T>
  T& as() const {
    return *static_cast<T*>(object_);
  }
  // The same object, as Python's `is` sees it; meaningful for constants, static things and mutable objects.
  bool same(const Value& other) const { return kind_ == other.kind_ && integer_ == other.integer_; }

 private:
  Kind kind_;
  union {
    std::int64_t integer_;
    double real_;
    Object* object_;
    const void* static_;
  };
};

// An object that may be any of several kinds is wrapped where its type is known.
template <class T>
Value own(T* object) {
  return Value::adopt(object);
}

}  // namespace qed::program::native
