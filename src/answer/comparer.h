// Equality of two parsed answers, by what they are: scalars by value or as identities, collections by their elements,
// relations by what they say.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "answer/equal.h"
#include "answer/evaluate.h"
#include "answer/expression.h"
#include "answer/units.h"

namespace qed::answer {

struct SignChange;

// A part of one of the two answers; `sign` is what ± stands for in it, 0 while both are meant.
struct Item {
  const Expression* expression;
  NodeId id;
  int sign = 0;

  Kind kind() const { return expression->kind(id); }
  std::string_view text() const { return expression->text(id); }
  std::size_t size() const { return expression->children(id).size(); }
  Item child(std::size_t i) const { return {expression, expression->child(id, i), sign}; }
  std::vector<Item> children() const;
};

class Comparer {
 public:
  explicit Comparer(const EqualOptions& options) : options_(options) {}

  // Of whole answers, where percent signs, units and names on the left ("x = 5") may be missing on one side.
  Verdict answers(Item gold, Item answer);
  std::string_view method() const { return method_; }
  const std::string& evidence() const { return evidence_; }

 private:
  using Items = std::vector<Item>;

  // comparer.cpp
  Verdict items(Item a, Item b);
  Verdict texts(Item a, Item b);
  Verdict residues(Item a, Item b);
  Verdict intervals(Item a, Item b);
  Verdict ratios(Item a, Item b);
  Verdict structures(Item a, Item b);
  Verdict one_to_one(const Items& a, const Items& b);
  Verdict in_order(const Items& a, const Items& b);
  Verdict in_any_order(const Items& a, const Items& b);
  Verdict collections(Item a, Item b);
  Items elements(Item item) const;
  std::optional<Items> coordinates(Item item) const;
  std::optional<Verdict> by_sorted_values(const Items& a, const Items& b);
  void collect_elements(Item item, Items& out) const;

  // scalars.cpp
  Verdict scalars(Item a, Item b);
  Verdict closed_forms(Item a, Item b, bool decimal_log);
  Verdict identity(Item a, Item b, bool decimal_log);
  Verdict up_to_constant(Item a, Item b);
  // Do a/b or a-b (`ratio` false) stay constant? `positive`: and is the ratio positive?
  Verdict proportional(Item a, Item b, bool positive);
  bool nearly(Item a, Item b, double tolerance);
  bool round_alike(Item a, Item b);
  std::optional<Verdict> modulo(const Rational& a, const Rational& b);
  Verdict conventional(Item a, Item b, Verdict exact_verdict);
  Point point_without_names(Item item, Item other, bool decimal_log);
  void note_values(acb_srcptr a, acb_srcptr b, std::string_view where = {});
  std::set<std::string> names(Item a, Item b) const;
  Point point_for(Item item, const std::set<std::string>& names, std::size_t index, Item other, bool decimal_log);
  std::optional<Rational> opaque_value(Item item);
  std::optional<Rational> exact(Item item);

  // measures.cpp
  Verdict decorated(Item a, Item b);
  Verdict measures(Item a, const Measure& unit_a, Item b, const Measure& unit_b);
  std::optional<std::pair<Item, Measure>> compound_measure(Item item);
  std::optional<Verdict> compounds(Item a, Item b);

  // matrices.cpp
  using Grid = std::vector<Items>;
  Verdict matrices(Item a, Item b);
  std::optional<Grid> grid(Item item);
  std::optional<Grid> product(const Grid& a, const Grid& b);

  // solution_sets.cpp
  struct Cut;
  using RealSet = std::vector<Cut>;
  std::optional<Verdict> ranges(Item a, Item b);
  std::optional<int> order(Item a, Item b);
  std::optional<int> order(const Cut& a, const Cut& b);
  std::optional<RealSet> combined(const RealSet& a, const RealSet& b, bool both);
  static RealSet complement(RealSet set);
  std::optional<RealSet> interval_set(Item low, bool low_closed, Item high, bool high_closed);
  std::optional<RealSet> points_set(Item item);
  std::optional<RealSet> bounded_set(Item unknown, std::string_view sign, Item bound);
  std::optional<RealSet> sign_set(Item left, std::string_view sign, Item right, std::string& unknown);
  Item quadratic_root(const SignChange& place);
  std::optional<RealSet> relation_set(Item relation, std::string& unknown);
  std::optional<RealSet> list_set(Item list, std::string& unknown);
  std::optional<RealSet> real_set(Item item);

  // relations.cpp
  Verdict relations(Item a, Item b);
  Verdict equations(Item a, Item b);
  Verdict inequalities(Item a, Item b);
  Verdict systems(const Items& a, const Items& b);
  Items spread(const Items& statements);
  std::optional<std::pair<Item, Item>> definition(Item item);  // the name and what it equals or lies in
  std::optional<Item> as_interval(Item relation);
  std::optional<Items> statements(Item item) const;
  std::optional<Item> solutions(const Items& statements);
  std::optional<Item> roots(const Items& statements);
  std::optional<Item> calculated(const Items& statements);
  Item difference(Item left, Item right);
  Item scaled(Item item, const Rational& factor);
  Item graft(Kind kind, std::span<const Item> children, std::string_view text = {});

  Verdict decided(Verdict verdict, std::string_view method) {
    method_ = method;
    return verdict;
  }

  const EqualOptions& options_;
  std::string_view method_ = "structure";
  std::string evidence_;
  std::deque<Expression> made_;  // expressions that stand for parts rearranged
  std::vector<Item> opaque_;     // one of each class of equal integrals, limits, calls …
  std::map<std::tuple<const Expression*, NodeId, int>, std::size_t> opaque_class_;
  bool met_opaque_ = false;
  // Bounded, so that hostile answers end undecided.
  std::size_t comparisons_ = 0;
  std::size_t work_ = 0;
  std::size_t made_nodes_ = 0;
};

}  // namespace qed::answer
