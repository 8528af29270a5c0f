// The grammar of mathematical text, by precedence climbing. Levels from the loosest:
//   list  a; b      a, b  and  or
//   relation        = < > <= >= != ~ in notin, chained
//   set             ∪ ∩ ∖
//   ratio           a : b
//   sum             + - ±
//   product         * / mod
//   implicit        2x, binding tighter than / but for fractions of bare numbers: 1/2x is x/2, 1 / 2x is 1/(2x)
//   power           ^, right associative, tighter than a sign before it
//   atom            with ! % ° units behind it
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "answer/expression.h"
#include "answer/lexer.h"

namespace qed::answer {

template <class Range, class Value>
bool contains(const Range& range, const Value& value) {
  return std::ranges::find(range, value) != std::ranges::end(range);
}

class Parser {
 public:
  Parser(Lexed lexed, const ParseLimits& limits) : lexed_(std::move(lexed)), limits_(limits) {}
  Result<Expression> run();

 private:
  // parse.cpp: lists, relations, sets
  Result<NodeId> answer();
  Result<NodeId> comma_list();
  Result<NodeId> relation();
  bool at_modulus() const;
  Result<NodeId> modulus();
  Result<NodeId> set_expression();
  Result<NodeId> ratio();
  NodeId as_set(NodeId id, std::size_t first);

  // parse_terms.cpp: sums, products, powers
  Result<NodeId> sum();
  Result<NodeId> product();
  Result<NodeId> operand();
  Result<NodeId> implicit_product();
  Result<NodeId> power();
  Result<NodeId> postfix(NodeId base);
  Result<NodeId> raised(NodeId base);
  Result<NodeId> degrees(NodeId base);
  Result<NodeId> with_minutes(NodeId base);
  Result<NodeId> exponent();
  bool starts_factor() const;
  bool starts_bracket_factor() const;
  NodeId multiply(std::vector<NodeId>& factors);

  // parse_atoms.cpp: numbers, names, brackets
  Result<NodeId> atom();
  Result<NodeId> number();
  Result<NodeId> based_number();
  Result<std::string> base_of_numeral();
  std::optional<NodeId> counting_symbol();
  Result<NodeId> number_node(std::string_view text);
  std::optional<NodeId> mixed_fraction(std::string_view whole);
  Result<NodeId> currency();
  Result<NodeId> symbol();
  bool at_pair() const;
  Result<std::string> subscript();
  Result<NodeId> bracket();
  Result<NodeId> braces(std::string_view close);
  Result<NodeId> bars(std::string_view close);
  Result<NodeId> rounded(std::string_view function, std::string_view close);
  Result<std::vector<NodeId>> items(std::string_view& close);
  Result<NodeId> close_bracket(std::string_view open, std::string_view close, std::vector<NodeId> inside, bool nested);
  std::optional<NodeId> matrix_of_rows(const std::vector<NodeId>& rows);

  // parse_functions.cpp: function application
  Result<NodeId> function();
  Result<std::vector<NodeId>> arguments();
  Result<NodeId> juxtaposed_argument();
  Result<NodeId> apply(std::string_view name, std::vector<NodeId> arguments);
  Result<NodeId> apply_binder(std::string_view name, const std::vector<NodeId>& arguments);

  // parse_latex.cpp: commands with arguments
  Result<NodeId> command();
  Result<NodeId> fraction();
  Result<NodeId> command_argument();
  Result<NodeId> radical();
  Result<NodeId> binomial();
  Result<NodeId> environment();
  Result<NodeId> cases();
  Result<NodeId> aligned();
  Result<NodeId> accent();
  std::optional<NodeId> derivative_operator(Error& error);
  Result<NodeId> integral();
  bool at_differential() const;
  Result<NodeId> differential();
  Result<NodeId> big_operator();
  Result<NodeId> limit();
  Result<NodeId> operand_of_limit();
  Result<NodeId> script();

  // parse.cpp: tokens and nodes
  const Token& peek(std::size_t ahead = 0) const;
  bool at(std::string_view sign, std::size_t ahead = 0) const;
  bool at_command(std::string_view name, std::size_t ahead = 0) const;
  bool accept(std::string_view sign);
  Result<void> expect(std::string_view sign);
  std::unexpected<Error> expected(std::string_view what) const;
  Result<void> check_size() const;
  NodeId make(Kind kind, std::span<const NodeId> children = {}, std::string_view text = {});
  NodeId make(Kind kind, std::initializer_list<NodeId> children, std::string_view text = {});

  // The differential of an integrand where it stands among factors: no factor itself.
  static constexpr NodeId kNothing = UINT32_MAX;

  struct Integrand {
    std::size_t level;               // bracket level of the integral sign
    std::optional<NodeId> variable;  // once its differential has been read
  };
  class Nested;  // counts recursion

  Lexed lexed_;
  const ParseLimits& limits_;
  Expression expression_;
  std::vector<std::uint32_t> heights_;  // of each node's tree
  std::vector<Integrand> integrands_;   // innermost last
  std::vector<std::string> bound_;      // names bound by sums, so that i in \sum_i is no imaginary unit
  std::string brackets_;                // open ones, innermost last
  std::size_t next_ = 0;
  std::size_t depth_ = 0;
  std::size_t level_ = 0;      // of brackets, for integrands
  std::size_t open_bars_ = 0;  // |…| waiting for their second bar within the innermost bracket
  std::uint32_t tallest_ = 0;
  bool builder_ = false;  // inside {x | …} before the bar
};

class Parser::Nested {
 public:
  explicit Nested(Parser& parser) : parser_(parser) { ++parser_.depth_; }
  ~Nested() { --parser_.depth_; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  Parser& parser_;
};

}  // namespace qed::answer
