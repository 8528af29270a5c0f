#include "program/native/scope.h"

#include <fmt/format.h>

#include <algorithm>

#include "program/native/heap.h"

namespace qed::program::native {
namespace {

constexpr std::size_t kMaxVariables = 256;  // of one scope, found by linear search

template <class T>
std::span<T> kept(const std::vector<T>& items) {
  T* copy = allocate_array<T>(items.size());
  std::uninitialized_copy(items.begin(), items.end(), copy);
  return {copy, items.size()};
}

// The scope's name in messages: "f.<locals>.g".
std::string qualified_name(const Scope& scope) {
  std::string_view name = "<genexpr>";
  if (scope.comprehension) {
    const ExprKind result = scope.comprehension->result;
    name = result == ExprKind::kList ? "<listcomp>" : result == ExprKind::kSet ? "<setcomp>" : "<dictcomp>";
  } else if (scope.kind == Scope::Kind::kFunction) {
    name = scope.code->name;
  }
  if (!scope.parent || scope.parent->kind == Scope::Kind::kModule) return std::string(name);
  for (const Variable* variable : scope.parent->variables)
    if (variable->global && variable->symbol->name == name) return std::string(name);
  return fmt::format("{}.<locals>.{}", qualified_name(*scope.parent), name);
}

}  // namespace

Variable* Scope::find(Symbol symbol) const {
  const auto found = std::ranges::find(variables, symbol, &Variable::symbol);
  return found == variables.end() ? nullptr : *found;
}

Scope& Scopes::open(Scope::Kind kind) {
  Scope& scope = scopes_.emplace_back();
  scope.kind = kind;
  scope.parent = current_;
  current_ = &scope;
  return scope;
}

void Scopes::adopt(const Mark& mark, Scope& owner) {
  Scope& from = *owner.parent;
  const auto first = from.mentions.begin() + static_cast<std::ptrdiff_t>(mark.mentions);
  owner.mentions.insert(owner.mentions.end(), first, from.mentions.end());
  from.mentions.erase(first, from.mentions.end());
  for (std::size_t i = mark.scopes; i < scopes_.size(); ++i) {
    Scope& scope = scopes_[i];
    if (&scope == &owner) continue;
    if (scope.parent == &from) scope.parent = &owner;
  }
}

Variable* Scopes::add(Scope& scope, Symbol symbol) {
  if (scope.variables.size() == kMaxVariables) return nullptr;
  Variable& variable = variables_.emplace_back();
  variable.symbol = symbol;
  scope.variables.push_back(&variable);
  return &variable;
}

bool Scopes::bind_in(Scope& scope, Symbol symbol) {
  if (scope.kind == Scope::Kind::kModule || scope.find(symbol)) return true;
  return add(scope, symbol) != nullptr;
}

bool Scopes::bind(Symbol symbol) { return bind_in(*current_, symbol); }

bool Scopes::bind_outside_comprehensions(Symbol symbol) {
  Scope* scope = current_;
  for (; scope->kind == Scope::Kind::kComprehension || scope->kind == Scope::Kind::kGenerator; scope = scope->parent)
    if (scope->find(symbol)) return false;
  return bind_in(*scope, symbol);
}

Variable* Scopes::add_parameter(Symbol symbol) {
  if (current_->find(symbol)) return nullptr;
  Variable* variable = add(*current_, symbol);
  if (variable) variable->parameter = true;
  return variable;
}

bool Scopes::declare(Symbol symbol, bool global) {
  if (current_->kind == Scope::Kind::kModule) return global;
  const auto mentioned = [&](const Name* name) { return name->symbol == symbol; };
  if (current_->find(symbol) || std::ranges::any_of(current_->mentions, mentioned)) return false;
  Variable* variable = add(*current_, symbol);
  if (!variable) return false;
  (global ? variable->global : variable->nonlocal) = true;
  return true;
}

// The variable of the scope's frame that the name means there; nullptr: a global one.
Variable* Scopes::lookup(Scope& scope, Symbol symbol) {
  if (scope.kind == Scope::Kind::kModule) return nullptr;
  Variable* own = scope.find(symbol);
  if (own && own->global) return nullptr;
  if (own && !own->nonlocal) return own;
  Variable* outer = lookup(*scope.parent, symbol);
  if (!outer || scope.kind == Scope::Kind::kComprehension) return outer;
  outer->cell = true;
  if (!own) own = &variables_.emplace_back();  // found again by every later mention
  own->symbol = symbol;
  own->nonlocal = false;
  own->free = own->cell = true;
  if (!scope.find(symbol)) scope.variables.push_back(own);
  scope.captured.push_back({outer, own});
  return own;
}

bool Scopes::resolve() {
  for (std::size_t i = 0; i < scopes_.size(); ++i) {
    Scope& scope = scopes_[i];
    for (scope.frame = &scope; scope.frame->kind == Scope::Kind::kComprehension;) scope.frame = scope.frame->parent;
    const std::vector<Variable*> declared = scope.variables;
    for (const Variable* variable : declared)
      if (variable->nonlocal && !lookup(scope, variable->symbol)) return false;
    for (Name* name : scope.mentions) name->variable = lookup(scope, name->symbol);
  }
  for (Scope& scope : scopes_) {
    for (Variable* variable : scope.variables)
      if (!variable->global) variable->slot = scope.frame->frame_size++;
  }
  for (Scope& scope : scopes_) settle(scope);
  return true;
}

// Writes what was found into the nodes.
void Scopes::settle(Scope& scope) {
  for (Name* name : scope.mentions) {
    const Variable* variable = name->variable;
    name->storage = !variable ? Storage::kGlobal : variable->cell ? Storage::kCell : Storage::kLocal;
    name->slot = variable ? variable->slot : name->symbol->id;
    name->free = variable && variable->free;
  }
  std::vector<std::uint32_t> locals, cells;
  for (const Variable* variable : scope.variables)
    if (!variable->global && !variable->free && !variable->parameter)
      (variable->cell ? cells : locals).push_back(variable->slot);
  if (scope.comprehension) {
    scope.comprehension->locals = kept(locals);
    scope.comprehension->cells = kept(cells);
  }
  if (!scope.code) return;
  scope.code->qualified = scope.code->name;
  if (scope.parent->kind != Scope::Kind::kModule) {
    const std::string name = qualified_name(scope);
    scope.code->qualified = std::string_view(kept(std::vector<char>(name.begin(), name.end())).data(), name.size());
  }
  std::vector<Capture> captures;
  for (const auto& [from, to] : scope.captured) captures.push_back({from->slot, to->slot});
  for (Parameter& parameter : scope.code->parameters) {
    parameter.slot = parameter.variable->slot;
    parameter.cell = parameter.variable->cell;
  }
  scope.code->captures = kept(captures);
  scope.code->cells = kept(cells);
  scope.code->frame_size = scope.frame_size;
}

}  // namespace qed::program::native
