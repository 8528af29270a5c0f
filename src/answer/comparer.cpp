#include "answer/comparer.h"

#include <algorithm>
#include <array>

#include "answer/units.h"
#include "base/text.h"

namespace qed::answer {
namespace {

constexpr std::size_t kMaxComparisons = 4'000;
constexpr std::size_t kMaxMadeNodes = 200'000;

bool has_plus_minus(Item item) {
  if (item.kind() == Kind::kPlusMinus) return true;
  for (std::size_t i = 0; i < item.size(); ++i)
    if (has_plus_minus(item.child(i))) return true;
  return false;
}

bool has_matrix(Item item) {
  if (item.kind() == Kind::kMatrix) return true;
  if (item.kind() == Kind::kCall && item.text() == "det") return false;
  for (std::size_t i = 0; i < item.size(); ++i)
    if (has_matrix(item.child(i))) return true;
  return false;
}

// +1 and -1 for the infinities, 0 for anything else.
int infinity_sign(Item item) {
  if (item.kind() == Kind::kConstant && item.text() == "infinity") return 1;
  return item.kind() == Kind::kNegate ? -infinity_sign(item.child(0)) : 0;
}

bool is_set_name(std::string_view name) {
  return name == "reals" || name == "integers" || name == "naturals" || name == "rationals" || name == "complexes";
}

bool is_no_solution(Item item) {
  if (item.kind() == Kind::kConstant) return item.text() == "emptyset";
  return item.kind() == Kind::kText && (item.text().starts_with("no s") || item.text().starts_with("no real") ||
                                        item.text() == "none" || item.text() == "empty set");
}

bool is_collection(Item item) {
  const Kind kind = item.kind();
  if (kind == Kind::kSet || kind == Kind::kList || is_no_solution(item)) return true;
  const bool scalar = kind != Kind::kTuple && kind != Kind::kInterval && kind != Kind::kUnion &&
                      kind != Kind::kIntersection && kind != Kind::kSetMinus && kind != Kind::kMatrix &&
                      kind != Kind::kRelation;
  return scalar && item.sign == 0 && has_plus_minus(item);
}

bool is_associative(Kind kind) {
  return kind == Kind::kAdd || kind == Kind::kMultiply || kind == Kind::kUnion || kind == Kind::kIntersection;
}

// The parts, with those of inner sums in a sum and of inner unions in a union.
std::vector<Item> flattened(Item item) {
  if (!is_associative(item.kind())) return item.children();
  std::vector<Item> parts;
  for (const Item& child : item.children()) {
    if (child.kind() != item.kind()) {
      parts.push_back(child);
      continue;
    }
    for (const Item& inner : flattened(child)) parts.push_back(inner);
  }
  return parts;
}

bool is_scalar(Item item) {
  switch (item.kind()) {
    case Kind::kRelation:
    case Kind::kTuple:
    case Kind::kList:
    case Kind::kSet:
    case Kind::kInterval:
    case Kind::kUnion:
    case Kind::kIntersection:
    case Kind::kSetMinus:
    case Kind::kMatrix:
    case Kind::kText:
    case Kind::kPiecewise:
    case Kind::kResidue:
      return false;
    case Kind::kConstant:
      return item.text() != "emptyset" && !is_set_name(item.text());
    default:
      return true;
  }
}

std::string plain_words(std::string_view words) {
  std::string plain;
  for (const char c : words)
    if (!text::is_space(c) && !std::string_view("().,;:!'\"-").contains(c)) plain += text::to_lower(c);
  return plain;
}

}  // namespace

std::vector<Item> Item::children() const {
  std::vector<Item> all;
  for (const NodeId id_of_child : expression->children(id)) all.push_back({expression, id_of_child, sign});
  return all;
}

Verdict Comparer::answers(Item gold, Item answer) { return items(gold, answer); }

Verdict Comparer::items(Item a, Item b) {
  if (++comparisons_ > kMaxComparisons || made_nodes_ > kMaxMadeNodes) return Verdict::kUndecided;
  const auto worn = [](Item item) {
    if (item.kind() == Kind::kNegate) item = item.child(0);
    return item.kind() == Kind::kPercent || item.kind() == Kind::kDegrees || item.kind() == Kind::kUnit;
  };
  const bool same_shape = (a.kind() == Kind::kNegate) == (b.kind() == Kind::kNegate);
  if (a.kind() == Kind::kRelation || b.kind() == Kind::kRelation)
    if (const auto verdict = ranges(a, b)) return *verdict;
  if (a.kind() == Kind::kRelation || b.kind() == Kind::kRelation) return relations(a, b);
  if (const auto verdict = compounds(a, b)) return *verdict;
  if ((worn(a) || worn(b)) && same_shape) return decorated(a, b);
  if (const auto verdict = ranges(a, b)) return *verdict;
  if (a.kind() == Kind::kPiecewise && b.kind() == Kind::kPiecewise) return in_any_order(a.children(), b.children());
  if (a.kind() == Kind::kResidue || b.kind() == Kind::kResidue) return residues(a, b);
  if (statements(a) || statements(b)) return relations(a, b);
  if (is_collection(a) || is_collection(b)) return collections(a, b);
  if (a.kind() == Kind::kText || b.kind() == Kind::kText) return texts(a, b);
  if (a.kind() == Kind::kInterval || b.kind() == Kind::kInterval) return intervals(a, b);
  if (a.kind() == Kind::kRatio && b.kind() == Kind::kRatio) return ratios(a, b);
  if (coordinates(a) && coordinates(b) && a.kind() != Kind::kMatrix && b.kind() != Kind::kMatrix)
    return in_order(*coordinates(a), *coordinates(b));
  if (a.kind() == Kind::kMatrix || b.kind() == Kind::kMatrix) return matrices(a, b);
  if (is_scalar(a) && is_scalar(b)) {
    const int sign_a = infinity_sign(a), sign_b = infinity_sign(b);
    if (sign_a != 0 && sign_b != 0)
      return decided(sign_a == sign_b ? Verdict::kEqual : Verdict::kDifferent, "structure");
    if (sign_a != 0 || sign_b != 0) return names(a, b).empty() ? Verdict::kDifferent : Verdict::kUndecided;
    if (has_matrix(a) || has_matrix(b)) return matrices(a, b);
    const Verdict verdict = scalars(a, b);
    return verdict == Verdict::kUndecided ? structures(a, b) : verdict;
  }
  if (a.kind() == b.kind()) return structures(a, b);
  const bool closed = names(a, b).empty();
  return is_scalar(a) != is_scalar(b) && closed ? decided(Verdict::kDifferent, "structure") : Verdict::kUndecided;
}

// 2 (mod 5) and 7 (mod 5); without its modulus a residue is the number that stands for it.
Verdict Comparer::residues(Item a, Item b) {
  const auto value = [&](Item item) { return exact(item.kind() == Kind::kResidue ? item.child(0) : item); };
  const auto value_a = value(a), value_b = value(b);
  if (a.kind() == b.kind()) {
    const Verdict moduli = items(a.child(1), b.child(1));
    if (moduli != Verdict::kEqual) return moduli;
    const auto modulus = exact(a.child(1));
    if (!value_a || !value_b || !modulus || *modulus == 0) return items(a.child(0), b.child(0));
    const Rational turns = (*value_a - *value_b) / *modulus;
    return decided(turns.get_den() == 1 ? Verdict::kEqual : Verdict::kDifferent, "modulus");
  }
  return items(a.kind() == Kind::kResidue ? a.child(0) : a, b.kind() == Kind::kResidue ? b.child(0) : b);
}

// A word and a letter may be the same: "A" and the symbol A.
Verdict Comparer::texts(Item a, Item b) {
  if (a.kind() == b.kind()) {
    const bool same = plain_words(a.text()) == plain_words(b.text());
    return decided(same ? Verdict::kEqual : Verdict::kDifferent, "text");
  }
  const Item word = a.kind() == Kind::kText ? a : b, other = a.kind() == Kind::kText ? b : a;
  const bool named = other.kind() == Kind::kSymbol || other.kind() == Kind::kConstant;
  const bool same = named && plain_words(word.text()) == plain_words(other.text());
  return same ? decided(Verdict::kEqual, "text") : Verdict::kUndecided;
}

// Equal where built alike of equal parts; nothing follows where not.
Verdict Comparer::structures(Item a, Item b) {
  if (a.kind() != b.kind() || a.text() != b.text()) return Verdict::kUndecided;
  const Items parts_a = flattened(a), parts_b = flattened(b);
  if (parts_a.size() != parts_b.size()) return Verdict::kUndecided;
  const bool commutes = is_associative(a.kind()) && !(a.kind() == Kind::kMultiply && has_matrix(a));
  const Verdict verdict = commutes ? one_to_one(parts_a, parts_b) : in_order(parts_a, parts_b);
  return verdict == Verdict::kEqual ? decided(Verdict::kEqual, "structure") : Verdict::kUndecided;
}

// Equal lists of equally many parts, in some order: a sum's terms, a product's factors.
Verdict Comparer::one_to_one(const Items& a, const Items& b) {
  std::vector<bool> used(b.size(), false);
  for (const Item& x : a) {
    std::size_t j = 0;
    while (j < b.size() && (used[j] || items(x, b[j]) != Verdict::kEqual)) ++j;
    if (j == b.size()) return Verdict::kUndecided;
    used[j] = true;
  }
  return Verdict::kEqual;
}

Verdict Comparer::in_order(const Items& a, const Items& b) {
  if (a.size() != b.size()) return decided(Verdict::kDifferent, "structure");
  Verdict verdict = Verdict::kEqual;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Verdict part = items(a[i], b[i]);
    if (part == Verdict::kDifferent) return part;
    if (part == Verdict::kUndecided) verdict = part;
  }
  return verdict;
}

// As sets: each element of one side has an equal one on the other.
Verdict Comparer::in_any_order(const Items& a, const Items& b) {
  if (a.empty() != b.empty()) return decided(Verdict::kDifferent, "structure");
  if (const auto verdict = by_sorted_values(a, b)) return *verdict;
  Verdict verdict = Verdict::kEqual;
  std::vector<bool> found_b(b.size(), false), open_b(b.size(), false);
  for (const Item& x : a) {
    bool found = false, open = false;
    for (std::size_t j = 0; j < b.size(); ++j) {
      if (found && found_b[j]) continue;
      const Verdict pair = items(x, b[j]);
      if (pair == Verdict::kEqual) found = found_b[j] = true;
      if (pair == Verdict::kUndecided) open = open_b[j] = true;
    }
    if (!found && !open) return Verdict::kDifferent;
    if (!found) verdict = Verdict::kUndecided;
  }
  for (std::size_t j = 0; j < b.size(); ++j) {
    if (!found_b[j] && !open_b[j]) return Verdict::kDifferent;
    if (!found_b[j]) verdict = Verdict::kUndecided;
  }
  return verdict;
}

// Sets of rational numbers, however large, without comparing every pair.
std::optional<Verdict> Comparer::by_sorted_values(const Items& a, const Items& b) {
  if (a.size() * b.size() < 16) return std::nullopt;
  std::array<std::vector<Rational>, 2> values;
  for (const auto& [side, list] : {std::pair(0, &a), std::pair(1, &b)}) {
    for (const Item& item : *list) {
      if (item.kind() == Kind::kPercent || item.kind() == Kind::kUnit) return std::nullopt;
      const auto value = is_scalar(item) ? exact(item) : std::nullopt;
      if (!value) return std::nullopt;
      values[static_cast<std::size_t>(side)].push_back(*value);
    }
  }
  for (auto& list : values) {
    std::ranges::sort(list);
    list.erase(std::ranges::unique(list).begin(), list.end());
  }
  if (values[0] != values[1]) return std::nullopt;  // doubles may still be near enough
  return decided(Verdict::kEqual, "exact");
}

void Comparer::collect_elements(Item item, Items& out) const {
  if (is_no_solution(item)) return;
  if (item.kind() == Kind::kSet || item.kind() == Kind::kList) {
    for (const Item& child : item.children())
      if (item.kind() == Kind::kSet && is_no_solution(child)) out.push_back(child);  // {∅} is not empty
      // Sets of sets are not flattened but where an inner set has one element: {{1}, {2}} is {1, 2}.
      else if (is_collection(child) && (child.kind() != Kind::kList || item.kind() == Kind::kList) &&
               (child.kind() != Kind::kSet || child.size() == 1 || item.kind() == Kind::kList))
        collect_elements(child, out);
      else
        out.push_back(child);
    return;
  }
  if (item.sign == 0 && is_collection(item)) {
    out.push_back({item.expression, item.id, 1});
    out.push_back({item.expression, item.id, -1});
    return;
  }
  out.push_back(item);
}

Comparer::Items Comparer::elements(Item item) const {
  Items all;
  collect_elements(item, all);
  return all;
}

// What has an order: a point, a list, [a, b].
std::optional<Comparer::Items> Comparer::coordinates(Item item) const {
  if (item.kind() == Kind::kTuple) return item.children();
  if (item.kind() == Kind::kList && (item.text() == "," || item.text() == "[")) return item.children();
  if (item.kind() == Kind::kInterval && item.text() == "[]") return item.children();
  if (item.kind() != Kind::kMatrix) return std::nullopt;
  if (item.size() == 1) return item.child(0).children();
  Items column;
  for (const Item& row : item.children()) {
    if (row.size() != 1) return std::nullopt;
    column.push_back(row.child(0));
  }
  return column;
}

Verdict Comparer::collections(Item a, Item b) {
  const auto nested = [](Item item) {  // a; b over a, b: the inner ones are tuples
    return item.kind() == Kind::kList && item.text() == ";" && item.child(0).kind() == Kind::kList;
  };
  if (nested(a) || nested(b)) {
    const auto parts = [&](Item item) { return nested(item) ? item.children() : elements(item); };
    const Items left = parts(a), right = parts(b);
    return in_any_order(left, right);
  }
  const auto list_of_scalars = [](Item item) {
    return item.kind() == Kind::kList && item.text() != "and" && item.text() != "or" && item.text() != ";" &&
           std::ranges::all_of(item.children(), [](Item child) { return is_scalar(child) && !is_collection(child); });
  };
  const auto points = [](Item item) { return item.kind() == Kind::kTuple || item.kind() == Kind::kInterval; };
  const bool ordered = (list_of_scalars(a) || points(a)) && (list_of_scalars(b) || points(b));
  if (ordered && coordinates(a) && coordinates(b)) {
    if (options_.list_order || (points(a) && points(b))) return in_order(*coordinates(a), *coordinates(b));
    return in_any_order(*coordinates(a), *coordinates(b));
  }
  const auto maybe_list = [](Item item) { return item.kind() == Kind::kInterval && item.text() == "[]"; };
  if ((maybe_list(a) && b.kind() == Kind::kSet) || (maybe_list(b) && a.kind() == Kind::kSet)) {
    // [1, 2] as Python prints a list is the set; as an interval it is not.
    const auto parts = [&](Item item) { return maybe_list(item) ? item.children() : elements(item); };
    return in_any_order(parts(a), parts(b)) == Verdict::kDifferent ? Verdict::kDifferent : Verdict::kUndecided;
  }
  if ((points(a) && b.kind() == Kind::kSet && b.size() > 1) || (points(b) && a.kind() == Kind::kSet && a.size() > 1))
    return decided(Verdict::kDifferent, "structure");
  if (a.kind() == Kind::kList && b.kind() == Kind::kTuple) return in_order(a.children(), b.children());
  if (b.kind() == Kind::kList && a.kind() == Kind::kTuple) return in_order(a.children(), b.children());
  if (a.kind() == Kind::kUnion || b.kind() == Kind::kUnion) {
    const auto parts = [&](Item item) {  // {a, b} ∪ {c} is {a, b, c}
      Items all;
      for (const Item& part : item.kind() == Kind::kUnion ? flattened(item) : Items{item}) collect_elements(part, all);
      return all;
    };
    return in_any_order(parts(a), parts(b));
  }
  return in_any_order(elements(a), elements(b));
}

Verdict Comparer::intervals(Item a, Item b) {
  const auto everything = [](Item item) {
    if (item.kind() == Kind::kConstant) return item.text() == "reals";
    return item.kind() == Kind::kInterval && infinity_sign(item.child(0)) < 0 && infinity_sign(item.child(1)) > 0;
  };
  if (everything(a) && everything(b)) return decided(Verdict::kEqual, "structure");
  const auto pair = [&](Item item) {
    return options_.interval_or_pair && item.kind() == Kind::kTuple && item.size() == 2;
  };
  const bool alike = (a.kind() == Kind::kInterval || pair(a)) && (b.kind() == Kind::kInterval || pair(b));
  if (!alike) {
    if (a.kind() == Kind::kUnion || b.kind() == Kind::kUnion || a.kind() == Kind::kIntersection ||
        b.kind() == Kind::kIntersection || a.kind() == Kind::kSetMinus || b.kind() == Kind::kSetMinus)
      return Verdict::kUndecided;
    return decided(Verdict::kDifferent, "structure");
  }
  const auto bracket = [](Item item, std::size_t end) {
    if (infinity_sign(item.child(end)) != 0 || item.kind() == Kind::kTuple) return end == 0 ? '(' : ')';
    return item.text()[end];
  };
  if (bracket(a, 0) != bracket(b, 0) || bracket(a, 1) != bracket(b, 1))
    return decided(Verdict::kDifferent, "structure");
  return in_order(a.children(), b.children());
}

// 2:3 and 4:6 are equal; where a part is nought, as in the time 12:00, nothing is cancelled.
Verdict Comparer::ratios(Item a, Item b) {
  if (a.size() != b.size()) return decided(Verdict::kDifferent, "structure");
  const auto has_zero = [&](Item item) {
    return std::ranges::any_of(item.children(), [&](Item part) { return exact(part) == Rational(0); });
  };
  if (has_zero(a) || has_zero(b)) return in_order(a.children(), b.children());
  Verdict verdict = Verdict::kEqual;
  for (std::size_t i = 1; i < a.size(); ++i) {
    const Item left = graft(Kind::kDivide, std::array{a.child(0), a.child(i)});
    const Item right = graft(Kind::kDivide, std::array{b.child(0), b.child(i)});
    const Verdict part = scalars(left, right);
    if (part == Verdict::kDifferent) return part;
    if (part == Verdict::kUndecided) verdict = part;
  }
  return verdict;
}

}  // namespace qed::answer
