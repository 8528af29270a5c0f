// What a template says, as a tree. Nodes are owned by the Tree's pools and point at one another freely.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "text/jinja/value.h"

namespace qed::text::jinja {

struct Expression;
struct Statement;
using Body = std::vector<const Statement*>;

struct Arguments {
  std::vector<const Expression*> positional;
  std::vector<std::pair<std::string, const Expression*>> named;
};

struct Literal {
  Value value;
};
struct Name {
  std::string name;
};
struct ListDisplay {  // tuples too
  std::vector<const Expression*> items;
};
struct DictDisplay {
  std::vector<std::pair<const Expression*, const Expression*>> items;
};
struct Attribute {
  const Expression* object;
  std::string name;
};
struct Subscript {
  const Expression *object, *index;
};
struct Slice {  // null: left out
  const Expression *object, *start, *stop, *step;
};
struct Call {
  const Expression* callee;
  Arguments arguments;
};
struct Filter {
  const Expression* subject;  // null in a filter block
  std::string name;
  Arguments arguments;
};
struct Test {
  const Expression* subject;
  std::string name;
  Arguments arguments;
};

enum class Operator {
  kNot,
  kMinus,
  kPlus,
  kAnd,
  kOr,
  kAdd,
  kSubtract,
  kConcatenate,
  kMultiply,
  kDivide,
  kFloorDivide,
  kModulo,
  kPower,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNotIn,
};
struct Unary {
  Operator op;
  const Expression* operand;
};
struct Binary {
  Operator op;
  const Expression *left, *right;
};
struct Comparison {  // a < b < c
  const Expression* first;
  std::vector<std::pair<Operator, const Expression*>> rest;
};
struct Conditional {
  const Expression *condition, *then, *otherwise;  // otherwise: null where left out
};

struct Expression {
  int line;
  std::variant<Literal, Name, ListDisplay, DictDisplay, Attribute, Subscript, Slice, Call, Filter, Test, Unary, Binary,
               Comparison, Conditional>
      node;
};

struct Text {
  std::string text;
};
struct Output {
  const Expression* value;
};
struct If {
  std::vector<std::pair<const Expression*, Body>> branches;
  Body otherwise;
};
struct For {
  std::vector<std::string> targets;
  const Expression* iterable;
  const Expression* condition;  // null: every item
  Body body, otherwise;
};
struct Target {  // a variable, or an attribute of a namespace
  std::string name, attribute;
};
struct Set {
  std::vector<Target> targets;
  const Expression* value;  // null: the text that the body writes, through the filters
  Body body;
  std::vector<Filter> filters;
};
struct FilterBlock {
  std::vector<Filter> filters;
  Body body;
};
struct Parameter {
  std::string name;
  const Expression* otherwise;  // null: undefined
};
struct MacroDefinition {
  std::string name;
  std::vector<Parameter> parameters;
  Body body;
};
struct Break {};
struct Continue {};

struct Statement {
  int line;
  std::variant<Text, Output, If, For, Set, FilterBlock, MacroDefinition, Break, Continue, Body> node;
};

struct Tree {
  Body body;
  std::deque<Expression> expressions;
  std::deque<Statement> statements;
  std::deque<std::string> strings;  // that literals refer to
};

}  // namespace qed::text::jinja
