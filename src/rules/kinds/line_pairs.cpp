// Two lines: parallel, perpendicular, the same or neither.
#include "rules/kind.h"
#include "rules/solving.h"

namespace qed::rules::kinds {
namespace {

std::optional<Program> relation(const Match& m) {
  const std::vector<Formula>& lines = m.list("e");
  if (lines.size() != 2) return std::nullopt;
  Script script;
  script.symbol("x");
  script.symbol("y");
  for (const Formula& line : lines) {
    for (const std::string& symbol : line.symbols()) {
      if (symbol != "x" && symbol != "y") return std::nullopt;
    }
    for (const std::string_view name : {"x", "y"}) {
      if (!line.child(0).is_polynomial_in(name) || !line.child(1).is_polynomial_in(name)) return std::nullopt;
    }
  }
  script.line("first, second = Poly({}, x, y), Poly({}, x, y)", difference(script, lines[0]),
              difference(script, lines[1]));
  script.check("first.total_degree() == 1 == second.total_degree()");
  script.line("(a, b), (c, d) = [[line.coeff_monomial(v) for v in (x, y)] for line in (first, second)]");
  for (const char* name : {"a", "b", "c", "d"}) script.assigned(name);
  script.line("parallel, perpendicular = a*d - b*c == 0, a*c + b*d == 0");
  const std::string how = m.word("how");
  const bool several = how.find("or") != std::string::npos || how.find("neither") != std::string::npos;
  if (several) {
    script.answer("'parallel' if parallel else 'perpendicular' if perpendicular else 'neither'");
  } else {
    script.answer("{}", how.starts_with("par") ? "parallel" : "perpendicular");
  }
  return script.finish(fmt::format("{} and {}: {}", lines[0].text(), lines[1].text(), how));
}

std::optional<Program> one_to_other(const Match& m) {
  Script script;
  const Formula &first = m.formula("a"), &second = m.formula("b");
  script.symbol("x");
  script.symbol("y");
  for (const Formula* line : {&first, &second}) {
    for (const std::string& symbol : line->symbols()) {
      if (symbol != "x" && symbol != "y") return std::nullopt;
    }
  }
  script.line("first, second = Poly({}, x, y), Poly({}, x, y)", difference(script, first), difference(script, second));
  script.check("first.total_degree() == 1 == second.total_degree()");
  script.line("(a, b), (c, d) = [[line.coeff_monomial(v) for v in (x, y)] for line in (first, second)]");
  for (const char* name : {"a", "b", "c", "d"}) script.assigned(name);
  script.answer("{}", m.word("how").starts_with("par") ? "a*d - b*c == 0" : "a*c + b*d == 0");
  return script.finish(fmt::format("Is {} {} to {}?", first.text(), m.word("how"), second.text()));
}

std::optional<Program> distance(const Match& m) {
  const std::vector<Formula>& lines = m.list("e");
  if (lines.size() != 2) return std::nullopt;
  Script script;
  script.symbol("x");
  script.symbol("y");
  for (const Formula& line : lines) {
    if (line.symbols() != std::set<std::string>{"x", "y"}) return std::nullopt;
  }
  script.line("first, second = Poly({}, x, y), Poly({}, x, y)", difference(script, lines[0]),
              difference(script, lines[1]));
  script.check("first.total_degree() == 1 == second.total_degree()");
  script.line("(a, b, c), (d, e, f) = [[line.coeff_monomial(v) for v in (x, y, 1)] for line in (first, second)]");
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) script.assigned(name);
  script.check("a*e == b*d");
  script.line("scale = a/d if d != 0 else b/e");
  script.answer("simplify(Abs(c - f*scale)/sqrt(a**2 + b**2))");
  return script.finish(fmt::format("Distance between {} and {}", lines[0].text(), lines[1].text()));
}

#define HOW "{how=parallel|perpendicular|orthogonal}"
#define WHICH                                                                                                         \
  "{how=parallel , perpendicular , or neither|parallel , perpendicular or neither|parallel or perpendicular|"         \
  "perpendicular or parallel|parallel or perpendicular or neither|parallel perpendicular or neither|perpendicular , " \
  "parallel , or neither|perpendicular , parallel or neither}"
#define LINES "[the] [2|two] [lines|graphs] [of] [given by|with equations|:] {e:equations}"

}  // namespace

extern const Intent line_pairs;
const Intent line_pairs{
    .intent = "line_pairs",
    .rules = {{{"are " LINES " " HOW " [lines|to each other]", "are " LINES " " WHICH,
                "(determine|decide|check|tell|state|find out|say|classify) (whether|if) " LINES " are " WHICH,
                "(determine|decide|check|tell|state|find out) (whether|if) " LINES " are " HOW
                " [to each other|or not]",
                "(classify) " LINES " as " WHICH},
               relation},
              {{"<ask> [perpendicular|shortest] distance between [the] [two|2] [parallel] lines {e:equations}"},
               distance},
              {{"is [the] [line] {a:equation} " HOW " to [the] [line] {b:equation}",
                "(determine|decide|check|tell me|state) (whether|if) [the] [line] {a:equation} is " HOW
                " to [the] [line] {b:equation}"},
               one_to_other}},
    .rank = 19,
};

}  // namespace qed::rules::kinds
