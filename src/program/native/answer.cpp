#include "program/native/answer.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/utf8.h"
#include "program/native/builtins.h"
#include "program/native/compare.h"
#include "program/native/decimal.h"
#include "program/native/dict.h"
#include "program/native/integer.h"
#include "program/native/iterate.h"
#include "program/native/number_text.h"
#include "program/native/numbers.h"
#include "program/native/set.h"
#include "program/native/text.h"

namespace qed::program::native {

const Type kNoAnswer{"NoAnswer", &kExceptionType, {}};
const Type kTooLarge{"TooLarge", &kExceptionType, {}};

namespace {

constexpr std::size_t kMaxAnswer = 64 << 10;  // characters
constexpr int kMaxDepth = 20;
constexpr std::size_t kLongestLine = 8000;  // of a printed answer; the harness keeps a little more

// --- which value -----------------------------------------------------------------------------------------------------

// A function of the program's own, cached or not, that needs no argument; a partial is taken at its word.
bool callable_plainly(const Value& value) {
  if (value.is(Kind::kPartial)) return true;
  if (value.is(Kind::kCached)) return callable_plainly(value.as<Cached>().function);
  if (!value.is(Kind::kFunction)) return false;
  const FunctionCode& code = *value.as<Function>().code;
  const auto named = code.parameters.first(code.positional + code.keyword_only);
  return std::ranges::all_of(named, [](const Parameter& parameter) { return parameter.initial != nullptr; });
}

// White space and line ends beyond ASCII, which only Python's tables tell.
bool has_odd_space(std::string_view text) {
  while (!text.empty()) {
    const auto [c, bytes] = utf8::decode(text);
    if (c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || (c >= 0x2028 && c <= 0x202F) ||
        c == 0x205F || c == 0x3000)
      return true;
    text.remove_prefix(bytes);
  }
  return false;
}

Maybe<std::string> last_line(Machine& machine) {
  std::string_view text = strip_space(machine.output());
  const std::size_t end = text.find_last_of("\n\r\v\f\x1c\x1d\x1e");
  if (end != std::string_view::npos) text.remove_prefix(end + 1);
  if (text.size() > kLongestLine || has_odd_space(text)) return machine.unsupported("such a last line");
  return std::string(strip_space(text));
}

// --- LaTeX -----------------------------------------------------------------------------------------------------------

Maybe<std::string> latex_of(Machine& machine, const Value& value);

std::string scientific(std::string_view text) {
  const std::string lower = text::lower(text);
  const std::size_t e = lower.find('e');
  if (e == std::string::npos) return lower;
  return fmt::format("{} \\times 10^{{{}}}", lower.substr(0, e), std::stol(lower.substr(e + 1)));
}

std::string float_latex(double x) {
  if (std::isnan(x)) return "\\text{nan}";
  if (std::isinf(x)) return x > 0 ? "\\infty" : "-\\infty";
  if (x == std::trunc(x) && std::fabs(x) < 1e16) return fmt::format("{}", static_cast<std::int64_t>(x));
  return scientific(float_repr(x));
}

Maybe<std::string> fraction_latex(Machine& machine, const Fraction& fraction) {
  const Maybe<std::string> above = integer_text(machine, fraction.numerator);
  const Maybe<std::string> below = above ? integer_text(machine, fraction.denominator) : above;
  if (!below || *below == "1") return above ? above : below;
  const bool negative = above->starts_with('-');
  return fmt::format("{}\\frac{{{}}}{{{}}}", negative ? "-" : "", above->substr(negative ? 1 : 0), *below);
}

Maybe<std::string> decimal_latex(Machine& machine, const Value& value) {
  const auto& decimal = value.as<Decimal>();
  if (decimal.special != Decimal::Special::kFinite) return float_latex(decimal.negative ? -HUGE_VAL : HUGE_VAL);
  const std::string digits = integer_digits(decimal.coefficient, 10);
  const std::int64_t adjusted = decimal.exponent + static_cast<std::int64_t>(digits.size()) - 1;
  const Value whole = decimal_to_integer(machine, value, 0);
  const Maybe<bool> integral = whole ? equal(machine, whole, value) : Failed();
  if (!integral) return Failed();
  return *integral && adjusted < 30 ? integer_text(machine, whole)
                                    : Maybe<std::string>(scientific(decimal_text(value)));
}

// "a, b" of the LaTeX of each.
Maybe<std::string> listed(Machine& machine, std::span<const Value> values) {
  std::string text;
  for (const Value& value : values) {
    const Maybe<std::string> part = latex_of(machine, value);
    if (!part) return Failed();
    if (&value != values.data()) text += ", ";
    text += *part;
  }
  return text;
}

Maybe<std::string> between(std::string_view open, const Maybe<std::string>& content, std::string_view close) {
  if (!content) return Failed();
  return fmt::format("{}{}{}", open, *content, close);
}

Maybe<std::string> set_latex(Machine& machine, const Value& set) {
  if (set.as<Set>().size == 0) return std::string("\\emptyset");
  const Value list = collect(machine, set, Ordered::kNo);
  if (!list || !sort_list(machine, list.as<List>(), Value::none(), false)) {
    if (machine.stop() == Stop::kException) return machine.unsupported("a set of unlike elements as the answer");
    return Failed();
  }
  return between("\\{", listed(machine, list.as<List>().items()), "\\}");
}

Maybe<std::string> dict_latex(Machine& machine, Dict& dict) {
  std::string text;
  for (const Dict::Entry& entry : dict.entries()) {
    if (!entry.key) continue;
    const Maybe<std::string> key = latex_of(machine, entry.key);
    const Maybe<std::string> value = key ? latex_of(machine, entry.value) : key;
    if (!value) return Failed();
    if (!text.empty()) text += ", ";
    text += *key + " = " + *value;
  }
  return text;
}

Maybe<std::string> list_latex(Machine& machine, std::span<const Value> values) {
  const auto is_dict = [](const Value& v) { return v.is(Kind::kDict); };
  const auto is_tuple = [](const Value& v) { return v.is(Kind::kTuple); };
  if (!values.empty() && std::ranges::all_of(values, is_dict)) {
    if (values.size() > 1) return machine.unsupported("a list of dictionaries as the answer");
    return latex_of(machine, values[0]);
  }
  const bool pairs = !values.empty() && std::ranges::all_of(values, is_tuple);
  return between(pairs ? "\\{" : "[", listed(machine, values), pairs ? "\\}" : "]");
}

Maybe<std::string> latex_of(Machine& machine, const Value& value) {
  const Machine::Level level(machine);
  if (!level) return Failed();
  switch (value.kind()) {
    case Kind::kBool:
      return std::string(value.truth() ? "yes" : "no");
    case Kind::kFloat:
      return float_latex(value.real());
    case Kind::kTuple:
      return between("(", listed(machine, value.as<Tuple>().items()), ")");
    case Kind::kList:
      return list_latex(machine, value.as<List>().items());
    case Kind::kSet:
    case Kind::kFrozenSet:
      return set_latex(machine, value);
    case Kind::kDict:
      return dict_latex(machine, value.as<Dict>());
    case Kind::kFraction:
      return fraction_latex(machine, value.as<Fraction>());
    case Kind::kDecimal:
      return decimal_latex(machine, value);
    default:
      return str(machine, value);
  }
}

// A printed number gets the number's notation; any other text stays as it is.
std::string text_latex(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789.-") != std::string::npos || !text::is_digit(text.back()))
    return text;
  if (text.find('.') != std::string::npos) {
    const std::optional<double> value = parse_float(text);
    return value ? float_latex(*value) : text;
  }
  const bool negative = text[0] == '-';
  const std::string digits = text.substr(negative ? 1 : 0);
  if (digits.find('-') != std::string::npos || digits.size() > 4300) return text;
  const std::string plain = digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return negative && plain != "0" ? "-" + plain : plain;
}

// --- types -----------------------------------------------------------------------------------------------------------

// The standard library's kinds of dictionary as plain ones, in lists and tuples too.
Value to_builtin(Machine& machine, const Value& value, int depth = 0) {
  if (value.is(Kind::kDict) && value.as<Dict>().flavour != Dict::Flavour::kPlain) {
    Dict* dict = create<Dict>();
    Value result = own(static_cast<Object*>(dict));
    for (const Dict::Entry& entry : value.as<Dict>().entries())
      if (entry.key && !dict->set(machine, entry.key, entry.value)) return {};
    return result;
  }
  if ((!value.is(Kind::kList) && !value.is(Kind::kTuple)) || depth == kMaxDepth) return value;
  const Value copy = collect(machine, value);
  if (!copy) return {};
  for (Value& part : copy.as<List>().items())
    if (!(part = to_builtin(machine, part, depth + 1))) return {};
  return value.is(Kind::kTuple) ? new_tuple(copy.as<List>().items()) : copy;
}

// The type's name; fails where the value, or a part of it, is nothing an answer can be.
Maybe<std::string> checked_type(Machine& machine, const Value& value, int depth = 0) {
  if ((value.is(Kind::kFloat) || value.is(Kind::kDecimal)) && is_nan(value))
    return machine.raise(kNoAnswer, "the answer is not a number (nan)");
  if (value.is(Kind::kStr) && depth == 0 && strip_space(text_of(value)).empty())
    return machine.raise(kNoAnswer, "the answer is an empty text");
  const std::string name(type_of(value).name);
  if (is_number(value) || value.is(Kind::kStr)) return name;
  const bool container = value.is(Kind::kList) || value.is(Kind::kTuple) || value.is(Kind::kSet) ||
                         value.is(Kind::kFrozenSet) || (value.is(Kind::kDict) && name == "dict");
  if (container) {
    if (depth == kMaxDepth) return machine.raise(kNoAnswer, "the answer is nested more than {} deep", kMaxDepth);
    const auto fits = [&](const Value& part) { return static_cast<bool>(checked_type(machine, part, depth + 1)); };
    bool fine = true;
    if (!for_each(machine, value, [&](const Value& part) { return fine = fits(part); }, Ordered::kNo) || !fine)
      return Failed();
    if (value.is(Kind::kDict))
      for (const Dict::Entry& entry : value.as<Dict>().entries())
        if (entry.key && !fits(entry.value)) return Failed();
    return name;
  }
  if (value.is_none())
    return depth ? Maybe<std::string>(std::string("None")) : machine.raise(kNoAnswer, "the answer is None");
  const bool known_iterator = &type_of(value) == &kGeneratorType || &type_of(value) == &kMapType ||
                              &type_of(value) == &kFilterType || &type_of(value) == &kZipType;
  if (value.is(Kind::kTyping) || (value.is(Kind::kIterator) && !known_iterator))
    return machine.unsupported("such an object as the answer");
  return machine.raise(kNoAnswer, "the answer is a {}, not a value", name);
}

}  // namespace

Maybe<Answer> find_answer(Machine& machine, SymbolTable& symbols, Globals& globals, const Value& result, bool prints) {
  globals.values.resize(symbols.size() + 8);
  const auto global = [&](std::string_view name) -> Value {
    const Symbol symbol = symbols.intern(name);
    return symbol->id < globals.values.size() ? globals.values[symbol->id] : Value();
  };
  const auto called = [&](const Value& function) -> Maybe<Answer> {
    Value value = call(machine, function, Args{});
    return value ? Maybe<Answer>(Answer{std::move(value)}) : Failed();
  };
  if (const Value solve = global("solve"); callable_plainly(solve)) return called(solve);
  for (const char* name : {"ans", "answer"}) {
    const Value value = global(name);
    if (callable_plainly(value)) return called(value);
    if (value) return Answer{value};
  }
  if (result && !result.is_none()) return Answer{result};
  const Maybe<std::string> line = prints ? last_line(machine) : std::string();
  if (!line) return Failed();
  if (!line->empty()) return Answer{make_str(*line), true};
  for (const char* name : {"solution", "solver"})
    if (const Value function = global(name); callable_plainly(function)) return called(function);
  return machine.raise(kNoAnswer, "the program defines no solve(), sets no `ans` or `answer`, and prints nothing");
}

Maybe<Described> describe(Machine& machine, const Answer& answer) {
  const Value value = to_builtin(machine, answer.value);
  if (!value) return Failed();
  Described result;
  const Maybe<std::string> type =
      answer.printed ? Maybe<std::string>(std::string("text")) : checked_type(machine, value);
  if (!type) return Failed();
  result.type = *type;
  const Maybe<std::string> text = str(machine, value);
  if (!text) {
    if (machine.stop() != Stop::kException || machine.exception().type != &kValueError) return Failed();
    const Value error = machine.take_exception();
    const Maybe<std::string> reason = exception_text(machine, error);
    return reason ? machine.raise(kNoAnswer, "the answer is too long an integer: {}", *reason) : Failed();
  }
  result.text = *text;
  const std::size_t characters = count_code_points(result.text);
  if (characters > kMaxAnswer)
    return machine.raise(kTooLarge, "the answer has {} characters, at most {} are taken", characters, kMaxAnswer);
  const Maybe<std::string> latex =
      answer.printed ? Maybe<std::string>(text_latex(result.text)) : latex_of(machine, value);
  if (!latex) return Failed();
  result.latex = count_code_points(*latex) <= 2 * kMaxAnswer ? *latex : std::string();
  return result;
}

}  // namespace qed::program::native
