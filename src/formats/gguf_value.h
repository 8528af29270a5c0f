// The metadata values of a GGUF file, as views of its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.h"

namespace qed::formats {

struct GgufValue {
  // The numbers are those of the format.
  enum class Type : std::uint32_t { kU8, kI8, kU16, kI16, kU32, kI32, kF32, kBool, kString, kArray, kU64, kI64, kF64 };

  Type type = Type::kU8;
  Type element = Type::kU8;          // of an array
  std::uint64_t count = 0;           // of an array's elements
  std::span<const std::byte> bytes;  // the number, the string without its length, the array's elements

  // nullopt where the value is of another kind or does not fit. Any integer type will do where an integer is wanted,
  // any number where a real one is.
  std::optional<std::int64_t> integer() const;
  std::optional<std::uint64_t> natural() const;
  std::optional<double> real() const;
  std::optional<bool> boolean() const;
  std::optional<std::string_view> text() const;
};

// "u32", "string", "array of i32": for messages and listings.
std::string_view name(GgufValue::Type type);
std::string describe_type(const GgufValue& value);

// Bytes of one number or bool; 0 for strings and arrays, whose length varies.
std::size_t size_of(GgufValue::Type type);

// Walks the elements of an array that a reader has checked.
class GgufElements {
 public:
  explicit GgufElements(const GgufValue& array);  // QED_CHECKs that it is one
  std::optional<GgufValue> next();

 private:
  GgufValue::Type type_;
  std::uint64_t left_;
  std::span<const std::byte> rest_;
};

}  // namespace qed::formats
