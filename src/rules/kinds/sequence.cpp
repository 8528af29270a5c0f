// Arithmetic and geometric sequences: terms, sums, differences, ratios; terms by a formula.
#include <algorithm>

#include "base/text.h"
#include "rules/kind.h"
#include "rules/kinds/exact.h"

namespace qed::rules::kinds {
namespace {

// What is known of a progression, as Python in fractions.
struct Progression {
  bool geometric = false;
  std::string first, step;  // step: difference or ratio
};

bool is_geometric(const Match& m) {
  return m.word("type").find("geom") != std::string::npos || m.word("type") == "gp" || m.word("type") == "g.p";
}

// "2, 6, 18" or "2 + 6 + 18"
std::vector<Formula> given_terms(const Match& m) {
  if (m.has("t")) return m.list("t");
  std::vector<Formula> terms;
  const Formula& sum = m.formula("series");
  if (sum.is(Kind::kAdd)) {
    for (std::size_t i = 0; i < sum.size(); ++i) terms.push_back(sum.child(i));
  }
  return terms;
}

// a_i and a_j, or the terms in order, or the first term and the step.
bool assign(Script& script, const Match& m) {
  const bool geometric = is_geometric(m);
  if (m.has("t") || m.has("series")) {
    const std::vector<Formula> terms = given_terms(m);
    if (terms.size() < 2) return false;
    script.line("terms = [{}]", script.list(terms));
    script.line("a = Fraction(terms[0])");
    script.line("{}", geometric ? "r = terms[1] / a" : "d = terms[1] - a");
    script.check("all({} for x, y in zip(terms, terms[1:]))", geometric ? "y == r * x" : "y - x == d");
    return true;
  }
  if (m.has("a") && m.has("s")) {
    script.line("a = Fraction({})", script(m.formula("a")));
    script.line("{} = Fraction({})", geometric ? "r" : "d", script(m.formula("s")));
    return true;
  }
  if (m.has("i") && m.has("j")) {
    const int i = std::stoi(m.word("i")), j = std::stoi(m.word("j"));
    if (i == j || i < 1 || j < 1 || i > 1000 || j > 1000) return false;
    const std::string p = script(m.formula("p")), q = script(m.formula("q"));
    if (!geometric) {
      script.line("d = Fraction({} - ({})) / ({} - {})", q, p, j, i);
      script.line("a = {} - {} * d", p, i - 1);
      script.check("a + {} * d == {}", j - 1, q);
      return true;
    }
    if (j != i + 1 && !(j > i && (j - i) % 2 == 1)) return false;  // two ratios would do
    if (j == i + 1) {
      script.line("r = Fraction({}) / ({})", q, p);
    } else {
      script.line("power = Fraction({}) / ({})", q, p);
      script.line("r = Fraction(round(abs(power.numerator) ** (1 / {0})), round(power.denominator ** (1 / {0})))",
                  j - i);
      script.line("r = r if power > 0 else -r");
      script.check("r**{} == power", j - i);
    }
    script.line("a = Fraction({}) / r**{}", p, i - 1);
    return true;
  }
  return false;
}

bool has_decimal(const Match& m) {
  for (const std::string_view name : {"t", "a", "s", "p", "q"}) {
    for (const Formula& f : m.list(name)) {
      if (f.has_decimal()) return true;
    }
  }
  return false;
}

std::optional<std::string> index(const Match& m, std::string_view name, int limit) {
  std::string n = m.word(name);
  if (n.empty() && m.has(name) && m.formula(name).is(Kind::kNumber)) n = m.formula(name).name();
  if (n.empty() || n.size() > 6 || n.find('.') != std::string::npos || std::stoi(n) < 1 || std::stoi(n) > limit)
    return std::nullopt;
  return n;
}

Build progression(std::string_view what) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script(Dialect::kFractions);
    const bool geometric = is_geometric(m);
    if (!assign(script, m)) return std::nullopt;
    std::string n = "0";
    if (m.has("indexed")) {
      const std::string name(m.formula("indexed").name());
      const std::size_t mark = name.find('_');
      if (mark == std::string::npos || name.size() > mark + 5) return std::nullopt;
      n = name.substr(mark + 1);
      if (!std::ranges::all_of(n, text::is_digit) || n == "0" || (geometric && n.size() > 3)) return std::nullopt;
    }
    if (m.has("n")) {
      const std::optional<std::string> given = index(m, "n", geometric ? 2000 : 999'999);
      if (!given) return std::nullopt;
      n = *given;
    }
    std::string value;
    if (what == "term") {
      value = geometric ? fmt::format("a * r**({} - 1)", n) : fmt::format("a + ({} - 1) * d", n);
    } else if (what == "sum") {
      value = geometric ? fmt::format("sum(a * r**k for k in range({}))", n)
                        : fmt::format("{0} * (2 * a + ({0} - 1) * d) / 2", n);
    } else if (what == "step") {
      value = geometric ? "r" : "d";
    } else if (what == "first") {
      value = "a";
    } else if (what == "next") {
      if (!m.has("t") && !m.has("series")) return std::nullopt;
      value = geometric ? "terms[-1] * r" : "terms[-1] + d";
    } else if (what == "infinite") {
      if (!geometric) return std::nullopt;
      value = "a / (1 - r)";
      script.check("abs(r) < 1");
      script.check("a + r * ans == ans");
    }
    answer_exact(script, value, has_decimal(m));
    return script.finish(fmt::format("{} of the {} sequence", what, geometric ? "geometric" : "arithmetic"));
  };
}

// a_n as an expression in n
std::optional<Program> formula(const Match& m) {
  Script inner(Dialect::kSympy);
  const bool geometric = is_geometric(m);
  const std::string n = inner.symbol("n");
  std::string first, second;
  if (m.has("t") || m.has("series")) {
    const std::vector<Formula> terms = given_terms(m);
    if (terms.size() < 2) return std::nullopt;
    inner.line("terms = [{}]", inner.list(terms));
    inner.line("a, b = S(terms[0]), S(terms[1])");
    inner.check("all(ans.subs(n, k + 1) == terms[k] for k in range(len(terms)))");
  } else if (m.has("a") && m.has("s")) {
    inner.line("a = S({})", inner(m.formula("a")));
    inner.line("b = a {} {}", geometric ? "*" : "+", inner(m.formula("s")));
  } else {
    return std::nullopt;
  }
  inner.answer("{}", geometric ? "a * (b / a)**(n - 1)" : "expand(a + (n - 1) * (b - a))");
  return inner.finish(fmt::format("The nth term of the {} sequence", geometric ? "geometric" : "arithmetic"));
}

// How many terms? The position of a term.
std::optional<Program> position(const Match& m) {
  if (is_geometric(m)) return std::nullopt;
  Script script(Dialect::kFractions);
  if (!assign(script, m)) return std::nullopt;
  script.line("n = ({} - a) / d + 1", m.has("last") ? script(m.formula("last")) : "0");
  if (!m.has("last")) return std::nullopt;
  script.answer("int(n)");
  script.check("n == ans >= 1");
  return script.finish("The position of a term");
}

// a_n = 3n + 1: the 10th term, the first five terms, the sum of the first twenty
std::optional<Program> by_formula(const Match& m) {
  const std::optional<Definition> definition = as_definition(m.formula("f"));
  if (!definition) return std::nullopt;
  std::string variable = definition->argument;
  if (const std::size_t mark = definition->name.find('_'); variable.empty() && mark != std::string::npos)
    variable = definition->name.substr(mark + 1);
  if (variable.size() != 1 || definition->body.symbols() != std::set<std::string>{variable}) return std::nullopt;
  const std::optional<std::string> n = index(m, "n", 1000);
  if (!n) return std::nullopt;
  Script script;
  const std::string body = script(definition->body), name = script.symbol(variable);
  script.line("term = {}", body);
  const std::string what = m.word("what");
  if (what.find("sum") != std::string::npos) {
    script.answer("simplify(sum(term.subs({}, k) for k in range(1, {} + 1)))", name, *n);
  } else if (what.find("first") != std::string::npos) {
    script.answer("tuple(term.subs({}, k) for k in range(1, {} + 1))", name, *n);
  } else {
    script.answer("simplify(term.subs({}, {}))", name, *n);
  }
  return script.finish("Terms of " + m.formula("f").text());
}

// a_1 = 3, a_{n+1} = 2a_n + 1: find a_5
std::optional<Program> recurrence(const Match& m) {
  std::vector<Definition> all;
  for (const Formula& f : m.list("given")) {
    const std::optional<Definition> definition = as_definition(f);
    if (!definition || definition->name.find('_') == std::string::npos) return std::nullopt;
    all.push_back(*definition);
  }
  const std::string wanted(m.formula("x").name());
  const auto mark = wanted.find('_');
  if (mark == std::string::npos) return std::nullopt;
  const std::string letter = wanted.substr(0, mark), target = wanted.substr(mark + 1);
  if (target.empty() || target.size() > 3 || !std::ranges::all_of(target, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  const Definition* rule = nullptr;
  Script script(Dialect::kFractions);
  std::string start;
  for (const Definition& d : all) {
    if (!d.name.starts_with(letter + "_")) return std::nullopt;
    const std::string index = d.name.substr(mark + 1);
    if (std::ranges::all_of(index, [](char c) { return c >= '0' && c <= '9'; })) {
      start += fmt::format("{}{}: {}", start.empty() ? "" : ", ", index, script(d.body));
    } else if (rule) {
      return std::nullopt;
    } else {
      rule = &d;
    }
  }
  if (!rule || start.empty()) return std::nullopt;
  const std::string left = rule->name.substr(mark + 1);  // n, n+1 or n+2
  const int ahead = left == "n" ? 0 : left == "n+1" ? 1 : left == "n+2" ? 2 : -1;
  if (ahead < 0) return std::nullopt;
  for (const std::string& symbol : rule->body.symbols()) {
    if (symbol == "n") {
      script.line("n = 0");
      return std::nullopt;  // the index itself in the rule
    }
    if (!symbol.starts_with(letter + "_")) return std::nullopt;
    const std::string index = symbol.substr(mark + 1);
    const int shift = index == "n" ? 0 : index == "n+1" ? 1 : index == "n-1" ? -1 : index == "n-2" ? -2 : 9;
    if (shift >= ahead) return std::nullopt;
  }
  const std::string body = script(rule->body);
  script.line("terms = {{{}}}", start);
  script.line("for k in range(max(terms) + 1, {} + 1):", target);
  for (const std::string& symbol : rule->body.symbols()) {
    const std::string index = symbol.substr(mark + 1);
    const int shift = index == "n" ? 0 : index == "n+1" ? 1 : index == "n-1" ? -1 : -2;
    script.line("    {} = terms[k - {}]", python_name(symbol), ahead - shift);
    script.assigned(symbol);
  }
  script.line("    terms[k] = {}", body);
  script.answer("terms[{}]", target);
  return script.finish("Follow the recurrence to " + wanted);
}

#define TYPE "{type=arithmetic|geometric|a . p .|g . p .|ap|gp}"
#define SEQUENCE "(sequence|progression|series|sequences)"
#define NAMED \
  "[the|an|a|this|that|following|infinite] [following|infinite|increasing|decreasing] " TYPE " [" SEQUENCE "]"
#define DOTS "[,|+] [...|. . .|and so on|etc|. .]"
#define TERMS                                                                                                       \
  "[:|with terms|whose terms are|whose first terms are|that starts|that begins|starting with|beginning with|given " \
  "by|beginning|starting|which starts|,|=|with first terms] ({t:numbers}|{series:closed}) " DOTS
#define FIRST                                                                                                       \
  "[a|an|the|its] (first term|initial term|1st term|starting term|a|a_1|a 1) [of|is|=|:|equal to|being|a =|a_1 =] " \
  "{a:closed}"
#define STEP \
  "[a|an|the|its] (common difference|common ratio|difference|ratio|d|r) [of|is|=|:|equal to|being|d =|r =] {s:closed}"
#define GIVEN                                                                         \
  "(with|whose|where|having|that has|in which|if|for which|has|when|,|given) (" FIRST \
  " (and|,|, and|and a|and whose) [has|with] " STEP "|" STEP " (and|,|, and|and a) " FIRST ")"
#define TWO                                                                                                 \
  "(with|whose|where|having|that has|in which|if|for which|has|when|given|,) [the|its|a] {i:ordinal} term " \
  "[is|of|=|equal to|equals] {p:closed} [,] [and|and the|and its|, and the|and a|, and|, the] "             \
  "{j:ordinal} term [is|of|=|equal to|equals] {q:closed}"
#define TWO_SHORT                         \
  "[the] {i:ordinal} term (of|in) " NAMED \
  " (is|equals) {p:closed} [,] (and|and the|, the|, and the) {j:ordinal} [term|one] (is|equals) {q:closed}"
#define WHOLE                                                                            \
  "(" NAMED " " TERMS "|" NAMED " " GIVEN "|" NAMED " " TWO "|[the] " SEQUENCE " " TERMS \
  " [,] [which is|is|that is|is an|is a|assuming it is|which is an|which is a] " TYPE ")"
#define FIRST_AND_STEP \
  "[the] first term [of|in] " NAMED " is {a:closed} [,] [and|.] [the|its] [common] (difference|ratio) is {s:closed}"
#define RULES(ASKED)                                                                                              \
  "[<if>] " FIRST_AND_STEP " <then> <ask> " ASKED, "[<if>] " TWO_SHORT " <then> <ask> [its|the] " ASKED,          \
      "<ask> " ASKED " (of|in|for) " WHOLE, "[<if>|in] " WHOLE " <then> <ask> " ASKED " [of the sequence|of it]", \
      "[<if>|in|for] " WHOLE " " ASKED,                                                                           \
      "[<if>] " NAMED                                                                                             \
      " (has|is|starts with|begins with|begins|starts) [a|an] "                                                   \
      "{t:numbers} " DOTS " <then> <ask> " ASKED

}  // namespace

extern const Intent sequence;
const Intent sequence{
    .intent = "sequence",
    .rules = {{{RULES("({n:ordinal} term|term number {n:int}|term {n:int}|[term] {indexed:var})")},
               progression("term")},
              {{RULES("(sum|total) of [the] first {n:int} terms"), RULES("sum of {n:int} terms"),
                "[<if>|in] " WHOLE
                " <then> [<ask>] (what|how much) do the first {n:int} terms (add up to|sum to|sum up to|total)",
                "in " WHOLE " <then> what do the first {n:int} terms add up to",
                "[<ask>] sum of the first {n:int} terms (of|in) " WHOLE, "sum the first {n:int} terms of " WHOLE,
                "<ask> sum of " NAMED " [" SEQUENCE "] (with|whose|having) " FIRST " [,] [and] " STEP
                " [,] (and|with) [a total of] {n:int} terms",
                "add [up] the first {n:int} terms of " WHOLE},
               progression("sum")},
              {{RULES("common (difference|ratio)"), RULES("common (difference d|ratio r)")},
               [](const Match& m) { return progression("step")(m); }},
              {{RULES("(first|1st|initial) term")}, progression("first")},
              {{RULES("[the] next (term|number)"), "<ask> next (term|number) (of|in) " NAMED " {t:numbers}",
                "<ask> next (term|number) (of|in|after) " NAMED " " TERMS, "what comes next in " WHOLE,
                "continue " WHOLE " by (1|one) term"},
               progression("next")},
              {{"<ask> (sum to infinity|infinite sum|sum of all [the] terms|limit sum|sum) (of|for) [the|an|a] "
                "[infinite] {type=geometric} [" SEQUENCE "] " TERMS,
                "<ask> (sum to infinity|infinite sum) (of|for) " WHOLE,
                "[<if>] " WHOLE " <then> <ask> (sum to infinity|infinite sum|sum of all [the] [its] terms)",
                "[the|an|a] infinite {type=geometric} " SEQUENCE " " GIVEN
                " <then> [<ask>] [its|the] (sum|value|total)",
                "<ask> sum of [the|an] infinite {type=geometric} " SEQUENCE " (" TERMS "|" GIVEN ")",
                "[<if>] [the|an|a] infinite {type=geometric} " SEQUENCE " (has|with) (" FIRST " (and|,) " STEP
                ") <then> <ask> [its] sum"},
               progression("infinite")},
              {{RULES("(nth term|n th term|general term|general term a_n|explicit formula|n - th term|formula for the "
                      "nth term|formula|rule|explicit rule|formula for the nth term a_n)"),
                "<ask> (explicit|general|closed) formula (of|for) " WHOLE,
                "<ask> [a|an|the] (formula|expression|rule) for [the] (nth|n th|general) term (of|in) " WHOLE},
               formula},
              {{"(which|what) term of " WHOLE " (is|equals|is equal to) {last:closed}",
                "how many terms (are in|are there in|does) [the] {type=arithmetic} " SEQUENCE
                " [:] {t:numbers} , ... , {last:closed} [have]"},
               position},
              {{"<if> {f:equation} <then> <ask> {n:ordinal} term",
                "<ask> {n:ordinal} term of [the] sequence [given by|defined by|with|where|:|with general term|whose "
                "nth term is] {f:equation}",
                "<ask> [{what=sum of the first}|{what=first}] {n:int} terms of [the] sequence [given by|defined "
                "by|with|where|:|with general term] {f:equation}",
                "[<if>] [the|a] [sequence] [is] [given by|defined by|has general term] {f:equation} <then> <ask> "
                "{n:ordinal} term",
                "[<if>] {f:equation} <then> <ask> {what=sum of the first|first} {n:int} terms"},
               by_formula},
              {{"[<if>] [a|the] [sequence] [is] [defined by|given by|satisfies|with|where] {given:definitions} [for n "
                ">= 1|for n > 1|for n >= 2|for all n|for all n >= 1] <then> <ask> {x:var}",
                "<ask> {x:var} (if|when|where|given|given that|for) {given:definitions}"},
               recurrence}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
