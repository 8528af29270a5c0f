// The modules functools and statistics.
#include "program/native/builtins.h"
#include "program/native/dict.h"
#include "program/native/fraction.h"
#include "program/native/integer.h"
#include "program/native/interpreter.h"
#include "program/native/iterate.h"
#include "program/native/modules.h"
#include "program/native/numbers.h"
#include "program/native/operators.h"

namespace qed::program::native {
namespace {

constexpr Builtin of_library(std::string_view name, Native function, std::uint8_t min, std::uint8_t max,
                             bool keywords = false) {
  return {.name = name, .function = function, .min = min, .max = max, .keywords = keywords, .type = &kFunctionType};
}

Value reduce(Machine& machine, const Args& args) {
  Value total = args.size() > 2 ? args[2] : Value();
  const Value& function = args[0];
  const Value iterator = make_iterator(machine, args[1]);
  if (!iterator) {
    if (machine.stop() == Stop::kException) return machine.unsupported("reducing what is not iterable");
    return {};
  }
  bool fine = true;
  const bool whole = for_each(machine, iterator, [&](Value item) {
    if (!total) return total = std::move(item), true;
    Window arguments(machine);
    if (!arguments.push(std::move(total)) || !arguments.push(std::move(item))) return fine = false;
    total = call(machine, function, arguments.values());
    return fine = static_cast<bool>(total);
  });
  if (!whole || !fine) return {};
  return total ? total : Value(machine.raise(kTypeError, "reduce() of empty iterable with no initial value"));
}

Value cached(const Value& function) {
  return own(static_cast<Object*>(create<Cached>(function, own(static_cast<Object*>(create<Dict>())))));
}

Value cache(Machine& machine, const Args& args) {
  return args[0].is(Kind::kFunction) ? cached(args[0]) : machine.unsupported("caching such a function");
}
constexpr Builtin kCache = of_library("cache", cache, 1, 1);

// As a decorator itself, or called for one. Results are never dropped: a program can only tell by what its function
// prints, or by the time it takes.
Value lru_cache(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"maxsize", "typed"})) return {};
  if (args.size() == 1 && args[0].is(Kind::kFunction)) return cached(args[0]);
  const Value size = args.size() > 0 ? args[0] : keyword(args, "maxsize");
  if (args.size() > 1 || (size && !size.is_none() && !size.is(Kind::kInt))) return machine.unsupported("such a cache");
  const Value typed = keyword(args, "typed");
  return typed && truth(typed) ? machine.unsupported("a cache by types") : Value(kCache);
}

// --- statistics ------------------------------------------------------------------------------------------------------

bool numbers_of(Machine& machine, const Value& data, List& list) {
  bool fine = true;
  return for_each(machine, data,
                  [&](Value item) {
                    if (!is_integer(item) && !item.is(Kind::kFloat) && !item.is(Kind::kFraction))
                      return fine = machine.unsupported("statistics of such values");
                    if (!is_finite(item)) return fine = machine.unsupported("statistics of infinite numbers");
                    return list.push_back(std::move(item)), true;
                  }) &&
         fine;
}

// The exact sum over the count, as the kind of number the values are.
Value mean(Machine& machine, const Args& args) {
  List* list = create<List>();
  const Value data = own(static_cast<Object*>(list));
  if (!numbers_of(machine, args[0], *list)) return {};
  if (list->size == 0) return machine.raise(kStatisticsError, "mean requires at least one data point");
  Mpq total, next;
  bool real = false, fraction = false;
  for (const Value& item : list->items()) {
    real |= item.is(Kind::kFloat);
    fraction |= item.is(Kind::kFraction);
    if (!to_rational(machine, item, next)) return {};
    mpq_add(total, total, next);
  }
  mpz_mul_ui(total.denominator(), total.denominator(), list->size);
  mpq_canonicalize(total);
  if (!real && (fraction || mpz_cmp_ui(static_cast<mpz_srcptr>(total.denominator()), 1) == 0)) {
    const Value whole = integer_from(total.numerator());
    return fraction ? make_fraction(machine, whole, integer_from(total.denominator())) : whole;
  }
  return integer_true_divide(machine, integer_from(total.numerator()), integer_from(total.denominator()));
}

Value median(Machine& machine, const Args& args) {
  const Value data = collect(machine, args[0]);
  if (!data || !sort_list(machine, data.as<List>(), Value::none(), false)) return {};
  const std::span<Value> items = data.as<List>().items();
  if (items.empty()) return machine.raise(kStatisticsError, "no median for empty data");
  if (items.size() % 2 == 1) return items[items.size() / 2];
  const Value sum = binary(machine, BinaryOp::kAdd, items[items.size() / 2 - 1], items[items.size() / 2]);
  return sum ? binary(machine, BinaryOp::kDivide, sum, Value::integer(2)) : Value();
}

constexpr Builtin kReduce{"reduce", reduce, 2, 3, false, "functools"};
constexpr Builtin kLruCache = of_library("lru_cache", lru_cache, 0, 2, true);
constexpr Builtin kMean = of_library("mean", mean, 1, 1);
constexpr Builtin kMedian = of_library("median", median, 1, 1);

}  // namespace

Members functools_members() {
  return {{"reduce", Value(kReduce)},
          {"lru_cache", Value(kLruCache)},
          {"cache", Value(kCache)},
          {"partial", Value(kPartialType)}};
}

Members statistics_members() {
  return {{"mean", Value(kMean)}, {"median", Value(kMedian)}, {"StatisticsError", Value(kStatisticsError)}};
}

}  // namespace qed::program::native
