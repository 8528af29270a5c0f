#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "answer/comparer.h"
#include "answer/rational_function.h"

namespace qed::answer {
namespace {

constexpr std::size_t kPositivePoints = 6;
constexpr std::size_t kPoints = 11;

bool any_node(Item item, const std::function<bool(Item)>& test) {
  if (test(item)) return true;
  for (std::size_t i = 0; i < item.size(); ++i)
    if (any_node(item.child(i), test)) return true;
  return false;
}

bool has_symbol(Item item, std::string_view name) {
  return any_node(item, [&](Item x) { return x.kind() == Kind::kSymbol && x.text() == name; });
}

bool has_constant(Item item, std::string_view name) {
  return any_node(item, [&](Item x) { return x.kind() == Kind::kConstant && x.text() == name; });
}

bool has_bare_log(Item item) {
  return any_node(item, [](Item x) { return x.kind() == Kind::kCall && x.text() == "log" && x.size() == 1; });
}

bool has_integral(Item item) {
  return any_node(item, [](Item x) { return x.kind() == Kind::kIntegral && x.size() == 4; });
}

std::uint64_t mix(std::uint64_t seed) {  // splitmix64
  seed += 0x9E3779B97F4A7C15;
  seed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
  seed = (seed ^ (seed >> 27)) * 0x94D049BB133111EB;
  return seed ^ (seed >> 31);
}

// Rational coordinates: some below 1, some far beyond; positive ones first, then of either sign.
Rational coordinate(std::size_t name, std::size_t point) {
  const std::uint64_t random = mix(name * 1'000'003 + point * 7'919 + 17);
  constexpr int kScales[] = {1, 3, 12, 400};
  Rational value(static_cast<unsigned long>(random % 1'048'573 + 1), 1'048'573UL);
  value *= kScales[point % 4];
  if (point >= kPositivePoints && (random >> 40) % 2 == 0) value = -value;
  value.canonicalize();
  return value;
}

std::set<std::string> collect_names(Item item, std::set<std::string> bound, std::set<std::string>& out) {
  const Kind kind = item.kind();
  if (kind == Kind::kSymbol || kind == Kind::kText) {
    if (!bound.contains(std::string(item.text()))) out.emplace(item.text());
  }
  if (kind == Kind::kUnit) out.emplace("unit " + std::string(item.text()));
  const bool binds = kind == Kind::kSum || kind == Kind::kProduct || (kind == Kind::kIntegral && item.size() == 4);
  if (binds) bound.emplace(item.child(1).text());
  if (kind == Kind::kBase) return bound;
  for (std::size_t i = 0; i < item.size(); ++i) collect_names(item.child(i), bound, out);
  return bound;
}

// Below 2^-bits, and below that part of a value smaller than 1: what is lost beside a huge value is not nothing.
bool is_tiny_against(acb_srcptr difference, acb_srcptr value, slong bits) {
  mag_t error, size;
  mag_init(error);
  mag_init(size);
  acb_get_mag(error, difference);
  acb_get_mag_lower(size, value);
  if (mag_is_zero(size) || mag_cmp_2exp_si(size, 0) > 0) mag_one(size);
  mag_mul_2exp_si(size, size, -bits);
  const bool tiny = mag_cmp(error, size) <= 0;
  mag_clear(error);
  mag_clear(size);
  return tiny;
}

bool is_constant_of_integration(std::string_view name) { return name == "C" || name == "c" || name == "K"; }

Point fixing_constants(Point point) {
  for (auto& [name, value] : point.values)
    if (is_constant_of_integration(name)) value = 1;
  return point;
}

// Long numbers by their first and last digits.
std::string shown(const Rational& value) {
  std::string digits = value.get_str();
  if (digits.size() > 60) digits = fmt::format("{}…{}", digits.substr(0, 20), digits.substr(digits.size() - 20));
  return digits;
}

// "x = 3/7, y = 2" at the point of this index.
std::string where(const std::set<std::string>& names, std::size_t index) {
  std::string out;
  std::size_t position = 0;
  for (const std::string& name : names)
    out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", name, coordinate(++position, index).get_d());
  return out;
}

}  // namespace

std::set<std::string> Comparer::names(Item a, Item b) const {
  std::set<std::string> found;
  collect_names(a, {}, found);
  collect_names(b, {}, found);
  return found;
}

Point Comparer::point_for(Item item, const std::set<std::string>& all, std::size_t index, Item other,
                          bool decimal_log) {
  Point point;
  point.spent = &work_;
  point.sign = item.sign < 0 ? -1 : 1;
  point.decimal_log = decimal_log;
  point.complex_roots = options_.complex_roots;
  point.capital_e = has_symbol(item, "E") && !has_symbol(other, "E") && has_constant(other, "e");
  point.capital_i = has_symbol(item, "I") && !has_symbol(other, "I") && has_constant(other, "i");
  point.letter_j = has_symbol(item, "j") && !has_symbol(other, "j") && has_constant(other, "i");
  std::size_t position = 0;
  for (const std::string& name : all) {
    ++position;
    if ((name == "E" && point.capital_e) || (name == "I" && point.capital_i) || (name == "j" && point.letter_j))
      continue;
    Rational value = coordinate(position, index);
    if (name.starts_with("unit ")) value = abs(value);
    point.values.emplace_back(name, value);
  }
  point.opaque = [this, item](NodeId id) { return opaque_value({item.expression, id, item.sign}); };
  return point;
}

// Equal integrals, limits or calls get the same value, others another one: what differs is not known to differ.
std::optional<Rational> Comparer::opaque_value(Item item) {
  const std::tuple key(item.expression, item.id, item.sign);
  if (!opaque_class_.contains(key)) {
    std::size_t known = 0;
    while (known < opaque_.size() && structures(item, opaque_[known]) != Verdict::kEqual) ++known;
    if (known == opaque_.size()) {
      if (opaque_.size() >= 32) return std::nullopt;
      opaque_.push_back(item);
    }
    opaque_class_[key] = known;
  }
  met_opaque_ = true;
  return coordinate(1'000 + opaque_class_[key], 0);
}

std::optional<Rational> Comparer::exact(Item item) {
  Point point;
  point.spent = &work_;
  point.sign = item.sign < 0 ? -1 : 1;
  point.complex_roots = options_.complex_roots;
  return Evaluator(*item.expression, std::move(point)).exact(item.id);
}

Point Comparer::point_without_names(Item item, Item other, bool decimal_log) {
  return point_for(item, {}, 0, other, decimal_log);
}

Verdict Comparer::scalars(Item a, Item b) {
  using enum EqualOptions::LogBase;
  const std::set<std::string> all = names(a, b);
  const auto value_a = all.empty() ? exact(a) : std::nullopt, value_b = all.empty() ? exact(b) : std::nullopt;
  if (value_a && value_b) {
    if (options_.explains) evidence_ = fmt::format("{} and {}", shown(*value_a), shown(*value_b));
    if (*value_a == *value_b) return decided(Verdict::kEqual, "exact");
    const Verdict verdict = modulo(*value_a, *value_b).value_or(Verdict::kDifferent);
    return verdict == Verdict::kEqual ? verdict : conventional(a, b, decided(Verdict::kDifferent, "exact"));
  }
  const auto judge = [&](bool decimal_log) {
    return all.empty() ? closed_forms(a, b, decimal_log) : identity(a, b, decimal_log);
  };
  Verdict verdict = judge(options_.log_base == kDecimal);
  if (verdict != Verdict::kEqual && options_.log_base == kEither && (has_bare_log(a) || has_bare_log(b)) &&
      judge(true) == Verdict::kEqual)
    return Verdict::kEqual;
  if (verdict != Verdict::kDifferent) return verdict;
  if (all.empty()) return conventional(a, b, verdict);
  return up_to_constant(a, b) == Verdict::kEqual ? Verdict::kEqual : verdict;
}

// Different as soon as the balls are apart; equal when they are still together where chance would have parted them.
Verdict Comparer::closed_forms(Item a, Item b, bool decimal_log) {
  met_opaque_ = false;
  Ball value_a, value_b, difference;
  for (const slong precision : {64, 1024, 4096}) {
    if (!Evaluator(*a.expression, point_without_names(a, b, decimal_log)).ball(a.id, value_a, precision)) break;
    if (!Evaluator(*b.expression, point_without_names(b, a, decimal_log)).ball(b.id, value_b, precision)) break;
    acb_sub(difference, value_a, value_b, precision);
    note_values(value_a, value_b);
    if (!acb_contains_zero(difference)) return met_opaque_ ? Verdict::kUndecided : decided(Verdict::kDifferent, "ball");
    const slong needed = has_integral(a) || has_integral(b) ? 192 : precision * 3 / 4;
    if (precision > 64 && is_tiny_against(difference, value_a, needed)) return decided(Verdict::kEqual, "ball");
  }
  return Verdict::kUndecided;
}

// At random points: a point where the balls are apart proves the difference; agreement at several points of several
// domains, each to more than 60 bits, leaves no room for chance, and rational functions are proved equal besides.
// Points where a real formula is not real say nothing about it.
Verdict Comparer::identity(Item a, Item b, bool decimal_log) {
  const std::set<std::string> all = names(a, b);
  const bool complex = has_constant(a, "i") || has_constant(b, "i");
  std::size_t agreeing = 0, agreeing_complex = 0;
  Ball value_a, value_b, difference;
  for (std::size_t index = 0; index < kPoints; ++index) {
    met_opaque_ = false;
    Evaluator left(*a.expression, point_for(a, all, index, b, decimal_log));
    Evaluator right(*b.expression, point_for(b, all, index, a, decimal_log));
    const auto exact_a = left.exact(a.id), exact_b = right.exact(b.id);
    if (exact_a && exact_b) {
      if (*exact_a != *exact_b) {
        if (options_.explains)
          evidence_ = fmt::format("{} and {} at {}", shown(*exact_a), shown(*exact_b), where(all, index));
        return met_opaque_ ? Verdict::kUndecided : decided(Verdict::kDifferent, "identity");
      }
      ++agreeing;
      continue;
    }
    for (const slong precision : {128, 640}) {
      if (!left.ball(a.id, value_a, precision) || !right.ball(b.id, value_b, precision)) break;
      acb_sub(difference, value_a, value_b, precision);
      const bool real = value_a.is_real() && value_b.is_real();
      if (!acb_contains_zero(difference)) {
        if (!real && !complex) break;
        if (options_.explains) note_values(value_a, value_b, where(all, index));
        return met_opaque_ ? Verdict::kUndecided : decided(Verdict::kDifferent, "identity");
      }
      if (!is_tiny_against(difference, value_a, 60)) continue;
      ++(real || complex ? agreeing : agreeing_complex);
      break;
    }
  }
  if (agreeing + agreeing_complex < 4 || (agreeing < 1 && agreeing_complex < 6)) return Verdict::kUndecided;
  const auto proved =
      a.sign == 0 && b.sign == 0 ? equal_rational_functions(*a.expression, a.id, *b.expression, b.id) : std::nullopt;
  if (options_.explains)
    evidence_ = proved ? "one canonical form" : fmt::format("agree at {} random points", agreeing + agreeing_complex);
  return decided(Verdict::kEqual, proved ? "rational function" : "identity");
}

// Antiderivatives: each a sum with a lone constant C, equal but for a constant.
Verdict Comparer::up_to_constant(Item a, Item b) {
  const auto has_lone_constant = [](Item item) {
    if (item.kind() != Kind::kAdd) return false;
    const Items terms = item.children();
    return std::ranges::count_if(
               terms, [](Item t) { return t.kind() == Kind::kSymbol && is_constant_of_integration(t.text()); }) == 1;
  };
  const bool one = has_lone_constant(a) || has_lone_constant(b), both = has_lone_constant(a) && has_lone_constant(b);
  if (!both && !(one && options_.constant_optional)) return Verdict::kUndecided;
  const std::set<std::string> all = names(a, b);
  if (all.size() < 2) return Verdict::kUndecided;
  Ball first, value_a, value_b, difference;
  std::size_t agreeing = 0;
  for (std::size_t index = 0; index < kPositivePoints; ++index) {
    Evaluator left(*a.expression, fixing_constants(point_for(a, all, index, b, false)));
    Evaluator right(*b.expression, fixing_constants(point_for(b, all, index, a, false)));
    if (!left.ball(a.id, value_a, 192) || !right.ball(b.id, value_b, 192)) continue;
    if (!value_a.is_real() || !value_b.is_real()) continue;
    acb_sub(difference, value_a, value_b, 192);
    if (agreeing == 0) acb_set(first, difference);
    acb_sub(difference, difference, first, 192);
    if (!acb_contains_zero(difference)) return Verdict::kDifferent;
    if (is_tiny_against(difference, value_a, 60)) ++agreeing;
  }
  return agreeing >= 3 ? decided(Verdict::kEqual, "antiderivative") : Verdict::kUndecided;
}

// Is a = c b with a constant c other than 0 (greater than 0 where `positive`)?
Verdict Comparer::proportional(Item a, Item b, bool positive) {
  const std::set<std::string> all = names(a, b);
  Ball first_a, first_b, value_a, value_b, left_product, right_product;
  std::size_t agreeing = 0;
  for (std::size_t index = 0; index < kPoints && agreeing < kPositivePoints; ++index) {
    met_opaque_ = false;
    Evaluator left(*a.expression, point_for(a, all, index, b, false));
    Evaluator right(*b.expression, point_for(b, all, index, a, false));
    if (!left.ball(a.id, value_a, 384) || !right.ball(b.id, value_b, 384)) continue;
    if (!value_a.is_real() || !value_b.is_real()) continue;
    const bool zero_a = acb_contains_zero(value_a), zero_b = acb_contains_zero(value_b);
    if (zero_a != zero_b) return met_opaque_ ? Verdict::kUndecided : decided(Verdict::kDifferent, "identity");
    if (zero_a) continue;
    acb_mul(left_product, value_a, value_b, 384);
    if (positive && !arb_is_positive(acb_realref(static_cast<acb_ptr>(left_product))))
      return met_opaque_ ? Verdict::kUndecided : decided(Verdict::kDifferent, "identity");
    if (agreeing == 0) {
      acb_set(first_a, value_a);
      acb_set(first_b, value_b);
    }
    acb_mul(left_product, value_a, first_b, 384);
    acb_mul(right_product, value_b, first_a, 384);
    acb_sub(right_product, left_product, right_product, 384);
    if (!acb_contains_zero(right_product))
      return met_opaque_ ? Verdict::kUndecided : decided(Verdict::kDifferent, "identity");
    if (is_tiny_against(right_product, left_product, 60)) ++agreeing;
  }
  return agreeing >= 3 || (agreeing >= 1 && all.empty()) ? decided(Verdict::kEqual, "identity") : Verdict::kUndecided;
}

}  // namespace qed::answer
