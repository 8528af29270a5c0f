#include <array>
#include <cstdint>
#include <utility>

#include "answer/expression.h"
#include "base/text.h"

namespace qed::answer {
namespace {

// How tightly a printed piece holds together; what is looser than its place needs brackets.
enum Level : std::uint8_t { kLoose, kRelationLevel, kSetLevel, kSumLevel, kProductLevel, kPowerLevel, kAtomLevel };

struct Piece {
  std::string text;
  Level level = kAtomLevel;
};

using Names = std::pair<std::string_view, std::string_view>;

constexpr auto kConstants = std::to_array<Names>({{"pi", "\\pi"},
                                                  {"infinity", "\\infty"},
                                                  {"emptyset", "\\emptyset"},
                                                  {"reals", "\\mathbb{R}"},
                                                  {"integers", "\\mathbb{Z}"},
                                                  {"naturals", "\\mathbb{N}"},
                                                  {"rationals", "\\mathbb{Q}"},
                                                  {"complexes", "\\mathbb{C}"}});

constexpr auto kSigns = std::to_array<Names>(
    {{"<=", "\\le"}, {">=", "\\ge"}, {"!=", "\\ne"}, {"~", "\\approx"}, {"in", "\\in"}, {"notin", "\\notin"}});

// Functions that LaTeX has a command for, by our name; the others are set with \operatorname.
constexpr auto kCommands = std::to_array<Names>(
    {{"sin", "\\sin"},     {"cos", "\\cos"},     {"tan", "\\tan"},     {"cot", "\\cot"},   {"sec", "\\sec"},
     {"csc", "\\csc"},     {"sinh", "\\sinh"},   {"cosh", "\\cosh"},   {"tanh", "\\tanh"}, {"coth", "\\coth"},
     {"asin", "\\arcsin"}, {"acos", "\\arccos"}, {"atan", "\\arctan"}, {"exp", "\\exp"},   {"ln", "\\ln"},
     {"log", "\\log"},     {"gcd", "\\gcd"},     {"min", "\\min"},     {"max", "\\max"},   {"det", "\\det"},
     {"arg", "\\arg"}});

template <class Table>
std::string_view look_up(const Table& table, std::string_view name) {
  for (const auto& [known, shown] : table)
    if (known == name) return shown;
  return {};
}

bool is_greek(std::string_view name) {
  constexpr auto kGreek = std::to_array<std::string_view>(
      {"alpha", "beta",   "gamma", "delta", "epsilon", "zeta", "eta",     "theta", "iota",  "kappa", "lambda", "mu",
       "nu",    "xi",     "rho",   "sigma", "tau",     "phi",  "upsilon", "chi",   "psi",   "omega", "Gamma",  "Delta",
       "Theta", "Lambda", "Xi",    "Pi",    "Sigma",   "Phi",  "Upsilon", "Psi",   "Omega", "ell",   "hbar"});
  for (const std::string_view letter : kGreek)
    if (letter == name) return true;
  return false;
}

std::string symbol(std::string_view name) {
  const std::size_t index = name.find('_');
  std::string_view base = name.substr(0, index);
  std::string primes;
  while (base.ends_with('\'')) {
    primes += '\'';
    base.remove_suffix(1);
  }
  const std::size_t bracket = base.find('(');  // an accent: "bar(x)"
  std::string out;
  if (bracket != base.npos && base.ends_with(')')) {
    const std::string_view inside = base.substr(bracket + 1, base.size() - bracket - 2);
    out = "\\" + std::string(base.substr(0, bracket)) + "{" + symbol(inside) + "}";
  } else {
    out = (is_greek(base) ? "\\" : "") + std::string(base);
  }
  out += primes;
  return index == name.npos ? out : out + "_{" + std::string(name.substr(index + 1)) + "}";
}

class Printer {
 public:
  explicit Printer(const Expression& expression) : expression_(expression) {}
  Piece print(NodeId id) const;

 private:
  std::string text(NodeId id) const { return print(id).text; }
  std::string at_least(Level level, NodeId id) const {
    Piece piece = print(id);
    return piece.level >= level ? piece.text : "\\left(" + piece.text + "\\right)";
  }
  std::string braced(NodeId id) const { return "{" + text(id) + "}"; }
  std::string joined(NodeId id, std::string_view separator) const {
    std::string out;
    for (const NodeId child : expression_.children(id)) {
      if (!out.empty()) out += separator;
      out += text(child);
    }
    return out;
  }
  Piece sum(NodeId id) const;
  Piece product(NodeId id) const;
  Piece power(NodeId id) const;
  Piece call(NodeId id) const;
  Piece relation(NodeId id) const;
  Piece binder(NodeId id) const;
  Piece unit(NodeId id) const;
  Piece matrix(NodeId id) const;
  Piece number(NodeId id) const;

  const Expression& expression_;
};

Piece Printer::number(NodeId id) const {
  const std::string_view digits = expression_.text(id);
  const std::size_t open = digits.find('(');
  if (open == digits.npos) return {std::string(digits)};
  const std::string_view repeating = digits.substr(open + 1, digits.size() - open - 2);
  return {std::string(digits.substr(0, open)) + "\\overline{" + std::string(repeating) + "}"};
}

Piece Printer::sum(NodeId id) const {
  std::string out;
  for (const NodeId term : expression_.children(id)) {
    const bool negative = expression_.kind(term) == Kind::kNegate;
    const std::string shown = at_least(kProductLevel, negative ? expression_.child(term, 0) : term);
    if (out.empty())
      out = (negative ? "-" : "") + shown;
    else
      out += (negative ? " - " : " + ") + shown;
  }
  return {out, kSumLevel};
}

// 2x, 2 \cdot 3, 2 \left(x + 1\right), x \sin\left(x\right)
Piece Printer::product(NodeId id) const {
  std::string out;
  for (const NodeId factor : expression_.children(id)) {
    const std::string shown = at_least(kPowerLevel, factor);
    const Kind kind = expression_.kind(factor);
    const bool dotted = text::is_digit(shown[0]) || shown.starts_with("\\frac") || shown.starts_with('{') ||
                        kind == Kind::kMixed || kind == Kind::kFactorial || kind == Kind::kMatrix;
    if (!out.empty()) out += dotted || !text::is_digit(out.back()) ? (dotted ? " \\cdot " : " ") : "";
    out += shown;
  }
  return {out, kProductLevel};
}

Piece Printer::power(NodeId id) const {
  const NodeId base = expression_.child(id, 0);
  const std::string exponent = braced(expression_.child(id, 1));
  return {at_least(kAtomLevel, base) + "^" + exponent, kPowerLevel};
}

Piece Printer::call(NodeId id) const {
  const std::string_view name = expression_.text(id);
  const auto children = expression_.children(id);
  if (name == "sqrt") return {"\\sqrt" + braced(children[0])};
  if (name == "root") return {"\\sqrt[" + text(children[1]) + "]" + braced(children[0])};
  if (name == "floor") return {"\\lfloor " + text(children[0]) + " \\rfloor"};
  if (name == "ceil") return {"\\lceil " + text(children[0]) + " \\rceil"};
  if (name == "binomial") return {"\\binom" + braced(children[0]) + braced(children[1])};
  if (name == "mod" && children.size() == 2)
    return {at_least(kPowerLevel, children[0]) + " \\bmod " + at_least(kPowerLevel, children[1]), kProductLevel};
  const std::string inside = "\\left(" + (children.empty() ? "" : joined(id, ", ")) + "\\right)";
  if (name == "log" && children.size() == 2)
    return {"\\log_" + braced(children[1]) + "\\left(" + text(children[0]) + "\\right)", kPowerLevel};
  if (const std::string_view command = look_up(kCommands, name); !command.empty())
    return {std::string(command) + inside, kPowerLevel};
  const std::size_t caret = name.find("^-1");
  if (caret != name.npos) return {std::string(name.substr(0, caret)) + "^{-1}" + inside, kPowerLevel};
  const bool letter = name.size() == 1 || (name.size() > 1 && (name[1] == '\'' || name[1] == '_'));
  return {(letter ? symbol(name) : "\\operatorname{" + std::string(name) + "}") + inside, kPowerLevel};
}

Piece Printer::relation(NodeId id) const {
  std::string out = at_least(kSetLevel, expression_.child(id, 0));
  std::size_t side = 0;
  for (const std::string_view sign : text::split(expression_.text(id), ' ')) {
    const std::string_view command = look_up(kSigns, sign);
    out.append(" ").append(command.empty() ? sign : command).append(" ");
    out += at_least(kSetLevel, expression_.child(id, ++side));
  }
  return {out, kRelationLevel};
}

Piece Printer::binder(NodeId id) const {
  const auto children = expression_.children(id);
  const std::string_view order = expression_.text(id);
  const std::string variable = text(children[1]);
  const auto bounds = [&] { return "_" + braced(children[2]) + "^" + braced(children[3]); };
  switch (expression_.kind(id)) {
    case Kind::kDerivative: {
      const std::string raised = order == "1" ? "" : "^{" + std::string(order) + "}";
      return {"\\frac{d" + raised + "}{d" + variable + raised + "} " + at_least(kPowerLevel, children[0]),
              kProductLevel};
    }
    case Kind::kIntegral:
      return {"\\int" + (children.size() == 4 ? bounds() : "") + " " + at_least(kProductLevel, children[0]) + " \\, d" +
                  variable,
              kProductLevel};
    case Kind::kLimit: {
      const std::string side = order.empty() ? "" : "^{" + std::string(order) + "}";
      return {"\\lim_{" + variable + " \\to " + text(children[2]) + side + "} " + at_least(kProductLevel, children[0]),
              kProductLevel};
    }
    default:
      return {std::string(expression_.kind(id) == Kind::kSum ? "\\sum" : "\\prod") + "_{" + variable + "=" +
                  text(children[2]) + "}^" + braced(children[3]) + " " + at_least(kProductLevel, children[0]),
              kProductLevel};
  }
}

Piece Printer::unit(NodeId id) const {
  const std::string_view name = expression_.text(id);
  const std::string amount = at_least(kProductLevel, expression_.child(id, 0));
  if (name == "$") return {"\\$" + amount, kPowerLevel};
  if (name == "€" || name == "£" || name == "¥" || name == "₹") return {std::string(name) + amount, kPowerLevel};
  const std::size_t caret = name.find('^');
  std::string shown = amount + "\\text{ " + std::string(name.substr(0, caret)) + "}";
  if (caret != name.npos) shown += "^{" + std::string(name.substr(caret + 1)) + "}";
  return {std::move(shown), kProductLevel};
}

Piece Printer::matrix(NodeId id) const {
  std::string rows;
  for (const NodeId row : expression_.children(id)) rows += (rows.empty() ? "" : " \\\\ ") + joined(row, " & ");
  return {"\\begin{pmatrix} " + rows + " \\end{pmatrix}"};
}

Piece Printer::print(NodeId id) const {
  const auto children = expression_.children(id);
  const std::string_view said = expression_.text(id);
  const auto only = [&](Level level) { return at_least(level, children[0]); };
  switch (expression_.kind(id)) {
    case Kind::kNumber:
      return number(id);
    case Kind::kText:
      return {"\\text{" + std::string(said) + "}"};
    case Kind::kSymbol:
      return {symbol(said)};
    case Kind::kConstant: {
      const std::string_view command = look_up(kConstants, said);
      return {std::string(command.empty() ? said : command)};
    }
    case Kind::kAdd:
      return sum(id);
    case Kind::kMultiply:
      return product(id);
    case Kind::kDivide:
      return {"\\frac" + braced(children[0]) + braced(children[1]), kPowerLevel};
    case Kind::kPower:
      return power(id);
    case Kind::kNegate:
      return {"-" + only(kProductLevel), kSumLevel};
    case Kind::kPlusMinus: {
      const std::string sign = said == "mp" ? "\\mp " : "\\pm ";
      if (children.size() == 1) return {sign + only(kProductLevel), kSumLevel};
      return {only(kSumLevel) + " " + sign + at_least(kProductLevel, children[1]), kSumLevel};
    }
    case Kind::kFactorial:
      return {only(kAtomLevel) + std::string(said), kPowerLevel};
    case Kind::kPercent:
      return {only(kPowerLevel) + "\\%", kPowerLevel};
    case Kind::kDegrees:
      return {only(kPowerLevel) + "^\\circ", kPowerLevel};
    case Kind::kUnit:
      return unit(id);
    case Kind::kAbs:
      return {"\\left|" + text(children[0]) + "\\right|"};
    case Kind::kMixed:
      return {text(children[0]) + text(children[1]), kProductLevel};
    case Kind::kBase:
      return {std::string(expression_.text(children[0])) + "_{" + std::string(said) + "}"};
    case Kind::kCall:
      return call(id);
    case Kind::kRelation:
      return relation(id);
    case Kind::kTuple:
      return {"\\left(" + joined(id, ", ") + "\\right)"};
    case Kind::kList:
      if (said == "[") return {"[" + joined(id, ", ") + "]"};
      return {joined(id, said == ";"     ? "; "
                         : said == "and" ? " \\text{ and } "
                         : said == "or"  ? " \\text{ or } "
                                         : ", "),
              kLoose};
    case Kind::kSet:
      return {"\\{" + joined(id, ", ") + "\\}"};
    case Kind::kInterval:
      return {"\\left" + std::string(1, said[0]) + joined(id, ", ") + "\\right" + std::string(1, said[1])};
    case Kind::kUnion:
      return {joined(id, " \\cup "), kSetLevel};
    case Kind::kIntersection:
      return {joined(id, " \\cap "), kSetLevel};
    case Kind::kSetMinus:
      return {joined(id, " \\setminus "), kSetLevel};
    case Kind::kMatrix:
      return matrix(id);
    case Kind::kRatio:
      return {joined(id, ":"), kSetLevel};
    case Kind::kPiecewise: {
      std::string rows;
      for (const NodeId row : children) rows += (rows.empty() ? "" : " \\\\ ") + joined(row, " & ");
      return {"\\begin{cases} " + rows + " \\end{cases}"};
    }
    case Kind::kResidue:
      return {only(kSumLevel) + " \\pmod{" + text(children[1]) + "}", kSetLevel};
    case Kind::kDerivative:
    case Kind::kIntegral:
    case Kind::kSum:
    case Kind::kProduct:
    case Kind::kLimit:
      return binder(id);
  }
  return {};
}

}  // namespace

std::string to_latex(const Expression& expression) { return Printer(expression).print(expression.root()).text; }

}  // namespace qed::answer
