// Methods of texts and dictionaries, and functions.
#include <algorithm>
#include <array>
#include <ctime>

#include "text/jinja/builtins.h"
#include "text/jinja/operators.h"
#include "text/jinja/strings.h"

namespace qed::text::jinja {
namespace {

Result<std::string_view> text_argument(const Given& given, std::size_t position, std::string_view name) {
  const Value value = given.get(position, name);
  if (const auto* text = value.as<std::string_view>()) return *text;
  return fail(Errc::kCorrupt, "argument {} is {}, expected a text", name, kind_of(value));
}

Result<std::optional<std::string_view>> optional_text(const Given& given, std::size_t position, std::string_view name) {
  const Value value = given.get(position, name);
  if (value.is<Undefined>() || value.is<None>()) return std::optional<std::string_view>();
  return std::optional(QED_TRY(text_argument(given, position, name)));
}

// A count that is unlimited where it is left out or negative.
std::size_t optional_count(const Given& given, std::size_t position, std::string_view name) {
  const auto count = integer_of(given.get(position, name));
  return count && *count >= 0 ? static_cast<std::size_t>(*count) : SIZE_MAX;
}

Result<Value> as_list(Runtime& runtime, const std::vector<std::string_view>& parts) {
  std::vector<Value> values;
  for (const std::string_view part : parts) values.push_back(Value{part});
  return runtime.heap.list(values);
}

std::string_view self(const Value& subject) { return *subject.as<std::string_view>(); }

template <Ends kEnds>
Result<Value> strip(Runtime& runtime, const Value& subject, const Given& given) {
  const auto set = QED_TRY(optional_text(given, 0, "chars"));
  QED_TRY(runtime.heap.charge(self(subject).size() * (1 + (set ? set->size() : 0)) / 16));
  return Value{stripped(self(subject), kEnds, set)};
}

template <bool kFromRight>
Result<Value> split_text(Runtime& runtime, const Value& subject, const Given& given) {
  const auto separator = QED_TRY(optional_text(given, 0, "sep"));
  const std::size_t most = optional_count(given, 1, "maxsplit");
  QED_TRY(runtime.heap.charge(self(subject).size() / 8));
  if (separator && separator->empty()) return fail(Errc::kCorrupt, "splits at an empty separator");
  if (!kFromRight) return as_list(runtime, split(self(subject), separator, most));
  if (!separator) return fail(Errc::kUnsupported, "rsplit without a separator");
  return as_list(runtime, split_right(self(subject), *separator, most));
}

// Python takes one text or several.
template <bool kAtEnd>
Result<Value> has_affix(Runtime& runtime, const Value& subject, const Given& given) {
  const Value wanted = given.get(0, kAtEnd ? "suffix" : "prefix");
  const auto matches = [&](const Value& affix) -> Result<bool> {
    const auto* text = affix.as<std::string_view>();
    if (!text) return fail(Errc::kCorrupt, "an affix is {}, expected a text", kind_of(affix));
    QED_TRY(runtime.heap.charge(text->size() / 64));
    return kAtEnd ? self(subject).ends_with(*text) : self(subject).starts_with(*text);
  };
  if (!wanted.is<List>()) return Value{QED_TRY(matches(wanted))};
  for (const Value& affix : *wanted.as<List>())
    if (QED_TRY(matches(affix))) return Value{true};
  return Value{false};
}

template <bool kAtEnd>
Result<Value> remove_affix(Runtime&, const Value& subject, const Given& given) {
  const std::string_view affix = QED_TRY(text_argument(given, 0, kAtEnd ? "suffix" : "prefix"));
  std::string_view text = self(subject);
  if (kAtEnd && text.ends_with(affix)) text.remove_suffix(affix.size());
  if (!kAtEnd && text.starts_with(affix)) text.remove_prefix(affix.size());
  return Value{text};
}

Result<Value> replace(Runtime& runtime, const Value& subject, const Given& given) {
  const std::string_view from = QED_TRY(text_argument(given, 0, "old")), to = QED_TRY(text_argument(given, 1, "new"));
  // The result is bounded before it is made.
  const std::size_t places = self(subject).size() / std::max<std::size_t>(from.size(), 1) + 1;
  if (to.size() > runtime.heap.limits().heap_bytes / places)
    return fail(Errc::kLimitExceeded, "replaces by too long a text");
  QED_TRY(runtime.heap.charge((self(subject).size() + places * to.size()) / 16));
  return runtime.heap.text(replaced(self(subject), from, to, optional_count(given, 2, "count")));
}

template <std::string (*kMap)(std::string_view)>
Result<Value> map_text(Runtime& runtime, const Value& subject, const Given&) {
  QED_TRY(runtime.heap.charge(self(subject).size() / 8));
  return runtime.heap.text(kMap(self(subject)));
}

constexpr std::array kTextMethods{
    Operation{"strip", strip<Ends::kBoth>},
    Operation{"lstrip", strip<Ends::kLeft>},
    Operation{"rstrip", strip<Ends::kRight>},
    Operation{"split", split_text<false>},
    Operation{"rsplit", split_text<true>},
    Operation{"splitlines",
              [](Runtime& runtime, const Value& subject, const Given&) -> Result<Value> {
                QED_TRY(runtime.heap.charge(self(subject).size() / 8));
                return as_list(runtime, lines(self(subject)));
              }},
    Operation{"startswith", has_affix<false>},
    Operation{"endswith", has_affix<true>},
    Operation{"removeprefix", remove_affix<false>},
    Operation{"removesuffix", remove_affix<true>},
    Operation{"replace", replace},
    Operation{"upper", map_text<upper>},
    Operation{"lower", map_text<lower>},
    Operation{"capitalize", map_text<capitalized>},
    Operation{"join",
              [](Runtime& runtime, const Value& subject, const Given& given) {
                return apply_filter(runtime, "join", given.get(0, "iterable"), {{subject}, {}});
              }},
    Operation{"count",
              [](Runtime& runtime, const Value& subject, const Given& given) -> Result<Value> {
                const std::string_view part = QED_TRY(text_argument(given, 0, "sub"));
                if (part.empty()) return fail(Errc::kCorrupt, "counts an empty text");
                QED_TRY(runtime.heap.charge(self(subject).size() / 8));
                return Value{static_cast<std::int64_t>(split(self(subject), part, SIZE_MAX).size() - 1)};
              }},
    Operation{"find",
              [](Runtime& runtime, const Value& subject, const Given& given) -> Result<Value> {
                const std::size_t at = self(subject).find(QED_TRY(text_argument(given, 0, "sub")));
                QED_TRY(runtime.heap.charge(self(subject).size() / 8));
                if (at == std::string_view::npos) return Value{std::int64_t{-1}};
                return Value{QED_TRY(length_of(runtime.heap, Value{self(subject).substr(0, at)}))};
              }},
    Operation{"isdigit",
              [](Runtime&, const Value& subject, const Given&) -> Result<Value> {
                return Value{!self(subject).empty() &&
                             std::ranges::all_of(self(subject), [](char c) { return c >= '0' && c <= '9'; })};
              }},
};

constexpr std::array kDictMethods{
    Operation{"items", [](Runtime& runtime, const Value& subject,
                          const Given&) { return apply_filter(runtime, "items", subject, {}); }},
    Operation{"keys",
              [](Runtime& runtime, const Value& subject, const Given&) -> Result<Value> {
                return Value{QED_TRY(items_of(runtime.heap, subject))};
              }},
    Operation{"values",
              [](Runtime& runtime, const Value& subject, const Given&) {
                std::vector<Value> values;
                for (const Entry& entry : *subject.as<Dict>()) values.push_back(entry.value);
                return runtime.heap.list(values);
              }},
    Operation{"get",
              [](Runtime& runtime, const Value& subject, const Given& given) -> Result<Value> {
                const std::optional<std::string_view> key = given.text(0, "key");
                const Value fallback = given.get(1, "default");
                QED_TRY(runtime.heap.charge(subject.as<Dict>()->count / 8));
                if (key)
                  if (const Value* found = subject.as<Dict>()->find(*key)) return *found;
                return fallback.is<Undefined>() ? Value{None{}} : fallback;
              }},
};

Result<Value> range(Runtime& runtime, const Given& given) {
  constexpr std::size_t kMost = 100'000;  // as the reference implementation's sandbox
  std::array<std::int64_t, 3> bounds{0, 0, 1};
  if (given.positional.empty() || given.positional.size() > 3 || !given.named.empty())
    return fail(Errc::kCorrupt, "range takes one to three integers");
  for (std::size_t i = 0; i < given.positional.size(); ++i) {
    const auto integer = integer_of(given.positional[i]);
    if (!integer) return fail(Errc::kCorrupt, "range of {}", kind_of(given.positional[i]));
    bounds[i] = *integer;
  }
  auto [start, stop, step] = bounds;
  if (given.positional.size() == 1) std::swap(start, stop);
  if (step == 0) return fail(Errc::kCorrupt, "range in steps of zero");
  std::vector<Value> values;
  while (step > 0 ? start < stop : start > stop) {
    if (values.size() >= kMost) return fail(Errc::kLimitExceeded, "a range of more than {} numbers", kMost);
    values.push_back(Value{start});
    if (__builtin_add_overflow(start, step, &start)) break;
  }
  return runtime.heap.list(values);
}

Result<Value> strftime_now(Runtime& runtime, const Given& given) {
  const std::string format(QED_TRY(text_argument(given, 0, "format")));
  const std::time_t seconds = std::chrono::system_clock::to_time_t(runtime.now);
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 1024> buffer{};
  const std::size_t size = std::strftime(buffer.data(), buffer.size(), format.c_str(), &local);
  if (size == 0 && !format.empty()) return fail(Errc::kCorrupt, "a date in the format '{}'", format.substr(0, 80));
  return runtime.heap.text(std::string_view(buffer.data(), size));
}

constexpr std::array kFunctions{
    Builtin{"range", range},
    Builtin{"strftime_now", strftime_now},
    Builtin{"namespace",
            [](Runtime& runtime, const Given& given) -> Result<Value> {
              std::vector<Entry> entries;
              for (const Value& value : given.positional)
                if (const auto* dict = value.as<Dict>()) entries.insert(entries.end(), dict->begin(), dict->end());
              entries.insert(entries.end(), given.named.begin(), given.named.end());
              return runtime.heap.name_space(std::move(entries));
            }},
    Builtin{"dict", [](Runtime& runtime, const Given& given) { return runtime.heap.dict(given.named); }},
    Builtin{"raise_exception",
            [](Runtime& runtime, const Given& given) -> Result<Value> {
              const std::string message = QED_TRY(to_text(runtime.heap, given.get(0, "message")));
              return fail(Errc::kInvalidInput, "{}", message.substr(0, 1000));
            }},
};

template <class Table>
auto find_in(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Table::value_type::name);
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

Value Given::get(std::size_t position, std::string_view name) const {
  if (position < positional.size()) return positional[position];
  const auto found = std::ranges::find(named, name, &Entry::key);
  return found == named.end() ? Value{Undefined{name}} : found->value;
}

std::optional<std::string_view> Given::text(std::size_t position, std::string_view name) const {
  const Value value = get(position, name);
  const auto* found = value.as<std::string_view>();
  return found ? std::optional(*found) : std::nullopt;
}

const Builtin* find_function(std::string_view name) { return find_in(kFunctions, name); }

const Operation* find_method(const Value& subject, std::string_view name) {
  if (subject.is<std::string_view>()) return find_in(kTextMethods, name);
  if (subject.is<Dict>()) return find_in(kDictMethods, name);
  return nullptr;
}

}  // namespace qed::text::jinja
