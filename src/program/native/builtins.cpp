#include "program/native/builtins.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "base/utf8.h"
#include "program/native/compare.h"
#include "program/native/decimal.h"
#include "program/native/dict.h"
#include "program/native/fraction.h"
#include "program/native/integer.h"
#include "program/native/interpreter.h"
#include "program/native/iterate.h"
#include "program/native/number_text.h"
#include "program/native/numbers.h"
#include "program/native/operators.h"
#include "program/native/set.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

// --- output ----------------------------------------------------------------------------------------------------------

Maybe<std::string> separator(Machine& machine, const Args& args, std::string_view name, std::string_view otherwise) {
  const Value given = keyword(args, name);
  if (!given || given.is_none()) return std::string(otherwise);
  if (!given.is(Kind::kStr))
    return machine.raise(kTypeError, "{} must be None or a string, not {}", name, type_name(given));
  return std::string(text_of(given));
}

Value print(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"sep", "end", "flush"})) return {};
  const Maybe<std::string> between = separator(machine, args, "sep", " ");
  const Maybe<std::string> end = between ? separator(machine, args, "end", "\n") : between;
  if (!end) return {};
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (i > 0 && !machine.print(*between)) return {};
    const Maybe<std::string> text = str(machine, args[i]);
    if (!text || !machine.print(*text)) return {};
  }
  return machine.print(*end) ? Value::none() : Value();
}

Value repr_of(Machine& machine, const Args& args) {
  const Maybe<std::string> text = repr(machine, args[0]);
  return text ? make_str(*text) : Value();
}

Value ascii_of(Machine& machine, const Args& args) {
  const Maybe<std::string> text = ascii(machine, args[0]);
  return text ? make_str(*text) : Value();
}

Value format(Machine& machine, const Args& args) {
  std::string text;
  if (args.size() == 2 && !args[1].is(Kind::kStr)) return machine.unsupported("this wrong call");
  if (!format_value(machine, args[0], args.size() == 2 ? text_of(args[1]) : std::string_view(), text)) return {};
  return make_str(text);
}

// --- elements --------------------------------------------------------------------------------------------------------

Value len(Machine& machine, const Args& args) {
  const Value& x = args[0];
  switch (x.kind()) {
    case Kind::kStr:
      return integer_from(x.as<Str>().length);
    case Kind::kTuple:
      return integer_from(x.as<Tuple>().size);
    case Kind::kList:
    case Kind::kDeque:
      return integer_from(x.as<List>().size);
    case Kind::kDict:
      return integer_from(x.as<Dict>().size);
    case Kind::kDictView:
      return integer_from(x.as<DictView>().dict.as<Dict>().size);
    case Kind::kSet:
    case Kind::kFrozenSet:
      return integer_from(x.as<Set>().size);
    case Kind::kRange:
      return Value::integer(x.as<Range>().length);
    default:
      return machine.raise(kTypeError, "object of type '{}' has no len()", type_name(x));
  }
}

Value sum(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"start"})) return {};
  Value start = args.size() > 1 ? args[1] : keyword(args, "start");
  return sum_values(machine, args[0], start ? std::move(start) : Value::integer(0));
}

// min() and max(): `wanted` is the comparison by which a later value wins.
Value extreme(Machine& machine, const Args& args, Comparison wanted, std::string_view name) {
  if (!only_keywords(machine, args, {"key", "default"})) return {};
  const Value key = keyword(args, "key"), otherwise = keyword(args, "default");
  if (args.size() > 1 && otherwise) return machine.unsupported("this wrong call");
  const Value several = args.size() > 1 ? new_tuple(args.positional) : args[0];
  const bool keyed = key && !key.is_none();
  Value best, best_key;
  bool fine = true;
  const bool whole = for_each(
      machine, several,
      [&](Value item) {
        Value argument = item;
        Value measure = keyed ? call(machine, key, std::span<Value>(&argument, 1)) : item;
        if (!measure) return fine = false;
        const Maybe<bool> better = best ? compare(machine, wanted, measure, best_key) : Maybe<bool>(true);
        if (!better) return fine = false;
        if (*better) {
          best = std::move(item);
          best_key = std::move(measure);
        }
        return true;
      },
      keyed ? Ordered::kYes : Ordered::kNo);
  if (!whole || !fine) return {};
  if (best) return best;
  return otherwise ? otherwise : Value(machine.raise(kValueError, "{}() arg is an empty sequence", name));
}
Value min(Machine& machine, const Args& args) { return extreme(machine, args, Comparison::kLess, "min"); }
Value max(Machine& machine, const Args& args) { return extreme(machine, args, Comparison::kGreater, "max"); }

Value any(Machine& machine, const Args& args) {
  bool found = false;
  const bool whole =
      for_each(machine, args[0], [&](const Value& item) { return !(found = truth(item)); }, Ordered::kNo);
  return whole ? Value::boolean(found) : Value();
}

Value all(Machine& machine, const Args& args) {
  bool holds = true;
  const bool whole = for_each(machine, args[0], [&](const Value& item) { return holds = truth(item); }, Ordered::kNo);
  return whole ? Value::boolean(holds) : Value();
}

Value sorted(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"key", "reverse"})) return {};
  const Value key = keyword(args, "key"), reverse = keyword(args, "reverse");
  Value list = collect(machine, args[0], key && !key.is_none() ? Ordered::kYes : Ordered::kNo);
  if (!list) return {};
  return sort_list(machine, list.as<List>(), key ? key : Value::none(), reverse && truth(reverse)) ? list : Value();
}

Value iter(Machine& machine, const Args& args) { return make_iterator(machine, args[0]); }

Value next_of(Machine& machine, const Args& args) {
  if (!args[0].is(Kind::kIterator))
    return machine.raise(kTypeError, "'{}' object is not an iterator", type_name(args[0]));
  Value item = next(machine, args[0]);
  if (item || machine.failed()) return item;
  return args.size() > 1 ? args[1] : Value(machine.raise(kStopIteration, ""));
}

// --- types and characters --------------------------------------------------------------------------------------------

bool is_instance(Machine& machine, const Value& value, const Value& types, bool& result) {
  if (types.is(Kind::kTuple)) {
    for (const Value& type : types.as<Tuple>().items())
      if (!result && !is_instance(machine, value, type, result)) return false;
    return true;
  }
  if (!types.is(Kind::kType)) {
    if (types.is(Kind::kTyping)) return machine.unsupported("isinstance() of such a type");
    return machine.raise(kTypeError, "isinstance() arg 2 must be a type, a tuple of types, or a union");
  }
  result = &types.type() == &kObjectType || type_of(value).is_a(types.type());
  if (value.is(Kind::kIterator) || &types.type() == &kDecimalException) {
    if (!result) return machine.unsupported("isinstance() of such a type");
  }
  return true;
}

Value isinstance(Machine& machine, const Args& args) {
  bool result = false;
  return is_instance(machine, args[0], args[1], result) ? Value::boolean(result) : Value();
}

Value callable(Machine&, const Args& args) {
  const Kind kind = args[0].kind();
  return Value::boolean(kind == Kind::kFunction || kind == Kind::kBuiltin || kind == Kind::kType ||
                        kind == Kind::kMethod || kind == Kind::kPartial || kind == Kind::kCached);
}

Value chr(Machine& machine, const Args& args) {
  const Maybe<std::int64_t> code = to_index(machine, args[0]);
  if (!code) return {};
  if (*code != static_cast<std::int32_t>(*code)) return machine.unsupported("so large a code point");
  if (*code < 0 || *code > 0x10FFFF) return machine.raise(kValueError, "chr() arg not in range(0x110000)");
  if (*code >= 0xD800 && *code < 0xE000) return machine.unsupported("half of a surrogate pair");
  return make_char(static_cast<char32_t>(*code));
}

Value ord(Machine& machine, const Args& args) {
  if (!args[0].is(Kind::kStr))
    return machine.raise(kTypeError, "ord() expected string of length 1, but {} found", type_name(args[0]));
  const Str& str = args[0].as<Str>();
  if (str.length != 1)
    return machine.raise(kTypeError, "ord() expected a character, but string of length {} found", str.length);
  return Value::integer(static_cast<std::int64_t>(utf8::decode(text_of(args[0])).code_point));
}

Value hash_of(Machine& machine, const Args& args) {
  const Maybe<Hash> hashed = hash(machine, args[0]);
  if (!hashed) return {};
  return hashed->stable ? Value::integer(hashed->value) : Value(machine.unsupported("the hash of such a value"));
}

constexpr Builtin kFunctions[] = {
    {"print", print, 0, kAny, true},
    {"repr", repr_of},
    {"ascii", ascii_of},
    {"format", format, 1, 2},
    {"len", len},
    {"sum", sum, 1, 2, true},
    {"min", min, 1, kAny, true},
    {"max", max, 1, kAny, true},
    {"any", any},
    {"all", all},
    {"sorted", sorted, 1, 1, true},
    {"iter", iter},
    {"next", next_of, 1, 2},
    {"isinstance", isinstance, 2, 2},
    {"callable", callable},
    {"chr", chr},
    {"ord", ord},
    {"hash", hash_of},
};

constexpr const Type* kTypes[] = {
    &kIntType,
    &kBoolType,
    &kFloatType,
    &kStrType,
    &kTupleType,
    &kListType,
    &kDictType,
    &kSetType,
    &kFrozenSetType,
    &kRangeType,
    &kTypeType,
    &kObjectType,
    &kMapType,
    &kFilterType,
    &kZipType,
    &kEnumerateType,
    &kReversedType,
    &kSliceType,
    &kExceptionType,
    &kArithmeticError,
    &kZeroDivisionError,
    &kOverflowError,
    &kFloatingPointError,
    &kLookupError,
    &kIndexError,
    &kKeyError,
    &kTypeError,
    &kValueError,
    &kUnicodeError,
    &kNameError,
    &kUnboundLocalError,
    &kAttributeError,
    &kAssertionError,
    &kRuntimeError,
    &kRecursionError,
    &kNotImplementedError,
    &kStopIteration,
    &kImportError,
    &kModuleNotFoundError,
    &kOsError,
    &kEofError,
    &kSyntaxError,
    &kBufferError,
    &kBaseException,
    &kMemoryError,
};

}  // namespace

Value find_builtin(std::string_view name) {
  static const auto* const known = [] {
    auto* table = new std::unordered_map<std::string_view, Value>();
    for (const Builtin& function : kFunctions) table->emplace(function.name, Value(function));
    for (const Builtin& function : arithmetic_functions()) table->emplace(function.name, Value(function));
    for (const Type* type : kTypes) table->emplace(type->name, Value(*type));
    table->emplace("Ellipsis", Value(Kind::kEllipsis));
    table->emplace("NotImplemented", Value(Kind::kNotImplemented));
    return table;
  }();
  if (name == "__name__") return make_str("__main__");
  const auto found = known->find(name);
  return found == known->end() ? Value() : found->second;
}

bool is_foreign_builtin(std::string_view name) {
  static const std::unordered_set<std::string_view> foreign{
      "aiter",
      "anext",
      "bytearray",
      "bytes",
      "breakpoint",
      "classmethod",
      "compile",
      "complex",
      "copyright",
      "credits",
      "delattr",
      "dir",
      "eval",
      "exec",
      "exit",
      "getattr",
      "globals",
      "hasattr",
      "help",
      "id",
      "input",
      "issubclass",
      "license",
      "locals",
      "memoryview",
      "open",
      "property",
      "quit",
      "setattr",
      "staticmethod",
      "super",
      "vars",
      "BaseExceptionGroup",
      "BlockingIOError",
      "BrokenPipeError",
      "BytesWarning",
      "ChildProcessError",
      "ConnectionAbortedError",
      "ConnectionError",
      "ConnectionRefusedError",
      "ConnectionResetError",
      "DeprecationWarning",
      "EncodingWarning",
      "EnvironmentError",
      "ExceptionGroup",
      "FileExistsError",
      "FileNotFoundError",
      "FutureWarning",
      "GeneratorExit",
      "IOError",
      "ImportWarning",
      "IndentationError",
      "InterruptedError",
      "IsADirectoryError",
      "KeyboardInterrupt",
      "NotADirectoryError",
      "PendingDeprecationWarning",
      "PermissionError",
      "ProcessLookupError",
      "ReferenceError",
      "ResourceWarning",
      "RuntimeWarning",
      "StopAsyncIteration",
      "SyntaxWarning",
      "SystemError",
      "SystemExit",
      "TabError",
      "TimeoutError",
      "UnicodeDecodeError",
      "UnicodeEncodeError",
      "UnicodeTranslateError",
      "UnicodeWarning",
      "UserWarning",
      "Warning",
  };
  return name.starts_with("__") || foreign.contains(name);
}

Value keyword(const Args& args, std::string_view name) {
  const auto found = std::ranges::find(args.keywords, name, &Keyword::name);
  return found == args.keywords.end() ? Value() : *found->value;
}

bool only_keywords(Machine& machine, const Args& args, std::initializer_list<std::string_view> names) {
  for (const Keyword& given : args.keywords)
    if (std::ranges::find(names, given.name) == names.end()) return machine.unsupported("this wrong call");
  return true;
}

Value sum_values(Machine& machine, const Value& iterable, Value start) {
  if (start.is(Kind::kStr) && !make_iterator(machine, iterable)) return {};
  if (start.is(Kind::kStr)) return machine.raise(kTypeError, "sum() can't sum strings [use ''.join(seq) instead]");
  Value total = std::move(start);
  const bool whole = for_each(machine, iterable, [&](const Value& item) {
    total = binary(machine, BinaryOp::kAdd, total, item);
    return static_cast<bool>(total);
  });
  return whole && total ? total : Value();
}

}  // namespace qed::program::native
