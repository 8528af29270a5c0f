// Asymptotes of rational and other functions, and the values that a function leaves out.
#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

void answer_lines(Script& script, std::string_view variable) {
  script.line("lines = [f'{} = {{latex(value)}}' for value in sorted(set(values), key=N)]", variable);
  script.answer("lines[0] if len(lines) == 1 else lines");
  script.check("len(lines) > 0");
}

// Where the function itself grows without bound: a hole is none.
std::optional<Program> vertical(const Match& m) {
  const std::optional<Subject> s = subject(m);
  if (!s || s->body.has_function("tan cot sec csc floor ceil")) return std::nullopt;
  Script script;
  const std::string x = script.symbol(s->variable), f = define_subject(script, *s);
  script.line(
      "values = [p for p in singularities({0}, {1}) if oo in (abs(limit({0}, {1}, p, '+')), abs(limit({0}, {1}, p, "
      "'-')))]",
      f, x);
  answer_lines(script, s->variable);
  return script.finish("Vertical asymptotes of " + s->body.text());
}

std::optional<Program> horizontal(const Match& m) {
  const std::optional<Subject> s = subject(m);
  if (!s || s->body.has_function("sin cos tan cot sec csc")) return std::nullopt;
  Script script;
  const std::string x = script.symbol(s->variable), f = define_subject(script, *s);
  script.line("values = [v for v in (limit({0}, {1}, oo), limit({0}, {1}, -oo)) if v.is_finite]", f, x);
  answer_lines(script, s->name.empty() || s->name.size() > 1 || s->name == "f" || s->name == "g" ? "y" : s->name);
  return script.finish("Horizontal asymptotes of " + s->body.text());
}

std::optional<Program> oblique(const Match& m) {
  const std::optional<Subject> s = subject(m);
  if (!s) return std::nullopt;
  Script script;
  const std::string x = script.symbol(s->variable), f = define_subject(script, *s);
  script.line("above, below = fraction(together({}))", f);
  script.line("quotient, rest = div(above, below, {})", x);
  script.answer("f'y = {{latex(quotient)}}'");
  script.check("degree(quotient, {}) == 1 and rest != 0", x);
  script.check("limit({} - quotient, {}, oo) == 0", f, x);
  return script.finish("Slant asymptote of " + s->body.text());
}

// For which x is the function undefined?
std::optional<Program> excluded(const Match& m) {
  const std::optional<Subject> s = subject(m);
  if (!s || s->body.has_function("sin cos tan cot sec csc ln log sqrt root")) return std::nullopt;
  if (m.has("v") && m.formula("v").name() != s->variable) return std::nullopt;
  Script script;
  const std::string x = script.symbol(s->variable);
  if (!s->body.has(Kind::kDivide)) return std::nullopt;
  script.line("zeros = set()");
  // As written: a factor that cancels is still zero below the line.
  const auto collect = [&](const auto& self, const Formula& f) -> void {
    if (f.is(Kind::kDivide) && !f.child(1).is_constant())
      script.line("zeros |= set(real_roots({}))", script(f.child(1)));
    for (std::size_t i = 0; i < f.size(); ++i) self(self, f.child(i));
  };
  collect(collect, s->body);
  script.symbol(s->variable);
  script.answer("zeros.pop() if len(zeros) == 1 else FiniteSet(*zeros)");
  return script.finish(fmt::format("Values of {} for which {} is undefined", x, s->body.text()));
}

#define LINE "asymptote|asymptotes"
#define SUBJECT "(of|for|to|does) <subject> [have]"

}  // namespace

extern const Intent asymptotes;
const Intent asymptotes{
    .intent = "asymptotes",
    .rules = {{{"(which|what) (line|lines) (is|are) [the] {v1=vertical} (" LINE ") " SUBJECT,
                "<ask> [equation|equations] [of|for] [all] [the] {v1=vertical} (" LINE ") " SUBJECT,
                "(what|which) {v1=vertical} (" LINE ") does <subject> have",
                "[<if>] <subject> <then> <ask> [all] [the] [its] [equation|equations] [of] [the] {v1=vertical} (" LINE
                ")"},
               vertical},
              {{"(which|what) (line|lines) (is|are) [the] {h=horizontal} (" LINE ") " SUBJECT,
                "<ask> [equation|equations] [of|for] [all] [the] {h=horizontal} (" LINE ") " SUBJECT,
                "(what|which) {h=horizontal} (" LINE ") does <subject> have",
                "[<if>] <subject> <then> <ask> [all] [the] [its] [equation|equations] [of] [the] {h=horizontal} (" LINE
                ")"},
               horizontal},
              {{"<ask> [equation|equations] [of|for] [the] {o=oblique|slant|inclined} (" LINE ") " SUBJECT,
                "[<if>] <subject> <then> <ask> [its] [equation] [of] [the] {o=oblique|slant} (" LINE ")"},
               oblique},
              {{"(for|at) (what|which) [real] [<values>] [{v:var}] is <subject> (undefined|not defined)",
                "<ask> [excluded|restricted] (values|value) [of] [{v:var}] (for which|that make|which make|where|that "
                "makes|for) [the] <subject> "
                "[is] [undefined|not defined]",
                "(what|which) (values|value) [of] [{v:var}] (make|makes|would make|must be excluded from|are excluded "
                "from) <subject> [undefined]",
                "where is <subject> (undefined|not defined)"},
               excluded}},
    .rank = 19,
};

}  // namespace qed::rules::kinds
