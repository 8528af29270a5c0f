// Sequences that show only their terms, "the nth term of 5, 8, 11, ...", means between two numbers, Fibonacci numbers,
// and terms of a formula asked for by their index.
#include <algorithm>
#include <string>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

int index_of(const Match& m, int most) {
  std::string n = m.word("n");
  if (n.empty() && m.has("n") && m.formula("n").is(Kind::kNumber)) n = m.formula("n").name();
  if (n.empty() || n.size() > 5 || !std::ranges::all_of(n, [](char c) { return c >= '0' && c <= '9'; })) return 0;
  return std::stoi(n) <= most ? std::stoi(n) : 0;
}

// Three terms make an arithmetic progression plain; as 1, 2, 4 may go on otherwise, a geometric one shows four.
bool assign(Script& script, const Match& m) {
  const std::vector<Formula>& terms = m.list("t");
  if (terms.size() < 3 || terms.size() > 12) return false;
  for (const Formula& term : terms) {
    if (term.has_decimal()) return false;
  }
  const auto whole = [](const Formula& f) -> std::optional<long> {
    const Formula number = f.is(Kind::kNegate) ? f.child(0) : f;
    if (!number.is(Kind::kNumber) || number.name().size() > 9) return std::nullopt;
    const long value = std::stol(std::string(number.name()));
    return f.is(Kind::kNegate) ? -value : value;
  };
  if (const auto a = whole(terms[0]), b = whole(terms[1]), c = whole(terms[2]); a && b && c) {
    const bool geometric = *b * *b == *a * *c && terms.size() > 3;
    if (*b - *a != *c - *b && !geometric) return false;
  }
  script.line("terms = [Fraction({})]", [&] {
    std::string out;
    for (const Formula& term : terms) out += (out.empty() ? "" : "), Fraction(") + script(term);
    return out;
  }());
  script.line("steps = [q - p for p, q in zip(terms, terms[1:])]");
  script.line("ratios = [q / p for p, q in zip(terms, terms[1:])] if all(terms) else []");
  script.line("arithmetic = len(set(steps)) == 1");
  script.line("assert arithmetic or (len(set(ratios)) == 1 and len(terms) > 3), 'no plain progression'");
  return true;
}

bool assign_geometric(Script& script, const Match& m) {
  const std::vector<Formula>& terms = m.list("t");
  if (terms.size() < 3 || terms.size() > 12) return false;
  script.line("terms = [Fraction(term) for term in ({})]", script.list(terms));
  script.line("ratio = terms[1] / terms[0]");
  script.check("all(q == ratio * p for p, q in zip(terms, terms[1:]))");
  return true;
}

std::optional<Program> nth_term(const Match& m) {
  Script script(Dialect::kFractions);
  if (!assign(script, m)) return std::nullopt;
  const std::string n = m.has("var") ? std::string(m.formula("var").name()) : "n";
  if (n.size() != 1) return std::nullopt;
  script.line("def number(value):");
  script.line(
      "    return str(value) if value.denominator == 1 else "
      "f'\\\\frac{{{{{{value.numerator}}}}}}{{{{{{value.denominator}}}}}}'");
  script.line("if arithmetic:");
  script.line("    step, start = steps[0], terms[0] - steps[0]");
  script.line("    factor = '' if step == 1 else '-' if step == -1 else number(step)");
  script.line("    rest = '' if start == 0 else f' + {{number(start)}}' if start > 0 else f' - {{number(-start)}}'");
  script.line("    ans = f'{{factor}} {}{{rest}}' if step else number(terms[0])", n);
  script.line("else:");
  script.line(
      "    ratio = number(ratios[0]) if ratios[0] > 0 and ratios[0].denominator == 1 else f'({{number(ratios[0])}})'");
  script.line("    factor = '' if terms[0] == 1 else '-' if terms[0] == -1 else number(terms[0]) + ' \\\\cdot '");
  script.line("    ans = f'{{factor}}{{ratio}}^{{{{{} - 1}}}}'", n);
  return script.finish("The nth term of a progression");
}

Build of_terms(std::string_view what) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script(Dialect::kFractions);
    if (!assign(script, m)) return std::nullopt;
    const int n = index_of(m, what == "term" ? 2000 : 1000);
    if (n < 1) return std::nullopt;
    script.line("def term(k):");
    script.line("    return terms[0] + k * steps[0] if arithmetic else terms[0] * ratios[0]**k");
    script.check("all(term(k) == t for k, t in enumerate(terms))");
    if (what == "term") {
      script.answer("term({})", n - 1);
    } else {
      script.answer("sum(term(k) for k in range({}))", n);
    }
    return script.finish(fmt::format("{} {} of a progression", what, n));
  };
}

// n arithmetic or geometric means between two numbers
std::optional<Program> means(const Match& m) {
  const std::vector<Formula>& ends = m.list("ends");
  const int n = m.has("n") ? index_of(m, 20) : 1;
  if (ends.size() != 2 || n < 1) return std::nullopt;
  const bool geometric = m.word("type").starts_with("geom");
  Script script(geometric ? Dialect::kSympy : Dialect::kFractions);
  script.line("a, b = {}", script.list(ends));
  script.assigned("a");
  script.assigned("b");
  if (geometric) {
    if (n % 2 == 1 && n > 1 && !m.has("positive")) return std::nullopt;  // two ratios would do
    script.check("a > 0 and b > 0");
    script.line("ratio = root(S(b)/a, {})", n + 1);
    script.line("terms = [simplify(a*ratio**k) for k in range(1, {})]", n + 1);
    script.check("simplify(terms[-1]*ratio - b) == 0");
  } else {
    script.line("step = Fraction(b - a) / {}", n + 1);
    script.line("terms = [a + k*step for k in range(1, {})]", n + 1);
    script.check("terms[-1] + step == b");
  }
  script.answer("{}", n == 1 ? "terms[0]" : "tuple(terms)");
  return script.finish(fmt::format("{} means", m.word("type")));
}

std::optional<Program> fibonacci(const Match& m) {
  const int n = index_of(m, 5000);
  if (n < 1) return std::nullopt;
  // F_0 = 0 and F_1 = F_2 = 1 number them alike; other starts do not.
  const std::vector<Formula>& shown = m.list("shown");
  const int first[] = {1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144};
  bool from_zero = false;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (!shown[i].is(Kind::kNumber) || i > 10) return std::nullopt;
    const std::string number(shown[i].name());
    if (i == 0) from_zero = number == "0";
    const int expected = from_zero ? (i == 0 ? 0 : first[i - 1]) : first[i];
    if (number != std::to_string(expected)) return std::nullopt;
  }
  Script script(Dialect::kFractions);
  script.line("a, b = 0, 1");
  script.line("for k in range({}):", from_zero ? n - 1 : n);
  script.line("    a, b = b, a + b");
  if (m.has("sum")) {
    script.line("a, b = 0, 1");
    script.line("ans = 0");
    script.line("for k in range({}):", n);
    script.line("    a, b = b, a + b");
    script.line("    ans += a");
    if (from_zero) return std::nullopt;
  } else {
    script.answer("a");
    script.check(
        "math.isqrt(5 * ans * ans + 4)**2 == 5 * ans * ans + 4 or math.isqrt(5 * ans * ans - 4)**2 == 5 * ans * ans - "
        "4");
  }
  return script.finish(fmt::format("Fibonacci number {}", n));
}

// a_n = n^2 - 1: what is a_5?
std::optional<Program> by_index(const Match& m) {
  const std::optional<Definition> rule = as_definition(m.formula("f"));
  if (!rule || !m.formula("x").is(Kind::kSymbol)) return std::nullopt;
  const std::string wanted(m.formula("x").name());
  const std::size_t mark = rule->name.find('_'), at = wanted.find('_');
  if (mark == std::string::npos || at == std::string::npos || rule->name.substr(0, mark) != wanted.substr(0, at))
    return std::nullopt;
  const std::string variable = rule->name.substr(mark + 1), index = wanted.substr(at + 1);
  if (variable.size() != 1 || variable[0] < 'a' || variable[0] > 'z' || index.empty() || index.size() > 4 ||
      !std::ranges::all_of(index, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  if (rule->body.symbols() != std::set<std::string>{variable} || rule->body.has_call_to_letter()) return std::nullopt;
  Script script;
  script.symbol(variable);
  script.line("term = {}", script(rule->body));
  script.answer("simplify(term.subs({}, {}))", python_name(variable), index);
  return script.finish("Find " + wanted);
}

#define LISTED "{t:numbers} [,] [...|. . .|and so on|etc|. .] [\\( (arithmetic|geometric) \\)]"
#define SEQUENCE                                                                        \
  "[the|this] [following] [number] [sequence|progression|series|list|pattern] [:|that " \
  "begins|beginning|starting|which begins|that starts] [with]"
#define NTH                                                                                                 \
  "[a|an|the] [simplified] [(formula|expression|rule|equation) for] [a|an|the] (nth|n th|n - th|{var:var} " \
  "th|{var:var} - th|general) term [a_n|formula] "
#define FORMULA                                                                                                       \
  "([explicit|general|closed] (formula|rule|expression)|explicit formula for the nth term|nth term formula|nth term " \
  "rule)"
#define INSERT "(insert|find|place|put|give|calculate|determine|what is|what are|compute)"

}  // namespace

extern const Intent listed_terms;
const Intent listed_terms{
    .intent = "listed_terms",
    .rules =
        {{{"<ask> " NTH "(of|in|for) " SEQUENCE " " LISTED, "<ask> " NTH "[:|,] " LISTED,
           "[<ask>] " FORMULA " (of|for) [the nth term of] " SEQUENCE " " LISTED, LISTED " [,|:|;|.] <ask> " NTH,
           SEQUENCE " " LISTED " [,|:|;|.] <ask> " NTH,
           "[<if>] " SEQUENCE " " LISTED " <then> <ask> " NTH "[of (it|this sequence|the sequence)]"},
          nth_term},
         {{"<ask> {n:ordinal} (term|number) (of|in|for) " SEQUENCE " " LISTED,
           "<ask> [term] [number] (a _ {n:int}|a _ \\{ {n:int} \\}) (of|in|for) [the|an|a] "
           "[arithmetic|geometric] " SEQUENCE " " LISTED,
           "[<if>|in|for] " SEQUENCE " " LISTED " <then> <ask> {n:ordinal} (term|number)"},
          of_terms("term")},
         {{"<ask> (sum to infinity|infinite sum|sum of all [the] terms) (of|for) " SEQUENCE
           " {t:numbers} [,|+] [...|. . .|and so on|etc]"},
          [](const Match& m) -> std::optional<Program> {
            Script script(Dialect::kFractions);
            if (!assign_geometric(script, m)) return std::nullopt;
            script.answer("terms[0] / (1 - ratio)");
            script.check("abs(ratio) < 1 and terms[0] + ratio * ans == ans");
            return script.finish("Sum to infinity of a geometric progression");
          }},
         {{"<ask> common difference (of|in|for) " SEQUENCE " {t:numbers} [,] (...|and so on|etc)"},
          [](const Match& m) -> std::optional<Program> {
            Script script(Dialect::kFractions);
            if (!assign(script, m)) return std::nullopt;
            script.check("arithmetic");
            script.answer("steps[0]");
            return script.finish("Common difference");
          }},
         {{"<ask> common ratio (of|in|for) " SEQUENCE " {t:numbers} [,] (...|and so on|etc)"},
          [](const Match& m) -> std::optional<Program> {
            Script script(Dialect::kFractions);
            if (!assign_geometric(script, m)) return std::nullopt;
            script.answer("ratio");
            return script.finish("Common ratio");
          }},
         {{"(which|what) term (of|in) " SEQUENCE " " LISTED " (is|equals|has the value|is equal to) {v:closed}",
           "(which|what) term of " SEQUENCE " {t:numbers} [,] ... (is|equals) {v:closed}"},
          [](const Match& m) -> std::optional<Program> {
            Script script(Dialect::kFractions);
            if (!assign(script, m)) return std::nullopt;
            script.check("arithmetic and steps[0] != 0");
            script.line("position = (({}) - terms[0]) / steps[0] + 1", script(m.formula("v")));
            script.answer("int(position)");
            script.check("position == ans >= 1");
            return script.finish("The position of a term");
          }},
         {{"<ask> sum of the first {n:int} terms (of|in|for) " SEQUENCE
           " {t:numbers} [,|+] [...|. . .|and so on|etc|. .]",
           "[<if>|in|for] " SEQUENCE " " LISTED " <then> <ask> sum of the first {n:int} terms"},
          of_terms("sum")},
         {{INSERT
           " [the|a|an] [single] [{positive=positive}] {type=arithmetic|geometric} mean (between|of) {ends:numbers} "
           "[\\( {positive=positive} \\)]",
           INSERT " {n:int} [{positive=positive}] {type=arithmetic|geometric} means between {ends:numbers}",
           "<ask> {type=arithmetic|geometric} mean between {ends:numbers}",
           INSERT " [one|1] (number|term) between {ends:numbers} (so that the 3|so that the three|such that the "
                  "three|to form) "
                  "[numbers] [form|make|are in] [an] {type=arithmetic} (sequence|progression)"},
          means},
         {{"<ask> {n:ordinal} fibonacci number [\\(] [with|where|if|using|given] [f_1 = f_2 = 1|f_1 = 1 , f_2 = 1|f_1 "
           "= 1 and f_2 = 1|f _ 1 = f _ 2 "
           "= 1|f _ 1 = 1 and f _ 2 = 1|f _ 1 = 1 , f _ 2 = 1|f _ \\{ 1 \\} = f _ \\{ 2 \\} = 1] [\\)]",
           "<ask> fibonacci [number] f _ ({n:int}|\\{ {n:int} \\}) [\\(] [with|where|if] [f _ 1 = f _ 2 = 1|f _ 1 = 1 "
           "and f _ 2 = 1|f _ 1 = 1 , "
           "f _ 2 = 1|f _ 0 = 0 and f _ 1 = 1|f _ 0 = 0 , f _ 1 = 1] [\\)]",
           "<ask> f _ ({n:int}|\\{ {n:int} \\}) (of|in) the fibonacci (sequence|numbers) [with|where] [f _ 1 = f _ 2 = "
           "1|f _ 0 = 0 , f _ 1 = 1|f _ 0 = 0 "
           "and f _ 1 = 1]",
           "<ask> {n:ordinal} (term|number) (of|in) the fibonacci (sequence|series|numbers) [:|,] [{shown:ints} [,] "
           "[...]] [where|with] [f "
           "_ 1 = f _ 2 = 1]",
           "<ask> {sum=sum} of the first {n:int} fibonacci numbers"},
          fibonacci},
         {{"[<if>] [the] [sequence] [is] [defined by|given by|with|has] {f:equation} <then> <ask> [the] [term] [value "
           "of] {x:var}",
           "<ask> {x:var} (if|when|where|given|given that|for|for the sequence|in the sequence) {f:equation}"},
          by_index}},
    .rank = 21,
};

}  // namespace qed::rules::kinds
