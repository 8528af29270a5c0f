#include "program/native/types.h"

#include "program/native/constructors.h"
#include "program/native/decimal.h"
#include "program/native/dict.h"
#include "program/native/fraction.h"

namespace qed::program::native {

const Type kObjectType{"object", nullptr, {}};
const Type kNoneType{"NoneType", nullptr, {}};
const Type kNotImplementedType{"NotImplementedType", nullptr, {}};
const Type kEllipsisType{"ellipsis", nullptr, {}};
const Type kIntType{"int", nullptr, {}, construct_int};
const Type kBoolType{"bool", &kIntType, {}, construct_bool};
const Type kFloatType{"float", nullptr, {}, construct_float};
const Type kStrType{"str", nullptr, {}, construct_str};
const Type kTupleType{"tuple", nullptr, {}, construct_tuple};
const Type kListType{"list", nullptr, {}, construct_list};
const Type kDictType{"dict", nullptr, {}, construct_dict};
const Type kSetType{"set", nullptr, {}, construct_set};
const Type kFrozenSetType{"frozenset", nullptr, {}, construct_frozen_set};
const Type kRangeType{"range", nullptr, {}, construct_range};
const Type kSliceType{"slice", nullptr, {}};
const Type kFunctionType{"function", nullptr, {}};
const Type kBuiltinType{"builtin_function_or_method", nullptr, {}};
const Type kMethodType{"method", nullptr, {}};
const Type kModuleType{"module", nullptr, {}};
const Type kTypeType{"type", nullptr, {}, construct_type};
const Type kDictKeysType{"dict_keys", nullptr, {}};
const Type kDictValuesType{"dict_values", nullptr, {}};
const Type kDictItemsType{"dict_items", nullptr, {}};

const Type kGeneratorType{"generator", nullptr, {}};
const Type kMapType{"map", nullptr, {}, construct_map};
const Type kFilterType{"filter", nullptr, {}, construct_filter};
const Type kZipType{"zip", nullptr, {}, construct_zip};
const Type kEnumerateType{"enumerate", nullptr, {}, construct_enumerate};
const Type kReversedType{"reversed", nullptr, {}, construct_reversed};
const Type kListIteratorType{"list_iterator", nullptr, {}};
const Type kTupleIteratorType{"tuple_iterator", nullptr, {}};
const Type kStrIteratorType{"str_ascii_iterator", nullptr, {}};
const Type kRangeIteratorType{"range_iterator", nullptr, {}};
const Type kSetIteratorType{"set_iterator", nullptr, {}};
const Type kDictIteratorType{"dict_keyiterator", nullptr, {}};
const Type kCallableIteratorType{"callable_iterator", nullptr, {}};

const Type kFractionType{"Fraction", nullptr, "fractions", construct_fraction};
const Type kDecimalType{"Decimal", nullptr, "decimal", construct_decimal};
const Type kContextType{"Context", nullptr, "decimal"};
const Type kCounterType{"Counter", &kDictType, "collections", construct_counter};
const Type kDefaultDictType{"defaultdict", &kDictType, "collections", construct_default_dict};
const Type kOrderedDictType{"OrderedDict", &kDictType, "collections", construct_ordered_dict};
const Type kDequeType{"deque", nullptr, "collections", construct_deque};
const Type kPartialType{"partial", nullptr, "functools", construct_partial};
const Type kCachedType{"_lru_cache_wrapper", nullptr, "functools"};

const Type kBaseException{"BaseException", nullptr, {}};
const Type kExceptionType{"Exception", &kBaseException, {}};
const Type kArithmeticError{"ArithmeticError", &kExceptionType, {}};
const Type kZeroDivisionError{"ZeroDivisionError", &kArithmeticError, {}};
const Type kOverflowError{"OverflowError", &kArithmeticError, {}};
const Type kFloatingPointError{"FloatingPointError", &kArithmeticError, {}};
const Type kLookupError{"LookupError", &kExceptionType, {}};
const Type kIndexError{"IndexError", &kLookupError, {}};
const Type kKeyError{"KeyError", &kLookupError, {}};
const Type kTypeError{"TypeError", &kExceptionType, {}};
const Type kValueError{"ValueError", &kExceptionType, {}};
const Type kUnicodeError{"UnicodeError", &kValueError, {}};
const Type kNameError{"NameError", &kExceptionType, {}};
const Type kUnboundLocalError{"UnboundLocalError", &kNameError, {}};
const Type kAttributeError{"AttributeError", &kExceptionType, {}};
const Type kAssertionError{"AssertionError", &kExceptionType, {}};
const Type kRuntimeError{"RuntimeError", &kExceptionType, {}};
const Type kRecursionError{"RecursionError", &kRuntimeError, {}};
const Type kNotImplementedError{"NotImplementedError", &kRuntimeError, {}};
const Type kStopIteration{"StopIteration", &kExceptionType, {}};
const Type kImportError{"ImportError", &kExceptionType, {}};
const Type kModuleNotFoundError{"ModuleNotFoundError", &kImportError, {}};
const Type kOsError{"OSError", &kExceptionType, {}};
const Type kEofError{"EOFError", &kExceptionType, {}};
const Type kSyntaxError{"SyntaxError", &kExceptionType, {}};
const Type kMemoryError{"MemoryError", &kExceptionType, {}};
const Type kBufferError{"BufferError", &kExceptionType, {}};
const Type kStatisticsError{"StatisticsError", &kValueError, "statistics"};
const Type kDecimalException{"DecimalException", &kArithmeticError, "decimal"};
const Type kInvalidOperation{"InvalidOperation", &kDecimalException, "decimal"};
// Also a ZeroDivisionError, which is what programs catch it as.
const Type kDecimalDivisionByZero{"DivisionByZero", &kZeroDivisionError, "decimal"};
const Type kDecimalOverflow{"Overflow", &kDecimalException, "decimal"};

namespace {

const Type& dict_type(const Dict& dict) {
  switch (dict.flavour) {
    case Dict::Flavour::kPlain:
      return kDictType;
    case Dict::Flavour::kDefault:
      return kDefaultDictType;
    case Dict::Flavour::kCounter:
      return kCounterType;
    case Dict::Flavour::kOrdered:
      return kOrderedDictType;
  }
  return kDictType;
}

const Type& view_type(const DictView& view) {
  switch (view.part) {
    case DictView::Part::kKeys:
      return kDictKeysType;
    case DictView::Part::kValues:
      return kDictValuesType;
    case DictView::Part::kItems:
      return kDictItemsType;
  }
  return kDictKeysType;
}

}  // namespace

const Type& type_of(const Value& value) {
  switch (value.kind()) {
    case Kind::kNone:
      return kNoneType;
    case Kind::kNotImplemented:
      return kNotImplementedType;
    case Kind::kEllipsis:
      return kEllipsisType;
    case Kind::kBool:
      return kBoolType;
    case Kind::kInt:
    case Kind::kBigInt:
      return kIntType;
    case Kind::kFloat:
      return kFloatType;
    case Kind::kType:
      return kTypeType;
    case Kind::kBuiltin:
      return value.builtin().type ? *value.builtin().type : kBuiltinType;
    case Kind::kMethod:
      return kBuiltinType;
    case Kind::kModule:
      return kModuleType;
    case Kind::kContext:
      return kContextType;
    case Kind::kStr:
      return kStrType;
    case Kind::kTuple:
      return kTupleType;
    case Kind::kList:
      return kListType;
    case Kind::kDeque:
      return kDequeType;
    case Kind::kDict:
      return dict_type(value.as<Dict>());
    case Kind::kDictView:
      return view_type(value.as<DictView>());
    case Kind::kSet:
      return kSetType;
    case Kind::kFrozenSet:
      return kFrozenSetType;
    case Kind::kRange:
      return kRangeType;
    case Kind::kSlice:
      return kSliceType;
    case Kind::kFunction:
      return kFunctionType;
    case Kind::kPartial:
      return kPartialType;
    case Kind::kCached:
      return kCachedType;
    case Kind::kException:
      return *value.as<Exception>().type;
    case Kind::kFraction:
      return kFractionType;
    case Kind::kDecimal:
      return kDecimalType;
    case Kind::kIterator:
      return value.as<Iterator>().type();
    default:
      return kObjectType;
  }
}

// Types written in C carry their module's name in messages; Fraction and Counter are written in Python.
std::string_view type_name(const Value& value) {
  const Type& type = type_of(value);
  if (value.is(Kind::kType) && &value.type() == &kFractionType) return "ABCMeta";
  if (&type == &kDecimalType) return "decimal.Decimal";
  if (&type == &kDequeType) return "collections.deque";
  if (&type == &kDefaultDictType) return "collections.defaultdict";
  if (&type == &kOrderedDictType) return "collections.OrderedDict";
  if (&type == &kPartialType) return "functools.partial";
  if (&type == &kCachedType) return "functools._lru_cache_wrapper";
  return type.name;
}

}  // namespace qed::program::native
