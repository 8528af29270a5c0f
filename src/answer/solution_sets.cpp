// Subsets of the real line in normal form: intervals, points, unions, differences and what inequalities say become one
// ascending list of cuts, so that x ≠ 2, ℝ ∖ {2} and (-∞, 2) ∪ (2, ∞) are the same list.
#include <algorithm>
#include <array>

#include "answer/comparer.h"
#include "answer/rational_function.h"
#include "base/text.h"

namespace qed::answer {

// A place between two numbers: before or after a value, or at an end of the line.
struct Comparer::Cut {
  int infinity = 0;  // -1 and 1 for the ends of the line
  Item value{nullptr, 0};
  bool after = false;  // the value itself lies before the cut
};

namespace {

constexpr std::size_t kMaxCuts = 128;

int infinity_sign(Item item) {
  if (item.kind() == Kind::kConstant && item.text() == "infinity") return 1;
  return item.kind() == Kind::kNegate ? -infinity_sign(item.child(0)) : 0;
}

bool is_order(std::string_view sign) { return sign == "<" || sign == "<=" || sign == ">" || sign == ">="; }

// ℝ - {0}, with a minus sign for the difference of sets
bool is_difference(Item item) {
  return item.size() == 2 && item.child(1).kind() == Kind::kNegate && item.child(1).child(0).kind() == Kind::kSet;
}

bool is_range(Item item) {
  switch (item.kind()) {
    case Kind::kInterval:
    case Kind::kUnion:
    case Kind::kIntersection:
    case Kind::kSetMinus:
      return true;
    case Kind::kConstant:
      return item.text() == "reals" || item.text() == "emptyset";
    case Kind::kAdd:
      return is_difference(item) && is_range(item.child(0));
    case Kind::kRelation: {
      const std::vector<std::string_view> signs = text::split(item.text(), ' ');
      return std::ranges::any_of(signs, [](std::string_view s) { return is_order(s) || s == "!="; }) ||
             (signs.size() == 1 && signs[0] == "in" && is_range(item.child(1)));
    }
    case Kind::kList:
      return item.text() != "[" && item.size() > 0 &&
             std::ranges::all_of(
                 item.children(),
                 [](Item part) { return part.kind() == Kind::kRelation || part.kind() == Kind::kInterval; }) &&
             std::ranges::any_of(item.children(), is_range);
    default:
      return false;
  }
}

std::string_view mirrored(std::string_view sign) {
  constexpr auto kSigns = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"<", ">"}, {">", "<"}, {"<=", ">="}, {">=", "<="}});
  for (const auto& [from, to] : kSigns)
    if (sign == from) return to;
  return sign;
}

bool is_unknown(Item item) {
  if (item.kind() == Kind::kAbs) return is_unknown(item.child(0));
  return item.kind() == Kind::kSymbol;
}

}  // namespace

// -1, 0, 1 as a lies before, at or after b; nullopt where that cannot be told.
std::optional<int> Comparer::order(Item a, Item b) {
  if (!names(a, b).empty()) return std::nullopt;
  const auto exact_a = exact(a), exact_b = exact(b);
  if (exact_a && exact_b) return cmp(*exact_a, *exact_b) < 0 ? -1 : cmp(*exact_a, *exact_b) > 0;
  Ball value_a, value_b, difference;
  for (const slong precision : {64, 512}) {
    if (!Evaluator(*a.expression, point_without_names(a, b, false)).ball(a.id, value_a, precision)) return std::nullopt;
    if (!Evaluator(*b.expression, point_without_names(b, a, false)).ball(b.id, value_b, precision)) return std::nullopt;
    if (!value_a.is_real() || !value_b.is_real()) return std::nullopt;
    acb_sub(difference, value_a, value_b, precision);
    arb_srcptr real = acb_realref(static_cast<acb_ptr>(difference));
    if (arb_is_positive(real)) return 1;
    if (arb_is_negative(real)) return -1;
  }
  return scalars(a, b) == Verdict::kEqual ? std::optional(0) : std::nullopt;
}

std::optional<int> Comparer::order(const Cut& a, const Cut& b) {
  if (a.infinity != 0 || b.infinity != 0) return a.infinity == b.infinity ? 0 : a.infinity < b.infinity ? -1 : 1;
  const auto values = order(a.value, b.value);
  if (!values || *values != 0) return values;
  return a.after == b.after ? 0 : a.after ? 1 : -1;
}

// What lies in a or b, or in both: one sweep over the cuts of both.
std::optional<Comparer::RealSet> Comparer::combined(const RealSet& a, const RealSet& b, bool both) {
  if (a.size() + b.size() > kMaxCuts) return std::nullopt;
  RealSet result;
  bool in_a = false, in_b = false;
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    const auto relative = i == a.size() ? std::optional(1) : j == b.size() ? std::optional(-1) : order(a[i], b[j]);
    if (!relative) return std::nullopt;
    const Cut& cut = *relative <= 0 ? a[i] : b[j];
    const bool before = both ? in_a && in_b : in_a || in_b;
    if (*relative <= 0) {
      in_a = !in_a;
      ++i;
    }
    if (*relative >= 0) {
      in_b = !in_b;
      ++j;
    }
    const bool behind = both ? in_a && in_b : in_a || in_b;
    if (before != behind) result.push_back(cut);
  }
  return result;
}

Comparer::RealSet Comparer::complement(RealSet set) {
  if (!set.empty() && set.front().infinity < 0)
    set.erase(set.begin());
  else
    set.insert(set.begin(), Cut{.infinity = -1});
  if (set.back().infinity > 0)
    set.pop_back();
  else
    set.push_back(Cut{.infinity = 1});
  return set;
}

std::optional<Comparer::RealSet> Comparer::interval_set(Item low, bool low_closed, Item high, bool high_closed) {
  const auto cut = [](Item end, bool after) {
    const int infinite = infinity_sign(end);
    return infinite != 0 ? Cut{.infinity = infinite} : Cut{.infinity = 0, .value = end, .after = after};
  };
  const Cut from = cut(low, !low_closed), to = cut(high, high_closed);
  const auto relative = order(from, to);
  if (!relative || *relative >= 0) return std::nullopt;  // ends in the wrong order: whatever it is, no interval
  return RealSet{from, to};
}

std::optional<Comparer::RealSet> Comparer::points_set(Item item) {
  RealSet all;
  for (const Item& point : elements(item)) {
    if (infinity_sign(point) != 0) return std::nullopt;
    const RealSet one{{.infinity = 0, .value = point, .after = false}, {.infinity = 0, .value = point, .after = true}};
    if (!order(one[0], one[1])) return std::nullopt;  // no number
    auto joined = combined(all, one, false);
    if (!joined) return std::nullopt;
    all = *std::move(joined);
  }
  return all;
}

// The values of an unknown that a sign and a bound allow.
std::optional<Comparer::RealSet> Comparer::bounded_set(Item unknown, std::string_view sign, Item bound) {
  if (unknown.expression && unknown.kind() == Kind::kAbs) {
    const Item x = unknown.child(0), negative = graft(Kind::kNegate, std::array{bound});
    const auto right = bounded_set(x, sign, bound), left = bounded_set(x, mirrored(sign), negative);
    if (!right || !left) return std::nullopt;
    return combined(*right, *left, sign.starts_with('<') || sign == "!=");
  }
  if (sign == "in") return real_set(bound);
  if (sign == "=" || sign == "!=") {
    auto point = points_set(bound);
    if (!point) return std::nullopt;
    return sign == "=" ? std::move(point) : std::optional(complement(*std::move(point)));
  }
  if (!order(bound, bound)) return std::nullopt;
  if (sign == "<" || sign == "<=")
    return RealSet{{.infinity = -1}, {.infinity = 0, .value = bound, .after = sign == "<="}};
  if (sign == ">" || sign == ">=")
    return RealSet{{.infinity = 0, .value = bound, .after = sign == ">"}, {.infinity = 1}};
  return std::nullopt;
}

// x² > 4, (x - 1)/(x + 2) <= 0, 2x + 1 > 7: a rational function of one letter against another, by the places where the
// sign of the difference changes.
std::optional<Comparer::RealSet> Comparer::sign_set(Item left, std::string_view sign, Item right,
                                                    std::string& unknown) {
  if (!is_order(sign) && sign != "!=") return std::nullopt;
  const Item side = difference(left, right);
  const auto chart = sign_chart(*side.expression, side.id);
  if (!chart || (!unknown.empty() && chart->letter != unknown) || chart->changes.size() > kMaxCuts / 2)
    return std::nullopt;
  unknown = chart->letter;
  struct Place {
    Item value;
    const SignChange* change;
  };
  std::vector<Place> places;
  for (const SignChange& change : chart->changes) {
    const Place place{quadratic_root(change), &change};
    auto at = places.begin();
    for (; at != places.end(); ++at) {
      const auto relative = order(place.value, at->value);
      if (!relative) return std::nullopt;
      if (*relative < 0) break;
    }
    places.insert(at, place);
  }
  const auto holds = [&](int of) {
    return of < 0   ? sign[0] == '<' || sign == "!="
           : of > 0 ? sign[0] == '>' || sign == "!="
                    : sign.ends_with('=') && sign != "!=";
  };
  RealSet set;
  int before = chart->leftmost;
  if (holds(before)) set.push_back({.infinity = -1});
  for (const Place& place : places) {
    const int behind = place.change->crosses ? -before : before;
    const bool at = !place.change->pole && holds(0);
    if (holds(before) != at) set.push_back({.infinity = 0, .value = place.value, .after = false});
    if (at != holds(behind)) set.push_back({.infinity = 0, .value = place.value, .after = true});
    before = behind;
  }
  if (holds(before)) set.push_back({.infinity = 1});
  return set;
}

// centre ± √radicand as an expression
Item Comparer::quadratic_root(const SignChange& place) {
  Expression& made = made_.emplace_back();
  const auto number = [&](const Rational& value) {
    const NodeId above = made.add(Kind::kNumber, {}, mpz_class(abs(value.get_num())).get_str());
    const NodeId below = made.add(Kind::kNumber, {}, value.get_den().get_str());
    const NodeId quotient = made.add(Kind::kDivide, std::array{above, below});
    return value < 0 ? made.add(Kind::kNegate, std::array{quotient}) : quotient;
  };
  NodeId root = number(place.centre);
  if (place.root_sign != 0) {
    NodeId radical = made.add(Kind::kCall, std::array{number(place.radicand)}, "sqrt");
    if (place.root_sign < 0) radical = made.add(Kind::kNegate, std::array{radical});
    root = made.add(Kind::kAdd, std::array{root, radical});
  }
  made.set_root(root);
  return {&made, root};
}

// -1 < x <= 2, x ≠ 3, |x| > 1, x ∈ [0, 1)
std::optional<Comparer::RealSet> Comparer::relation_set(Item relation, std::string& unknown) {
  const std::vector<std::string_view> signs = text::split(relation.text(), ' ');
  RealSet all{{.infinity = -1}, {.infinity = 1}};
  for (std::size_t i = 0; i < signs.size(); ++i) {
    Item left = relation.child(i), right = relation.child(i + 1);
    std::string_view sign = signs[i];
    if (!is_unknown(left)) {
      if (sign == "in") return std::nullopt;
      std::swap(left, right);
      sign = mirrored(sign);
    }
    std::optional<RealSet> part;
    if (is_unknown(left)) {
      Item name = left;
      while (name.kind() == Kind::kAbs) name = name.child(0);
      if (!unknown.empty() && unknown != name.text()) return std::nullopt;
      unknown = name.text();
      part = bounded_set(left, sign, right);
    } else {
      part = sign_set(left, sign, right, unknown);
    }
    if (!part) return std::nullopt;
    auto narrowed = combined(all, *part, true);
    if (!narrowed) return std::nullopt;
    all = *std::move(narrowed);
  }
  return all;
}

// Conditions joined by "or" make a union. Those joined by "and" or a comma make an intersection, unless that is empty:
// people write "x < -1, x > 1" for a union as well.
std::optional<Comparer::RealSet> Comparer::list_set(Item list, std::string& unknown) {
  std::optional<RealSet> either, both;
  for (const Item& part : list.children()) {
    const auto set = part.kind() == Kind::kRelation ? relation_set(part, unknown) : real_set(part);
    if (!set) return std::nullopt;
    either = either ? combined(*either, *set, false) : set;
    both = both ? combined(*both, *set, true) : set;
    if (!either || !both) return std::nullopt;
  }
  return list.text() == "or" || both->empty() ? either : both;
}

std::optional<Comparer::RealSet> Comparer::real_set(Item item) {
  std::string unknown;
  switch (item.kind()) {
    case Kind::kInterval:
      return interval_set(item.child(0), item.text()[0] == '[', item.child(1), item.text()[1] == ']');
    case Kind::kTuple:
      if (item.size() != 2) return std::nullopt;
      return interval_set(item.child(0), false, item.child(1), false);
    case Kind::kConstant:
      if (item.text() == "emptyset") return RealSet{};
      if (item.text() == "reals") return RealSet{{.infinity = -1}, {.infinity = 1}};
      return std::nullopt;
    case Kind::kSet:
      return points_set(item);
    case Kind::kUnion:
    case Kind::kIntersection:
    case Kind::kSetMinus: {
      auto all = real_set(item.child(0));
      for (std::size_t i = 1; all && i < item.size(); ++i) {
        auto part = real_set(item.child(i));
        if (!part) return std::nullopt;
        if (item.kind() == Kind::kSetMinus) part = complement(*std::move(part));
        all = combined(*all, *part, item.kind() != Kind::kUnion);
      }
      return all;
    }
    case Kind::kAdd: {
      if (!is_difference(item)) return std::nullopt;
      const auto all = real_set(item.child(0));
      auto without = points_set(item.child(1).child(0));
      if (!all || !without) return std::nullopt;
      return combined(*all, complement(*std::move(without)), true);
    }
    case Kind::kRelation:
      return relation_set(item, unknown);
    case Kind::kList:
      return list_set(item, unknown);
    default:
      return std::nullopt;
  }
}

// nullopt where one of the two is no range of real numbers, or has ends that cannot be put in order.
std::optional<Verdict> Comparer::ranges(Item a, Item b) {
  const auto is_pair = [&](Item item) {  // (1, 2) against 1 < x < 2
    return options_.interval_or_pair && item.kind() == Kind::kTuple && item.size() == 2;
  };
  const bool conditions = a.kind() != Kind::kInterval && b.kind() != Kind::kInterval;
  const auto is_operation = [](Item item) {  // {1, 2} ∪ {3} against {1, 2, 3}
    return item.kind() == Kind::kUnion || item.kind() == Kind::kIntersection || item.kind() == Kind::kSetMinus;
  };
  const auto fits = [&](Item item, Item other) {
    return is_range(item) || (conditions && is_pair(item)) || (item.kind() == Kind::kSet && is_operation(other));
  };
  if (!fits(a, b) || !fits(b, a)) return std::nullopt;
  if (is_pair(a) && is_pair(b)) return std::nullopt;
  const auto says_name = [](Item item) { return item.kind() == Kind::kRelation || item.kind() == Kind::kList; };
  if (says_name(a) && says_name(b) && names(a, a) != names(b, b)) return std::nullopt;
  if (says_name(a) != says_name(b) && !options_.relation_as_set) return decided(Verdict::kDifferent, "structure");
  const auto left = real_set(a);
  const auto right = left ? real_set(b) : std::nullopt;
  if (!left || !right) return std::nullopt;
  if (left->size() != right->size()) return decided(Verdict::kDifferent, "solution set");
  for (std::size_t i = 0; i < left->size(); ++i) {
    const auto relative = order((*left)[i], (*right)[i]);
    if (!relative) return std::nullopt;
    if (*relative != 0) return decided(Verdict::kDifferent, "solution set");
  }
  return decided(Verdict::kEqual, "solution set");
}

}  // namespace qed::answer
