#include "text/jinja/operators.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"

namespace qed::text::jinja {
namespace {

std::unexpected<Error> undefined(const Undefined& value) {
  return fail(Errc::kCorrupt, "'{}' is undefined", value.name.empty() ? "value" : value.name);
}

std::optional<double> real_of(const Value& value) {
  if (const auto* real = value.as<double>()) return *real;
  if (const auto integer = integer_of(value)) return static_cast<double>(*integer);
  return std::nullopt;
}

std::unexpected<Error> overflow() { return fail(Errc::kLimitExceeded, "an integer beyond 64 bits"); }

Result<Value> power(std::int64_t base, std::int64_t exponent) {
  if (exponent < 0) return Value{std::pow(static_cast<double>(base), static_cast<double>(exponent))};
  std::int64_t result = 1;
  while (exponent > 0) {
    if ((exponent & 1) && __builtin_mul_overflow(result, base, &result)) return overflow();
    exponent >>= 1;
    if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) return overflow();
  }
  return Value{result};
}

// Rounded towards minus infinity, as Python does.
Result<Value> divide(Operator op, std::int64_t a, std::int64_t b) {
  if (b == 0) return fail(Errc::kCorrupt, "division by zero");
  if (op == Operator::kDivide) return Value{static_cast<double>(a) / static_cast<double>(b)};
  if (b == -1)
    return op == Operator::kModulo                         ? Result<Value>(Value{std::int64_t{0}})
           : a == std::numeric_limits<std::int64_t>::min() ? Result<Value>(overflow())
                                                           : Result<Value>(Value{-a});
  const std::int64_t remainder = a % b;
  const bool adjust = remainder != 0 && (remainder < 0) != (b < 0);
  if (op == Operator::kModulo) return Value{adjust ? remainder + b : remainder};
  return Value{a / b - (adjust ? 1 : 0)};
}

Result<Value> integers(Operator op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (op) {
    case Operator::kAdd:
      return __builtin_add_overflow(a, b, &result) ? Result<Value>(overflow()) : Value{result};
    case Operator::kSubtract:
      return __builtin_sub_overflow(a, b, &result) ? Result<Value>(overflow()) : Value{result};
    case Operator::kMultiply:
      return __builtin_mul_overflow(a, b, &result) ? Result<Value>(overflow()) : Value{result};
    case Operator::kPower:
      return power(a, b);
    default:
      return divide(op, a, b);
  }
}

Result<Value> reals(Operator op, double a, double b) {
  switch (op) {
    case Operator::kAdd:
      return Value{a + b};
    case Operator::kSubtract:
      return Value{a - b};
    case Operator::kMultiply:
      return Value{a * b};
    case Operator::kPower:
      return Value{std::pow(a, b)};
    default:
      break;
  }
  if (b == 0) return fail(Errc::kCorrupt, "division by zero");
  if (op == Operator::kDivide) return Value{a / b};
  const double quotient = std::floor(a / b);
  return op == Operator::kFloorDivide ? Value{quotient} : Value{a - quotient * b};
}

Result<Value> joined(Heap& heap, std::string_view a, std::string_view b) {
  QED_TRY(heap.charge((a.size() + b.size()) / 64));
  return heap.text(std::string(a) + std::string(b));
}

Result<Value> repeated(Heap& heap, std::string_view text, std::int64_t times) {
  if (times <= 0 || text.empty()) return Value{std::string_view()};
  if (static_cast<std::uint64_t>(times) > heap.limits().heap_bytes / text.size())
    return fail(Errc::kLimitExceeded, "a text of more than {} bytes", heap.limits().heap_bytes);
  std::string result;
  for (std::int64_t i = 0; i < times; ++i) result += text;
  return heap.text(result);
}

Result<Value> joined(Heap& heap, const List& a, const List& b) {
  QED_TRY(heap.charge(a.count + b.count));
  std::vector<Value> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  return heap.list(all);
}

Result<bool> contains(Heap& heap, const Value& container, const Value& sought) {
  if (const auto* text = container.as<std::string_view>()) {
    const auto* part = sought.as<std::string_view>();
    if (!part) return fail(Errc::kCorrupt, "looks for {} in a text", kind_of(sought));
    QED_TRY(heap.charge(text->size() / 16));
    return text->find(*part) != std::string_view::npos;
  }
  if (const auto* dict = container.as<Dict>()) {
    QED_TRY(heap.charge(dict->count / 8));
    const auto* key = sought.as<std::string_view>();
    return key && dict->find(*key);
  }
  for (const Value& candidate : QED_TRY(items_of(heap, container)))
    if (QED_TRY(equal(heap, candidate, sought))) return true;
  return false;
}

// Where the characters of a text start, and where it ends.
Result<std::vector<std::size_t>> offsets(Heap& heap, std::string_view text) {
  QED_TRY(heap.charge(text.size() / 4));
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size(); at += utf8::decode(text.substr(at)).bytes) starts.push_back(at);
  starts.push_back(text.size());
  return starts;
}

const std::vector<Entry>* entries_of(const Value& value) {
  const auto* name_space = value.as<Namespace*>();
  return name_space ? &(*name_space)->entries : nullptr;
}

Result<Value> keyed(Heap& heap, const Value& object, std::string_view key) {
  if (const auto* dict = object.as<Dict>()) {
    QED_TRY(heap.charge(dict->count / 8));
    if (const Value* found = dict->find(key)) return *found;
  }
  if (const auto* entries = entries_of(object)) {
    QED_TRY(heap.charge(entries->size() / 8));
    for (const Entry& entry : *entries)
      if (entry.key == key) return entry.value;
  }
  return Value{Undefined{key}};
}

}  // namespace

std::optional<std::int64_t> integer_of(const Value& value) {
  if (const auto* integer = value.as<std::int64_t>()) return *integer;
  if (const auto* flag = value.as<bool>()) return *flag ? 1 : 0;
  return std::nullopt;
}

Result<Value> apply(Heap&, Operator op, const Value& operand) {
  if (op == Operator::kNot) return Value{!truthy(operand)};
  if (const auto* name = operand.as<Undefined>()) return undefined(*name);
  const auto integer = integer_of(operand);
  if (integer && op == Operator::kMinus)
    return *integer == std::numeric_limits<std::int64_t>::min() ? Result<Value>(overflow()) : Value{-*integer};
  if (integer) return Value{*integer};
  if (const auto* real = operand.as<double>()) return Value{op == Operator::kMinus ? -*real : *real};
  return fail(Errc::kCorrupt, "a sign before {}", kind_of(operand));
}

Result<Value> apply(Heap& heap, Operator op, const Value& left, const Value& right) {
  if (op == Operator::kConcatenate) {
    const std::string a = QED_TRY(to_text(heap, left)), b = QED_TRY(to_text(heap, right));
    return joined(heap, a, b);
  }
  for (const Value* value : {&left, &right})
    if (const auto* name = value->as<Undefined>()) return undefined(*name);
  const auto a = integer_of(left), b = integer_of(right);
  if (a && b) return integers(op, *a, *b);
  const auto x = real_of(left), y = real_of(right);
  if (x && y) return reals(op, *x, *y);
  const auto *text = left.as<std::string_view>(), *other_text = right.as<std::string_view>();
  if (op == Operator::kAdd && text && other_text) return joined(heap, *text, *other_text);
  if (op == Operator::kMultiply && text && b) return repeated(heap, *text, *b);
  if (op == Operator::kMultiply && a && other_text) return repeated(heap, *other_text, *a);
  const auto *list = left.as<List>(), *other_list = right.as<List>();
  if (op == Operator::kAdd && list && other_list) return joined(heap, *list, *other_list);
  return fail(Errc::kCorrupt, "arithmetic with {} and {}", kind_of(left), kind_of(right));
}

Result<bool> compare(Heap& heap, Operator op, const Value& left, const Value& right) {
  switch (op) {
    case Operator::kEqual:
      return equal(heap, left, right);
    case Operator::kNotEqual:
      return !QED_TRY(equal(heap, left, right));
    case Operator::kIn:
      return contains(heap, right, left);
    case Operator::kNotIn:
      return !QED_TRY(contains(heap, right, left));
    case Operator::kLess:
      return less(left, right);
    case Operator::kGreater:
      return less(right, left);
    case Operator::kLessEqual:
      return QED_TRY(less(left, right)) || QED_TRY(equal(heap, left, right));
    default:
      return QED_TRY(less(right, left)) || QED_TRY(equal(heap, left, right));
  }
}

Result<Value> attribute(Heap& heap, const Value& object, std::string_view name) {
  if (const auto* missing = object.as<Undefined>()) return undefined(*missing);
  return keyed(heap, object, name);
}

Result<Value> item(Heap& heap, const Value& object, const Value& index) {
  if (const auto* missing = object.as<Undefined>()) return undefined(*missing);
  if (const auto* key = index.as<std::string_view>()) return keyed(heap, object, *key);
  const auto position = integer_of(index);
  if (!position) return Value{Undefined{"item"}};
  const auto resolve = [&](std::size_t count) -> std::optional<std::size_t> {
    const std::int64_t size = static_cast<std::int64_t>(count);
    const std::int64_t at = *position < 0 ? *position + size : *position;
    return at >= 0 && at < size ? std::optional(static_cast<std::size_t>(at)) : std::nullopt;
  };
  if (const auto* list = object.as<List>())
    if (const auto at = resolve(list->count)) return (*list)[*at];
  if (const auto* text = object.as<std::string_view>()) {
    const std::vector<std::size_t> starts = QED_TRY(offsets(heap, *text));
    if (const auto at = resolve(starts.size() - 1))
      return Value{text->substr(starts[*at], starts[*at + 1] - starts[*at])};
  }
  return Value{Undefined{"item"}};
}

Result<Value> slice(Heap& heap, const Value& object, const Value& start, const Value& stop, const Value& step) {
  if (const auto* missing = object.as<Undefined>()) return undefined(*missing);
  const auto bound = [](const Value& value, std::int64_t otherwise) -> Result<std::int64_t> {
    if (value.is<Undefined>() || value.is<None>()) return otherwise;
    if (const auto integer = integer_of(value)) return *integer;
    return fail(Errc::kCorrupt, "slices by {}", kind_of(value));
  };
  const auto* text = object.as<std::string_view>();
  const auto* list = object.as<List>();
  if (!text && !list) return fail(Errc::kCorrupt, "slices {}", kind_of(object));
  std::vector<std::size_t> starts;
  if (text) starts = QED_TRY(offsets(heap, *text));
  const auto size = static_cast<std::int64_t>(text ? starts.size() - 1 : list->count);
  const std::int64_t by = QED_TRY(bound(step, 1));
  if (by == 0) return fail(Errc::kCorrupt, "slices in steps of zero");
  // Python's rule: bounds count from the end where negative, and are clamped to what the direction can reach.
  const std::int64_t lowest = by < 0 ? -1 : 0, highest = by < 0 ? size - 1 : size;
  const auto clamped = [&](std::int64_t at) { return std::clamp(at < 0 ? at + size : at, lowest, highest); };
  const bool no_start = start.is<Undefined>() || start.is<None>(), no_stop = stop.is<Undefined>() || stop.is<None>();
  std::int64_t at = no_start ? (by < 0 ? highest : lowest) : clamped(QED_TRY(bound(start, 0)));
  const std::int64_t end = no_stop ? (by < 0 ? lowest : highest) : clamped(QED_TRY(bound(stop, 0)));
  if (text && by == 1) return Value{at < end ? text->substr(starts[at], starts[end] - starts[at]) : std::string_view()};
  QED_TRY(heap.charge(static_cast<std::size_t>(size)));
  std::string sliced;
  std::vector<Value> items;
  while (by < 0 ? at > end : at < end) {
    if (text)
      sliced += text->substr(starts[at], starts[at + 1] - starts[at]);
    else
      items.push_back((*list)[static_cast<std::size_t>(at)]);
    if (__builtin_add_overflow(at, by, &at)) break;
  }
  return text ? heap.text(sliced) : heap.list(items);
}

Result<List> items_of(Heap& heap, const Value& value) {
  if (const auto* list = value.as<List>()) return *list;
  if (value.is<Undefined>()) return List{};
  std::vector<Value> items;
  if (const auto* dict = value.as<Dict>()) {
    for (const Entry& entry : *dict) items.push_back(Value{entry.key});
  } else if (const auto* text = value.as<std::string_view>()) {
    const std::vector<std::size_t> starts = QED_TRY(offsets(heap, *text));
    for (std::size_t i = 0; i + 1 < starts.size(); ++i)
      items.push_back(Value{text->substr(starts[i], starts[i + 1] - starts[i])});
  } else {
    return fail(Errc::kCorrupt, "runs over {}", kind_of(value));
  }
  const Value list = QED_TRY(heap.list(items));
  return *list.as<List>();
}

Result<std::int64_t> length_of(Heap& heap, const Value& value) {
  if (const auto* text = value.as<std::string_view>())
    return static_cast<std::int64_t>(QED_TRY(offsets(heap, *text)).size() - 1);
  if (const auto* dict = value.as<Dict>()) return static_cast<std::int64_t>(dict->count);
  if (value.is<List>() || value.is<Undefined>()) return static_cast<std::int64_t>(QED_TRY(items_of(heap, value)).count);
  return fail(Errc::kCorrupt, "the length of {}", kind_of(value));
}

}  // namespace qed::text::jinja
