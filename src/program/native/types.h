// The types and exception classes of the subset.
#pragma once

#include <string_view>

#include "program/native/objects.h"

namespace qed::program::native {

// Built-in types.
extern const Type kNoneType, kNotImplementedType, kEllipsisType, kBoolType, kIntType, kFloatType, kStrType, kTupleType,
    kListType, kDictType, kSetType, kFrozenSetType, kRangeType, kSliceType, kFunctionType, kBuiltinType, kMethodType,
    kModuleType, kTypeType, kObjectType, kDictKeysType, kDictValuesType, kDictItemsType;
// Iterators.
extern const Type kGeneratorType, kMapType, kFilterType, kZipType, kEnumerateType, kReversedType, kListIteratorType,
    kTupleIteratorType, kStrIteratorType, kRangeIteratorType, kSetIteratorType, kDictIteratorType,
    kCallableIteratorType;
// Library types.
extern const Type kFractionType, kDecimalType, kContextType, kCounterType, kDefaultDictType, kOrderedDictType,
    kDequeType, kPartialType, kCachedType;
// Exceptions.
extern const Type kBaseException, kExceptionType, kArithmeticError, kZeroDivisionError, kOverflowError,
    kFloatingPointError, kLookupError, kIndexError, kKeyError, kTypeError, kValueError, kUnicodeError, kNameError,
    kUnboundLocalError, kAttributeError, kAssertionError, kRuntimeError, kRecursionError, kNotImplementedError,
    kStopIteration, kImportError, kModuleNotFoundError, kOsError, kEofError, kSyntaxError, kMemoryError, kBufferError,
    kStatisticsError, kDecimalException, kInvalidOperation, kDecimalDivisionByZero, kDecimalOverflow;

const Type& type_of(const Value& value);
std::string_view type_name(const Value& value);  // as messages name it: "int", "decimal.Decimal"

}  // namespace qed::program::native
