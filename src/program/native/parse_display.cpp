// Tuples, lists, sets, dictionaries, their comprehensions, generator expressions and lambdas.
#include <algorithm>

#include "program/native/parser_state.h"

namespace qed::program::native {
namespace {

// Whether CPython folds the expression to a constant.
bool is_constant(const Expr* expr) {
  switch (expr->kind) {
    case ExprKind::kConstant:
      return true;
    case ExprKind::kUnary:
      return is_constant(static_cast<const Unary*>(expr)->operand);
    case ExprKind::kBinary: {
      const auto* binary = static_cast<const Binary*>(expr);
      return is_constant(binary->left) && is_constant(binary->right);
    }
    case ExprKind::kTuple:
      return std::ranges::all_of(static_cast<const Sequence*>(expr)->items, is_constant);
    default:
      return false;
  }
}

}  // namespace

// --- displays --------------------------------------------------------------------------------------------------------

Expr* Parser::star_or_named() {
  if (!is(Tok::kStar)) return named_expression();
  auto* node = make<Starred>(ExprKind::kStarred, take().line);
  node->value = binary_above(1);
  return over(node, node->value);
}

Expr* Parser::expression_list() {
  const int first_line = line();
  Expr* first = star_or_named();
  if (!first) return nullptr;
  if (is(Tok::kComma)) return tuple_from(first, first_line);
  return first->kind == ExprKind::kStarred ? fail("a starred expression here") : first;
}

// The rest of a tuple whose first item was read; a comma stands next.
Expr* Parser::tuple_from(Expr* first, int line) {
  std::vector<Expr*> items{first};
  while (accept(Tok::kComma)) {
    const Tok next = peek().type;
    if (next == Tok::kClose || next == Tok::kCloseBracket || next == Tok::kAssign || next == Tok::kNewline ||
        next == Tok::kColon || next == Tok::kSemicolon || next == Tok::kEnd || next == Tok::kIn)
      break;
    items.push_back(star_or_named());
    if (!items.back()) return nullptr;
  }
  auto* node = make<Sequence>(ExprKind::kTuple, line);
  node->items = kept(items);
  return over_all(node, node->items);
}

Expr* Parser::parenthesized() {
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  const int first_line = take().line;
  if (accept(Tok::kClose)) return make<Sequence>(ExprKind::kTuple, first_line);
  const Scopes::Mark mark = scopes_.mark();
  Expr* expr = star_or_named();
  if (!expr) return nullptr;
  if (is(Tok::kFor)) {
    expr = generator(expr, first_line, mark);
  } else if (is(Tok::kComma)) {
    expr = tuple_from(expr, first_line);
  } else if (expr->kind == ExprKind::kStarred) {
    return fail("a starred expression here");
  }
  return expr && expect(Tok::kClose) ? expr : nullptr;
}

Expr* Parser::list_display() {
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  const int first_line = take().line;
  const Scopes::Mark mark = scopes_.mark();
  std::vector<Expr*> items;
  while (!is(Tok::kCloseBracket)) {
    items.push_back(star_or_named());
    if (!items.back()) return nullptr;
    if (is(Tok::kFor) && items.size() == 1) return comprehension(ExprKind::kList, items[0], nullptr, first_line, mark);
    if (!accept(Tok::kComma)) break;
  }
  if (!expect(Tok::kCloseBracket)) return nullptr;
  auto* node = make<Sequence>(ExprKind::kList, first_line);
  node->items = kept(items);
  return over_all(node, node->items);
}

Expr* Parser::brace_display() {
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  const int first_line = take().line;
  const Scopes::Mark mark = scopes_.mark();
  if (accept(Tok::kCloseBrace)) return make<DictDisplay>(ExprKind::kDict, first_line);
  if (is(Tok::kDoubleStar)) return dict_display(first_line, {});
  Expr* first = star_or_named();
  if (!first) return nullptr;
  if (is(Tok::kFor)) return comprehension(ExprKind::kSet, first, nullptr, first_line, mark);
  if (!accept(Tok::kColon)) return set_display(first, first_line);
  if (first->kind == ExprKind::kStarred || first->kind == ExprKind::kAssignment) return fail("this syntax");
  Expr* value = expression();
  if (!value) return nullptr;
  if (is(Tok::kFor)) return comprehension(ExprKind::kDict, first, value, first_line, mark);
  return dict_display(first_line, {{first, value}});
}

// The items after the first, or all of them where none was read yet.
Expr* Parser::dict_display(int line, std::vector<DictItem> items) {
  auto* node = make<DictDisplay>(ExprKind::kDict, line);
  bool more = items.empty() || accept(Tok::kComma);
  while (more && !is(Tok::kCloseBrace)) {
    DictItem item{nullptr, nullptr};
    if (!accept(Tok::kDoubleStar)) {
      item.key = expression();
      if (!item.key || !expect(Tok::kColon)) return nullptr;
    }
    item.value = expression();
    if (!item.value) return nullptr;
    items.push_back(item);
    more = accept(Tok::kComma);
  }
  if (!expect(Tok::kCloseBrace)) return nullptr;
  node->items = kept(items);
  for (const DictItem& item : items)
    if (!deepen(*node, item.value) || (item.key && !deepen(*node, item.key))) return nullptr;
  return node;
}

Expr* Parser::set_display(Expr* first, int line) {
  std::vector<Expr*> items{first};
  while (accept(Tok::kComma) && !is(Tok::kCloseBrace)) {
    items.push_back(star_or_named());
    if (!items.back()) return nullptr;
  }
  if (!expect(Tok::kCloseBrace)) return nullptr;
  auto* node = make<Sequence>(ExprKind::kSet, line);
  node->items = kept(items);
  node->constant = std::ranges::all_of(items, is_constant);
  return over_all(node, node->items);
}

// --- comprehensions and functions ------------------------------------------------------------------------------------

// The expression as what a loop goes through.
Expr* Parser::iterated(Expr* expr) {
  if (expr && expr->kind == ExprKind::kSet) static_cast<Sequence*>(expr)->iterated = true;
  return expr;
}

// The `for` and `if` clauses; the first iterable belongs to the scope around, all else to the inner one.
bool Parser::clauses(std::vector<Clause>& found, Scope& inner) {
  while (accept(Tok::kFor)) {
    Clause clause{for_targets(), nullptr, {}};
    if (!clause.target || !expect(Tok::kIn)) return false;
    if (found.empty()) scopes_.close();
    clause.iterable = iterated(disjunction());
    scopes_.enter(inner);
    if (!clause.iterable) return false;
    std::vector<Expr*> conditions;
    while (accept(Tok::kIf)) {
      conditions.push_back(disjunction());
      if (!conditions.back()) return false;
    }
    clause.conditions = kept(conditions);
    found.push_back(clause);
  }
  if (is(Tok::kAsync)) fail("async");
  return !failed();
}

bool Parser::deepen_by_clauses(Expr& node, const std::vector<Clause>& clauses) {
  for (const Clause& clause : clauses) {
    if (!deepen(node, clause.target) || !deepen(node, clause.iterable)) return false;
    for (const Expr* condition : clause.conditions)
      if (!deepen(node, condition)) return false;
  }
  return true;
}

Expr* Parser::comprehension(ExprKind result, Expr* element, Expr* value, int line, const Scopes::Mark& mark) {
  if (element->kind == ExprKind::kStarred) return fail("a starred expression here");
  auto* node = make<Comprehension>(ExprKind::kComprehension, line);
  node->result = result;
  node->element = element;
  node->value = value;
  Scope& scope = scopes_.open(Scope::Kind::kComprehension);
  scope.comprehension = node;
  scopes_.adopt(mark, scope);
  std::vector<Clause> found;
  if (!clauses(found, scope)) return nullptr;
  scopes_.close();
  if (!expect(result == ExprKind::kList ? Tok::kCloseBracket : Tok::kCloseBrace)) return nullptr;
  node->clauses = kept(found);
  return deepen_by_clauses(*node, found) && (!value || deepen(*node, value)) ? over(node, element) : nullptr;
}

Expr* Parser::generator(Expr* element, int line, const Scopes::Mark& mark) {
  if (element->kind == ExprKind::kStarred) return fail("a starred expression here");
  auto* node = make<Generator>(ExprKind::kGenerator, line);
  node->element = element;
  node->code = new (Heap::current().allocate(sizeof(FunctionCode))) FunctionCode();
  node->code->name = "<genexpr>";
  Scope& scope = scopes_.open(Scope::Kind::kGenerator);
  scope.code = node->code;
  scopes_.adopt(mark, scope);
  std::vector<Clause> found;
  if (!clauses(found, scope)) return nullptr;
  scopes_.close();
  node->clauses = kept(found);
  return deepen_by_clauses(*node, found) ? over(node, element) : nullptr;
}

Expr* Parser::lambda() {
  auto* node = make<FunctionExpr>(ExprKind::kFunction, take().line);
  node->code = new (Heap::current().allocate(sizeof(FunctionCode))) FunctionCode();
  node->code->name = "<lambda>";
  if (!parameters(*node->code, Tok::kColon, nullptr) || !expect(Tok::kColon)) return nullptr;
  node->code->result = expression();
  scopes_.close();
  return over(node, node->code->result);
}

}  // namespace qed::program::native
