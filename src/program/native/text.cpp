// str() and repr().
#include "program/native/text.h"

#include <algorithm>

#include "base/utf8.h"
#include "program/native/ast.h"
#include "program/native/decimal.h"
#include "program/native/dict.h"
#include "program/native/integer.h"
#include "program/native/iterate.h"
#include "program/native/number_text.h"
#include "program/native/set.h"

namespace qed::program::native {
namespace {

bool append_repr(Machine& machine, const Value& value, std::string& text);

// Code points of the blocks that questions use which CPython is known to print as they are.
bool is_known_printable(char32_t c) {
  struct Block {
    char32_t first, last;
  };
  constexpr Block kBlocks[] = {{0xA1, 0xAC},     {0xAE, 0x17F},    {0x391, 0x3A1},    {0x3A3, 0x3C9},
                               {0x410, 0x44F},   {0x2010, 0x2027}, {0x2030, 0x205E},  {0x20A0, 0x20BF},
                               {0x2190, 0x22FF}, {0x4E00, 0x9FA5}, {0x1F600, 0x1F64F}};
  return std::ranges::any_of(kBlocks, [c](const Block& block) { return c >= block.first && c <= block.last; });
}

bool append_quoted(Machine& machine, std::string_view content, std::string& text) {
  const bool single = content.find('\'') != std::string_view::npos && content.find('"') == std::string_view::npos;
  const char quote = single ? '"' : '\'';
  text += quote;
  while (!content.empty()) {
    const auto [c, bytes] = utf8::decode(content);
    if (c == static_cast<char32_t>(quote) || c == '\\') {
      text += '\\';
      text += static_cast<char>(c);
    } else if (c == '\n' || c == '\r' || c == '\t') {
      text += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (c < 0x20 || c == 0x7F) {
      text += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else if (c < 0x7F || is_known_printable(c)) {
      text += content.substr(0, bytes);
    } else {
      return machine.unsupported("the repr of such a character");
    }
    content.remove_prefix(bytes);
  }
  text += quote;
  return true;
}

// "a, b, c" of the elements of anything iterable.
bool append_elements(Machine& machine, const Value& iterable, std::string& text) {
  bool first = true, fine = true;
  return for_each(machine, iterable,
                  [&](const Value& item) {
                    if (!first) text += ", ";
                    first = false;
                    return fine = append_repr(machine, item, text) && machine.can_allocate(text.size());
                  }) &&
         fine;
}

bool append_items(Machine& machine, Dict& dict, std::string& text) {
  text += '{';
  bool first = true;
  for (const Dict::Entry& entry : dict.entries()) {
    if (!entry.key) continue;
    if (!first) text += ", ";
    first = false;
    const Value key = entry.key, value = entry.value;
    if (!append_repr(machine, key, text)) return false;
    text += ": ";
    if (!append_repr(machine, value, text) || !machine.can_allocate(text.size())) return false;
  }
  text += '}';
  return true;
}

// A counter's items come by falling count.
bool append_counter(Machine& machine, Dict& dict, std::string& text) {
  if (dict.size == 0) return text += "Counter()", true;
  std::vector<const Dict::Entry*> entries;
  for (const Dict::Entry& entry : dict.entries())
    if (entry.key) entries.push_back(&entry);
  const auto counts = [](const Dict::Entry* entry) { return is_integer(entry->value); };
  if (!std::ranges::all_of(entries, counts)) return machine.unsupported("the repr of such a counter");
  std::ranges::stable_sort(entries,
                           [](const auto* a, const auto* b) { return integer_compare(a->value, b->value) > 0; });
  Dict* sorted = create<Dict>();
  const Value keep = own(static_cast<Object*>(sorted));
  for (const Dict::Entry* entry : entries)
    if (!sorted->set(machine, entry->key, entry->value)) return false;
  text += "Counter(";
  if (!append_items(machine, *sorted, text)) return false;
  return text += ')', true;
}

bool append_dict(Machine& machine, const Value& value, std::string& text) {
  Dict& dict = value.as<Dict>();
  switch (dict.flavour) {
    case Dict::Flavour::kPlain:
      return append_items(machine, dict, text);
    case Dict::Flavour::kCounter:
      return append_counter(machine, dict, text);
    case Dict::Flavour::kDefault:
      text += "defaultdict(";
      if (!append_repr(machine, dict.factory, text)) return false;
      text += ", ";
      if (!append_items(machine, dict, text)) return false;
      return text += ')', true;
    case Dict::Flavour::kOrdered: {
      text += "OrderedDict(";
      const Value items = own(static_cast<Object*>(create<DictView>(value, DictView::Part::kItems)));
      if (dict.size > 0) {
        text += '[';
        if (!append_elements(machine, items, text)) return false;
        text += ']';
      }
      return text += ')', true;
    }
  }
  return false;
}

bool append_between(Machine& machine, std::string_view open, const Value& iterable, std::string_view close,
                    std::string& text) {
  text += open;
  if (!append_elements(machine, iterable, text)) return false;
  text += close;
  return true;
}

bool append_set(Machine& machine, const Value& value, std::string& text) {
  const bool frozen = value.is(Kind::kFrozenSet);
  if (value.as<Set>().size == 0) return text += frozen ? "frozenset()" : "set()", true;
  return append_between(machine, frozen ? "frozenset({" : "{", value, frozen ? "})" : "}", text);
}

bool append_deque(Machine& machine, const Value& value, std::string& text) {
  const std::int64_t most = value.as<List>().max_length;
  return append_between(machine, "deque([", value, most < 0 ? "])" : fmt::format("], maxlen={})", most), text);
}

bool append_view(Machine& machine, const Value& value, std::string& text) {
  if (value.as<DictView>().dict.as<Dict>().flavour == Dict::Flavour::kOrdered)
    return machine.unsupported("the repr of such an object");
  return append_between(machine, fmt::format("{}([", type_name(value)), value, "])", text);
}

// A container within itself shows as dots.
bool append_container(Machine& machine, const Value& value, std::string& text) {
  auto& open = machine.showing;
  if (std::ranges::find(open, value.object()) != open.end()) {
    const bool list = value.is(Kind::kList), dict = value.is(Kind::kDict);
    if (!list && !dict) return machine.unsupported("such a container in itself");
    return text += list ? "[...]" : "{...}", true;
  }
  const Machine::Level level(machine, " while getting the repr of an object");
  if (!level) return false;
  open.push_back(value.object());
  bool fine = false;
  switch (value.kind()) {
    case Kind::kList:
      fine = append_between(machine, "[", value, "]", text);
      break;
    case Kind::kTuple:
      fine = append_between(machine, "(", value, value.as<Tuple>().size == 1 ? ",)" : ")", text);
      break;
    case Kind::kDeque:
      fine = append_deque(machine, value, text);
      break;
    case Kind::kDict:
      fine = append_dict(machine, value, text);
      break;
    case Kind::kDictView:
      fine = append_view(machine, value, text);
      break;
    default:
      fine = append_set(machine, value, text);
  }
  open.pop_back();
  return fine;
}

bool append_type(const Type& type, std::string& text) {
  text += type.module.empty() ? fmt::format("<class '{}'>", type.name)
                              : fmt::format("<class '{}.{}'>", type.module, type.name);
  return true;
}

bool append_number(Machine& machine, const Value& value, std::string& text) {
  const Maybe<std::string> digits = integer_text(machine, value);
  if (digits) text += *digits;
  return static_cast<bool>(digits);
}

bool append_range(const Range& range, std::string& text) {
  text += fmt::format("range({}, {}", range.start, range.stop);
  if (range.step != 1) text += fmt::format(", {}", range.step);
  return text += ')', true;
}

bool append_fraction(Machine& machine, const Fraction& fraction, std::string& text) {
  text += "Fraction(";
  if (!append_number(machine, fraction.numerator, text)) return false;
  text += ", ";
  if (!append_number(machine, fraction.denominator, text)) return false;
  return text += ')', true;
}

bool append_exception(Machine& machine, const Exception& exception, std::string& text) {
  text += exception.type->name;
  const auto& args = exception.args.as<Tuple>();
  if (args.size != 1) return append_repr(machine, exception.args, text);
  text += '(';
  if (!append_repr(machine, exception.args.as<Tuple>().items()[0], text)) return false;
  return text += ')', true;
}

bool append_repr(Machine& machine, const Value& value, std::string& text) {
  if (!machine.tick()) return false;
  switch (value.kind()) {
    case Kind::kNone:
      return text += "None", true;
    case Kind::kNotImplemented:
      return text += "NotImplemented", true;
    case Kind::kEllipsis:
      return text += "Ellipsis", true;
    case Kind::kBool:
      return text += value.truth() ? "True" : "False", true;
    case Kind::kInt:
    case Kind::kBigInt:
      return append_number(machine, value, text);
    case Kind::kFloat:
      return text += float_repr(value.real()), true;
    case Kind::kStr:
      return machine.tick(value.as<Str>().bytes / 16 + 1) && append_quoted(machine, text_of(value), text);
    case Kind::kTuple:
    case Kind::kList:
    case Kind::kDeque:
    case Kind::kDict:
    case Kind::kDictView:
    case Kind::kSet:
    case Kind::kFrozenSet:
      return append_container(machine, value, text);
    case Kind::kRange:
      return append_range(value.as<Range>(), text);
    case Kind::kType:
      return append_type(value.type(), text);
    case Kind::kFraction:
      return append_fraction(machine, value.as<Fraction>(), text);
    case Kind::kDecimal:
      return text += fmt::format("Decimal('{}')", decimal_text(value)), true;
    case Kind::kException:
      return append_exception(machine, value.as<Exception>(), text);
    case Kind::kBuiltin:
      if (!value.builtin().method && !value.builtin().type)
        return text += fmt::format("<built-in function {}>", value.builtin().name), true;
      [[fallthrough]];
    default:
      return machine.unsupported("the repr of such an object");
  }
}

}  // namespace

Maybe<std::string> repr(Machine& machine, const Value& value) {
  std::string text;
  if (!append_repr(machine, value, text)) return Failed();
  return text;
}

Maybe<std::string> ascii(Machine& machine, const Value& value) {
  Maybe<std::string> text = repr(machine, value);
  if (text && count_code_points(*text) != text->size()) return machine.unsupported("ascii() of such a character");
  return text;
}

Maybe<std::string> exception_text(Machine& machine, const Value& value) {
  const auto& exception = value.as<Exception>();
  Tuple& args = exception.args.as<Tuple>();
  if (args.size == 0) return std::string();
  if (args.size > 1) return repr(machine, exception.args);
  return exception.type->is_a(kKeyError) ? repr(machine, args.items()[0]) : str(machine, args.items()[0]);
}

Maybe<std::string> str(Machine& machine, const Value& value) {
  switch (value.kind()) {
    case Kind::kStr:
      return std::string(text_of(value));
    case Kind::kDecimal:
      return decimal_text(value);
    case Kind::kException: {
      const Machine::Level level(machine);
      return level ? exception_text(machine, value) : Failed();
    }
    case Kind::kFraction: {
      const auto& fraction = value.as<Fraction>();
      Maybe<std::string> text = integer_text(machine, fraction.numerator);
      const Maybe<std::string> below = text ? integer_text(machine, fraction.denominator) : Failed();
      if (!below) return Failed();
      return *below == "1" ? *text : *text + "/" + *below;
    }
    default:
      return repr(machine, value);
  }
}

}  // namespace qed::program::native
