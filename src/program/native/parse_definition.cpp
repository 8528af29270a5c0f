// Function definitions and imports.
#include <algorithm>

#include "program/native/modules.h"
#include "program/native/parser_state.h"

namespace qed::program::native {
namespace {

// Packages whose import does nothing but bind a name. One that is never mentioned may be left out; the sandbox passes
// over those that are not installed.
constexpr std::string_view kIdlePackages[] = {"datetime", "json",  "numpy",  "operator", "os",  "pandas", "random",
                                              "re",       "scipy", "string", "sympy",    "sys", "time"};

}  // namespace

// --- functions -------------------------------------------------------------------------------------------------------

Stmt* Parser::decorated() {
  std::vector<Expr*> decorators;
  while (accept(Tok::kAt)) {
    decorators.push_back(named_expression());
    if (!decorators.back() || !expect(Tok::kNewline)) return nullptr;
  }
  return is(Tok::kDef) ? definition(std::move(decorators)) : fail("a class");
}

Stmt* Parser::definition(std::vector<Expr*> decorators) {
  auto* node = make<DefStmt>(StmtKind::kDef, take().line);
  if (!is(Tok::kName)) return fail("this syntax");
  const Token token = take();
  node->decorators = kept(decorators);
  node->target = name(token.text, token.line);
  if (!node->target || !to_target(node->target) || !expect(Tok::kOpen)) return nullptr;
  node->code = new (Heap::current().allocate(sizeof(FunctionCode))) FunctionCode();
  node->code->name = token.text;
  std::vector<Expr*> annotations;
  if (!parameters(*node->code, Tok::kClose, &annotations) || !expect(Tok::kClose)) return nullptr;
  if (accept(Tok::kArrow)) {
    Scope& inner = scopes_.current();
    scopes_.close();
    annotations.push_back(expression());
    scopes_.enter(inner);
    if (!annotations.back()) return nullptr;
  }
  node->annotations = kept(annotations);
  const int loops = std::exchange(loops_, 0);
  ++functions_;
  node->code->body = block();
  --functions_;
  loops_ = loops;
  scopes_.close();
  return failed() ? nullptr : node;
}

// Opens the function's scope, which the caller closes. Defaults and annotations belong to the scope around it.
bool Parser::parameters(FunctionCode& code, Tok end, std::vector<Expr*>* annotations) {
  Scope& outer = scopes_.current();
  Scope& inner = scopes_.open(Scope::Kind::kFunction);
  inner.code = &code;
  scopes_.enter(outer);
  std::vector<Parameter> positional, keyword_only, rest, keywords;
  bool after_star = false;
  while (!failed() && !is(end)) {
    if (!keywords.empty()) return fail("this order of parameters");
    if (accept(Tok::kSlash)) {
      if (code.positional_only || positional.empty() || after_star) return fail("this order of parameters");
      code.positional_only = static_cast<std::uint32_t>(positional.size());
    } else if (is(Tok::kStar) && (peek(1).type == Tok::kComma)) {
      if (std::exchange(after_star, true) || peek(2).type != Tok::kName) return fail("this order of parameters");
      take();
    } else {
      const bool star = accept(Tok::kStar), stars = !star && accept(Tok::kDoubleStar);
      if (!is(Tok::kName) || (star && std::exchange(after_star, true))) return fail("this syntax");
      Parameter parameter{symbols_.intern(take().text), nullptr};
      parameter.symbol->mentioned = true;
      if (annotations && accept(Tok::kColon)) {
        annotations->push_back(expression());
        if (!annotations->back()) return false;
      }
      if (!star && !stars && accept(Tok::kAssign) && !(parameter.initial = expression())) return false;
      if (!after_star && !stars && !parameter.initial && !positional.empty() && positional.back().initial)
        return fail("this order of parameters");
      (star ? rest : stars ? keywords : after_star ? keyword_only : positional).push_back(parameter);
    }
    if (!accept(Tok::kComma)) break;
  }
  if (failed()) return false;
  code.positional = static_cast<std::uint32_t>(positional.size());
  code.keyword_only = static_cast<std::uint32_t>(keyword_only.size());
  code.has_rest = !rest.empty();
  code.has_keywords = !keywords.empty();
  for (auto* more : {&keyword_only, &rest, &keywords}) positional.insert(positional.end(), more->begin(), more->end());
  scopes_.enter(inner);
  for (Parameter& parameter : positional)
    if (!(parameter.variable = scopes_.add_parameter(parameter.symbol))) return fail("these parameters");
  code.parameters = kept(positional);
  return true;
}

// --- imports ---------------------------------------------------------------------------------------------------------

Stmt* Parser::import_statement() {
  auto* node = make<ImportStmt>(StmtKind::kImport, take().line);
  if (!is(Tok::kName)) return fail("this syntax");
  const std::string_view module = take().text;
  if (is(Tok::kDot)) return fail("this import");
  const std::string_view bound = accept(Tok::kAs) ? take().text : module;
  if (is(Tok::kComma)) return fail("several imports at once");
  node->module = find_module(module);
  if (!node->module) return idle_import(module, symbols_.intern(bound), node->line);
  Name* target = name(bound, node->line);
  if (!target || !to_target(target)) return nullptr;
  node->names = kept(std::vector<ImportedName>{{nullptr, target}});
  return node;
}

Stmt* Parser::idle_import(std::string_view module, Symbol target, int line) {
  const bool known = std::ranges::find(kIdlePackages, module) != std::end(kIdlePackages);
  if (!known || target->mentioned || blocks_ > 0 || functions_ > 0)
    return fail_at(fmt::format("the module {}", module), line);
  target->idle = true;
  return make<Stmt>(StmtKind::kPass, line);
}

Stmt* Parser::from_statement() {
  auto* node = make<ImportStmt>(StmtKind::kImport, take().line);
  if (!is(Tok::kName)) return fail("this import");
  const std::string_view module = take().text;
  node->module = is(Tok::kImport) ? find_module(module) : nullptr;
  if (!node->module) return fail(fmt::format("the module {}", module));
  take();
  if (is(Tok::kStar)) {
    take();
    if (functions_ > 0) return fail("this import");
    return import_all(node);
  }
  const bool parentheses = accept(Tok::kOpen);
  std::vector<ImportedName> names;
  do {
    if (parentheses && !names.empty() && is(Tok::kClose)) break;
    if (!is(Tok::kName)) return fail("this syntax");
    const std::string_view wanted = take().text;
    const std::string_view bound = accept(Tok::kAs) ? take().text : wanted;
    Name* target = name(bound, node->line);
    if (!target || !to_target(target)) return nullptr;
    names.push_back({symbols_.intern(wanted), target});
  } while (accept(Tok::kComma));
  if (parentheses && !expect(Tok::kClose)) return nullptr;
  node->names = kept(names);
  return node;
}

// from module import *: the names that the module offers; what the subset lacks of them must not be mentioned.
Stmt* Parser::import_all(ImportStmt* node) {
  std::vector<ImportedName> names;
  for (const std::string_view wanted : exported_names(*node->module)) {
    Name* target = name(wanted, node->line);
    if (!target || !to_target(target)) return nullptr;
    names.push_back({target->symbol, target});
  }
  node->names = kept(names);
  return node;
}

}  // namespace qed::program::native
