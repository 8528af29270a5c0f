#include <algorithm>

#include "program/native/parser.h"
#include "program/native/parser_state.h"

namespace qed::program::native {
namespace {

constexpr int kMaxBlocks = 20;  // nested in each other; CPython's limit for loops

std::optional<BinaryOp> augmenting(Tok type) {
  switch (type) {
    case Tok::kPlusAssign:
      return BinaryOp::kAdd;
    case Tok::kMinusAssign:
      return BinaryOp::kSubtract;
    case Tok::kStarAssign:
      return BinaryOp::kMultiply;
    case Tok::kSlashAssign:
      return BinaryOp::kDivide;
    case Tok::kDoubleSlashAssign:
      return BinaryOp::kFloorDivide;
    case Tok::kPercentAssign:
      return BinaryOp::kModulo;
    case Tok::kDoubleStarAssign:
      return BinaryOp::kPower;
    case Tok::kShiftLeftAssign:
      return BinaryOp::kShiftLeft;
    case Tok::kShiftRightAssign:
      return BinaryOp::kShiftRight;
    case Tok::kAmpersandAssign:
      return BinaryOp::kAnd;
    case Tok::kBarAssign:
      return BinaryOp::kOr;
    case Tok::kCaretAssign:
      return BinaryOp::kXor;
    case Tok::kAtAssign:
      return BinaryOp::kMatMul;
    default:
      return std::nullopt;
  }
}

bool is_text(const Expr* expr) {
  return expr->kind == ExprKind::kConstant && static_cast<const Constant*>(expr)->value.is(Kind::kStr);
}

}  // namespace

ModuleCode* parse(Machine& machine, SymbolTable& symbols, std::string_view source, int first_line, bool with_result) {
  Parser parser(machine, symbols);
  return parser.module(source, first_line, with_result);
}

ModuleCode* Parser::module(std::string_view source, int first_line, bool with_result) {
  tokens_.reserve(source.size() / 3 + 16);
  const LexError error = tokenize(source, first_line, /*expression=*/false, tokens_);
  if (!error.what.empty()) return fail_at(error.what, error.line);
  std::vector<Stmt*> body;
  while (!is(Tok::kEnd))
    if (!statement(body)) return nullptr;
  if (!scopes_.resolve()) return fail("a nonlocal name without a binding");
  auto* code = new (Heap::current().allocate(sizeof(ModuleCode))) ModuleCode();
  if (with_result && !body.empty() && body.back()->kind == StmtKind::kExpression) {
    Expr* last = static_cast<ExpressionStmt*>(body.back())->value;
    if (body.size() > 1 || !is_text(last)) {  // a lone text is a docstring
      code->result = last;
      body.pop_back();
    }
  }
  code->body = kept(body);
  code->frame_size = scopes_.module_frame_size();
  return code;
}

bool Parser::statement(std::vector<Stmt*>& block) {
  Stmt* found = nullptr;
  switch (peek().type) {
    case Tok::kIf:
      found = if_statement();
      break;
    case Tok::kWhile:
      found = while_statement();
      break;
    case Tok::kFor:
      found = for_statement();
      break;
    case Tok::kTry:
      found = try_statement();
      break;
    case Tok::kDef:
      found = definition({});
      break;
    case Tok::kAt:
      found = decorated();
      break;
    case Tok::kClass:
      return fail("a class");
    case Tok::kWith:
      return fail("with");
    case Tok::kAsync:
      return fail("async");
    case Tok::kIndent:
      return fail("this indentation");
    default:
      return simple_statements(block);
  }
  block.push_back(found);
  return found != nullptr;
}

bool Parser::simple_statements(std::vector<Stmt*>& block) {
  do {
    Stmt* found = simple_statement();
    if (!found) return false;
    block.push_back(found);
  } while (accept(Tok::kSemicolon) && !is(Tok::kNewline));
  return expect(Tok::kNewline);
}

Stmt* Parser::simple_statement() {
  const int first_line = line();
  switch (peek().type) {
    case Tok::kPass:
      return take(), make<Stmt>(StmtKind::kPass, first_line);
    case Tok::kBreak:
    case Tok::kContinue: {
      const bool leaves = take().type == Tok::kBreak;
      if (loops_ == 0) return fail("a break or continue outside of a loop");
      return make<Stmt>(leaves ? StmtKind::kBreak : StmtKind::kContinue, first_line);
    }
    case Tok::kReturn:
      return return_statement();
    case Tok::kRaise:
      return raise_statement();
    case Tok::kAssert:
      return assert_statement();
    case Tok::kDel:
      return delete_statement();
    case Tok::kGlobal:
    case Tok::kNonlocal:
      return declaration();
    case Tok::kImport:
      return import_statement();
    case Tok::kFrom:
      return from_statement();
    default:
      return expression_statement();
  }
}

// --- assignments -----------------------------------------------------------------------------------------------------

Stmt* Parser::expression_statement() {
  const int first_line = line();
  Expr* first = nullptr;
  const bool starred = is(Tok::kStar);
  if (starred) {  // *a, b = ... ; the tuple must go on
    first = star_or_named();
    first = first && is(Tok::kComma) ? tuple_from(first, first_line) : fail("a starred expression here");
  } else {
    first = expression_list();
  }
  if (!first) return nullptr;
  if (is(Tok::kAssign)) return assignment(first, first_line);
  if (is(Tok::kColon)) return annotated(first, first_line);
  if (const std::optional<BinaryOp> op = augmenting(peek().type)) {
    if (first->kind == ExprKind::kTuple || first->kind == ExprKind::kList || !to_target(first))
      return fail("this target of an assignment");
    take();
    auto* node = make<AugmentedStmt>(StmtKind::kAugmented, first_line);
    node->target = first;
    node->op = *op;
    node->value = expression_list();
    return node->value ? node : nullptr;
  }
  if (first->kind == ExprKind::kAssignment && peek(0).type != Tok::kNewline) return fail("this use of :=");
  auto* node = make<ExpressionStmt>(StmtKind::kExpression, first_line);
  node->value = first;
  return node;
}

Stmt* Parser::assignment(Expr* first, int line) {
  std::vector<Expr*> targets;
  Expr* last = first;
  while (accept(Tok::kAssign)) {
    if (!to_target(last)) return nullptr;
    targets.push_back(last);
    last = is(Tok::kYield) ? fail("a generator function") : expression_list();
    if (!last) return nullptr;
  }
  auto* node = make<AssignStmt>(StmtKind::kAssign, line);
  node->targets = kept(targets);
  node->value = last;
  return node;
}

Stmt* Parser::annotated(Expr* target, int line) {
  if (target->kind != ExprKind::kName && target->kind != ExprKind::kSubscript)
    return fail("this target of an annotation");
  if (!to_target(target)) return nullptr;
  take();
  auto* node = make<AnnotatedStmt>(StmtKind::kAnnotated, line);
  node->target = target;
  node->annotation = expression();
  if (!node->annotation) return nullptr;
  if (functions_ > 0) node->annotation = nullptr;
  node->value = accept(Tok::kAssign) ? expression_list() : nullptr;
  return failed() ? nullptr : node;
}

// Checks that the expression can be assigned to, and binds the names in it.
bool Parser::to_target(Expr* expr) {
  switch (expr->kind) {
    case ExprKind::kName:
      return scopes_.bind(static_cast<Name*>(expr)->symbol) || fail("so many variables");
    case ExprKind::kSubscript:
    case ExprKind::kAttribute:
      return true;
    case ExprKind::kTuple:
    case ExprKind::kList: {
      int starred = 0;
      for (Expr* item : static_cast<Sequence*>(expr)->items) {
        const bool star = item->kind == ExprKind::kStarred;
        starred += star;
        if (!to_target(star ? static_cast<Starred*>(item)->value : item)) return false;
      }
      return starred <= 1 || fail("two starred targets");
    }
    default:
      return fail("this target of an assignment");
  }
}

// The targets between `for` and `in`.
Expr* Parser::for_targets() {
  const int first_line = line();
  const auto item = [&]() -> Expr* {
    if (!is(Tok::kStar)) return binary_above(1);
    auto* node = make<Starred>(ExprKind::kStarred, take().line);
    node->value = binary_above(1);
    return over(node, node->value);
  };
  Expr* first = item();
  if (!first) return nullptr;
  if (is(Tok::kComma)) {
    std::vector<Expr*> items{first};
    while (accept(Tok::kComma) && !is(Tok::kIn)) {
      items.push_back(item());
      if (!items.back()) return nullptr;
    }
    auto* node = make<Sequence>(ExprKind::kTuple, first_line);
    node->items = kept(items);
    first = over_all(node, node->items);
  }
  return first && to_target(first) ? first : nullptr;
}

// --- compound statements ---------------------------------------------------------------------------------------------

Block Parser::block() {
  std::vector<Stmt*> body;
  if (!expect(Tok::kColon)) return {};
  if (++blocks_ > kMaxBlocks) fail("deeply nested blocks");
  if (!is(Tok::kNewline)) {
    simple_statements(body);
  } else {
    take();
    if (expect(Tok::kIndent))
      while (!failed() && !accept(Tok::kDedent)) statement(body);
  }
  --blocks_;
  return failed() ? Block() : kept(body);
}

Block Parser::else_block() { return !failed() && accept(Tok::kElse) ? block() : Block(); }

Stmt* Parser::if_statement() {
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  auto* node = make<IfStmt>(StmtKind::kIf, take().line);
  node->condition = named_expression();
  if (!node->condition) return nullptr;
  node->yes = block();
  if (!failed() && is(Tok::kElif)) {
    Stmt* chained = if_statement();
    if (chained) node->no = kept(std::vector<Stmt*>{chained});
  } else {
    node->no = else_block();
  }
  return failed() ? nullptr : node;
}

Stmt* Parser::while_statement() {
  auto* node = make<WhileStmt>(StmtKind::kWhile, take().line);
  node->condition = named_expression();
  if (!node->condition) return nullptr;
  ++loops_;
  node->body = block();
  --loops_;
  node->otherwise = else_block();
  return failed() ? nullptr : node;
}

Stmt* Parser::for_statement() {
  auto* node = make<ForStmt>(StmtKind::kFor, take().line);
  node->target = for_targets();
  if (!node->target || !expect(Tok::kIn)) return nullptr;
  node->iterable = iterated(expression_list());
  if (!node->iterable) return nullptr;
  ++loops_;
  node->body = block();
  --loops_;
  node->otherwise = else_block();
  return failed() ? nullptr : node;
}

Stmt* Parser::try_statement() {
  auto* node = make<TryStmt>(StmtKind::kTry, take().line);
  node->body = block();
  std::vector<Handler> handlers;
  while (!failed() && is(Tok::kExcept)) {
    if (!handlers.empty() && !handlers.back().type) return fail("an except after a bare one");
    if (!handler(handlers)) return nullptr;
  }
  node->handlers = kept(handlers);
  if (!handlers.empty()) node->otherwise = else_block();
  if (!failed() && accept(Tok::kFinally)) {
    node->finally = block();
  } else if (handlers.empty()) {
    return fail("this syntax");
  }
  return failed() ? nullptr : node;
}

bool Parser::handler(std::vector<Handler>& handlers) {
  Handler found{nullptr, nullptr, {}, take().line};
  if (!is(Tok::kColon)) {
    found.type = expression();
    if (!found.type) return false;
    if (accept(Tok::kAs)) {
      if (!is(Tok::kName)) return fail("this syntax");
      const Token& token = take();
      found.target = name(token.text, token.line);
      if (!found.target || !to_target(found.target)) return false;
    }
  }
  found.body = block();
  handlers.push_back(found);
  return !failed();
}

// --- simple statements -----------------------------------------------------------------------------------------------

Stmt* Parser::return_statement() {
  auto* node = make<ReturnStmt>(StmtKind::kReturn, take().line);
  if (functions_ == 0) return fail("a return outside of a function");
  node->value = is(Tok::kNewline) || is(Tok::kSemicolon) ? nullptr : expression_list();
  return failed() ? nullptr : node;
}

Stmt* Parser::raise_statement() {
  auto* node = make<RaiseStmt>(StmtKind::kRaise, take().line);
  const bool bare = is(Tok::kNewline) || is(Tok::kSemicolon);
  node->exception = bare ? nullptr : expression();
  node->cause = !failed() && !bare && accept(Tok::kFrom) ? expression() : nullptr;
  return failed() ? nullptr : node;
}

Stmt* Parser::assert_statement() {
  auto* node = make<AssertStmt>(StmtKind::kAssert, take().line);
  node->condition = expression();
  node->message = !failed() && accept(Tok::kComma) ? expression() : nullptr;
  return failed() ? nullptr : node;
}

Stmt* Parser::delete_statement() {
  auto* node = make<DeleteStmt>(StmtKind::kDelete, take().line);
  std::vector<Expr*> targets;
  do {
    targets.push_back(primary());
    if (!targets.back()) return nullptr;
    const ExprKind kind = targets.back()->kind;
    if (kind != ExprKind::kName && kind != ExprKind::kSubscript) return fail("this target of a del");
    if (!to_target(targets.back())) return nullptr;
  } while (accept(Tok::kComma) && !is(Tok::kNewline));
  node->targets = kept(targets);
  return node;
}

Stmt* Parser::declaration() {
  const Token keyword = take();
  do {
    if (!is(Tok::kName)) return fail("this syntax");
    const Symbol symbol = symbols_.intern(take().text);
    symbol->mentioned = true;
    if (!scopes_.declare(symbol, keyword.type == Tok::kGlobal)) return fail("this declaration");
  } while (accept(Tok::kComma));
  return make<Stmt>(StmtKind::kPass, keyword.line);
}

}  // namespace qed::program::native
