// object.name
#include <algorithm>
#include <unordered_set>

#include "program/native/ast.h"
#include "program/native/dict.h"
#include "program/native/integer.h"
#include "program/native/interpreter.h"
#include "program/native/methods.h"
#include "program/native/modules.h"

namespace qed::program::native {
namespace {

// Data attributes; nothing where the object has none of that name.
Value data_attribute(const Value& object, std::string_view name) {
  switch (object.kind()) {
    case Kind::kInt:
    case Kind::kBigInt:
    case Kind::kBool: {
      const Value number = object.is(Kind::kBool) ? Value::integer(object.small()) : object;
      if (name == "real" || name == "numerator") return number;
      if (name == "imag") return Value::integer(0);
      if (name == "denominator") return Value::integer(1);
      break;
    }
    case Kind::kFloat:
      if (name == "real") return object;
      if (name == "imag") return Value::real(0);
      break;
    case Kind::kFraction:
      if (name == "numerator") return object.as<Fraction>().numerator;
      if (name == "denominator") return object.as<Fraction>().denominator;
      break;
    case Kind::kRange:
      if (name == "start") return Value::integer(object.as<Range>().start);
      if (name == "stop") return Value::integer(object.as<Range>().stop);
      if (name == "step") return Value::integer(object.as<Range>().step);
      break;
    case Kind::kException:
      if (name == "args") return object.as<Exception>().args;
      break;
    case Kind::kFunction:
      if (name == "__name__") return make_str(object.as<Function>().code->name);
      break;
    case Kind::kType:
      if (name == "__name__") return make_str(object.type().name);
      break;
    default:
      break;
  }
  return {};
}

// Attributes that CPython's objects may have and these do not: what is looked for there is left to it.
bool is_foreign_attribute(std::string_view name) {
  static const std::unordered_set<std::string_view> foreign{"acos",         "add_note",
                                                            "args",         "as_integer_ratio",
                                                            "bit_count",    "bit_length",
                                                            "cache_clear",  "cache_info",
                                                            "capitalize",   "casefold",
                                                            "center",       "clear",
                                                            "close",        "compare",
                                                            "conjugate",    "copy",
                                                            "copy_sign",    "count",
                                                            "decode",       "default_factory",
                                                            "denominator",  "elements",
                                                            "encode",       "endswith",
                                                            "exp",          "expandtabs",
                                                            "extend",       "fget",
                                                            "find",         "format",
                                                            "format_map",   "from_bytes",
                                                            "from_decimal", "from_float",
                                                            "fromhex",      "fromkeys",
                                                            "func",         "get",
                                                            "gi_running",   "hex",
                                                            "imag",         "index",
                                                            "is_finite",    "is_integer",
                                                            "isalnum",      "isalpha",
                                                            "isascii",      "isdecimal",
                                                            "isdigit",      "isdisjoint",
                                                            "isidentifier", "islower",
                                                            "isnumeric",    "isprintable",
                                                            "isspace",      "issubset",
                                                            "issuperset",   "istitle",
                                                            "isupper",      "items",
                                                            "join",         "keys",
                                                            "keywords",     "ljust",
                                                            "lower",        "lstrip",
                                                            "maketrans",    "mapping",
                                                            "maxlen",       "mro",
                                                            "name",         "numerator",
                                                            "obj",          "partition",
                                                            "pop",          "popitem",
                                                            "prec",         "real",
                                                            "removeprefix", "removesuffix",
                                                            "replace",      "rfind",
                                                            "rindex",       "rjust",
                                                            "rpartition",   "rsplit",
                                                            "rstrip",       "send",
                                                            "setdefault",   "sort",
                                                            "split",        "splitlines",
                                                            "start",        "startswith",
                                                            "step",         "stop",
                                                            "strip",        "swapcase",
                                                            "throw",        "title",
                                                            "to_bytes",     "translate",
                                                            "upper",        "value",
                                                            "values",       "with_traceback",
                                                            "zfill"};
  return name.starts_with("_") || foreign.contains(name);
}

}  // namespace

Value get_attribute(Machine& machine, const Value& object, std::string_view name) {
  if (object.is(Kind::kModule)) return import_member(machine, object.module(), name);
  if (object.is(Kind::kContext) && name == "prec") return Value::integer(machine.decimal_digits);
  if (const Builtin* method = find_method(object, name))
    return own(static_cast<Object*>(create<Method>(object, *method)));
  if (Value value = data_attribute(object, name)) return value;
  if (object.is(Kind::kBuiltin))
    if (const Builtin* function = find_function_attribute(object.builtin(), name)) return Value(*function);
  if (object.is(Kind::kType)) {
    if (const Builtin* function = find_class_method(object.type(), name)) return Value(*function);
    return machine.unsupported(fmt::format("{}.{}", object.type().name, name));
  }
  const bool plain = is_integer(object) || object.is(Kind::kFloat) || object.is(Kind::kStr) || object.is(Kind::kList) ||
                     object.is(Kind::kTuple) || object.is(Kind::kNone) ||
                     (object.is(Kind::kDict) && object.as<Dict>().flavour == Dict::Flavour::kPlain);
  if (!plain || is_foreign_attribute(name)) return machine.unsupported(fmt::format("the attribute {}", name));
  return machine.raise(kAttributeError, "'{}' object has no attribute '{}'", type_name(object), name);
}

}  // namespace qed::program::native
