// The part of itertools that chooses from pools: iterators that hold their pool as a tuple and yield tuples of it.
#include <algorithm>
#include <numeric>

#include "program/native/builtins.h"
#include "program/native/integer.h"
#include "program/native/iterate.h"
#include "program/native/itertool.h"
#include "program/native/modules.h"

namespace qed::program::native {
namespace {

// Positions in a pool, on the heap.
class Indices {
 public:
  explicit Indices(std::size_t count) : count_(count), data_(allocate_array<std::size_t>(count)) {}
  Indices(const Indices&) = delete;
  Indices& operator=(const Indices&) = delete;
  ~Indices() { release_array(data_, count_); }
  std::span<std::size_t> all() { return {data_, count_}; }
  std::size_t& operator[](std::size_t i) { return data_[i]; }

 private:
  std::size_t count_;
  std::size_t* data_;
};

Value picked(const Value& pool, std::span<const std::size_t> indices) {
  Tuple* tuple = allocate_tuple(indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i) tuple->items()[i] = pool.as<Tuple>().items()[indices[i]];
  return own(static_cast<Object*>(tuple));
}

// --- choices from one pool -------------------------------------------------------------------------------------------

// In the order of their positions; `repeats`: an element may be taken again.
class Combinations final : public Itertool {
 public:
  Combinations(Value pool, std::size_t r, bool repeats)
      : pool_(std::move(pool)), r_(r), repeats_(repeats), indices_(r) {
    for (std::size_t i = 0; i < r; ++i) indices_[i] = repeats ? 0 : i;
    const std::size_t n = pool_.as<Tuple>().size;
    done_ = repeats ? n == 0 && r > 0 : r > n;
  }
  Value next(Machine&) override {
    if (done_) return {};
    Value result = picked(pool_, indices_.all());
    advance();
    return result;
  }

 private:
  void advance() {
    const std::size_t n = pool_.as<Tuple>().size;
    std::size_t i = r_;
    while (i > 0 && indices_[i - 1] == (repeats_ ? n - 1 : n - r_ + i - 1)) --i;
    if ((done_ = i == 0)) return;
    std::size_t index = ++indices_[i - 1];
    for (; i < r_; ++i) indices_[i] = repeats_ ? index : ++index;
  }
  Value pool_;
  std::size_t r_;
  bool repeats_, done_;
  Indices indices_;
};

class Permutations final : public Itertool {
 public:
  Permutations(Value pool, std::size_t r) : pool_(std::move(pool)), r_(r), indices_(size()), cycles_(r) {
    done_ = r > size();
    std::iota(indices_.all().begin(), indices_.all().end(), 0);
    for (std::size_t i = 0; i < r; ++i) cycles_[i] = done_ ? 0 : size() - i;
  }
  Value next(Machine&) override {
    if (done_) return {};
    Value result = picked(pool_, indices_.all().first(r_));
    advance();
    return result;
  }

 private:
  std::size_t size() const { return pool_.as<Tuple>().size; }
  void advance() {
    for (std::size_t i = r_; i-- > 0;) {
      if (--cycles_[i] == 0) {
        std::ranges::rotate(indices_.all().subspan(i), indices_.all().begin() + static_cast<std::ptrdiff_t>(i) + 1);
        cycles_[i] = size() - i;
      } else {
        std::swap(indices_[i], indices_[size() - cycles_[i]]);
        return;
      }
    }
    done_ = true;
  }
  Value pool_;
  std::size_t r_;
  bool done_;
  Indices indices_, cycles_;
};

// One element of each pool; the last one turns fastest.
class Product final : public Itertool {
 public:
  explicit Product(Value pools) : pools_(std::move(pools)), indices_(pools_.as<Tuple>().size) {
    std::ranges::fill(indices_.all(), 0);
    for (const Value& pool : pools_.as<Tuple>().items()) done_ |= pool.as<Tuple>().size == 0;
  }
  Value next(Machine&) override {
    if (done_) return {};
    const std::span<Value> pools = pools_.as<Tuple>().items();
    Tuple* tuple = allocate_tuple(pools.size());
    for (std::size_t i = 0; i < pools.size(); ++i) tuple->items()[i] = pools[i].as<Tuple>().items()[indices_[i]];
    std::size_t i = pools.size();
    for (; i > 0 && ++indices_[i - 1] == pools[i - 1].as<Tuple>().size; --i) indices_[i - 1] = 0;
    done_ = i == 0;
    return own(static_cast<Object*>(tuple));
  }

 private:
  Value pools_;
  Indices indices_;
  bool done_ = false;
};

Value pool_of(Machine& machine, const Value& iterable) {
  Value keep;
  const Maybe<std::span<Value>> items = elements(machine, iterable, keep);
  return items ? new_tuple(*items) : Value();
}

// r of a choice; `otherwise` where it is left out or None.
Maybe<std::size_t> length_of(Machine& machine, const Value& r, std::size_t otherwise) {
  if (!r || r.is_none()) return otherwise;
  if (!is_integer(r)) return machine.unsupported("such a length");
  const Maybe<std::int64_t> length = to_index(machine, r);
  if (!length) return Failed();
  if (*length < 0) return machine.raise(kValueError, "r must be non-negative");
  if (*length > 1'000'000) return machine.unsupported("such a length");
  return static_cast<std::size_t>(*length);
}

Value choose(Machine& machine, const Args& args, bool repeats) {
  if (!only_keywords(machine, args, {"r"})) return {};
  const Value r = args.size() > 1 ? args[1] : keyword(args, "r");
  if (!r || !is_integer(r)) return machine.unsupported("such a length");
  Value pool = pool_of(machine, args[0]);
  const Maybe<std::size_t> length = pool ? length_of(machine, r, 0) : Failed();
  return length ? create_iterator<Combinations>(std::move(pool), *length, repeats) : Value();
}
Value combinations(Machine& machine, const Args& args) { return choose(machine, args, false); }
Value combinations_with_replacement(Machine& machine, const Args& args) { return choose(machine, args, true); }

Value permutations(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"r"})) return {};
  Value pool = pool_of(machine, args[0]);
  const Maybe<std::size_t> length =
      pool ? length_of(machine, args.size() > 1 ? args[1] : keyword(args, "r"), pool.as<Tuple>().size) : Failed();
  return length ? create_iterator<Permutations>(std::move(pool), *length) : Value();
}

Value product(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"repeat"})) return {};
  const Maybe<std::size_t> repeat = length_of(machine, keyword(args, "repeat"), 1);
  if (!repeat || *repeat > 10'000) return repeat ? machine.unsupported("so many repetitions") : Failed();
  Window pools(machine);
  for (const Value& iterable : args.positional) {
    Value pool = pool_of(machine, iterable);
    if (!pool || !pools.push(std::move(pool))) return {};
  }
  const std::size_t count = args.size();
  if (*repeat == 0) return create_iterator<Product>(new_tuple({}));
  for (std::size_t i = count; i < count * *repeat; ++i)
    if (!pools.push(pools.values()[i - count])) return {};
  return create_iterator<Product>(new_tuple(pools.values()));
}

constexpr Builtin kFunctions[] = {
    itertools_function("combinations", combinations, 1, 2, true),
    itertools_function("combinations_with_replacement", combinations_with_replacement, 1, 2, true),
    itertools_function("permutations", permutations, 1, 2, true),
    itertools_function("product", product, 0, kAny, true),
};

}  // namespace

Members combinatoric_members() {
  Members members;
  for (const Builtin& builtin : kFunctions) members.emplace(builtin.name, Value(builtin));
  return members;
}

}  // namespace qed::program::native
