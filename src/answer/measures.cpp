// What numbers wear: percent and degree signs, units and currencies; and amounts in several units.
#include <algorithm>
#include <utility>

#include "answer/comparer.h"

namespace qed::answer {
namespace {

// What a number wears: a percent sign, a degree sign, units.
struct Wear {
  bool percent = false;
  bool degrees = false;
  std::string unit;
};

Item undress(Item item, Wear& wear) {
  for (;;) {
    if (item.kind() == Kind::kPercent)
      wear.percent = true;
    else if (item.kind() == Kind::kDegrees)
      wear.degrees = true;
    else if (item.kind() == Kind::kUnit)
      wear.unit = wear.unit.empty() ? std::string(item.text()) : std::string(item.text()) + " " + wear.unit;
    else
      return item;
    item = item.child(0);
  }
}

bool has_pi(Item item) {
  return (item.kind() == Kind::kConstant && item.text() == "pi") || std::ranges::any_of(item.children(), has_pi);
}

// "3 m" reads as a product; beside "3 meters" it is none.
Item without_unit_letter(Item item, std::string& unit, const std::string& wanted) {
  if (item.kind() != Kind::kMultiply || item.size() != 2 || !unit.empty() || wanted.empty()) return item;
  const Item last = item.child(1);
  if (item.child(0).kind() != Kind::kNumber || last.kind() != Kind::kSymbol || canonical_unit(last.text()) != wanted)
    return item;
  unit = wanted;
  return item.child(0);
}

}  // namespace

Verdict Comparer::decorated(Item a, Item b) {
  Wear wear_a, wear_b;
  const bool negated = a.kind() == Kind::kNegate && b.kind() == Kind::kNegate;  // -15% and -15
  Item bare_a = undress(negated ? a.child(0) : a, wear_a), bare_b = undress(negated ? b.child(0) : b, wear_b);
  if (wear_a.percent != wear_b.percent && !options_.percent_optional) return scalars(a, b);
  if (wear_a.degrees != wear_b.degrees && !options_.degrees_optional) return scalars(a, b);
  std::string unit_a = canonical_unit(wear_a.unit), unit_b = canonical_unit(wear_b.unit);
  bare_a = without_unit_letter(bare_a, unit_a, unit_b);
  bare_b = without_unit_letter(bare_b, unit_b, unit_a);
  if (unit_a.empty() != unit_b.empty() && !options_.units_optional) return decided(Verdict::kDifferent, "unit");
  if (unit_a == "£" && unit_b == "pound") unit_b = "£";
  if (unit_b == "£" && unit_a == "pound") unit_a = "£";
  if (wear_a.degrees && unit_b == "rad") return scalars(a, bare_b);
  if (wear_b.degrees && unit_a == "rad") return scalars(bare_a, b);
  if ((wear_a.degrees && wear_b.percent) || (wear_b.degrees && wear_a.percent))
    return decided(Verdict::kDifferent, "unit");
  const auto known_a = measure(unit_a), known_b = measure(unit_b);
  if (known_a && known_b && unit_a != unit_b) return measures(bare_a, *known_a, bare_b, *known_b);
  // Who writes π means radians: a degree sign forgotten is one behind a plain number.
  if (wear_a.degrees != wear_b.degrees && (has_pi(bare_a) || has_pi(bare_b))) return scalars(a, b);
  const Verdict verdict = items(bare_a, bare_b);
  if (verdict != Verdict::kEqual) {
    const bool valued = wear_a.degrees != wear_b.degrees || wear_a.percent != wear_b.percent;
    if (valued && unit_a == unit_b && scalars(a, b) == Verdict::kEqual) return Verdict::kEqual;
    return verdict;
  }
  if ((wear_a.degrees && known_b) || (wear_b.degrees && known_a)) return decided(Verdict::kDifferent, "unit");
  if ((wear_a.percent && known_b) || (wear_b.percent && known_a)) return decided(Verdict::kDifferent, "unit");
  return unit_a.empty() || unit_b.empty() || unit_a == unit_b ? verdict : Verdict::kUndecided;
}

// 150 cm and 1.5 m, but not 3 m and 3 kg.
Verdict Comparer::measures(Item a, const Measure& unit_a, Item b, const Measure& unit_b) {
  if (unit_a.dimension != unit_b.dimension) return decided(Verdict::kDifferent, "unit");
  return items(scaled(a, unit_a.factor), scaled(b, unit_b.factor));
}

// 3 hours and 20 minutes, 5 ft 3 inches: a sum of amounts of one kind, in its base unit.
std::optional<std::pair<Item, Measure>> Comparer::compound_measure(Item item) {
  if ((item.kind() != Kind::kList && item.kind() != Kind::kMultiply) || item.size() < 2) return std::nullopt;
  Items parts;
  std::optional<Measure> last;
  for (const Item& part : item.children()) {
    Wear wear;
    const Item bare = undress(part, wear);
    const auto known = measure(canonical_unit(wear.unit));
    if (!known || (last && (known->dimension != last->dimension || known->factor >= last->factor))) return std::nullopt;
    parts.push_back(scaled(bare, known->factor));
    last = known;
  }
  return std::pair(graft(Kind::kAdd, parts), Measure{last->dimension, 1});
}

// 1 hour 30 minutes against 90 minutes; nullopt where neither is an amount in several units.
std::optional<Verdict> Comparer::compounds(Item a, Item b) {
  const auto sum_a = compound_measure(a), sum_b = compound_measure(b);
  if (sum_a && sum_b) return measures(sum_a->first, sum_a->second, sum_b->first, sum_b->second);
  if (!sum_a && !sum_b) return std::nullopt;
  Wear wear;
  const Item bare = undress(sum_a ? b : a, wear);
  const auto known = measure(canonical_unit(wear.unit));
  if (!known) return std::nullopt;
  return sum_a ? measures(sum_a->first, sum_a->second, bare, *known)
               : measures(bare, *known, sum_b->first, sum_b->second);
}

}  // namespace qed::answer
