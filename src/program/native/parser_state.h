// The parser's hands: recursive descent over the tokens, one method for each rule of the grammar. Implemented in
// parse_expression.cpp, parse_literal.cpp and parse_statement.cpp. After a failure every method returns at once.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "program/native/ast.h"
#include "program/native/lexer.h"
#include "program/native/machine.h"
#include "program/native/scope.h"
#include "program/native/symbols.h"

namespace qed::program::native {

// What a rule returns that does not apply: no node, false.
struct Refused {
  operator bool() const { return false; }
  template <class T>
  operator T*() const {
    return nullptr;
  }
};

class Parser {
 public:
  Parser(Machine& machine, SymbolTable& symbols) : machine_(machine), symbols_(symbols) {}
  ModuleCode* module(std::string_view source, int first_line, bool with_result);

 private:
  // --- tokens ---
  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  bool is(Tok type) const { return tokens_[at_].type == type; }
  const Token& take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool accept(Tok type) { return is(type) && (take(), true); }
  bool expect(Tok type);
  int line() const { return tokens_[at_].line; }

  Refused fail(std::string_view what) { return fail_at(what, line()); }
  Refused fail_at(std::string_view what, int line);
  bool failed() const { return machine_.failed(); }

  // --- nodes ---
  template <class T>
  T* make(ExprKind kind, int line) {
    T* node = new (Heap::current().allocate(sizeof(T))) T();
    node->kind = kind;
    node->line = line;
    return node;
  }
  template <class T>
  T* make(StmtKind kind, int line) {
    T* node = new (Heap::current().allocate(sizeof(T))) T();
    node->kind = kind;
    node->line = line;
    return node;
  }
  // The node with its depth settled from its parts; nullptr where a part is missing or the tree is too deep.
  template <class T, class... Parts>
  T* over(T* node, Parts*... parts) {
    return (deepen(*node, parts) && ...) ? node : nullptr;
  }
  template <class T>
  T* over_all(T* node, std::span<Expr*> parts) {
    for (Expr* part : parts)
      if (!deepen(*node, part)) return nullptr;
    return node;
  }
  bool deepen(Expr& node, const Expr* part);
  template <class T>
  static std::span<T> kept(const std::vector<T>& items) {
    T* copy = allocate_array<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), copy);
    return {copy, items.size()};
  }
  Expr* constant(Value value, int line);
  Name* name(std::string_view text, int line);

  // --- expressions ---
  Expr* expression();
  Expr* named_expression();
  Expr* disjunction();
  Expr* conjunction();
  Expr* inversion();
  Expr* comparison();
  Expr* binary_above(int level);
  Expr* unary_expression();
  Expr* power();
  Expr* primary();
  Expr* atom();
  Expr* call(Expr* callee);
  bool argument(std::vector<Expr*>& positional, std::vector<NamedArgument>& named, Call& call);
  Expr* subscript(Expr* object);
  Expr* slice_or_expression();
  Expr* lambda();
  Expr* star_or_named();    // *a or a
  Expr* expression_list();  // a, *b: one expression or a tuple
  Expr* tuple_from(Expr* first, int line);
  Expr* parenthesized();
  Expr* list_display();
  Expr* brace_display();
  Expr* dict_display(int line, std::vector<DictItem> items);
  Expr* set_display(Expr* first, int line);
  Expr* comprehension(ExprKind result, Expr* element, Expr* value, int line, const Scopes::Mark& mark);
  Expr* generator(Expr* element, int line, const Scopes::Mark& mark);
  static Expr* iterated(Expr* expr);
  bool clauses(std::vector<Clause>& found, Scope& inner);
  bool deepen_by_clauses(Expr& node, const std::vector<Clause>& clauses);
  Expr* number();
  Expr* strings();
  bool string_piece(const Token& token, std::vector<FormattedPiece>& pieces);
  bool formatted_pieces(std::string_view body, bool raw, int line, int level, std::vector<FormattedPiece>& pieces);
  std::size_t replacement_field(std::string_view body, bool raw, int line, int level,
                                std::vector<FormattedPiece>& pieces);
  static std::size_t field_expression_end(std::string_view body);
  static std::size_t specification_end(std::string_view body, std::size_t from);
  Expr* field_expression(std::string_view text, int line);
  bool unescape(std::string_view text, std::string& result, int line);

  // --- statements ---
  bool statement(std::vector<Stmt*>& block);
  bool simple_statements(std::vector<Stmt*>& block);
  Stmt* simple_statement();
  Stmt* expression_statement();
  Stmt* assignment(Expr* first, int line);
  Stmt* annotated(Expr* target, int line);
  Stmt* if_statement();
  Stmt* while_statement();
  Stmt* for_statement();
  Stmt* try_statement();
  bool handler(std::vector<Handler>& handlers);
  Stmt* definition(std::vector<Expr*> decorators);
  Stmt* decorated();
  Stmt* import_statement();
  Stmt* from_statement();
  Stmt* import_all(ImportStmt* node);
  Stmt* idle_import(std::string_view module, Symbol target, int line);
  Stmt* return_statement();
  Stmt* raise_statement();
  Stmt* assert_statement();
  Stmt* delete_statement();
  Stmt* declaration();
  Block block();
  Block else_block();
  bool parameters(FunctionCode& code, Tok end, std::vector<Expr*>* annotations);
  bool to_target(Expr* expr);
  Expr* for_targets();

  class Nesting;  // bounds the recursion

  Machine& machine_;
  SymbolTable& symbols_;
  Scopes scopes_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int nesting_ = 0;
  int loops_ = 0;      // around the current statement, within its function
  int functions_ = 0;  // likewise
  int blocks_ = 0;     // compound statements around it
};

class Parser::Nesting {
 public:
  explicit Nesting(Parser& parser) : parser_(parser), fits_(++parser.nesting_ <= kMost) {
    if (!fits_) parser_.fail("deep nesting");
  }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  ~Nesting() { --parser_.nesting_; }
  explicit operator bool() const { return fits_; }

 private:
  static constexpr int kMost = 120;
  Parser& parser_;
  bool fits_;
};

}  // namespace qed::program::native
