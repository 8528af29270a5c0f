#include "formats/gguf_value.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <limits>

namespace qed::formats {
namespace {

using Type = GgufValue::Type;

struct Row {
  std::string_view name;
  std::size_t bytes;
};
constexpr std::array<Row, 13> kRows{{{"u8", 1},
                                     {"i8", 1},
                                     {"u16", 2},
                                     {"i16", 2},
                                     {"u32", 4},
                                     {"i32", 4},
                                     {"f32", 4},
                                     {"bool", 1},
                                     {"string", 0},
                                     {"array", 0},
                                     {"u64", 8},
                                     {"i64", 8},
                                     {"f64", 8}}};

template <class T>
T load(std::span<const std::byte> bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

}  // namespace

std::string_view name(Type type) { return kRows[static_cast<std::size_t>(type)].name; }
std::size_t size_of(Type type) { return kRows[static_cast<std::size_t>(type)].bytes; }

std::string describe_type(const GgufValue& value) {
  if (value.type != Type::kArray) return std::string(name(value.type));
  return fmt::format("array of {}", name(value.element));
}

std::optional<std::int64_t> GgufValue::integer() const {
  switch (type) {
    case Type::kU8:
      return load<std::uint8_t>(bytes);
    case Type::kI8:
      return load<std::int8_t>(bytes);
    case Type::kU16:
      return load<std::uint16_t>(bytes);
    case Type::kI16:
      return load<std::int16_t>(bytes);
    case Type::kU32:
      return load<std::uint32_t>(bytes);
    case Type::kI32:
      return load<std::int32_t>(bytes);
    case Type::kI64:
      return load<std::int64_t>(bytes);
    case Type::kU64: {
      const auto value = load<std::uint64_t>(bytes);
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
      return static_cast<std::int64_t>(value);
    }
    default:
      return std::nullopt;
  }
}

std::optional<std::uint64_t> GgufValue::natural() const {
  if (type == Type::kU64) return load<std::uint64_t>(bytes);
  const auto value = integer();
  if (!value || *value < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

std::optional<double> GgufValue::real() const {
  if (type == Type::kF32) return load<float>(bytes);
  if (type == Type::kF64) return load<double>(bytes);
  if (const auto value = integer()) return static_cast<double>(*value);
  return std::nullopt;
}

std::optional<bool> GgufValue::boolean() const {
  if (type != Type::kBool) return std::nullopt;
  return bytes[0] != std::byte{0};
}

std::optional<std::string_view> GgufValue::text() const {
  if (type != Type::kString) return std::nullopt;
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

GgufElements::GgufElements(const GgufValue& array) : type_(array.element), left_(array.count), rest_(array.bytes) {
  QED_CHECK(array.type == Type::kArray);
}

namespace {

// Takes one checked value of `type` from the front of `rest`.
GgufValue take(Type type, std::span<const std::byte>& rest) {
  GgufValue value{.type = type, .element = {}, .count = 0, .bytes = {}};
  std::size_t length = size_of(type);
  if (type == Type::kString) {
    length = load<std::uint64_t>(rest);
    rest = rest.subspan(sizeof(std::uint64_t));
  } else if (type == Type::kArray) {
    value.element = static_cast<Type>(load<std::uint32_t>(rest));
    value.count = load<std::uint64_t>(rest.subspan(sizeof(std::uint32_t)));
    rest = rest.subspan(sizeof(std::uint32_t) + sizeof(std::uint64_t));
    length = size_of(value.element) * value.count;
    if (size_of(value.element) == 0) {
      // The elements vary in length: walk them. The reader has bounded how deep this goes.
      std::span<const std::byte> behind = rest;
      for (std::uint64_t i = 0; i < value.count; ++i) take(value.element, behind);
      length = rest.size() - behind.size();
    }
  }
  value.bytes = rest.first(length);
  rest = rest.subspan(length);
  return value;
}

}  // namespace

std::optional<GgufValue> GgufElements::next() {
  if (left_ == 0) return std::nullopt;
  --left_;
  return take(type_, rest_);
}

}  // namespace qed::formats
