// Which frame each variable of a program lives in. The parser opens a scope for the module, each function, lambda and
// generator expression (they have frames of their own) and each comprehension (it borrows the frame around it), records
// who binds and who mentions a name, and resolves it all at the end.
#pragma once

#include <deque>
#include <vector>

#include "program/native/ast.h"

namespace qed::program::native {

struct Variable {
  Symbol symbol = nullptr;
  std::uint32_t slot = 0;
  bool parameter = false;
  bool global = false;    // declared so
  bool nonlocal = false;  // declared so
  bool free = false;      // captured from an enclosing function
  bool cell = false;      // shared between functions
};

struct Scope {
  enum class Kind : std::uint8_t { kModule, kFunction, kGenerator, kComprehension };
  Kind kind = Kind::kModule;
  Scope* parent = nullptr;
  Scope* frame = nullptr;  // the scope whose frame this one uses; known once all is resolved
  std::uint32_t frame_size = 0;
  std::vector<Variable*> variables;
  std::vector<Name*> mentions;
  FunctionCode* code = nullptr;            // of a function or generator
  Comprehension* comprehension = nullptr;  // of a comprehension
  struct Captured {
    Variable* from;
    Variable* to;
  };
  std::vector<Captured> captured;

  Variable* find(Symbol symbol) const;
};

class Scopes {
 public:
  Scopes() { open(Scope::Kind::kModule); }
  Scope& current() { return *current_; }
  Scope& open(Scope::Kind kind);
  void close() { current_ = current_->parent; }
  void enter(Scope& scope) { current_ = &scope; }

  // Where the mentions and scopes made from now on begin; adopt() moves them into a comprehension or generator whose
  // element was read before its `for` was seen.
  struct Mark {
    std::size_t mentions, scopes;
  };
  Mark mark() const { return {current_->mentions.size(), scopes_.size()}; }
  void adopt(const Mark& mark, Scope& owner);

  void mention(Name* name) { current_->mentions.push_back(name); }
  // These return false where Python would refuse, or the function has too many variables.
  bool bind(Symbol symbol);
  bool bind_outside_comprehensions(Symbol symbol);  // for :=
  Variable* add_parameter(Symbol symbol);           // nullptr: refused
  bool declare(Symbol symbol, bool global);

  bool resolve();  // false where a nonlocal name has no binding
  std::uint32_t module_frame_size() const { return scopes_.front().frame_size; }

 private:
  Variable* add(Scope& scope, Symbol symbol);
  bool bind_in(Scope& scope, Symbol symbol);
  Variable* lookup(Scope& scope, Symbol symbol);
  void settle(Scope& scope);

  std::deque<Scope> scopes_;
  std::deque<Variable> variables_;
  Scope* current_ = nullptr;
};

}  // namespace qed::program::native
