#include <algorithm>

#include "program/native/parser_state.h"

namespace qed::program::native {
namespace {

constexpr std::uint16_t kMaxDepth = 400;  // of an expression's tree
constexpr int kUnaryLevel = 7;

struct BinaryRule {
  int level = 0;  // 0: no binary operator
  BinaryOp op = BinaryOp::kAdd;
};

BinaryRule binary_rule(Tok type) {
  switch (type) {
    case Tok::kBar:
      return {1, BinaryOp::kOr};
    case Tok::kCaret:
      return {2, BinaryOp::kXor};
    case Tok::kAmpersand:
      return {3, BinaryOp::kAnd};
    case Tok::kShiftLeft:
      return {4, BinaryOp::kShiftLeft};
    case Tok::kShiftRight:
      return {4, BinaryOp::kShiftRight};
    case Tok::kPlus:
      return {5, BinaryOp::kAdd};
    case Tok::kMinus:
      return {5, BinaryOp::kSubtract};
    case Tok::kStar:
      return {6, BinaryOp::kMultiply};
    case Tok::kSlash:
      return {6, BinaryOp::kDivide};
    case Tok::kDoubleSlash:
      return {6, BinaryOp::kFloorDivide};
    case Tok::kPercent:
      return {6, BinaryOp::kModulo};
    case Tok::kAt:
      return {6, BinaryOp::kMatMul};
    default:
      return {};
  }
}

}  // namespace

bool Parser::expect(Tok type) {
  if (accept(type)) return true;
  fail("this syntax");
  return false;
}

Refused Parser::fail_at(std::string_view what, int line) {
  machine_.unsupported(what);
  machine_.at(line);
  return {};
}

bool Parser::deepen(Expr& node, const Expr* part) {
  if (!part) return false;
  node.depth = std::max<std::uint16_t>(node.depth, part->depth + 1);
  if (node.depth <= kMaxDepth) return true;
  fail("a long expression");
  return false;
}

Expr* Parser::constant(Value value, int line) {
  auto* node = make<Constant>(ExprKind::kConstant, line);
  node->value = std::move(value);
  return node;
}

Name* Parser::name(std::string_view text, int line) {
  const Symbol symbol = symbols_.intern(text);
  if (symbol->idle) return fail_at("a mention of a module that was not imported", line);
  if (text == "Symbol" || text == "solve_it") return fail_at("SymPy's vocabulary", line);
  symbol->mentioned = true;
  auto* node = make<Name>(ExprKind::kName, line);
  node->symbol = symbol;
  scopes_.mention(node);
  return node;
}

Expr* Parser::expression() {
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  if (is(Tok::kLambda)) return lambda();
  Expr* yes = disjunction();
  if (!yes || !is(Tok::kIf)) return yes;
  take();
  auto* node = make<Conditional>(ExprKind::kConditional, yes->line);
  node->yes = yes;
  node->condition = disjunction();
  if (!node->condition || !expect(Tok::kElse)) return nullptr;
  node->no = expression();
  return over(node, node->yes, node->condition, node->no);
}

Expr* Parser::named_expression() {
  if (!is(Tok::kName) || peek(1).type != Tok::kWalrus) return expression();
  const Token& target = take();
  take();
  auto* node = make<Assignment>(ExprKind::kAssignment, target.line);
  node->target = name(target.text, target.line);
  if (!node->target) return nullptr;
  if (!scopes_.bind_outside_comprehensions(node->target->symbol)) return fail("this use of :=");
  node->value = expression();
  return over(node, node->value);
}

Expr* Parser::disjunction() {
  Expr* first = conjunction();
  if (!first || !is(Tok::kOr)) return first;
  std::vector<Expr*> operands{first};
  while (first && accept(Tok::kOr)) operands.push_back(first = conjunction());
  auto* node = make<Logical>(ExprKind::kLogical, operands[0]->line);
  node->is_and = false;
  node->operands = kept(operands);
  return over_all(node, node->operands);
}

Expr* Parser::conjunction() {
  Expr* first = inversion();
  if (!first || !is(Tok::kAnd)) return first;
  std::vector<Expr*> operands{first};
  while (first && accept(Tok::kAnd)) operands.push_back(first = inversion());
  auto* node = make<Logical>(ExprKind::kLogical, operands[0]->line);
  node->is_and = true;
  node->operands = kept(operands);
  return over_all(node, node->operands);
}

Expr* Parser::inversion() {
  if (!is(Tok::kNot)) return comparison();
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  auto* node = make<Unary>(ExprKind::kUnary, take().line);
  node->op = UnaryOp::kNot;
  node->operand = inversion();
  return over(node, node->operand);
}

Expr* Parser::comparison() {
  const auto relation = [&](Link& link) {
    link.relation = Relation::kCompare;
    switch (peek().type) {
      case Tok::kLess:
        link.comparison = Comparison::kLess;
        break;
      case Tok::kLessEqual:
        link.comparison = Comparison::kLessEqual;
        break;
      case Tok::kEqual:
        link.comparison = Comparison::kEqual;
        break;
      case Tok::kNotEqual:
        link.comparison = Comparison::kNotEqual;
        break;
      case Tok::kGreater:
        link.comparison = Comparison::kGreater;
        break;
      case Tok::kGreaterEqual:
        link.comparison = Comparison::kGreaterEqual;
        break;
      case Tok::kIn:
        link.relation = Relation::kIn;
        break;
      case Tok::kIs:
        link.relation = peek(1).type == Tok::kNot ? Relation::kIsNot : Relation::kIs;
        break;
      case Tok::kNot:
        if (peek(1).type != Tok::kIn) return false;
        link.relation = Relation::kNotIn;
        break;
      default:
        return false;
    }
    if (link.relation == Relation::kNotIn || link.relation == Relation::kIsNot) take();
    take();
    return true;
  };
  Expr* left = binary_above(1);
  Link link{};
  if (!left || !relation(link)) return left;
  auto* node = make<Compare>(ExprKind::kCompare, left->line);
  node->left = left;
  if (!deepen(*node, left)) return nullptr;
  std::vector<Link> links;
  do {
    link.right = binary_above(1);
    if (!deepen(*node, link.right)) return nullptr;
    links.push_back(link);
  } while (relation(link));
  node->links = kept(links);
  return node;
}

// Binary operators of that level and tighter ones, by precedence climbing; all of them are left-associative.
Expr* Parser::binary_above(int level) {
  Expr* left = unary_expression();
  while (left) {
    const BinaryRule rule = binary_rule(peek().type);
    if (rule.level < level || rule.level == 0) break;
    take();
    auto* node = make<Binary>(ExprKind::kBinary, left->line);
    node->op = rule.op;
    node->left = left;
    node->right = rule.level + 1 == kUnaryLevel ? unary_expression() : binary_above(rule.level + 1);
    left = over(node, node->left, node->right);
  }
  return left;
}

Expr* Parser::unary_expression() {
  const Tok type = peek().type;
  if (type != Tok::kMinus && type != Tok::kPlus && type != Tok::kTilde) return power();
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  auto* node = make<Unary>(ExprKind::kUnary, take().line);
  node->op = type == Tok::kMinus ? UnaryOp::kNegate : type == Tok::kPlus ? UnaryOp::kPlus : UnaryOp::kInvert;
  node->operand = unary_expression();
  return over(node, node->operand);
}

Expr* Parser::power() {
  Expr* base = primary();
  if (!base || !is(Tok::kDoubleStar)) return base;
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  take();
  auto* node = make<Binary>(ExprKind::kBinary, base->line);
  node->op = BinaryOp::kPower;
  node->left = base;
  node->right = unary_expression();
  return over(node, node->left, node->right);
}

Expr* Parser::primary() {
  Expr* expr = atom();
  while (expr) {
    if (is(Tok::kOpen)) {
      expr = call(expr);
    } else if (is(Tok::kOpenBracket)) {
      expr = subscript(expr);
    } else if (accept(Tok::kDot)) {
      if (!is(Tok::kName)) return fail("this syntax");
      auto* node = make<Attribute>(ExprKind::kAttribute, expr->line);
      node->object = expr;
      node->symbol = symbols_.intern(take().text);
      if (node->symbol->name == "Symbol" || node->symbol->idle)
        return fail("a mention of a module that was not imported");
      node->symbol->mentioned = true;
      expr = over(node, expr);
    } else {
      break;
    }
  }
  return expr;
}

Expr* Parser::atom() {
  const Token token = peek();
  switch (token.type) {
    case Tok::kName:
      return take(), name(token.text, token.line);
    case Tok::kInteger:
    case Tok::kFloat:
      return number();
    case Tok::kString:
      return strings();
    case Tok::kNone:
      return take(), constant(Value::none(), token.line);
    case Tok::kTrue:
      return take(), constant(Value::boolean(true), token.line);
    case Tok::kFalse:
      return take(), constant(Value::boolean(false), token.line);
    case Tok::kEllipsis:
      return take(), constant(Value(Kind::kEllipsis), token.line);
    case Tok::kOpen:
      return parenthesized();
    case Tok::kOpenBracket:
      return list_display();
    case Tok::kOpenBrace:
      return brace_display();
    case Tok::kYield:
      return fail("a generator function");
    case Tok::kAwait:
      return fail("await");
    default:
      return fail("this syntax");
  }
}

// --- calls and subscripts --------------------------------------------------------------------------------------------

Expr* Parser::call(Expr* callee) {
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  auto* node = make<Call>(ExprKind::kCall, callee->line);
  node->callee = callee;
  take();
  std::vector<Expr*> positional;
  std::vector<NamedArgument> named;
  while (!is(Tok::kClose)) {
    if (!argument(positional, named, *node)) return nullptr;
    if (!accept(Tok::kComma)) break;
  }
  if (!expect(Tok::kClose)) return nullptr;
  node->positional = kept(positional);
  node->named = kept(named);
  for (const NamedArgument& argument : node->named)
    if (!deepen(*node, argument.value)) return nullptr;
  return over_all(over(node, callee), node->positional);
}

bool Parser::argument(std::vector<Expr*>& positional, std::vector<NamedArgument>& named, Call& call) {
  if (accept(Tok::kDoubleStar)) {
    call.plain = false;
    named.push_back({{}, expression()});
    return named.back().value != nullptr;
  }
  if (is(Tok::kName) && peek(1).type == Tok::kAssign) {
    const std::string_view keyword = take().text;
    take();
    if (std::ranges::find(named, keyword, &NamedArgument::name) != named.end()) return fail("a repeated keyword");
    named.push_back({keyword, expression()});
    return named.back().value != nullptr;
  }
  if (!named.empty()) return fail("this order of arguments");
  const Scopes::Mark mark = scopes_.mark();
  const int first_line = line();
  call.plain &= !is(Tok::kStar);
  Expr* value = star_or_named();
  if (value && is(Tok::kFor)) {
    value = generator(value, first_line, mark);
    if (value && (!positional.empty() || !is(Tok::kClose))) return fail("this syntax");
  }
  positional.push_back(value);
  return value != nullptr;
}

Expr* Parser::subscript(Expr* object) {
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  auto* node = make<Subscript>(ExprKind::kSubscript, object->line);
  node->object = object;
  take();
  const int first_line = line();
  node->index = slice_or_expression();
  if (node->index && is(Tok::kComma)) {
    if (node->index->kind == ExprKind::kSlice) return fail("a tuple of slices");
    node->index = tuple_from(node->index, first_line);
  }
  if (!node->index || !expect(Tok::kCloseBracket)) return nullptr;
  return over(node, object, node->index);
}

Expr* Parser::slice_or_expression() {
  const int first_line = line();
  const auto part = [&]() -> Expr* {
    return is(Tok::kColon) || is(Tok::kCloseBracket) || is(Tok::kComma) ? nullptr : expression();
  };
  Expr* start = is(Tok::kColon) ? nullptr : named_expression();
  if (!is(Tok::kColon) || failed()) return start;
  auto* node = make<SliceExpr>(ExprKind::kSlice, first_line);
  node->start = start;
  take();
  node->stop = part();
  node->step = !failed() && accept(Tok::kColon) ? part() : nullptr;
  for (const Expr* bound : {node->start, node->stop, node->step})
    if (bound && !deepen(*node, bound)) return nullptr;
  return failed() ? nullptr : node;
}

}  // namespace qed::program::native
