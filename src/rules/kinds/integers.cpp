#include "rules/kinds/integers.h"

namespace qed::rules::kinds {

bool is_integer_expression(const Formula& f) {
  return f.is_constant() && !f.has_decimal() && !f.has(Kind::kDivide) && !f.has(Kind::kPercent);
}

std::string residue(Script& script, const Formula& f, const std::string& modulus) {
  if (f.is(Kind::kPower) && f.child(0).is(Kind::kNumber) && f.child(1).is_constant())
    return fmt::format("pow({}, {}, {})", script(f.child(0)), script(f.child(1)), modulus);
  return fmt::format("({}) % {}", script(f), modulus);
}

Build of_integer(std::string_view expression, double digits) {
  return [=](const Match& m) -> std::optional<Program> {
    const Formula& n = m.formula("n");
    if (!n.is_constant() || n.has_decimal() || n.has(Kind::kDivide) || n.has(Kind::kPercent)) return std::nullopt;
    if (magnitude(n).value_or(1e9) > digits) return std::nullopt;
    Script script;
    script.line("n = {}", script(n));
    script.assigned("n");
    script.answer("{}", expression);
    return script.finish(fmt::format("{} for n = {}", expression, n.text()));
  };
}

}  // namespace qed::rules::kinds
