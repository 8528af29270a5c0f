// The value of an expression, perhaps under definitions: 2^100, ∫₀² x² dx, f(3) for f(x) = …, 3A - B for A = …, B = …
#include <algorithm>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

bool is_number(const Formula& f) {
  return f.is(Kind::kNumber) || f.is(Kind::kConstant) || (f.is(Kind::kNegate) && is_number(f.child(0)));
}

// "What is 9/11?" has nothing to compute: the question must mean something else.
bool is_its_own_value(const Formula& f) {
  if (is_number(f) || f.is(Kind::kPercent) || f.is(Kind::kDegrees) || f.is(Kind::kMixed)) return true;
  return f.is(Kind::kDivide) && f.child(0).is(Kind::kNumber) && f.child(1).is(Kind::kNumber);
}

bool is_operation(const Formula& f) {
  switch (f.kind()) {
    case Kind::kDerivative: return !f.child(0).is(Kind::kSymbol) || f.child(0).name() == f.child(1).name();  // not dy/dx
    case Kind::kIntegral:
    case Kind::kSum:
    case Kind::kProduct:
    case Kind::kLimit: return true;
    default: return false;
  }
}

// Exact arithmetic in the standard library.
std::optional<Program> arithmetic(const Formula& f) {
  Script script(Dialect::kFractions);
  const std::string value = script(f);
  if (f.has_decimal()) {
    script.line("value = Fraction({})", value);
    script.answer("Decimal(value.numerator) / value.denominator if 10**12 % value.denominator == 0 else value");
  } else {
    script.answer("{}", value);
  }
  return script.finish("Compute " + f.text());
}

std::optional<Program> value(const Match& m) {
  const Formula& f = m.formula("f");
  if (is_its_own_value(f) || f.has(Kind::kMatrix)) return std::nullopt;
  const bool operation = is_operation(f);
  if (!f.is_constant() && !operation) return std::nullopt;
  if (!operation) {
    if (std::optional<Program> program = arithmetic(f)) return program;
  }
  Script script;
  const std::string python = script(f);
  if (f.is(Kind::kIntegral) && f.size() == 2) {
    script.line("antiderivative = {}", python);
    script.answer("latex(antiderivative.replace(log, lambda u: log(Abs(u))), ln_notation=True) + ' + C'");
    script.check("simplify(diff(antiderivative, {}) - ({})) == 0", script(f.child(1)), script(f.child(0)));
  } else {
    script.answer("simplify({})", python);
  }
  return script.finish("Evaluate " + f.text());
}

std::optional<Program> with_definitions(const Match& m) {
  Script script;
  std::vector<Definition> definitions;
  for (const Formula& given : m.list("given")) {
    std::optional<Definition> definition = as_definition(given);
    if (!definition) return std::nullopt;
    definitions.push_back(std::move(*definition));
  }
  const Formula& f = m.formula("f");
  const auto used = f.symbols();
  for (const Definition& definition : definitions) script.define(definition);
  const std::string python = script(f);
  for (const std::string& symbol : used) {
    const bool defined = std::ranges::any_of(definitions, [&](const Definition& d) { return d.name == symbol; });
    if (!defined) return std::nullopt;
  }
  script.answer("simplify({})", python);
  return script.finish("Evaluate " + f.text());
}

}  // namespace

extern const Intent evaluate;
const Intent evaluate{
    .intent = "evaluate",
    .rules = {{{"<ask> {f:expr}", "how much is {f:expr}", "(what|how much) does {f:expr} (equal|make|give|come to)",
                "{f:expr} (is|equals|makes) (what|how much)"},
               value},
              {{"<ask> {f:expr} [,] [<if>] {given:definitions}", "<if> {given:definitions} <then> <ask> {f:expr}",
                "{given:definitions} <then> <ask> {f:expr}"},
               with_definitions}},
    .rank = 0,
};

}  // namespace qed::rules::kinds
