// Filters and tests.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "text/jinja/builtins.h"
#include "text/jinja/operators.h"
#include "text/jinja/strings.h"

namespace qed::text::jinja {
namespace {

// The text of a subject; other values are printed first, as the reference implementation does.
Result<std::string_view> text_of(Runtime& runtime, const Value& value) {
  if (const auto* text = value.as<std::string_view>()) return *text;
  const Value printed = QED_TRY(runtime.heap.text(QED_TRY(to_text(runtime.heap, value))));
  return *printed.as<std::string_view>();
}

Result<Value> count(Runtime& runtime, const Value& subject, const Given&) {
  return Value{QED_TRY(length_of(runtime.heap, subject))};
}

Result<Value> or_else(Runtime& runtime, const Value& subject, const Given& given) {
  const bool falsy_too = truthy(given.get(1, "boolean"));
  if (!subject.is<Undefined>() && (!falsy_too || truthy(subject))) return subject;
  const Value fallback = given.get(0, "default_value");
  return fallback.is<Undefined>() ? runtime.heap.text("") : fallback;
}

Result<Value> tojson(Runtime& runtime, const Value& subject, const Given& given) {
  if (truthy(given.get(0, "ensure_ascii")) || truthy(given.get(3, "sort_keys")) || truthy(given.get(2, "separators")))
    return fail(Errc::kUnsupported, "tojson takes only indent");
  const auto indent = integer_of(given.get(1, "indent"));
  if (indent && (*indent < 0 || *indent > 16)) return fail(Errc::kUnsupported, "tojson with an indent of {}", *indent);
  return runtime.heap.text(QED_TRY(to_json(runtime.heap, subject, static_cast<std::size_t>(indent.value_or(0)))));
}

Result<Value> trim(Runtime& runtime, const Value& subject, const Given& given) {
  const Value text{QED_TRY(text_of(runtime, subject))};
  return find_method(text, "strip")->run(runtime, text, given);
}

template <std::string (*kMap)(std::string_view)>
Result<Value> map_text(Runtime& runtime, const Value& subject, const Given&) {
  const std::string_view text = QED_TRY(text_of(runtime, subject));
  QED_TRY(runtime.heap.charge(text.size() / 8));
  return runtime.heap.text(kMap(text));
}

// Dotted names and numbers, as in map(attribute="function.name"); `otherwise` stands for what is missing on the way.
Result<Value> deep_attribute(Runtime& runtime, Value value, std::string_view path, const Value& otherwise = {}) {
  for (const std::string_view part : split(path, ".", SIZE_MAX)) {
    std::int64_t index = 0;
    const bool numeric =
        std::from_chars(part.data(), part.data() + part.size(), index).ptr == part.data() + part.size();
    value = QED_TRY(item(runtime.heap, value, numeric && !part.empty() ? Value{index} : Value{part}));
    if (value.is<Undefined>() && !otherwise.is<Undefined>()) value = otherwise;
  }
  return value;
}

Result<Value> join(Runtime& runtime, const Value& subject, const Given& given) {
  const Value between = given.get(0, "d");
  const std::optional<std::string_view> path = given.text(1, "attribute");
  const std::string glue = between.is<Undefined>() ? "" : QED_TRY(to_text(runtime.heap, between));
  std::string joined;
  bool first = true;
  for (const Value& part : QED_TRY(items_of(runtime.heap, subject))) {
    if (!std::exchange(first, false)) joined += glue;
    joined += QED_TRY(to_text(runtime.heap, path ? QED_TRY(deep_attribute(runtime, part, *path)) : part));
    QED_TRY(runtime.heap.charge(1 + glue.size() / 16));
    if (joined.size() > runtime.heap.limits().heap_bytes) return fail(Errc::kLimitExceeded, "joins too long a text");
  }
  return runtime.heap.text(joined);
}

Result<Value> first(Runtime& runtime, const Value& subject, const Given&) {
  const List items = QED_TRY(items_of(runtime.heap, subject));
  return items.count > 0 ? items[0] : Value{Undefined{"first item"}};
}

Result<Value> last(Runtime& runtime, const Value& subject, const Given&) {
  const List items = QED_TRY(items_of(runtime.heap, subject));
  return items.count > 0 ? items[items.count - 1] : Value{Undefined{"last item"}};
}

Result<Value> pairs(Runtime& runtime, const Value& subject, const Given&) {
  std::vector<Value> all;
  if (const auto* dict = subject.as<Dict>()) {
    for (const Entry& entry : *dict) all.push_back(QED_TRY(runtime.heap.list({Value{entry.key}, entry.value})));
  } else if (!subject.is<Undefined>()) {
    return fail(Errc::kCorrupt, "the items of {}", kind_of(subject));
  }
  return runtime.heap.list(all);
}

Result<Value> same(Runtime&, const Value& subject, const Given&) { return subject; }

Result<Value> as_text(Runtime& runtime, const Value& subject, const Given&) {
  return Value{QED_TRY(text_of(runtime, subject))};
}

Result<Value> as_list(Runtime& runtime, const Value& subject, const Given&) {
  return Value{QED_TRY(items_of(runtime.heap, subject))};
}

Result<Value> as_integer(Runtime&, const Value& subject, const Given& given) {
  const Value fallback = given.get(0, "default");
  const Value otherwise_value = fallback.is<Undefined>() ? Value{std::int64_t{0}} : fallback;
  if (const auto integer = integer_of(subject)) return Value{*integer};
  if (const auto* real = subject.as<double>())
    return std::abs(*real) < 9e18 ? Value{static_cast<std::int64_t>(*real)} : otherwise_value;
  const auto* text = subject.as<std::string_view>();
  if (!text) return otherwise_value;
  std::string_view digits = stripped(*text, Ends::kBoth, std::nullopt);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() ? Value{value} : otherwise_value;
}

Result<Value> as_float(Runtime&, const Value& subject, const Given&) {
  if (const auto integer = integer_of(subject)) return Value{static_cast<double>(*integer)};
  if (subject.is<double>()) return subject;
  double value = 0;
  if (const auto* text = subject.as<std::string_view>()) {
    const std::string_view digits = stripped(*text, Ends::kBoth, std::nullopt);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) value = 0;
  }
  return Value{value};
}

Result<Value> absolute(Runtime& runtime, const Value& subject, const Given&) {
  const bool negative = QED_TRY(less(subject, Value{std::int64_t{0}}));
  return negative ? apply(runtime.heap, Operator::kMinus, subject) : Result<Value>(subject);
}

Result<Value> reversed(Runtime& runtime, const Value& subject, const Given&) {
  const Value none{None{}};
  return slice(runtime.heap, subject, none, none, Value{std::int64_t{-1}});
}

Result<Value> replace(Runtime& runtime, const Value& subject, const Given& given) {
  const Value text{QED_TRY(text_of(runtime, subject))};
  return find_method(text, "replace")->run(runtime, text, given);
}

// Every line but the first starts with blanks; empty lines only where asked for.
Result<Value> indented(Runtime& runtime, const Value& subject, const Given& given) {
  const std::string_view text = QED_TRY(text_of(runtime, subject));
  const Value width = given.get(0, "width");
  std::string blanks(4, ' ');
  if (const auto* given_text = width.as<std::string_view>()) {
    blanks = *given_text;
  } else if (const auto columns = integer_of(width)) {
    if (*columns < 0 || *columns > 1000) return fail(Errc::kLimitExceeded, "indents by {} blanks", *columns);
    blanks.assign(static_cast<std::size_t>(*columns), ' ');
  }
  const bool with_first = truthy(given.get(1, "first")), with_empty = truthy(given.get(2, "blank"));
  std::string result;
  QED_TRY(runtime.heap.charge(text.size() / 8));
  const std::vector<std::string_view> all = split(text, "\n", SIZE_MAX);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) result += '\n';
    if (i == 0 ? with_first : with_empty || !all[i].empty()) result += blanks;
    result += all[i];
    if (result.size() > runtime.heap.limits().heap_bytes) return fail(Errc::kLimitExceeded, "indents too long a text");
  }
  return runtime.heap.text(result);
}

// map(attribute="a", default=b) or map("filter", arguments…)
Result<Value> map(Runtime& runtime, const Value& subject, const Given& given) {
  const Value path = given.get(SIZE_MAX, "attribute"), name = given.get(0, "filter");
  std::vector<Value> mapped;
  for (const Value& value : QED_TRY(items_of(runtime.heap, subject))) {
    if (const auto* text = path.as<std::string_view>()) {
      mapped.push_back(QED_TRY(deep_attribute(runtime, value, *text, given.get(SIZE_MAX, "default"))));
    } else if (const auto* filter = name.as<std::string_view>()) {
      const Given rest{{given.positional.begin() + 1, given.positional.end()}, given.named};
      mapped.push_back(QED_TRY(apply_filter(runtime, *filter, value, rest)));
    } else {
      return fail(Errc::kCorrupt, "map takes the name of a filter or an attribute");
    }
  }
  return runtime.heap.list(mapped);
}

// select("test", …), selectattr("attribute", "test", …) and their opposites; without a test, what is true.
template <bool kByAttribute, bool kKeep>
Result<Value> select(Runtime& runtime, const Value& subject, const Given& given) {
  constexpr std::size_t kSkip = kByAttribute ? 1 : 0;
  const std::optional<std::string_view> path = given.text(0, "attribute");
  if (kByAttribute && !path) return fail(Errc::kCorrupt, "selects by no attribute");
  const std::optional<std::string_view> test = given.text(kSkip, "test");
  std::vector<Value> kept;
  for (const Value& value : QED_TRY(items_of(runtime.heap, subject))) {
    const Value probed = kByAttribute ? QED_TRY(deep_attribute(runtime, value, *path)) : value;
    bool passes = truthy(probed);
    if (test) {
      const Given rest{{given.positional.begin() + kSkip + 1, given.positional.end()}, {}};
      passes = QED_TRY(apply_test(runtime, *test, probed, rest));
    }
    if (passes == kKeep) kept.push_back(value);
  }
  return runtime.heap.list(kept);
}

Result<Value> unique(Runtime& runtime, const Value& subject, const Given&) {
  std::vector<Value> kept;
  for (const Value& value : QED_TRY(items_of(runtime.heap, subject))) {
    bool known = false;
    for (std::size_t i = 0; i < kept.size() && !known; ++i) known = QED_TRY(equal(runtime.heap, kept[i], value));
    if (!known) kept.push_back(value);
  }
  return runtime.heap.list(kept);
}

constexpr std::array kFilters{
    Operation{"length", count},
    Operation{"count", count},
    Operation{"default", or_else},
    Operation{"d", or_else},
    Operation{"tojson", tojson},
    Operation{"trim", trim},
    Operation{"upper", map_text<upper>},
    Operation{"lower", map_text<lower>},
    Operation{"capitalize", map_text<capitalized>},
    Operation{"join", join},
    Operation{"first", first},
    Operation{"last", last},
    Operation{"items", pairs},
    Operation{"safe", same},
    Operation{"string", as_text},
    Operation{"list", as_list},
    Operation{"int", as_integer},
    Operation{"float", as_float},
    Operation{"abs", absolute},
    Operation{"reverse", reversed},
    Operation{"replace", replace},
    Operation{"indent", indented},
    Operation{"map", map},
    Operation{"select", select<false, true>},
    Operation{"reject", select<false, false>},
    Operation{"selectattr", select<true, true>},
    Operation{"rejectattr", select<true, false>},
    Operation{"unique", unique},
};

template <bool (*kPredicate)(const Value&)>
Result<Value> holds(Runtime&, const Value& subject, const Given&) {
  return Value{kPredicate(subject)};
}
template <class... Types>
bool is_any(const Value& value) {
  return (value.is<Types>() || ...);
}
template <bool kWanted>
bool is_exactly(const Value& value) {
  return value.is<bool>() && *value.as<bool>() == kWanted;
}
template <Operator kOperator>
Result<Value> compares(Runtime& runtime, const Value& subject, const Given& given) {
  return Value{QED_TRY(compare(runtime.heap, kOperator, subject, given.get(0, "other")))};
}
template <std::int64_t kDivisor, std::int64_t kRemainder>
Result<Value> has_parity(Runtime&, const Value& subject, const Given&) {
  const auto integer = integer_of(subject);
  if (!integer) return fail(Errc::kCorrupt, "the parity of {}", kind_of(subject));
  return Value{std::abs(*integer % kDivisor) == kRemainder};
}
Result<Value> divisible(Runtime&, const Value& subject, const Given& given) {
  const auto a = integer_of(subject), b = integer_of(given.get(0, "num"));
  if (!a || !b || *b == 0) return fail(Errc::kCorrupt, "divisibleby takes integers other than zero");
  return Value{*b == -1 || *a % *b == 0};
}
template <std::string (*kMap)(std::string_view)>
Result<Value> is_mapped(Runtime& runtime, const Value& subject, const Given&) {
  const std::string_view text = QED_TRY(text_of(runtime, subject));
  QED_TRY(runtime.heap.charge(text.size() / 8));
  return Value{kMap(text) == text && kMap(text) != (kMap == &upper ? lower(text) : upper(text))};
}

constexpr std::array kTests{
    Operation{"defined", holds<[](const Value& v) { return !v.is<Undefined>(); }>},
    Operation{"undefined", holds<is_any<Undefined>>},
    Operation{"none", holds<is_any<None>>},
    Operation{"string", holds<is_any<std::string_view>>},
    Operation{"mapping", holds<is_any<Dict>>},
    Operation{"iterable", holds<is_any<std::string_view, List, Dict, Undefined>>},
    Operation{"sequence", holds<is_any<std::string_view, List, Dict, Undefined>>},
    Operation{"number", holds<is_any<std::int64_t, double, bool>>},
    Operation{"integer", holds<is_any<std::int64_t>>},
    Operation{"float", holds<is_any<double>>},
    Operation{"boolean", holds<is_any<bool>>},
    Operation{"true", holds<is_exactly<true>>},
    Operation{"false", holds<is_exactly<false>>},
    Operation{"callable", holds<is_any<const MacroDefinition*, const Builtin*>>},
    Operation{"odd", has_parity<2, 1>},
    Operation{"even", has_parity<2, 0>},
    Operation{"divisibleby", divisible},
    Operation{"upper", is_mapped<upper>},
    Operation{"lower", is_mapped<lower>},
    Operation{"eq", compares<Operator::kEqual>},
    Operation{"equalto", compares<Operator::kEqual>},
    Operation{"sameas", compares<Operator::kEqual>},
    Operation{"ne", compares<Operator::kNotEqual>},
    Operation{"lt", compares<Operator::kLess>},
    Operation{"le", compares<Operator::kLessEqual>},
    Operation{"gt", compares<Operator::kGreater>},
    Operation{"ge", compares<Operator::kGreaterEqual>},
    Operation{"in", compares<Operator::kIn>},
};

template <class Table>
const Operation* find_in(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Operation::name);
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

const Operation* find_filter(std::string_view name) { return find_in(kFilters, name); }
const Operation* find_test(std::string_view name) { return find_in(kTests, name); }

Result<Value> apply_filter(Runtime& runtime, std::string_view name, const Value& subject, const Given& given) {
  QED_TRY(runtime.heap.charge(1));
  if (const Operation* filter = find_filter(name)) return filter->run(runtime, subject, given);
  return fail(Errc::kUnsupported, "the filter '{}' is not known", name.substr(0, 80));
}

Result<bool> apply_test(Runtime& runtime, std::string_view name, const Value& subject, const Given& given) {
  QED_TRY(runtime.heap.charge(1));
  const Operation* test = find_test(name);
  if (!test) return fail(Errc::kUnsupported, "the test '{}' is not known", name.substr(0, 80));
  return truthy(QED_TRY(test->run(runtime, subject, given)));
}

}  // namespace qed::text::jinja
