// The tokens of a template with a cursor, and the expressions among them. What parser.cpp builds statements with.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/jinja/ast.h"
#include "text/jinja/lexer.h"

namespace qed::text::jinja {

class ExpressionParser {
 public:
  ExpressionParser(std::vector<Token> tokens, Tree& tree) : tokens_(std::move(tokens)), tree_(tree) {}

  using Parsed = Result<const Expression*>;
  Parsed expression();                    // with an inline `if`
  Parsed expression_without_if();         // where an `if` belongs to the statement
  Parsed tuple();                         // a, b
  Result<std::vector<Filter>> filters();  // | a | b(1), without a subject

  const Token& peek() const { return tokens_[at_]; }
  Token next() { return at_ + 1 < tokens_.size() ? tokens_[at_++] : tokens_[at_]; }
  bool is(TokenKind kind, std::string_view text = {}) const {
    return peek().kind == kind && (text.empty() || peek().text == text);
  }
  bool skip_operator(std::string_view text);
  bool skip_name(std::string_view text);
  Result<void> expect(TokenKind kind, std::string_view text);
  Result<std::string> expect_name();
  std::unexpected<Error> unexpected_token(std::string_view wanted) const;
  std::unexpected<Error> error(Errc code, int line, std::string_view what) const;

  Tree& tree() { return tree_; }

  // Counts how deep the parse is while it lives.
  class Level {
   public:
    explicit Level(ExpressionParser& parser) : parser_(parser) { ++parser_.depth_; }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    Result<void> check() const;

   private:
    ExpressionParser& parser_;
  };

 private:
  using Rule = Parsed (ExpressionParser::*)();
  struct Spelling {
    std::string_view text;
    Operator op;
  };

  template <class Node>
  const Expression* make(int line, Node node) {
    return &tree_.expressions.emplace_back(Expression{line, std::move(node)});
  }
  Parsed binary(std::span<const Spelling> spellings, Rule operand);
  Parsed disjunction();
  Parsed conjunction();
  Parsed negation();
  Parsed comparison();
  Parsed sum();
  Parsed concatenation();
  Parsed product();
  Parsed power();
  Parsed unary();
  Parsed signed_operand();
  Parsed postfix(const Expression* subject);
  Parsed subscript(const Expression* object);
  Parsed filtered(const Expression* subject);
  Parsed test(const Expression* subject);
  Parsed primary();
  Parsed bracketed();
  Parsed literal();
  Result<Filter> filter(const Expression* subject);
  Result<Arguments> arguments();
  std::optional<Operator> comparison_operator();

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Tree& tree_;
};

}  // namespace qed::text::jinja
