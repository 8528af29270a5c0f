// Methods of texts. Letters beyond ASCII have cases and classes that only CPython's tables know; asking for them leaves
// the subset.
#include <algorithm>

#include "base/text.h"
#include "program/native/builtins.h"
#include "program/native/integer.h"
#include "program/native/iterate.h"
#include "program/native/methods.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

constexpr std::string_view kSpace = " \t\n\r\v\f\x1c\x1d\x1e\x1f";

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 32) : c; }

bool needs_ascii(Machine& machine, const Value& str) {
  return str.as<Str>().ascii() ? machine.tick(str.as<Str>().bytes / 64 + 1)
                               : machine.unsupported("letters beyond ASCII");
}
// A text argument whose absence is told in words that the subset does not follow.
bool is_text(Machine& machine, const Value& value) {
  return value.is(Kind::kStr) || machine.unsupported("this argument of a method");
}

template <class Map>
Value mapped(Machine& machine, const Value& str, Map map) {
  if (!needs_ascii(machine, str)) return {};
  std::string text(text_of(str));
  bool word = false;  // the character before is a letter
  for (char& c : text) {
    const bool letter = text::is_alpha(c);
    c = map(c, word, &c == text.data());
    word = letter;
  }
  return make_str(text);
}

Value upper(Machine& machine, const Args& args) {
  return mapped(machine, args[0], [](char c, bool, bool) { return to_upper(c); });
}
Value lower(Machine& machine, const Args& args) {
  return mapped(machine, args[0], [](char c, bool, bool) { return text::to_lower(c); });
}
Value swapcase(Machine& machine, const Args& args) {
  return mapped(machine, args[0], [](char c, bool, bool) { return is_upper(c) ? text::to_lower(c) : to_upper(c); });
}
Value capitalize(Machine& machine, const Args& args) {
  return mapped(machine, args[0], [](char c, bool, bool first) { return first ? to_upper(c) : text::to_lower(c); });
}
Value title(Machine& machine, const Args& args) {
  return mapped(machine, args[0], [](char c, bool word, bool) { return word ? text::to_lower(c) : to_upper(c); });
}

template <class Test>
Value every(Machine& machine, const Value& str, Test test) {
  if (!needs_ascii(machine, str)) return {};
  const std::string_view text = text_of(str);
  return Value::boolean(!text.empty() && std::ranges::all_of(text, test));
}
Value isdigit(Machine& machine, const Args& args) { return every(machine, args[0], text::is_digit); }
Value isalpha(Machine& machine, const Args& args) { return every(machine, args[0], text::is_alpha); }
Value isalnum(Machine& machine, const Args& args) {
  return every(machine, args[0], [](char c) { return text::is_digit(c) || text::is_alpha(c); });
}
Value isspace(Machine& machine, const Args& args) {
  return every(machine, args[0], [](char c) { return kSpace.find(c) != std::string_view::npos; });
}
// Some letter, and none of the other case.
Value cased(Machine& machine, const Value& str, bool (*wanted)(char), bool (*other)(char)) {
  if (!needs_ascii(machine, str)) return {};
  const std::string_view text = text_of(str);
  return Value::boolean(std::ranges::any_of(text, wanted) && std::ranges::none_of(text, other));
}
Value isupper(Machine& machine, const Args& args) { return cased(machine, args[0], is_upper, is_lower); }
Value islower(Machine& machine, const Args& args) { return cased(machine, args[0], is_lower, is_upper); }

// --- stripping -------------------------------------------------------------------------------------------------------

Value stripped(Machine& machine, const Args& args, bool left, bool right) {
  std::string_view set = kSpace;
  if (!args[0].as<Str>().ascii()) return machine.unsupported("stripping a text beyond ASCII");
  if (args.size() > 1 && !args[1].is_none()) {
    if (!args[1].is(Kind::kStr) || !args[1].as<Str>().ascii()) return machine.unsupported("this argument of a method");
    set = text_of(args[1]);
  }
  std::string_view text = text_of(args[0]);
  if (left) text.remove_prefix(std::min(text.find_first_not_of(set), text.size()));
  if (right) text = text.substr(0, text.find_last_not_of(set) + 1);
  return make_str(text);
}
Value strip(Machine& machine, const Args& args) { return stripped(machine, args, true, true); }
Value lstrip(Machine& machine, const Args& args) { return stripped(machine, args, true, false); }
Value rstrip(Machine& machine, const Args& args) { return stripped(machine, args, false, true); }

Value removeprefix(Machine& machine, const Args& args) {
  if (!is_text(machine, args[1])) return {};
  std::string_view text = text_of(args[0]);
  if (text.starts_with(text_of(args[1]))) text.remove_prefix(text_of(args[1]).size());
  return make_str(text);
}
Value removesuffix(Machine& machine, const Args& args) {
  if (!is_text(machine, args[1])) return {};
  std::string_view text = text_of(args[0]);
  if (text.ends_with(text_of(args[1]))) text.remove_suffix(text_of(args[1]).size());
  return make_str(text);
}

// --- splitting and joining -------------------------------------------------------------------------------------------

// Runs of white space separate; none at either end.
void split_words(std::string_view text, std::int64_t most, List& parts) {
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
    if (text.empty()) return;
    if (most-- == 0) return parts.push_back(make_str(text));
    const std::size_t end = std::min(text.find_first_of(kSpace), text.size());
    parts.push_back(make_str(text.substr(0, end)));
    text.remove_prefix(end);
  }
}

void split_words_from_right(std::string_view text, std::int64_t most, List& parts) {
  while (true) {
    text = text.substr(0, text.find_last_not_of(kSpace) + 1);
    if (text.empty()) break;
    if (most-- == 0) {
      parts.push_back(make_str(text));
      break;
    }
    const std::size_t begin = text.find_last_of(kSpace) + 1;
    parts.push_back(make_str(text.substr(begin)));
    text = text.substr(0, begin);
  }
  std::ranges::reverse(parts.items());
}

Value split_on(Machine& machine, const Args& args, bool from_right) {
  if (!only_keywords(machine, args, {"sep", "maxsplit"})) return {};
  Value separator = args.size() > 1 ? args[1] : keyword(args, "sep");
  const Value limit = args.size() > 2 ? args[2] : keyword(args, "maxsplit");
  const Maybe<std::int64_t> most = limit ? to_index(machine, limit) : Maybe<std::int64_t>(-1);
  if (!most || !machine.tick(args[0].as<Str>().bytes / 8 + 1)) return {};
  std::string_view text = text_of(args[0]);
  List* list = create<List>();
  Value result = own(static_cast<Object*>(list));
  if (!separator || separator.is_none()) {
    if (!needs_ascii(machine, args[0])) return {};
    (from_right ? split_words_from_right : split_words)(text, *most, *list);
    return result;
  }
  if (!separator.is(Kind::kStr)) return machine.raise(kTypeError, "must be str or None, not {}", type_name(separator));
  const std::string_view mark = text_of(separator);
  if (mark.empty()) return machine.raise(kValueError, "empty separator");
  for (std::int64_t left = *most; left != 0; --left) {
    const std::size_t at = from_right ? text.rfind(mark) : text.find(mark);
    if (at == std::string_view::npos) break;
    list->push_back(make_str(from_right ? text.substr(at + mark.size()) : text.substr(0, at)));
    text = from_right ? text.substr(0, at) : text.substr(at + mark.size());
  }
  list->push_back(make_str(text));
  if (from_right) std::ranges::reverse(list->items());
  return result;
}
Value split(Machine& machine, const Args& args) { return split_on(machine, args, false); }
Value rsplit(Machine& machine, const Args& args) { return split_on(machine, args, true); }

Value splitlines(Machine& machine, const Args& args) {
  if (!needs_ascii(machine, args[0])) return {};
  std::string_view text = text_of(args[0]);
  List* list = create<List>();
  Value result = own(static_cast<Object*>(list));
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\n\r\v\f\x1c\x1d\x1e"), text.size());
    list->push_back(make_str(text.substr(0, end)));
    const bool pair = text.substr(end).starts_with("\r\n");
    text.remove_prefix(std::min(end + (pair ? 2 : 1), text.size()));
  }
  return result;
}

Value partition(Machine& machine, const Args& args) {
  if (!is_text(machine, args[1])) return {};
  const std::string_view text = text_of(args[0]), mark = text_of(args[1]);
  if (mark.empty()) return machine.raise(kValueError, "empty separator");
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return new_tuple_of(args[0], make_str(""), make_str(""));
  return new_tuple_of(make_str(text.substr(0, at)), args[1], make_str(text.substr(at + mark.size())));
}
Value rpartition(Machine& machine, const Args& args) {
  if (!is_text(machine, args[1])) return {};
  const std::string_view text = text_of(args[0]), mark = text_of(args[1]);
  if (mark.empty()) return machine.raise(kValueError, "empty separator");
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos) return new_tuple_of(make_str(""), make_str(""), args[0]);
  return new_tuple_of(make_str(text.substr(0, at)), args[1], make_str(text.substr(at + mark.size())));
}

Value join(Machine& machine, const Args& args) {
  Value keep;
  const Maybe<std::span<Value>> items = elements(machine, args[1], keep);
  if (!items) {
    if (machine.stop() == Stop::kException && machine.exception().line == 0 &&
        machine.exception().type == &kTypeError && !args[1].is(Kind::kIterator)) {
      machine.take_exception();
      return machine.raise(kTypeError, "can only join an iterable");
    }
    return {};
  }
  std::string text;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const Value& item = (*items)[i];
    if (!item.is(Kind::kStr))
      return machine.raise(kTypeError, "sequence item {}: expected str instance, {} found", i, type_name(item));
    if (i > 0) text += text_of(args[0]);
    text += text_of(item);
    if (!machine.can_allocate(2 * text.size())) return {};
  }
  return machine.tick(text.size() / 64 + 1) ? make_str(text) : Value();
}

// --- finding and replacing -------------------------------------------------------------------------------------------

Value replace(Machine& machine, const Args& args) {
  if (!is_text(machine, args[1]) || !is_text(machine, args[2])) return {};
  const Maybe<std::int64_t> most = args.size() > 3 ? to_index(machine, args[3]) : Maybe<std::int64_t>(-1);
  if (!most) return {};
  const std::string_view from = text_of(args[1]), to = text_of(args[2]);
  std::string_view text = text_of(args[0]);
  if (from.empty() && !args[0].as<Str>().ascii()) return machine.unsupported("this replacement");
  std::string result;
  for (std::int64_t left = *most; left != 0; --left) {
    const std::size_t at = text.find(from);
    if (at == std::string_view::npos) break;
    result += text.substr(0, at);
    result += to;
    text.remove_prefix(at + from.size());
    if (!machine.tick(at / 16 + 1) || !machine.can_allocate(2 * result.size())) return {};
    if (!from.empty()) continue;
    if (text.empty()) break;
    result += text[0];  // between any two characters
    text.remove_prefix(1);
  }
  result += text;
  return make_str(result);
}

// The part of the text that optional bounds select, with the offset of its start.
Maybe<std::pair<std::string_view, std::int64_t>> within(Machine& machine, const Args& args) {
  const std::string_view text = text_of(args[0]);
  if (args.size() > 2 && !args[0].as<Str>().ascii()) return machine.unsupported("bounds in such a text");
  const auto size = static_cast<std::int64_t>(text.size());
  std::int64_t bounds[2] = {0, size};
  for (std::size_t i = 2; i < args.size(); ++i) {
    if (args[i].is_none()) continue;
    if (!is_integer(args[i])) return machine.unsupported("this argument of a method");
    const Maybe<std::int64_t> bound = to_index(machine, args[i]);
    if (!bound) return Failed();
    bounds[i - 2] = *bound < 0 ? std::max<std::int64_t>(*bound + size, 0) : *bound;
  }
  bounds[1] = std::min(bounds[1], size);
  if (bounds[0] > bounds[1]) return std::pair(std::string_view("", 0), std::int64_t{-1});
  return std::pair(text.substr(static_cast<std::size_t>(bounds[0]), static_cast<std::size_t>(bounds[1] - bounds[0])),
                   bounds[0]);
}

Value found(Machine& machine, const Args& args, bool from_right, bool must) {
  const auto part = within(machine, args);
  if (!part || !machine.tick(text_of(args[0]).size() / 64 + 1)) return {};
  if (!args[1].is(Kind::kStr)) return machine.raise(kTypeError, "must be str, not {}", type_name(args[1]));
  const auto [text, start] = *part;
  const std::string_view wanted = text_of(args[1]);
  const std::size_t at = start < 0 ? std::string_view::npos : from_right ? text.rfind(wanted) : text.find(wanted);
  if (at == std::string_view::npos)
    return must ? Value(machine.raise(kValueError, "substring not found")) : Value::integer(-1);
  return Value::integer(start + static_cast<std::int64_t>(count_code_points(text.substr(0, at))));
}
Value find(Machine& machine, const Args& args) { return found(machine, args, false, false); }
Value rfind(Machine& machine, const Args& args) { return found(machine, args, true, false); }
Value index(Machine& machine, const Args& args) { return found(machine, args, false, true); }
Value rindex(Machine& machine, const Args& args) { return found(machine, args, true, true); }

Value count(Machine& machine, const Args& args) {
  if (!is_text(machine, args[1])) return {};
  const auto part = within(machine, args);
  if (!part || !machine.tick(text_of(args[0]).size() / 16 + 1)) return {};
  auto [text, start] = *part;
  const std::string_view wanted = text_of(args[1]);
  if (start < 0) return Value::integer(0);
  if (wanted.empty()) return integer_from(count_code_points(text) + 1);
  std::size_t hits = 0;
  for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + wanted.size()))
    ++hits;
  return integer_from(hits);
}

Value has_affix(Machine& machine, const Args& args, bool prefix) {
  const auto part = within(machine, args);
  if (!part) return {};
  const bool tuple = args[1].is(Kind::kTuple);
  const std::span<const Value> affixes =
      tuple ? std::span<const Value>(args[1].as<Tuple>().items()) : std::span<const Value>(&args[1], 1);
  for (const Value& affix : affixes) {
    if (!affix.is(Kind::kStr)) return machine.unsupported("this argument of a method");
    const auto [text, start] = *part;
    if (start >= 0 && (prefix ? text.starts_with(text_of(affix)) : text.ends_with(text_of(affix))))
      return Value::boolean(true);
  }
  return Value::boolean(false);
}
Value startswith(Machine& machine, const Args& args) { return has_affix(machine, args, true); }
Value endswith(Machine& machine, const Args& args) { return has_affix(machine, args, false); }

// --- padding ---------------------------------------------------------------------------------------------------------

Value padded(Machine& machine, const Args& args, char align) {
  const Maybe<std::int64_t> width = to_index(machine, args[1]);
  if (!width) return {};
  if (args.size() > 2 && (!args[2].is(Kind::kStr) || args[2].as<Str>().length != 1))
    return machine.unsupported("this argument of a method");
  const std::string_view fill = args.size() > 2 ? text_of(args[2]) : " ";
  const auto length = static_cast<std::int64_t>(args[0].as<Str>().length);
  const std::int64_t padding = std::max<std::int64_t>(*width - length, 0);
  if (!machine.can_allocate(static_cast<std::size_t>(padding) * 4)) return {};
  // CPython's center() gives the odd blank to the left where the width is odd.
  const std::int64_t left = align == '>' ? padding : align == '<' ? 0 : padding / 2 + (padding & *width & 1);
  std::string text;
  for (std::int64_t i = 0; i < left; ++i) text += fill;
  text += text_of(args[0]);
  for (std::int64_t i = left; i < padding; ++i) text += fill;
  return make_str(text);
}
Value ljust(Machine& machine, const Args& args) { return padded(machine, args, '<'); }
Value rjust(Machine& machine, const Args& args) { return padded(machine, args, '>'); }
Value center(Machine& machine, const Args& args) { return padded(machine, args, '^'); }

Value zfill(Machine& machine, const Args& args) {
  const Maybe<std::int64_t> width = to_index(machine, args[1]);
  if (!width) return {};
  std::string text(text_of(args[0]));
  const std::int64_t zeros = *width - static_cast<std::int64_t>(args[0].as<Str>().length);
  if (zeros <= 0) return args[0];
  if (!machine.can_allocate(static_cast<std::size_t>(zeros))) return {};
  const bool sign = text.starts_with('-') || text.starts_with('+');
  text.insert(sign ? 1 : 0, static_cast<std::size_t>(zeros), '0');
  return make_str(text);
}

constexpr std::string_view kOwner = "str";
constexpr Builtin kMethods[] = {method("upper", upper, kOwner, 0, 0),
                                method("lower", lower, kOwner, 0, 0),
                                method("swapcase", swapcase, kOwner, 0, 0),
                                method("capitalize", capitalize, kOwner, 0, 0),
                                method("title", title, kOwner, 0, 0),
                                method("isdigit", isdigit, kOwner, 0, 0),
                                method("isnumeric", isdigit, kOwner, 0, 0),
                                method("isdecimal", isdigit, kOwner, 0, 0),
                                method("isalpha", isalpha, kOwner, 0, 0),
                                method("isalnum", isalnum, kOwner, 0, 0),
                                method("isspace", isspace, kOwner, 0, 0),
                                method("isupper", isupper, kOwner, 0, 0),
                                method("islower", islower, kOwner, 0, 0),
                                method("strip", strip, kOwner, 0, 1),
                                method("lstrip", lstrip, kOwner, 0, 1),
                                method("rstrip", rstrip, kOwner, 0, 1),
                                method("split", split, kOwner, 0, 2, true),
                                method("rsplit", rsplit, kOwner, 0, 2, true),
                                method("splitlines", splitlines, kOwner, 0, 0),
                                method("join", join, kOwner, 1, 1),
                                method("replace", replace, kOwner, 2, 3),
                                method("find", find, kOwner, 1, 3),
                                method("rfind", rfind, kOwner, 1, 3),
                                method("index", index, kOwner, 1, 3),
                                method("rindex", rindex, kOwner, 1, 3),
                                method("count", count, kOwner, 1, 3),
                                method("startswith", startswith, kOwner, 1, 3),
                                method("endswith", endswith, kOwner, 1, 3),
                                method("ljust", ljust, kOwner, 1, 2),
                                method("rjust", rjust, kOwner, 1, 2),
                                method("center", center, kOwner, 1, 2),
                                method("zfill", zfill, kOwner, 1, 1),
                                method("partition", partition, kOwner, 1, 1),
                                method("rpartition", rpartition, kOwner, 1, 1),
                                method("removeprefix", removeprefix, kOwner, 1, 1),
                                method("removesuffix", removesuffix, kOwner, 1, 1),
                                method("format", format_fields, kOwner, 0, kAny, true)};

}  // namespace

std::span<const Builtin> str_methods() { return kMethods; }

}  // namespace qed::program::native
