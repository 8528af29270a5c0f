// The value of an expression, perhaps under definitions: 2^100, ∫₀² x² dx, f(3) for f(x) = …, 3A - B for A = …, B = …
#include <algorithm>
#include <set>

#include "base/text.h"
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

bool is_number(const Formula& f) {
  return f.is(Kind::kNumber) || f.is(Kind::kConstant) || (f.is(Kind::kNegate) && is_number(f.child(0)));
}

// Whole numbers, of which the first goes into the second.
bool divides(std::string_view divisor, std::string_view number) {
  const auto whole = [](std::string_view digits) {
    return digits.size() <= 15 && std::ranges::all_of(digits, text::is_digit) ? std::stoll(std::string(digits)) : 0LL;
  };
  return whole(divisor) > 0 && whole(number) > 0 && whole(number) % whole(divisor) == 0;
}

// "What is 9/11?" has nothing to compute: the question must mean something else.
bool is_its_own_value(const Formula& f) {
  if (is_number(f) || f.is(Kind::kPercent) || f.is(Kind::kDegrees) || f.is(Kind::kMixed)) return true;
  if (f.text().find("\xC3\xB7") != std::string::npos) return false;  // an operation, and no date
  if (!f.is(Kind::kDivide) || !f.child(0).is(Kind::kNumber) || !f.child(1).is(Kind::kNumber)) return false;
  return !divides(f.child(1).name(), f.child(0).name());
}

bool is_operation(const Formula& f) {
  switch (f.kind()) {
    case Kind::kDerivative:
      return !f.child(0).is(Kind::kSymbol) || f.child(0).name() == f.child(1).name();  // not dy/dx
    case Kind::kIntegral:
    case Kind::kSum:
    case Kind::kProduct:
    case Kind::kLimit:
      return true;
    default:
      return false;
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

// "log base 2 of 64" in words.
std::optional<Program> logarithm(const Match& m) {
  if (!m.formula("f").is_constant() || !m.formula("b").is_constant()) return std::nullopt;
  Script script;
  script.answer("simplify(log({}, {}))", script(m.formula("f")), script(m.formula("b")));
  script.check("simplify({}**ans - ({})) == 0", script(m.formula("b")), script(m.formula("f")));
  return script.finish(fmt::format("Logarithm of {} to base {}", m.formula("f").text(), m.formula("b").text()));
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

// "(f + g)(x)" adds functions, which Python does not.
bool adds_functions(const Formula& f, const std::set<std::string>& functions) {
  const bool operates = f.is(Kind::kAdd) || f.is(Kind::kDivide) || f.is(Kind::kNegate);
  for (std::size_t i = 0; i < f.size(); ++i) {
    const Formula part = f.child(i);
    if (operates && part.is(Kind::kSymbol) && functions.contains(std::string(part.name()))) return true;
    if (adds_functions(part, functions)) return true;
  }
  return false;
}

// Values and functions first, so that the expression may use them; every variable left must be an argument of one.
std::optional<Program> with_definitions(const Match& m) {
  const Formula& f = m.formula("f");
  Script script;
  std::set<std::string> known, arguments, functions;
  bool decimal = f.has_decimal(), function = false;
  for (const Formula& given : m.list("given")) {
    const std::optional<Definition> definition = as_definition(given);
    if (!definition || !known.insert(definition->name).second) return std::nullopt;
    if (definition->body.has(Kind::kTuple) && !definition->body.has(Kind::kMatrix)) return std::nullopt;
    if (definition->argument.empty() && !definition->body.is_constant()) return std::nullopt;
    if (!definition->argument.empty()) {
      function = true;
      functions.insert(definition->name);
      arguments.merge(definition->body.symbols());
      arguments.insert(definition->argument);
    }
    decimal = decimal || definition->body.has_decimal();
    script.define(*definition);
  }
  if (adds_functions(f, functions)) return std::nullopt;
  const std::string python = script(f);
  const std::set<std::string> used = f.symbols();
  const bool determined = std::ranges::all_of(used, [&](const std::string& x) {
    return known.contains(x) || (function && (f.has_call_to_letter() || f.is(Kind::kMultiply)) && x.size() == 1);
  });
  const bool uses_all = std::ranges::all_of(
      known, [&](const std::string& name) { return f.uses(name) || f.has_function(name) || function; });
  if (!determined || !uses_all || f.is(Kind::kSymbol)) return std::nullopt;
  if (used.empty() && !f.has_call_to_letter()) return std::nullopt;
  if (function && f.is(Kind::kCall) && f.child(0).is(Kind::kSymbol) &&
      arguments.contains(std::string(f.child(0).name())) && !known.contains(std::string(f.child(0).name())))
    return std::nullopt;  // "find f(x)" for f(x) = …: nothing to do
  script.line("value = simplify({})", python);
  if (decimal) {
    script.answer("Decimal(value.p) / value.q if value.is_Rational and 10**12 % value.q == 0 else value");
  } else {
    script.answer("value");
  }
  return script.finish("Evaluate " + f.text());
}

}  // namespace

extern const Intent evaluate;
const Intent evaluate{
    .intent = "evaluate",
    .rules = {{{"<ask> {f:expr}", "how much is {f:expr}", "(what|how much) does {f:expr} (equal|make|give|come to)",
                "{f:expr} (is|equals|makes) (what|how much)", "{f:expr} (equals|is|is equal to|makes|gives|comes to|=)",
                "{f:expr} (is|equals|=) [to] what [number|value]", "what number (is|equals|does) {f:expr} [equal|make]",
                "<ask> [value of] {f:expr} equal [to]",
                "what (do|does) {f:expr} (equal|make|give|come to|add up to|total)",
                "{f:expr} , (how much|what is it|what does it equal|value)",
                "<ask> {f:expr} [,] the (number of [permutations|combinations|ways|arrangements|selections]|binomial "
                "coefficient)"},
               value},
              {{"<ask> (log|logarithm) [to] [the] base {b:expr} of {f:expr}",
                "<ask> (log|logarithm) of {f:expr} [to|in|with|using] [the] base {b:expr}",
                "<ask> base {b:expr} (log|logarithm) of {f:expr}", "<ask> log {f:expr} [to] base {b:expr}"},
               logarithm},
              {{"<ask> {f:expr} [,] <if> [the] [function|functions] {given:definitions}",
                "<if> [the] [function|functions] {given:definitions} <then> <ask> {f:expr}",
                "{given:definitions} <then> <ask> {f:expr}",
                "(substitute|plug|put) {given:definitions} (into|in) [the] [expression] {f:expr}",
                "<ask> {f:expr} at {given:definitions}"},
               with_definitions}},
    .rank = 0,
};

}  // namespace qed::rules::kinds
