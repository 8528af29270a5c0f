// Matrices: determinant, inverse, transpose, rank, trace, eigenvalues, products and powers.
#include <algorithm>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

struct Operation {
  std::string_view word;
  std::string_view value;  // of the matrix A
  std::string_view check;
  bool square = true;
};
constexpr Operation kOperations[] = {
    {"det", "A.det()", "simplify(A.T.det(method='berkowitz') - ans) == 0"},
    {"inv", "A.inv()", "simplify(A*ans) == eye(A.rows)"},
    {"transpose", "A.T", "ans.T == A", false},
    {"rank", "A.rank()", "ans == A.T.rank()", false},
    {"nullity", "A.cols - A.rank()", "", false},
    {"trace", "A.trace()", "simplify(sum(A[i, i] for i in range(A.rows)) - ans) == 0"},
    {"adj", "A.adjugate()", "simplify(A*ans - A.det()*eye(A.rows)).is_zero_matrix"},
    {"cofactor", "A.cofactor_matrix()", "simplify(A*ans.T - A.det()*eye(A.rows)).is_zero_matrix"},
    {"row", "A.rref()[0]", "ans.rank() == A.rank()", false},
    {"reduce", "A.rref()[0]", "ans.rank() == A.rank()", false},
    {"rref", "A.rref()[0]", "ans.rank() == A.rank()", false},
    {"square", "A**2", "ans == A*A"},
    {"cube", "A**3", "ans == A*A*A"},
};

std::size_t columns(const Formula& matrix) { return matrix.child(0).size(); }
bool is_square(const Formula& matrix) { return matrix.size() == columns(matrix); }

bool is_rectangular(const Formula& matrix) {
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    if (matrix.child(i).size() != columns(matrix)) return false;
  }
  return matrix.size() <= 6 && columns(matrix) <= 8;
}

// The matrix as captured, or made of its rows; "" where it is none.
std::string matrix_of(Script& script, const Match& m, bool& square) {
  if (m.has("A")) {
    const Formula& matrix = m.formula("A");
    square = is_square(matrix);
    return is_rectangular(matrix) ? script(matrix) : "";
  }
  const std::vector<Formula>& rows = m.list(m.has("rows") ? "rows" : "columns");
  if (rows.empty()) return "";
  square = rows.size() == rows.front().size();
  std::string out;
  for (const Formula& row : rows) {
    if (row.size() != rows.front().size() || row.is(Kind::kMatrix)) return "";
    std::string items;
    for (std::size_t i = 0; i < row.size(); ++i) items += (i ? ", " : "") + script(row.child(i));
    out += (out.empty() ? "[" : ", [") + items + "]";
  }
  return "Matrix([" + out + "])" + (m.has("columns") ? ".T" : "");
}

// "Find det(B) for A = …" is about another matrix.
bool names_agree(const Match& m) {
  if (!m.has("x")) return true;
  return m.has("name") && m.formula("x").name() == m.formula("name").name();
}

std::optional<Program> operation(const Match& m) {
  if (!names_agree(m)) return std::nullopt;
  const std::string what = m.word("what");
  const auto* found =
      std::ranges::find_if(kOperations, [&](const Operation& o) { return what.find(o.word) != std::string::npos; });
  if (found == std::end(kOperations)) return std::nullopt;
  Script script;
  bool square = false;
  const std::string matrix = matrix_of(script, m, square);
  if (matrix.empty() || (found->square && !square)) return std::nullopt;
  script.line("A = {}", matrix);
  script.assigned("A");
  const bool symbolic = m.has("A") && !m.formula("A").is_constant();
  if (found->word == "rank" && symbolic) return std::nullopt;
  script.answer("{}", found->word == "det" && symbolic ? "expand(A.det())" : found->value);
  if (!found->check.empty()) script.check("{}", found->check);
  return script.finish(fmt::format("{} of {}", what, matrix));
}

std::optional<Program> eigenvalues(const Match& m) {
  if (!names_agree(m)) return std::nullopt;
  Script script;
  script.assume("");
  bool square = false;
  const std::string matrix = matrix_of(script, m, square);
  if (matrix.empty() || !square) return std::nullopt;
  script.line("A = {}", matrix);
  script.assigned("A");
  const std::string what = m.word("what");
  if (what.find("characteristic") != std::string::npos) {
    const std::string variable = m.has("variable") ? std::string(m.formula("variable").name()) : "lambda";
    const std::string symbol = script.symbol(variable);
    script.answer("A.charpoly({}).as_expr()", symbol);
    script.check("expand(({}*eye(A.rows) - A).det() - ans) == 0", symbol);
    return script.finish("Characteristic polynomial of " + matrix);
  }
  script.line("values = [simplify(value) for value in A.eigenvals()]");
  const bool large = what.find("larg") != std::string::npos, small = what.find("small") != std::string::npos;
  script.answer("{}", large   ? "Max(*values)"
                      : small ? "Min(*values)"
                              : "values[0] if len(values) == 1 else set(values)");
  script.check("all(simplify((A - value*eye(A.rows)).det()) == 0 for value in values)");
  return script.finish("Eigenvalues of " + matrix);
}

// For which k is the determinant a given number?
std::optional<Program> unknown_entry(const Match& m) {
  const Formula& matrix = m.formula("A");
  const std::string k(m.formula("k").name());
  if (!is_rectangular(matrix) || !is_square(matrix)) return std::nullopt;
  const auto symbols = matrix.symbols();
  if (symbols.size() != 1 || !symbols.contains(k)) return std::nullopt;
  Script script;
  script.line("A = {}", script(matrix));
  script.assigned("A");
  const std::string value = m.has("value") ? script(m.formula("value")) : "0";
  script.line("solutions = solve(Eq(A.det(), {}), {})", value, script.symbol(k));
  script.answer("solutions[0] if len(solutions) == 1 else set(solutions)");
  script.check("all(simplify(A.subs({}, s).det() - ({})) == 0 for s in solutions)", script.symbol(k), value);
  script.check("len(solutions) > 0");
  return script.finish(fmt::format("The {} for which the determinant of {} is {}", k, matrix.text(), value));
}

std::optional<Program> pair(const Match& m) {
  const std::vector<Formula>& all = m.list("M");
  if (all.size() != 2 || !is_rectangular(all[0]) || !is_rectangular(all[1])) return std::nullopt;
  const std::string how = m.word("how");
  const bool product = how.find("product") != std::string::npos || how.find("mult") != std::string::npos;
  const bool difference = how.find("difference") != std::string::npos,
             subtract = how.find("subtract") != std::string::npos;
  const bool fits =
      product ? columns(all[0]) == all[1].size() : all[0].size() == all[1].size() && columns(all[0]) == columns(all[1]);
  if (!fits) return std::nullopt;
  Script script;
  script.line("A = {}", script(all[0]));
  script.line("B = {}", script(all[1]));
  script.assigned("A");
  script.assigned("B");
  script.answer("{}", product ? "A*B" : subtract ? "B - A" : difference ? "A - B" : "A + B");
  return script.finish(how + " of two matrices");
}

// [[1, 2], [3, 4]] * [[5], [6]], 2 [[1, 0], [0, 1]] + …
std::optional<Program> expression(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.has(Kind::kMatrix) || !f.is_constant()) return std::nullopt;
  Script script;
  script.answer("{}", script(f));
  return script.finish("Compute " + f.text());
}

// det(2A) with the matrix in place, and |M| between bars, which is a determinant already.
std::optional<Program> combination(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.has(Kind::kMatrix) || !f.is_constant()) return std::nullopt;
  Script script;
  const bool bars = f.is(Kind::kAbs) || f.has_function("det");
  script.answer("{}", bars ? script(f) : "(" + script(f) + ").det()");
  return script.finish("Determinant of " + f.text());
}

std::optional<Program> property(const Match& m) {
  Script script;
  bool square = false;
  const std::string matrix = matrix_of(script, m, square);
  if (matrix.empty() || !names_agree(m)) return std::nullopt;
  const std::string what = m.word("what");
  script.line("A = {}", matrix);
  script.assigned("A");
  const bool negative = what.find("singular") == 0 || what.find("not") != std::string::npos;
  if (what.find("symmetric") != std::string::npos) {
    script.answer("{}", what.starts_with("skew") || what.starts_with("anti") ? "A.T == -A" : "A.T == A");
  } else if (what == "orthogonal") {
    script.answer("A.rows == A.cols and A*A.T == eye(A.rows)");
  } else {
    if (!square) return std::nullopt;
    script.answer("bool(A.det() {} 0)", negative ? "==" : "!=");
  }
  return script.finish(fmt::format("Is {} {}?", matrix, what));
}

#define NAMED                                                                                            \
  "[the] [following|given|square|real] [{size:dimensions}] [square] [matrix|matrices] [with the|whose] " \
  "[entries|elements] [{name:var} [=]] [:]"
#define MATRIX NAMED " {A:matrix}"
#define ROWS                                                                                                    \
  "[the|a] [{size:dimensions}] [square] matrix [{name:var}] (with|whose|having|that has|with the) ([the] rows " \
  "[are|being] [:] {rows:vectors}|[the] columns [are|being] [:] {columns:vectors})"
#define ANY "(" MATRIX "|" ROWS ")"
#define OPERATION                                                                                                     \
  "{what=determinant|det|\\det|inverse|inverse matrix|matrix inverse|multiplicative "                                 \
  "inverse|transpose|rank|nullity|trace|tr|adjugate|adjoint|adjugate matrix|"                                         \
  "classical adjoint|cofactor matrix|matrix of cofactors|square|cube|rref|row reduced form|row echelon form|reduced " \
  "row echelon form|row reduced echelon form|row rank}"
#define TRANSPOSED "(^ {what=t|\\top}|^ \\{ {what=t|\\top} \\}|{what='})"
#define EIGEN                                                                              \
  "{what=eigenvalues|eigenvalue|eigen values|all eigenvalues|largest eigenvalue|smallest " \
  "eigenvalue|spectrum|characteristic polynomial}"
#define SINGULAR                                                                                                     \
  "(singular|not invertible|noninvertible|non invertible|non - invertible|not regular|degenerate|(has|have|having) " \
  "(no inverse|[a] determinant [of] [equal to] [0|{value:closed}]|determinant = {value:closed}|zero determinant))"
#define INVERTIBLE                                                                                          \
  "{what=invertible|singular|nonsingular|regular|not invertible|noninvertible|non singular|symmetric|skew " \
  "symmetric|antisymmetric|orthogonal}"

}  // namespace

extern const Intent matrix;
const Intent matrix{
    .intent = "matrix",
    .rules =
        {{{"<ask> " OPERATION " [of|for|:] " ANY, "<ask> matrix " OPERATION " [of|for|:] " ANY,
           "{what=invert|transpose|row reduce|row-reduce|square} " ANY,
           "<ask> {what=determinant|det|\\det} [of] [the] [matrix] {f:expr}", "<ask> " OPERATION " \\( {A:matrix} \\)",
           "<ask> {what=inverse|transpose|square|determinant} of " ANY,
           "<ask> " OPERATION
           " [of|for|\\(] [the] [matrix] [{x:var}] [\\)] [,] (if|when|where|for|with|given|given that|:|,|let) " ANY,
           "<if> " ANY " <then> <ask> " OPERATION " [of|for] [the] [matrix] [it|\\( {x:var} \\)|{x:var}]",
           "[<if>] " ANY " <then> <ask> [its|the] " OPERATION " [of|for] [the] [matrix] [it|\\( {x:var} \\)|{x:var}]",
           ANY " " OPERATION,
           "(put|bring|reduce|convert|transform|write|row reduce) " ANY
           " (to|in|into) [its] {what=reduced row echelon form|row reduced echelon form|rref|rref form}",
           "<ask> {x:var} " TRANSPOSED " [,] (if|when|where|for|with|given|given that|:|,|let) " ANY,
           "<if> " ANY " <then> <ask> {x:var} " TRANSPOSED "", ANY " <then> <ask> {x:var} " TRANSPOSED ""},
          [](const Match& m) -> std::optional<Program> {
            if (m.has("f")) return combination(m);
            if (const std::string what = m.word("what"); what != "t" && what != "\\top" && what != "'")
              return operation(m);
            if (!names_agree(m)) return std::nullopt;
            Script script;
            bool square = false;
            const std::string spelled = matrix_of(script, m, square);
            if (spelled.empty()) return std::nullopt;
            script.answer("{}.T", spelled);
            return script.finish("Transpose of " + spelled);
          }},
         {{"<ask> " EIGEN " (of|for|:) " ANY " [in [terms of] {variable:var}]", "<ask> " EIGEN " " ANY,
           "<ask> " EIGEN
           " (of|for) [the] [matrix] [{x:var}] [,] (if|when|where|for|with|given|given that|:|,|let) " ANY,
           "[<if>] " ANY " <then> <ask> [its] " EIGEN " [of|for] [the] [matrix] [it|{x:var}]",
           "(what|which) {what=eigenvalues} does " ANY " have"},
          eigenvalues},
         {{"<ask> [all] [real] [for] (what|which|the) [value|values] [of] {k:var} [,] (is|are|does|do|will|would|for "
           "which|such that|so that|that makes|that make|which makes|where|when|if) " MATRIX " [is|be|are] " SINGULAR,
           "for (what|which) [value|values|real value|real values] [of] {k:var} (is|are|does|do|will|would) " MATRIX
           " [is|be|are] " SINGULAR,
           "for (what|which) [value|values|real value|real values] [of] {k:var} (is|does|will) [the] (determinant|det) "
           "of " MATRIX " [equal|equal to|be|=|is] [to] {value:closed}",
           "<ask> [all] [real] [value|values] [of] {k:var} (if|such that|so that|for which|when|given that|that "
           "makes|that make|which makes|where) [the] "
           "(determinant|det) of " MATRIX " (is|equals|equal|=|is equal to|be|equal to) {value:closed}",
           "<if> [the] " MATRIX " is " SINGULAR " <then> <ask> [value of] {k:var}",
           "<if> [the] (determinant|det) of " MATRIX " (is|equals|=) {value:closed} <then> <ask> {k:var}",
           "<if> \\det {A:matrix} = {value:closed} <then> <ask> {k:var}",
           "<ask> {k:var} (if|such that|so that|when) (det|\\det) {A:matrix} = {value:closed}"},
          unknown_entry},
         {{"<ask> [matrix] {how=product|sum|difference} (of|between) [the] [2] [matrices|matrix] [{n1:var} =] "
           "{M:matrices}",
           "{how=multiply|add} [the] [2] [matrices|matrix] {M:matrices}",
           "{how=subtract} [the] [matrix] {M:matrix} from [the] [matrix] {M2:matrix}"},
          [](const Match& m) -> std::optional<Program> { return m.has("M2") ? std::nullopt : pair(m); }},
         {{"{how=multiply} [the] [matrix] {A:matrix} (by|with|times|and) [the] [matrix|vector|column vector|column "
           "matrix|column] {B:matrix}",
           "{how=add} [the] [matrix] {A:matrix} to [the] [matrix] {B:matrix}",
           "{how=subtract} [the] [matrix] {A:matrix} from [the] [matrix] {B:matrix}"},
          [](const Match& m) -> std::optional<Program> {
            const Formula &a = m.formula("A"), &b = m.formula("B");
            if (!is_rectangular(a) || !is_rectangular(b)) return std::nullopt;
            const std::string how = m.word("how");
            const bool fits =
                how == "multiply" ? columns(a) == b.size() : a.size() == b.size() && columns(a) == columns(b);
            if (!fits) return std::nullopt;
            Script script;
            const std::string left = script(a), right = script(b);
            script.answer("{}", how == "multiply" ? left + "*" + right
                                : how == "add"    ? left + " + " + right
                                                  : right + " - " + left);
            return script.finish(how + " two matrices");
          }},
         {{"<ask> {f:expr}", "(multiply|multiply out) {f:expr}"}, expression},
         {{"multiply [the] [matrix] {A:matrix} (by|with|times|and) [the] [column] [vector] {b:vector}",
           "<ask> [matrix] product of [the] [matrix] {A:matrix} (by|with|times|and) [the] [column] [vector] {b:vector}",
           "<ask> {A:matrix} times [the] [column] [vector] {b:vector}"},
          [](const Match& m) -> std::optional<Program> {
            const Formula &a = m.formula("A"), &b = m.formula("b");
            if (!is_rectangular(a) || b.is(Kind::kMatrix) || columns(a) != b.size()) return std::nullopt;
            Script script;
            std::string entries;
            for (std::size_t i = 0; i < b.size(); ++i) entries += (i ? ", " : "") + script(b.child(i));
            script.answer("{}*Matrix([{}])", script(a), entries);
            return script.finish("Multiply a matrix by a vector");
          }},
         {{"is [the] " MATRIX " " INVERTIBLE, "is " ROWS " " INVERTIBLE, "is [the] matrix " INVERTIBLE " : {A:matrix}"},
          property}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
