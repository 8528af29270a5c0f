// A formula of the question with its tree, and what rules ask of it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "answer/expression.h"

namespace qed::rules {

using answer::Kind;
using answer::NodeId;

// A node of a shared tree; copies are cheap.
class Formula {
 public:
  Formula() = default;
  Formula(std::string text, std::shared_ptr<const answer::Expression> tree)
      : text_(std::move(text)), tree_(std::move(tree)), id_(tree_->root()) {}

  const std::string& text() const { return text_; }  // of the whole tree, as it was read
  const answer::Expression& tree() const { return *tree_; }
  NodeId id() const { return id_; }
  Kind kind() const { return tree_->kind(id_); }
  std::string_view name() const { return tree_->text(id_); }
  std::size_t size() const { return tree_->children(id_).size(); }
  Formula child(std::size_t index) const;
  bool is(Kind kind) const { return this->kind() == kind; }
  bool is_symbol(std::string_view name) const { return is(Kind::kSymbol) && this->name() == name; }

  // Free variables by name, sorted; names of letter functions are not among them.
  std::set<std::string> symbols() const;
  bool uses(std::string_view symbol) const { return symbols().contains(std::string(symbol)); }
  bool is_constant() const { return symbols().empty() && !has_call_to_letter(); }
  bool has(Kind kind) const;                        // anywhere in the tree
  bool has_function(std::string_view names) const;  // a call to one of the blank-separated names
  bool has_call_to_letter() const;                  // f(3), with f unknown
  bool is_atom() const;      // no sum or product that words around it might cut: 5, -1/2, (3 + 4)
  bool has_decimal() const;  // 0.5
  bool is_polynomial_in(std::string_view symbol) const;

 private:
  std::string text_;
  std::shared_ptr<const answer::Expression> tree_;
  NodeId id_ = 0;
};

// A formula that the question implies but does not spell, "\\infty"; `text` is part of the program and must parse.
Formula implied(std::string_view text);

// "sin", "log": functions with a fixed meaning, as the parser names them.
bool is_known_function(std::string_view name);

// f(x) = x^2, A = [[1, 2], [3, 4]], y = 3x, a = 4.
struct Definition {
  std::string name;
  std::string argument;  // empty: a value
  Formula body;
};
std::optional<Definition> as_definition(const Formula& relation);

}  // namespace qed::rules
