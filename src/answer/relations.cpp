// What relations say: "x = 5" against "5", equations up to a factor, inequalities against intervals, systems in any
// order.
#include <algorithm>
#include <array>
#include <map>

#include "answer/comparer.h"
#include "base/text.h"

namespace qed::answer {
namespace {

NodeId copy_tree(Expression& to, const Expression& from, NodeId id) {
  std::vector<NodeId> children;
  for (const NodeId child : from.children(id)) children.push_back(copy_tree(to, from, child));
  return to.add(from.kind(id), children, from.text(id));
}

std::vector<std::string_view> signs(Item relation) { return text::split(relation.text(), ' '); }

bool is_letter_call(Item item) {
  return item.kind() == Kind::kCall && !item.text().empty() && std::string_view("fgh").contains(item.text()[0]) &&
         (item.text().size() == 1 || item.text()[1] == '\'' || item.text()[1] == '^' || item.text()[1] == '_');
}

// W(n) reads as a product of letters; on the left of a relation it is the value of a function.
bool is_product_call(Item item) {
  return item.kind() == Kind::kMultiply && item.size() == 2 && item.child(0).kind() == Kind::kSymbol &&
         item.child(1).kind() == Kind::kSymbol && item.child(0).text()[0] >= 'A' && item.child(0).text()[0] <= 'Z' &&
         item.child(1).text()[0] >= 'a' && item.child(1).text()[0] <= 'z';
}

// P(X = 2), P(A ∩ B)
bool is_chance(Item item) {
  if (item.kind() != Kind::kMultiply || item.size() != 2 || item.child(0).kind() != Kind::kSymbol) return false;
  const Kind event = item.child(1).kind();
  return item.child(0).text()[0] >= 'A' && item.child(0).text()[0] <= 'Z' &&
         (event == Kind::kRelation || event == Kind::kIntersection || event == Kind::kUnion);
}

// What stands on the left of "= value" without being a condition on it: x, f(x), dy/dx, AB, (p, q), V_1:V_2.
bool is_name(Item item) {
  switch (item.kind()) {
    case Kind::kSymbol:
    case Kind::kText:
    case Kind::kDerivative:
      return true;
    case Kind::kAbs:
      return item.child(0).kind() == Kind::kSymbol;
    case Kind::kCall: {
      const bool angle = item.text() == "sin" || item.text() == "cos" || item.text() == "tan";  // sin θ = 3/5
      const bool of_letter = item.size() == 1 && item.child(0).kind() == Kind::kSymbol;
      return is_letter_call(item) || ((angle || item.text() == "det") && of_letter);
    }
    case Kind::kTuple:
    case Kind::kRatio:
      return std::ranges::all_of(item.children(), is_name);
    case Kind::kPower:  // A^{-1}
      return item.child(0).kind() == Kind::kSymbol && item.child(1).kind() == Kind::kNegate &&
             item.child(0).text()[0] >= 'A' && item.child(0).text()[0] <= 'Z';
    case Kind::kMultiply:
      if (is_product_call(item) || is_chance(item)) return true;
      return std::ranges::all_of(item.children(), [](Item part) {
        return part.kind() == Kind::kSymbol && part.text()[0] >= 'A' && part.text()[0] <= 'Z';
      });
    default:
      return false;
  }
}

// Names are the same whatever a function's argument is called: f(x) and f(t).
std::string name_key(Item name) {
  if (is_letter_call(name)) return std::string(name.text());
  if (is_product_call(name)) return std::string(name.child(0).text());
  Expression copy;
  copy.set_root(copy_tree(copy, *name.expression, name.id));
  return to_sexpr(copy);
}

// x_1, x_2 and x itself: what its roots are called.
std::string stem(std::string_view key) { return std::string(key.substr(0, key.find('_'))); }

bool is_one_unknown(const std::set<std::string>& keys) {
  return std::ranges::all_of(keys, [&](const std::string& key) { return stem(key) == stem(*keys.begin()); });
}

// f(x) = … and y = …
bool same_unknown(Item a, Item b) {
  if (name_key(a) == name_key(b)) return true;
  const auto is_y = [](Item item) { return item.kind() == Kind::kSymbol && item.text() == "y"; };
  return (is_y(a) && is_letter_call(b)) || (is_y(b) && is_letter_call(a));
}

bool is_less(std::string_view sign) { return sign == "<" || sign == "<="; }
bool is_greater(std::string_view sign) { return sign == ">" || sign == ">="; }

}  // namespace

Item Comparer::graft(Kind kind, std::span<const Item> children, std::string_view text) {
  Expression& expression = made_.emplace_back();
  std::vector<NodeId> ids;
  int sign = 0;
  for (const Item& child : children) {
    ids.push_back(copy_tree(expression, *child.expression, child.id));
    if (child.sign != 0) sign = child.sign;
  }
  const NodeId root = expression.add(kind, ids, text);
  expression.set_root(root);
  made_nodes_ += expression.size();
  return {&expression, root, sign};
}

Item Comparer::scaled(Item item, const Rational& factor) {
  if (factor == 1) return item;
  Expression& number = made_.emplace_back();
  const NodeId above = number.add(Kind::kNumber, {}, factor.get_num().get_str());
  const NodeId below = number.add(Kind::kNumber, {}, factor.get_den().get_str());
  number.set_root(number.add(Kind::kDivide, std::array{above, below}));
  return graft(Kind::kMultiply, std::array{item, Item{&number, number.root()}});
}

Item Comparer::difference(Item left, Item right) {
  return graft(Kind::kAdd, std::array{left, graft(Kind::kNegate, std::array{right})});
}

// The relations that an answer consists of, flattened; nullopt where it has none.
std::optional<Comparer::Items> Comparer::statements(Item item) const {
  if (item.kind() == Kind::kRelation) return Items{item};
  if (item.kind() == Kind::kPiecewise) return std::nullopt;
  if (item.kind() != Kind::kList && item.kind() != Kind::kSet && item.kind() != Kind::kTuple) return std::nullopt;
  Items all;
  bool any = false;
  for (const Item& child : item.children()) {
    if (const auto inner = statements(child)) {
      any = true;
      all.insert(all.end(), inner->begin(), inner->end());
    } else {
      all.push_back(child);
    }
  }
  return any ? std::optional(all) : std::nullopt;
}

std::optional<std::pair<Item, Item>> Comparer::definition(Item item) {
  if (item.kind() != Kind::kRelation) return std::nullopt;
  const std::vector<std::string_view> all = signs(item);
  if (all.size() == 1 && all[0] == "in" && is_name(item.child(0))) return std::pair(item.child(0), item.child(1));
  std::size_t last = 0;  // "= value ≈ 3.14" adds nothing
  while (last < all.size() && all[last] == "=") ++last;
  if (all.size() == 1 && all[0] == "~") last = 1;  // x ≈ 3.14 gives nothing better
  if (last == 0 || (last < all.size() && all[last] != "~")) return std::nullopt;
  if (is_name(item.child(0))) return std::pair(item.child(0), item.child(last));
  if (all.size() == 1 && is_name(item.child(1)) && item.child(0).kind() == Kind::kNumber)
    return std::pair(item.child(1), item.child(0));
  return std::nullopt;
}

// x < 5 as (-∞, 5), 0 < x <= 3 as (0, 3].
std::optional<Item> Comparer::as_interval(Item relation) {
  if (relation.kind() != Kind::kRelation) return std::nullopt;
  const std::vector<std::string_view> all = signs(relation);
  const bool less = std::ranges::all_of(all, is_less), greater = std::ranges::all_of(all, is_greater);
  if (!less && !greater) return std::nullopt;
  Items sides = relation.children();
  std::vector<std::string_view> order = all;
  if (greater) {
    std::ranges::reverse(sides);
    std::ranges::reverse(order);
  }
  const auto closed = [&](std::size_t i) { return order[i].ends_with('='); };
  Expression& infinity = made_.emplace_back();
  infinity.set_root(infinity.add(Kind::kConstant, {}, "infinity"));
  const Item unbounded{&infinity, infinity.root()};
  if (sides.size() == 3 && is_name(sides[1]))
    return graft(Kind::kInterval, std::array{sides[0], sides[2]},
                 std::string(closed(0) ? "[" : "(") + (closed(1) ? "]" : ")"));
  if (sides.size() != 2) return std::nullopt;
  if (is_name(sides[0]) && !is_name(sides[1]))
    return graft(Kind::kInterval, std::array{graft(Kind::kNegate, std::array{unbounded}), sides[1]},
                 closed(0) ? "(]" : "()");
  if (is_name(sides[1]) && !is_name(sides[0]))
    return graft(Kind::kInterval, std::array{sides[0], unbounded}, closed(0) ? "[)" : "()");
  return std::nullopt;
}

// The bare answer that statements give: x = 5 gives 5, x = 1 or x = 2 the set, x = 4, y = 2 the point.
std::optional<Item> Comparer::solutions(const Items& all) {
  if (all.size() == 1) {
    if (const auto defined = definition(all[0])) return defined->second;
    return as_interval(all[0]);
  }
  const auto first = definition(all[0]);
  const bool rest_plain = std::all_of(all.begin() + 1, all.end(), [](Item x) { return x.kind() != Kind::kRelation; });
  if (first && rest_plain) {  // n = 1, 2, 3
    Items values = all;
    values[0] = first->second;
    return graft(Kind::kSet, values);
  }
  Items names_of, values, parts;
  for (const Item& statement : all) {
    if (const auto defined = definition(statement)) {
      names_of.push_back(defined->first);
      values.push_back(defined->second);
    } else if (const auto interval = as_interval(statement)) {
      parts.push_back(*interval);
    } else {
      return std::nullopt;
    }
  }
  if (!parts.empty()) return values.empty() ? std::optional(graft(Kind::kUnion, parts)) : std::nullopt;
  std::size_t period = 1;
  while (period < values.size() && name_key(names_of[period]) != name_key(names_of[0])) ++period;
  if (values.size() % period != 0) return std::nullopt;
  if (period == 1) return graft(Kind::kSet, values);
  Items points;
  for (std::size_t i = 0; i < values.size(); i += period)
    points.push_back(graft(Kind::kTuple, std::span(values).subspan(i, period)));
  return points.size() == 1 ? points[0] : graft(Kind::kSet, points);
}

// x_1 = 1, x_2 = 2 as {1, 2}, where all names are one but for their index.
std::optional<Item> Comparer::roots(const Items& all) {
  Items values;
  std::set<std::string> keys;
  for (const Item& statement : all) {
    const auto defined = definition(statement);
    if (!defined || !keys.insert(name_key(defined->first)).second) return std::nullopt;
    values.push_back(defined->second);
  }
  if (values.size() < 2 || !is_one_unknown(keys)) return std::nullopt;
  return graft(Kind::kSet, values);
}

// A calculation without names, 72 / 18 = 4 or 1/3 ≈ 0.33: its exact result, if the steps agree.
std::optional<Item> Comparer::calculated(const Items& all) {
  if (all.size() != 1 || !names(all[0], all[0]).empty()) return std::nullopt;
  const std::vector<std::string_view> order = signs(all[0]);
  std::size_t last = 0;
  while (last < order.size() && order[last] == "=") ++last;
  if (last < order.size() && order[last] != "~") return std::nullopt;
  if (last > 0 && items(all[0].child(0), all[0].child(last)) != Verdict::kEqual) return std::nullopt;
  return all[0].child(0);
}

Verdict Comparer::relations(Item a, Item b) {
  const auto left = statements(a), right = statements(b);
  if (!left || !right) {
    const Item plain = left ? b : a;
    const Items& said = left ? *left : *right;
    const bool named = said.size() == 1 && definition(said[0]), ordered = said.size() == 1 && as_interval(said[0]);
    if ((named && !options_.name_optional) || (ordered && !options_.relation_as_set))
      return decided(Verdict::kDifferent, "structure");
    auto solved = plain.kind() == Kind::kSet ? roots(said) : std::nullopt;
    if (!solved) solved = solutions(said);
    if (!solved) solved = calculated(said);
    const bool set = plain.kind() == Kind::kInterval || plain.kind() == Kind::kUnion || plain.kind() == Kind::kSetMinus;
    if (!solved && set) return Verdict::kUndecided;
    if (!solved) return decided(Verdict::kDifferent, "structure");
    if (plain.kind() == Kind::kList && solved->kind() == Kind::kSet)
      return in_any_order(elements(*solved), elements(plain));
    return left ? items(*solved, plain) : items(plain, *solved);
  }
  if (left->size() != 1 || right->size() != 1) return systems(spread(*left), spread(*right));
  const Item x = left->front(), y = right->front();
  const auto defined_x = definition(x), defined_y = definition(y);
  if (defined_x && defined_y && same_unknown(defined_x->first, defined_y->first))
    return items(defined_x->second, defined_y->second);
  const auto interval_x = as_interval(x), interval_y = as_interval(y);
  if (defined_x && interval_y) return items(defined_x->second, *interval_y);
  if (interval_x && defined_y) return items(*interval_x, defined_y->second);
  if (x.size() == 2 && y.size() == 2) return equations(x, y);
  if (interval_x && interval_y && x.size() == 3 && y.size() == 3 && name_key(x.child(1)) == name_key(y.child(1)))
    return items(*interval_x, *interval_y);
  if (x.size() != y.size()) return Verdict::kUndecided;
  return inequalities(x, y);
}

// Two sides each: equal up to a factor, which must be positive for inequalities.
Verdict Comparer::equations(Item a, Item b) {
  const std::string_view sign_a = a.text(), sign_b = b.text();
  const bool ordered_a = is_less(sign_a) || is_greater(sign_a), ordered_b = is_less(sign_b) || is_greater(sign_b);
  if (ordered_a != ordered_b || (!ordered_a && sign_a != sign_b) || sign_a.ends_with('=') != sign_b.ends_with('='))
    return decided(Verdict::kDifferent, "structure");
  if (sign_a == "in" || sign_a == "notin") return structures(a, b);
  const auto scalar_sides = [](Item item) {
    return std::ranges::none_of(item.children(), [](Item side) {
      return side.kind() == Kind::kTuple || side.kind() == Kind::kSet || side.kind() == Kind::kList ||
             side.kind() == Kind::kInterval || side.kind() == Kind::kMatrix || side.kind() == Kind::kUnion;
    });
  };
  if (!scalar_sides(a) || !scalar_sides(b)) return structures(a, b);
  const auto larger_less_smaller = [&](Item item) {
    return is_less(item.text()) ? difference(item.child(1), item.child(0)) : difference(item.child(0), item.child(1));
  };
  const Verdict verdict = proportional(larger_less_smaller(a), larger_less_smaller(b), ordered_a);
  return verdict == Verdict::kUndecided ? structures(a, b) : verdict;
}

// Chains: 0 < x < 1 and 1 > x > 0, side by side.
Verdict Comparer::inequalities(Item a, Item b) {
  Items sides_a = a.children(), sides_b = b.children();
  std::vector<std::string_view> signs_a = signs(a), signs_b = signs(b);
  const auto rising = [](Items& sides, std::vector<std::string_view>& order) {
    if (!std::ranges::all_of(order, is_greater)) return;
    std::ranges::reverse(sides);
    std::ranges::reverse(order);
    for (std::string_view& sign : order) sign = sign == ">" ? "<" : "<=";
  };
  rising(sides_a, signs_a);
  rising(sides_b, signs_b);
  if (signs_a != signs_b) return Verdict::kUndecided;
  return in_order(sides_a, sides_b);
}

// (a, b) = (1, 2) as a = 1, b = 2.
Comparer::Items Comparer::spread(const Items& all) {
  Items out;
  for (const Item& statement : all) {
    if (const auto signs_of = signs(statement); statement.kind() == Kind::kRelation && signs_of.size() > 1) {
      const Items sides = statement.children();  // x = y = 2
      const bool equal = std::ranges::all_of(signs_of, [](std::string_view sign) { return sign == "="; });
      if (equal && std::all_of(sides.begin(), sides.end() - 1, is_name) && !is_name(sides.back())) {
        for (std::size_t i = 0; i + 1 < sides.size(); ++i)
          out.push_back(graft(Kind::kRelation, std::array{sides[i], sides.back()}, "="));
        continue;
      }
    }
    const auto defined = definition(statement);
    const bool points = defined && defined->first.kind() == Kind::kTuple && defined->second.kind() == Kind::kTuple &&
                        defined->first.size() == defined->second.size();
    if (!points) {
      out.push_back(statement);
      continue;
    }
    for (std::size_t i = 0; i < defined->first.size(); ++i)
      out.push_back(graft(Kind::kRelation, std::array{defined->first.child(i), defined->second.child(i)}, "="));
  }
  return out;
}

// Several statements on both sides. Definitions are matched by name, one assignment after another; anything else as
// a set of statements.
Verdict Comparer::systems(const Items& a, const Items& b) {
  const auto all_defined = [&](const Items& all) {
    return std::ranges::all_of(all, [&](Item x) { return definition(x).has_value(); });
  };
  if (all_defined(a) && all_defined(b)) {
    const auto assignments = [&](const Items& all, std::set<std::string>& names_of) {
      Items points;
      std::map<std::string, Item> current;
      const auto close = [&] {
        Items values;
        for (const auto& [name, value] : current) values.push_back(value);
        if (!values.empty()) points.push_back(graft(Kind::kTuple, values));
        current.clear();
      };
      for (const Item& statement : all) {
        const auto [name, value] = *definition(statement);
        const std::string key = name_key(name);
        names_of.insert(key);
        if (current.contains(key)) close();
        current.emplace(key, value);
      }
      close();
      return points;
    };
    std::set<std::string> names_a, names_b;
    const Items points_a = assignments(a, names_a), points_b = assignments(b, names_b);
    if (is_one_unknown(names_a) && is_one_unknown(names_b) && stem(*names_a.begin()) == stem(*names_b.begin())) {
      const auto values = [&](const Items& all) {
        Items found;
        for (const Item& statement : all) collect_elements(definition(statement)->second, found);
        return found;
      };
      return in_any_order(values(a), values(b));
    }
    if (names_a != names_b) return Verdict::kUndecided;
    return in_any_order(points_a, points_b);
  }
  if (!definition(a[0]) != !definition(b[0])) return in_any_order(a, b);
  const auto plain_rest = [](const Items& all) {
    return all.size() > 1 &&
           std::all_of(all.begin() + 1, all.end(), [](Item x) { return x.kind() != Kind::kRelation; });
  };
  if (definition(a[0]) && (plain_rest(a) || plain_rest(b))) {
    const auto left = solutions(a), right = solutions(b);
    if (left && right && name_key(definition(a[0])->first) == name_key(definition(b[0])->first))
      return items(*left, *right);
  }
  return in_any_order(a, b);
}

}  // namespace qed::answer
