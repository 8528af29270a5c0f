// Logarithms and powers written as each other, and changes of base.
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

// log_2 8 = 3 as 2^3 = 8
std::optional<Program> exponential(const Match& m) {
  const Formula& e = m.formula("e");
  Formula log = e.child(0), value = e.child(1);
  if (!log.is(Kind::kCall)) std::swap(log, value);
  if (!log.is(Kind::kCall) || value.is(Kind::kCall)) return std::nullopt;
  Script script;
  std::string base;
  if (log.name() == "ln" && log.size() == 1) {
    base = "e";
  } else if (log.name() == "log" && log.size() == 2) {
    script.line("base = latex({})", script(log.child(1)));
    base = "{base}";
  } else {
    return std::nullopt;
  }
  script.line("exponent, power = latex({}), latex({})", script(value), script(log.child(0)));
  script.answer("f'{}^{{{{{{exponent}}}}}} = {{power}}'", base);
  return script.finish("Exponential form of " + e.text());
}

// 2^3 = 8 as log_2 8 = 3
std::optional<Program> logarithmic(const Match& m) {
  const Formula& e = m.formula("e");
  Formula power = e.child(0), value = e.child(1);
  if (!power.is(Kind::kPower)) std::swap(power, value);
  if (!power.is(Kind::kPower)) return std::nullopt;
  Script script;
  script.line("base, exponent, value = latex({}), latex({}), latex({})", script(power.child(0)), script(power.child(1)),
              script(value));
  script.answer(
      "f'\\\\log_{{{{{{base}}}}}}({{value}}) = {{exponent}}' if base != 'e' else f'\\\\ln({{value}}) = {{exponent}}'");
  return script.finish("Logarithmic form of " + e.text());
}

std::optional<Program> change_of_base(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is(Kind::kCall) || f.name() != "log" || f.size() != 2) return std::nullopt;
  Script script;
  script.answer("log({}) / log({})", script(f.child(0)), script(f.child(1)));
  return script.finish(f.text() + " in natural logarithms");
}

#define WRITE                                                                                         \
  "(write|express|convert|rewrite|change|put|turn|give|<ask>) [the] [equation|statement|logarithmic " \
  "equation|exponential equation]"

}  // namespace

extern const Intent log_forms;
const Intent log_forms{
    .intent = "log_forms",
    .rules = {{{WRITE
                " {e:equation} (in|to|into|as) [an|its] (exponential|index|exponent|power) (form|equation|notation)",
                "<ask> exponential form of {e:equation}"},
               exponential},
              {{WRITE " {e:equation} (in|to|into|as) [a|its] (logarithmic|log|logarithm) (form|equation|notation)",
                "<ask> (logarithmic|log) form of {e:equation}"},
               logarithmic},
              {{WRITE
                " {f:expr} (in terms of|using|to|in|as|with) [the] (natural logarithms|natural logs|natural log|ln)",
                "(use|using) [the] change of base [formula] [to|,] (write|express|rewrite) {f:expr} (in terms "
                "of|using|with|in) (natural logarithms|natural logs|natural log|ln)"},
               change_of_base}},
    .rank = 23,
};

}  // namespace qed::rules::kinds
