// A mathematical expression as it was written: a tree of nodes in one arena, nothing evaluated.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::answer {

enum class Kind : std::uint8_t {
  kNumber,    // text: digits with an optional point, no separators: "1234", "0.50"; "0.(27)" repeats
  kSymbol,    // text: "x", "alpha", "x_1", "A"
  kConstant,  // text: "pi", "e", "i", "infinity", "emptyset", "reals", "integers", "naturals", "rationals", "complexes"
  kText,      // words that are no formula: \text{east}, "yes"
  kAdd,       // n-ary; a subtraction is a kNegate among the terms
  kMultiply,  // n-ary
  kDivide,    // 2
  kPower,     // 2
  kNegate,    // 1
  kPlusMinus,     // 1: ± x, or 2: a ± b; text: "pm", or "mp" for the opposite sign
  kFactorial,     // 1; text "!" or "!!"
  kPercent,       // 1
  kDegrees,       // 1
  kUnit,          // 1; text: the unit or currency as written: "cm", "$"
  kAbs,           // 1
  kMixed,         // 2: whole and fraction, 2 1/3
  kBase,          // 1: digits in the base given by `text`; the child is kText
  kCall,          // text: sin cos tan cot sec csc asin … sinh … exp ln log (1 or 2 arguments: x, base) sqrt root (x, n)
                  //       floor ceil sign gcd lcm min max mod binomial conjugate re im arg det transpose or the name of
                  //       a letter function: f, g', f^-1
  kRelation,      // n ≥ 2 sides; text: the signs between them, blank-separated: "=", "<= <"; signs: = < > <= >= != ~ in
                  // notin
  kTuple,         // (a, b)
  kList,          // a, b without brackets; text: "," "and" "or" or ";" between them, "[" for [a, b, c]
  kSet,           // {a, b}
  kInterval,      // 2; text: "[)", also for [0, 1[; [a, b] may as well be a list of two
  kUnion,         // n-ary
  kIntersection,  // n-ary
  kSetMinus,      // 2
  kMatrix,        // children: kTuple rows
  kDerivative,    // 2: body, variable; text: the order, "1", "2"
  kIntegral,      // 2: body, variable, or 4: with bounds
  kSum,           // 4: body, variable, from, to
  kProduct,       // 4
  kLimit,         // 3: body, variable, point; text: "+", "-" or "" for the side
  kRatio,         // n ≥ 2: a : b
  kPiecewise,     // children: kTuple of a value and the condition under which it holds
  kResidue,       // 2: a value and the modulus up to which it is meant: 2 (mod 5)
};

using NodeId = std::uint32_t;

struct Node {
  Kind kind;
  std::uint32_t first_child;  // into the arena's child list
  std::uint32_t child_count;
  std::uint32_t text_begin;  // into the arena's text
  std::uint32_t text_size;
};

// Owns all nodes; a NodeId is valid for the Expression that made it. Depth and size are bounded by the parser.
class Expression {
 public:
  NodeId root() const { return root_; }
  Kind kind(NodeId id) const { return nodes_[id].kind; }
  std::string_view text(NodeId id) const {
    return std::string_view(text_).substr(nodes_[id].text_begin, nodes_[id].text_size);
  }
  std::span<const NodeId> children(NodeId id) const {
    return std::span(children_).subspan(nodes_[id].first_child, nodes_[id].child_count);
  }
  NodeId child(NodeId id, std::size_t index) const { return children(id)[index]; }
  std::size_t size() const { return nodes_.size(); }

  NodeId add(Kind kind, std::span<const NodeId> children = {}, std::string_view text = {});
  void set_root(NodeId id) { root_ = id; }

 private:
  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  std::string text_;
  NodeId root_ = 0;
};

struct ParseLimits {
  std::size_t bytes = 64 << 10;
  std::size_t depth = 200;
  std::size_t nodes = 20'000;
};

// LaTeX, plain ASCII, Unicode, calculator or Python notation; the whole text or an error that names the byte where it
// stopped making sense and what was expected there. Never reads a part of a formula it does not understand.
//
// Conventions. Letters stand for themselves and two or three of them for their product (xy, AB), unless they are a
// short English word; longer runs of letters are names of functions, units behind a number, or an error. e is Euler's
// number and i the imaginary unit; E and I are that only beside an asterisk, as SymPy prints them. f, g and h before a
// bracket are calls, other letters factors. Whole answers in words that mathematics uses ("yes", "no solution") are
// kText. -3^2 is -(3^2), 2^3^2 is 2^(3^2), 1/2x is x/2 but a/bc is a/(bc). Commas group digits outside brackets: 1,234.
// Delimiters of mathematics and \boxed{} around the whole text are taken off.
Result<Expression> parse(std::string_view text, const ParseLimits& limits = {});

// An unambiguous S-expression, for tests and explanations: "(+ (* 2 x) 3)".
std::string to_sexpr(const Expression& expression);

// For people on a terminal: "x² + √3", "(−∞, 2] ∪ [5, ∞)".
std::string to_unicode(const Expression& expression);

// LaTeX that reads back as an equal expression.
std::string to_latex(const Expression& expression);

}  // namespace qed::answer
