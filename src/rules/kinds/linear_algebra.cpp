// Vectors and matrices beyond one operation: independence, eigenvectors, null space, A X = B, det(kA), parameters of
// linear systems.
#include <algorithm>
#include <string>

#include "rules/kind.h"
#include "rules/solving.h"

namespace qed::rules::kinds {
namespace {

// "Matrix([[1, 2], [3, 4]])" with one vector a row; "" where the vectors differ in length.
std::string rows(Script& script, const std::vector<Formula>& vectors) {
  const auto length = [](const Formula& v) {
    return v.is(Kind::kMatrix) && v.size() == 1 ? v.child(0).size() : v.size();
  };
  std::string out;
  for (const Formula& v : vectors) {
    if (length(v) != length(vectors.front())) return "";
    std::string items;
    for (std::size_t i = 0; i < length(v); ++i) {
      const Formula entry = !v.is(Kind::kMatrix) ? v.child(i)
                            : v.size() == 1      ? v.child(0).child(i)
                                                 : v.child(i).child(0);
      items += (i ? ", " : "") + script(entry);
    }
    out += (out.empty() ? "[" : ", [") + items + "]";
  }
  return "Matrix([" + out + "])";
}

std::optional<Program> independence(const Match& m) {
  const std::vector<Formula>& vectors = m.list("v");
  if (vectors.size() < 2) return std::nullopt;
  Script script;
  const std::string matrix = rows(script, vectors);
  if (matrix.empty()) return std::nullopt;
  script.line("rank = {}.rank()", matrix);
  const std::string how = m.word("how");
  if (how.find("or") != std::string::npos) {
    script.answer("'linearly independent' if rank == {} else 'linearly dependent'", vectors.size());
  } else {
    script.answer("rank {} {}", how.starts_with("dep") ? "<" : "==", vectors.size());
  }
  return script.finish("Linear independence of " + script.list(vectors));
}

// Span, basis and dimension questions of the rows of a list of vectors.
std::optional<Program> dimension(const Match& m) {
  const std::vector<Formula>& vectors = m.list("v");
  if (vectors.size() < 2) return std::nullopt;
  Script script;
  const std::string matrix = rows(script, vectors);
  if (matrix.empty()) return std::nullopt;
  script.answer("{}.rank()", matrix);
  return script.finish("Dimension of the span of " + script.list(vectors));
}

// The parameter that makes vectors dependent.
std::optional<Program> dependent_for(const Match& m) {
  const std::vector<Formula>& vectors = m.list("v");
  const std::string k(m.formula("k").name());
  Script script;
  const std::string matrix = vectors.size() < 2 ? "" : rows(script, vectors);
  if (matrix.empty()) return std::nullopt;
  script.line("A = {}", matrix);
  script.assigned("A");
  script.check("A.rows == A.cols");
  script.line("solutions = solve(A.det(), {})", script.symbol(k));
  script.check("len(solutions) > 0");
  script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
  return script.finish(fmt::format("{} for which the vectors are dependent", k));
}

std::optional<Program> matrix_equation(const Match& m) {
  const Formula &a = m.formula("A"), &b = m.formula("B");
  if (!a.is_constant() || !b.is_constant()) return std::nullopt;
  Script script;
  script.line("A, B = {}, {}", script(a), script(b));
  for (const char* name : {"A", "B"}) script.assigned(name);
  const bool left = !m.has("right");
  script.answer("{}", left ? "A.inv()*B" : "B*A.inv()");
  script.check("{} == B", left ? "A*ans" : "ans*A");
  return script.finish(fmt::format("Solve the matrix equation with {} and {}", a.text(), b.text()));
}

// det(2A), det(A^3), det(A^-1), det(A^T) where only det A and the size are known
std::optional<Program> of_determinant(const Match& m) {
  if (!m.formula("d").is_constant()) return std::nullopt;
  const Formula& n = m.formula("n");
  if (!n.is(Kind::kNumber) || n.name().size() > 1) return std::nullopt;
  Script script;
  const std::string d = script(m.formula("d"));
  if (m.has("k")) {
    script.answer("S({})**{} * ({})", script(m.formula("k")), n.name(), d);
  } else if (m.has("p")) {
    script.answer("S({})**({})", d, script(m.formula("p")));
  } else {
    script.answer("S({})", d);
  }
  return script.finish("A determinant from det A = " + d);
}

// k for which a linear system has no, one or infinitely many solutions.
std::optional<Program> parameter_of_system(const Match& m) {
  const std::vector<Formula>& equations = m.list("e");
  const std::string k(m.formula("k").name());
  if (equations.size() < 2) return std::nullopt;
  std::set<std::string> unknowns;
  for (const Formula& e : equations) unknowns.merge(e.symbols());
  if (unknowns.erase(k) == 0 || unknowns.size() != equations.size()) return std::nullopt;
  for (const Formula& e : equations) {
    for (const std::string& x : e.symbols()) {
      if (!e.child(0).is_polynomial_in(x) || !e.child(1).is_polynomial_in(x)) return std::nullopt;
    }
  }
  Script script;
  std::string names, differences;
  for (const std::string& x : unknowns) names += (names.empty() ? "" : ", ") + script.symbol(x);
  for (const Formula& e : equations) differences += (differences.empty() ? "" : ", ") + difference(script, e);
  const std::string parameter = script.symbol(k);
  script.line("equations = [{}]", differences);
  script.line("A, b = linear_eq_to_matrix(equations, [{}])", names);
  for (const char* name : {"A", "b"}) script.assigned(name);
  script.line("singular = [s for s in solve(A.det(), {}) if s.is_real]", parameter);
  const std::string how = m.word("how");
  if (how.find("unique") != std::string::npos || how.find("1") != std::string::npos) {
    script.answer("S.Reals - FiniteSet(*singular)");
    return script.finish(fmt::format("{} for which the system has a unique solution", k));
  }
  const bool none = how.find("no ") != std::string::npos || how.starts_with("incons") || how.starts_with("a");
  script.line("found = [s for s in singular if linsolve([e.subs({}, s) for e in equations], [{}]) {} S.EmptySet]",
              parameter, names, none ? "==" : "!=");
  script.check("len(found) > 0");
  script.answer("found[0] if len(found) == 1 else FiniteSet(*found)");
  return script.finish(fmt::format("{} for which the system has {}", k, how));
}

#define VECTORS "[the|these] [following] [set of] [vectors] [in (r|ℝ) ^ (2|3)] [:] {v:vectors}"
#define HOW "[linearly] {how=independent|dependent}"
#define SYSTEM                                                                                            \
  "[the|this] [following] [linear] [system|equations|system of equations|pair of equations|simultaneous " \
  "equations|lines|pair of linear equations] [of] [linear] [equations] [:] {e:equations}"
#define COUNT                                                                                                          \
  "([have|has|to have|having] {how=infinitely many solutions|infinite solutions|an infinite number of solutions|no "   \
  "solution|no solutions|a unique "                                                                                    \
  "solution|exactly 1 solution|1 solution|(exactly|only) 1 solution|infinitely many|no real solution}|(with|without) " \
  "{how=no solution|a solution|any solution|any "                                                                      \
  "solutions|infinitely many solutions}|{how=inconsistent})"
#define K "[real] [<values>] {k:var}"

}  // namespace

extern const Intent linear_algebra;
const Intent linear_algebra{
    .intent = "linear_algebra",
    .rules =
        {{{"(are|is) " VECTORS " " HOW " [vectors] [or not]",
           "(are|is) " VECTORS
           " linearly {how=independent or dependent|dependent or independent|independent or linearly dependent}",
           "(determine|check|decide|tell me|state|find out) (whether|if) " VECTORS
           " (are|is) linearly {how=independent or dependent|dependent or independent|independent or linearly "
           "dependent|independent or not|independent|dependent}",
           "do " VECTORS " form a {how=independent basis|basis} [of|for] [(r|ℝ) ^ (2|3)]"},
          [](const Match& m) -> std::optional<Program> {
            return m.word("how").find("basis") == std::string::npos ? independence(m) : std::nullopt;
          }},
         {{"<ask> dimension of [the] (span|subspace spanned by|space spanned by) [of|by] " VECTORS,
           "<ask> rank of [the] [set of] vectors {v:vectors}"},
          dimension},
         {{"(for|at) (what|which) " K " (are|is) " VECTORS " [linearly] dependent",
           "<ask> " K " (such that|so that|for which|if|that makes|that make|when) " VECTORS
           " [are|is|to be] [linearly] dependent"},
          dependent_for},
         {{"<solve> [the] [matrix] [equation] {A:matrix} [*] ~ [x|\\mathbf \\{ x \\}|v] = ~ {B:matrix} [for (x|v)]",
           "<solve> [the] [matrix] equation [a x = b|ax = b] [for x] (if|where|with|when|given) a = ~ {A:matrix} "
           "(and|,) b = ~ {B:matrix}",
           "[<if>] {A:matrix} [*] ~ x = ~ {B:matrix} <then> <ask> [matrix|vector] x",
           "<ask> [matrix|vector] x (such that|if|so that|with|given) {A:matrix} ~ x = ~ {B:matrix}"},
          matrix_equation},
         {{"[<if>] [a] [is] [a|an] [{s0:int} (x|×|\\times|by) {n:int}] [square] [matrix] [a] [and|with|,] [(det|\\det) "
           "(\\( a \\)|a)|determinant of a|whose determinant|determinant] (is|=|equals) {d:closed} <then> <ask> "
           "[determinant of|det|\\det] [\\(] "
           "[{k:closed} ~] a [\\)]",
           "a is [a|an] {n:int} (x|×|\\times|by) {n2:int} matrix (with|and|,|such that) (det|determinant|\\det) "
           "[of|\\(] [a] [\\)] (is|=|of|equal to) ~ {d:closed} <then> <ask> (det|\\det|determinant of) [\\(] "
           "{k:closed} ~ a [\\)]"},
          [](const Match& m) -> std::optional<Program> { return m.has("n") ? of_determinant(m) : std::nullopt; }},
         {{"(for|at) (what|which) " K " (does|do|will|would|has) " SYSTEM " " COUNT,
           "<ask> " K " (such that|so that|for which|if|that makes|that make|when|which makes) " SYSTEM " " COUNT,
           "(what|which) [value|values] [of] {k:var} (makes|make|gives|give|leaves|leave|renders) " SYSTEM " " COUNT,
           "[<if>] " SYSTEM " " COUNT " <then> <ask> " K},
          parameter_of_system}},
    .rank = 22,
};

}  // namespace qed::rules::kinds
