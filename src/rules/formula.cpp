#include "rules/formula.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/text.h"

namespace qed::rules {
namespace {

constexpr std::string_view kFunctions[] = {
    "sin",      "cos",          "tan",       "cot",  "sec",   "csc",  "asin", "acos",      "atan",  "acot",  "asec",
    "acsc",     "sinh",         "cosh",      "tanh", "coth",  "sech", "csch", "asinh",     "acosh", "atanh", "exp",
    "ln",       "log",          "sqrt",      "root", "floor", "ceil", "gcd",  "lcm",       "min",   "max",   "mod",
    "binomial", "permutations", "conjugate", "re",   "im",    "arg",  "det",  "transpose", "abs"};

template <class Visit>
bool any_node(const answer::Expression& tree, NodeId id, const Visit& visit) {
  if (visit(id)) return true;
  return std::ranges::any_of(tree.children(id), [&](NodeId child) { return any_node(tree, child, visit); });
}

bool binds_second_child(Kind kind) {
  return kind == Kind::kIntegral || kind == Kind::kSum || kind == Kind::kProduct || kind == Kind::kLimit;
}

void collect_symbols(const answer::Expression& tree, NodeId id, std::set<std::string>& symbols) {
  const Kind kind = tree.kind(id);
  if (kind == Kind::kSymbol) symbols.emplace(tree.text(id));
  const auto children = tree.children(id);
  if (!binds_second_child(kind) || children.size() < 2) {
    for (const NodeId child : children) collect_symbols(tree, child, symbols);
    return;
  }
  std::set<std::string> inner;
  collect_symbols(tree, children[0], inner);
  const bool indefinite = kind == Kind::kIntegral && children.size() == 2;
  if (!indefinite) inner.erase(std::string(tree.text(children[1])));
  symbols.merge(inner);
  for (const NodeId child : children.subspan(2)) collect_symbols(tree, child, symbols);
}

bool is_polynomial(const answer::Expression& tree, NodeId id, std::string_view symbol) {
  const auto free_of = [&](NodeId node) {
    return !any_node(tree, node, [&](NodeId n) { return tree.kind(n) == Kind::kSymbol && tree.text(n) == symbol; });
  };
  if (free_of(id)) return true;
  const auto children = tree.children(id);
  const auto all = [&] {
    return std::ranges::all_of(children, [&](NodeId child) { return is_polynomial(tree, child, symbol); });
  };
  switch (tree.kind(id)) {
    case Kind::kSymbol:
      return true;
    case Kind::kAdd:
    case Kind::kMultiply:
    case Kind::kNegate:
      return all();
    case Kind::kDivide:
      return free_of(children[1]) && is_polynomial(tree, children[0], symbol);
    case Kind::kPower: {
      const std::string_view exponent = tree.text(children[1]);
      return tree.kind(children[1]) == Kind::kNumber && exponent.size() <= 3 &&
             std::ranges::all_of(exponent, text::is_digit) && is_polynomial(tree, children[0], symbol);
    }
    default:
      return false;
  }
}

}  // namespace

Formula implied(std::string_view text) {
  Result<answer::Expression> tree = answer::parse(text);
  QED_CHECK(tree.has_value());
  return {std::string(text), std::make_shared<const answer::Expression>(*std::move(tree))};
}

bool is_known_function(std::string_view name) { return std::ranges::find(kFunctions, name) != std::end(kFunctions); }

Formula Formula::child(std::size_t index) const {
  Formula part = *this;
  part.id_ = tree_->child(id_, index);
  return part;
}

std::set<std::string> Formula::symbols() const {
  std::set<std::string> names;
  collect_symbols(*tree_, id_, names);
  return names;
}

bool Formula::has(Kind kind) const {
  return any_node(*tree_, id_, [&](NodeId id) { return tree_->kind(id) == kind; });
}

bool Formula::has_function(std::string_view names) const {
  const auto wanted = text::split(names, ' ');
  return any_node(*tree_, id_, [&](NodeId id) {
    return tree_->kind(id) == Kind::kCall && std::ranges::find(wanted, tree_->text(id)) != wanted.end();
  });
}

bool Formula::has_call_to_letter() const {
  return any_node(*tree_, id_,
                  [&](NodeId id) { return tree_->kind(id) == Kind::kCall && !is_known_function(tree_->text(id)); });
}

bool Formula::is_atom() const {
  const bool compound = is(Kind::kAdd) || is(Kind::kMultiply) || (is(Kind::kDivide) && !child(0).is(Kind::kNumber));
  return !compound || (text_.starts_with('(') && text_.find(')') == text_.size() - 1) || text_.starts_with("\\frac");
}

bool Formula::has_decimal() const {
  return any_node(*tree_, id_, [&](NodeId id) {
    return tree_->kind(id) == Kind::kNumber && tree_->text(id).find('.') != std::string_view::npos &&
           tree_->text(id).find('(') == std::string_view::npos;
  });
}

bool Formula::is_polynomial_in(std::string_view symbol) const { return is_polynomial(*tree_, id_, symbol); }

std::optional<Definition> as_definition(const Formula& relation) {
  if (!relation.is(Kind::kRelation) || relation.name() != "=" || relation.size() != 2) return std::nullopt;
  const Formula left = relation.child(0);
  const Formula body = relation.child(1);
  if (left.is(Kind::kSymbol)) return Definition{std::string(left.name()), {}, body};
  const bool call = left.is(Kind::kCall) && !is_known_function(left.name()) && left.size() == 1;
  if (call && left.child(0).is(Kind::kSymbol))
    return Definition{std::string(left.name()), std::string(left.child(0).name()), body};
  // C(x) = …: a letter that the parser takes for a factor.
  if (left.is(Kind::kMultiply) && left.size() == 2 && left.child(0).is(Kind::kSymbol) &&
      left.child(1).is(Kind::kSymbol) && left.text().find('(') != std::string::npos)
    return Definition{std::string(left.child(0).name()), std::string(left.child(1).name()), body};
  return std::nullopt;
}

}  // namespace qed::rules
