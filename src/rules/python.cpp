#include "rules/python.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "rules/magnitude.h"

namespace qed::rules {
namespace {

constexpr double kMaxDigits = 4000;  // Python itself prints no longer integers
constexpr double kMaxFactorial = 1000;
constexpr double kMaxExponent = 300;  // of a base with variables

enum Level { kSum, kProduct, kSign, kPower, kAtom };

struct Piece {
  std::string text;
  Level level = kAtom;
  bool is_int = false;   // a Python int, so that `/` would make a float of it
  bool natural = false;  // an int that is known not to be negative
};

std::string at_least(const Piece& piece, Level level) {
  return piece.level >= level ? piece.text : "(" + piece.text + ")";
}

struct FunctionName {
  std::string_view ours, sympy;
};
constexpr FunctionName kSympyFunctions[] = {{"ln", "log"},          {"floor", "floor"},
                                            {"ceil", "ceiling"},    {"min", "Min"},
                                            {"max", "Max"},         {"mod", "Mod"},
                                            {"abs", "Abs"},         {"binomial", "binomial"},
                                            {"permutations", "ff"}, {"conjugate", "conjugate"},
                                            {"re", "re"},           {"im", "im"},
                                            {"arg", "arg"},         {"asin", "asin"},
                                            {"gcd", "gcd"},         {"lcm", "lcm"},
                                            {"sqrt", "sqrt"},       {"exp", "exp"}};

// The writer of one formula; `failed` ends it.
class Writer {
 public:
  Writer(const Formula& formula, Dialect dialect, const std::set<std::string>& known, PythonNames& names)
      : whole_(formula), dialect_(dialect), known_(known), names_(names) {}

  std::optional<std::string> write() {
    Piece piece = node(whole_);
    if (failed_) return std::nullopt;
    return std::move(piece.text);
  }

 private:
  bool sympy() const { return dialect_ == Dialect::kSympy; }
  Piece fail() {
    failed_ = true;
    return {};
  }

  // Python joins and repeats tuples where mathematics adds and scales them.
  static bool computes_with_collections(const Formula& f) {
    constexpr Kind kArithmetic[] = {Kind::kAdd,    Kind::kMultiply,  Kind::kDivide,  Kind::kPower,
                                    Kind::kNegate, Kind::kFactorial, Kind::kPercent, Kind::kAbs};
    if (std::ranges::find(kArithmetic, f.kind()) == std::end(kArithmetic)) return false;
    for (std::size_t i = 0; i < f.size(); ++i) {
      const Kind kind = f.child(i).kind();
      if (kind == Kind::kTuple || kind == Kind::kList || kind == Kind::kSet) return true;
    }
    return false;
  }

  Piece node(const Formula& f) {
    if (computes_with_collections(f)) return fail();
    switch (f.kind()) {
      case Kind::kNumber:
        return number(f.name());
      case Kind::kSymbol:
        return symbol(f.name());
      case Kind::kConstant:
        return constant(f.name());
      case Kind::kAdd:
        return sum(f);
      case Kind::kMultiply:
        return product(f);
      case Kind::kDivide:
        return quotient(node(f.child(0)), node(f.child(1)));
      case Kind::kPower:
        return power(f);
      case Kind::kNegate: {
        const Piece inner = node(f.child(0));
        return {"-" + at_least(inner, kPower), kSign, inner.is_int};
      }
      case Kind::kFactorial:
        return factorial(f);
      case Kind::kPercent:
        return quotient(node(f.child(0)), {"100", kAtom, true, true});
      case Kind::kDegrees:
        return sympy() ? Piece{"rad(" + node(f.child(0)).text + ")"} : fail();
      case Kind::kAbs:
        return absolute(f);
      case Kind::kMixed: {
        const Piece fraction = node(f.child(1));
        return {fmt::format("{} + {}", node(f.child(0)).text, fraction.text), kSum};
      }
      case Kind::kCall:
        return call(f);
      case Kind::kTuple:
      case Kind::kList:
        return sequence(f, "(", f.size() == 1 ? ",)" : ")");
      case Kind::kSet:
        return sequence(f, "{", "}");
      case Kind::kMatrix:
        return matrix(f);
      case Kind::kRelation:
        return relation(f);
      case Kind::kDerivative:
        return sympy() ? Piece{fmt::format("diff({}, {}{})", node(f.child(0)).text, node(f.child(1)).text,
                                           f.name().empty() || f.name() == "1" ? "" : fmt::format(", {}", f.name()))}
                       : fail();
      case Kind::kIntegral:
      case Kind::kSum:
      case Kind::kProduct:
        return bounded(f);
      case Kind::kLimit:
        return limit(f);
      default:
        return fail();
    }
  }

  Piece number(std::string_view digits) {
    const std::size_t point = digits.find('.');
    if (point == std::string_view::npos) {
      const std::size_t start = std::min(digits.find_first_not_of('0'), digits.size() - 1);
      return {std::string(digits.substr(start)), kAtom, true, true};
    }
    if (digits.find('(') != std::string_view::npos) return repeating(digits, point);
    return {fmt::format("{}('{}')", sympy() ? "Rational" : "Fraction", digits)};
  }

  // 0.1(6) = (16 - 1) / 90
  Piece repeating(std::string_view digits, std::size_t point) {
    const std::size_t open = digits.find('(');
    const std::string lead =
        std::string(digits.substr(0, point)) + std::string(digits.substr(point + 1, open - point - 1));
    const std::string cycle(digits.substr(open + 1, digits.size() - open - 2));
    if (lead.size() + cycle.size() > 30) return fail();
    const std::string zeros(open - point - 1, '0');
    const auto plain = [](std::string text) {
      text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
      return text;
    };
    return {fmt::format("{}({} - {}, {}{})", sympy() ? "Rational" : "Fraction", plain(lead + cycle), plain(lead),
                        std::string(cycle.size(), '9'), zeros)};
  }

  Piece symbol(std::string_view name) {
    std::string python = python_name(name);
    names_.symbols.insert(python);
    return {std::move(python)};
  }

  Piece constant(std::string_view name) {
    if (name == "i" && bound_.contains("i")) return symbol("i");
    if (!sympy()) return fail();
    if (name == "pi") return {"pi"};
    if (name == "e") return {"E"};
    if (name == "i") return {"I"};
    if (name == "infinity") return {"oo"};
    return fail();
  }

  Piece sum(const Formula& f) {
    Piece out{"", kSum, true, true};
    for (std::size_t i = 0; i < f.size(); ++i) {
      const Formula term = f.child(i);
      const bool minus = term.is(Kind::kNegate);
      const Piece piece = node(minus ? term.child(0) : term);
      if (i > 0) out.text += minus ? " - " : " + ";
      if (i == 0 && minus) out.text += "-";
      out.text += at_least(piece, minus ? kProduct : kSum);
      out.is_int = out.is_int && piece.is_int;
      out.natural = out.natural && piece.natural && !minus;
    }
    return out;
  }

  // p(x + 1) where p is defined: the parser of formulas took the letter for a factor.
  bool is_application(const Formula& f, std::size_t i) const {
    return f.child(i).is(Kind::kSymbol) && known_.contains(std::string(f.child(i).name())) && i + 1 < f.size();
  }

  Piece product(const Formula& f) {
    Piece out{"", kProduct, true, true};
    for (std::size_t i = 0; i < f.size(); ++i) {
      Piece piece;
      if (is_application(f, i)) {
        names_.functions.emplace(f.child(i).name());
        piece.text = fmt::format("{}({})", python_name(f.child(i).name()), node(f.child(i + 1)).text);
        ++i;
      } else {
        piece = node(f.child(i));
      }
      if (!out.text.empty()) out.text += "*";
      out.text += at_least(piece, out.text.empty() ? kProduct : kPower);
      out.is_int = out.is_int && piece.is_int;
      out.natural = out.natural && piece.natural;
    }
    return out;
  }

  Piece quotient(const Piece& above, const Piece& below) {
    if (!sympy()) return {fmt::format("Fraction({}, {})", above.text, below.text)};
    if (above.is_int && below.is_int) return {fmt::format("Rational({}, {})", above.text, below.text)};
    return {at_least(above, kProduct) + "/" + at_least(below, kPower), kProduct};
  }

  Piece power(const Formula& f) {
    const Formula base = f.child(0), exponent = f.child(1);
    const std::optional<double> e = exponent.is_constant() ? approximate(exponent) : std::nullopt;
    if (e && base.is_constant()) {
      const std::optional<double> size = magnitude(base);
      if (size && std::abs(*size * *e) > kMaxDigits) return fail();
    } else if (e && std::abs(*e) > kMaxExponent) {
      return fail();
    }
    const Piece b = node(base), x = node(exponent);
    if (!sympy()) {
      if (!x.is_int || !e) return fail();
      if (b.is_int && x.natural) return {at_least(b, kAtom) + "**" + at_least(x, kSign), kPower, true, b.natural};
      return {(b.is_int ? "Fraction(" + b.text + ")" : at_least(b, kAtom)) + "**" + at_least(x, kSign), kPower};
    }
    if (const std::optional<Piece> root = odd_root(base, exponent, b)) return *root;
    if (b.is_int && x.is_int && !x.natural) return {fmt::format("Integer({})**{}", b.text, at_least(x, kSign)), kPower};
    return {at_least(b, kAtom) + "**" + at_least(x, kSign), kPower, b.is_int && x.natural, b.natural && x.natural};
  }

  // (-8)^(1/3) is real here: -2.
  std::optional<Piece> odd_root(const Formula& base, const Formula& exponent, const Piece& b) {
    const Formula e = exponent;
    if (!e.is(Kind::kDivide) || !e.child(0).is(Kind::kNumber) || !e.child(1).is(Kind::kNumber)) return std::nullopt;
    const int below = (e.child(1).name().back() - '0') % 2;
    const std::optional<double> value = base.is_constant() ? approximate(base) : std::nullopt;
    if (below == 0 || !value || *value >= 0) return std::nullopt;
    return Piece{fmt::format("real_root({}, {})**{}", b.text, e.child(1).name(), e.child(0).name()), kPower};
  }

  Piece factorial(const Formula& f) {
    const Formula inner = f.child(0);
    if (inner.is_constant()) {
      const std::optional<double> value = approximate(inner);
      if (!value || *value > kMaxFactorial) return fail();
    }
    const Piece piece = node(inner);
    if (f.name() == "!!") return sympy() ? Piece{"factorial2(" + piece.text + ")"} : fail();
    if (!sympy() && !piece.is_int) return fail();
    return {"factorial(" + piece.text + ")", kAtom, !sympy(), true};
  }

  Piece absolute(const Formula& f) {
    if (f.child(0).is(Kind::kMatrix)) return {node(f.child(0)).text + ".det()"};
    const Piece piece = node(f.child(0));
    return {fmt::format("{}({})", sympy() ? "Abs" : "abs", piece.text), kAtom, piece.is_int && !sympy(), true};
  }

  std::string arguments(const Formula& f) {
    std::string out;
    for (std::size_t i = 0; i < f.size(); ++i) out += (i ? ", " : "") + node(f.child(i)).text;
    return out;
  }

  Piece call(const Formula& f) {
    const std::string name(f.name());
    if (!is_known_function(name)) {
      if (!known_.contains(name)) return fail();
      names_.functions.insert(name);
      return {fmt::format("{}({})", python_name(name), arguments(f))};
    }
    if (!sympy()) return plain_call(name, f);
    if (name == "det" || name == "transpose")
      return f.size() == 1 ? Piece{at_least(node(f.child(0)), kAtom) + (name == "det" ? ".det()" : ".T")} : fail();
    if (name == "log") {
      if (f.size() != 2) return fail();  // a logarithm that does not say its base
      return {fmt::format("log({}, {})", node(f.child(0)).text, node(f.child(1)).text)};
    }
    if (name == "root") return {root(f)};
    if (name == "gcd" || name == "lcm") return {fmt::format("{}([{}])", name, arguments(f))};
    const auto* known = std::ranges::find(kSympyFunctions, name, &FunctionName::ours);
    const std::string_view spelled = known == std::end(kSympyFunctions) ? std::string_view(name) : known->sympy;
    return {fmt::format("{}({})", spelled, arguments(f))};
  }

  std::string root(const Formula& f) {
    const Formula degree = f.child(1);
    const bool odd = degree.is(Kind::kNumber) && (degree.name().back() - '0') % 2 == 1;
    const std::string_view name = odd && f.child(0).is_constant() ? "real_root" : "root";
    return fmt::format("{}({}, {})", name, node(f.child(0)).text, node(degree).text);
  }

  Piece plain_call(const std::string& name, const Formula& f) {
    bool ints = true;
    std::string inside;
    for (std::size_t i = 0; i < f.size(); ++i) {
      const Piece piece = node(f.child(i));
      ints = ints && piece.is_int;
      inside += (i ? ", " : "") + piece.text;
    }
    if (name == "floor" || name == "ceil") return {fmt::format("{}({})", name, inside), kAtom, true};
    if (name == "min" || name == "max") return {fmt::format("{}({})", name, inside), kAtom, ints};
    if (name == "mod" && f.size() == 2)
      return {fmt::format("({}) % ({})", node(f.child(0)).text, node(f.child(1)).text), kProduct, ints};
    if (!ints) return fail();
    if (name == "gcd" || name == "lcm") return {fmt::format("{}({})", name, inside), kAtom, true, true};
    for (const auto& child : {0U, 1U}) {
      if (child >= f.size() || approximate(f.child(child)).value_or(1e9) > 1000) return fail();
    }
    if (name == "binomial") return {fmt::format("comb({})", inside), kAtom, true, true};
    if (name == "permutations") return {fmt::format("perm({})", inside), kAtom, true, true};
    return fail();
  }

  Piece sequence(const Formula& f, std::string_view open, std::string_view close) {
    return {fmt::format("{}{}{}", open, arguments(f), close)};
  }

  Piece matrix(const Formula& f) {
    if (!sympy()) return fail();
    std::string rows;
    for (std::size_t i = 0; i < f.size(); ++i) rows += fmt::format("{}[{}]", i ? ", " : "", arguments(f.child(i)));
    return {fmt::format("Matrix([{}])", rows)};
  }

  Piece relation(const Formula& f) {
    if (!sympy()) return fail();
    const auto signs = text::split(f.name(), ' ');
    std::string out;
    for (std::size_t i = 0; i + 1 < f.size() && i < signs.size(); ++i) {
      const std::string left = node(f.child(i)).text, right = node(f.child(i + 1)).text;
      const std::string_view sign = signs[i];
      const std::string_view type = sign == "="    ? "Eq"
                                    : sign == "<"  ? "Lt"
                                    : sign == "<=" ? "Le"
                                    : sign == ">"  ? "Gt"
                                    : sign == ">=" ? "Ge"
                                    : sign == "!=" ? "Ne"
                                                   : "";
      if (type.empty()) return fail();
      out += fmt::format("{}{}({}, {})", i ? ", " : "", type, left, right);
    }
    return {f.size() > 2 ? "And(" + out + ")" : out};
  }

  Piece bounded(const Formula& f) {
    if (!sympy() || f.size() < 2) return fail();
    const std::string variable(f.child(1).name());
    const auto bound = bound_.insert(variable);
    const std::string body = node(f.child(0)).text;
    const std::string index = python_name(variable);
    names_.symbols.insert(index);
    if (bound.second) bound_.erase(bound.first);
    const std::string_view name = f.is(Kind::kIntegral) ? "integrate" : f.is(Kind::kSum) ? "summation" : "product";
    if (f.size() == 2) return {fmt::format("{}({}, {})", name, body, index)};
    if (f.size() != 4) return fail();
    return {fmt::format("{}({}, ({}, {}, {}))", name, body, index, node(f.child(2)).text, node(f.child(3)).text)};
  }

  Piece limit(const Formula& f) {
    if (!sympy() || f.size() != 3) return fail();
    const std::string body = node(f.child(0)).text, variable = node(f.child(1)).text, point = node(f.child(2)).text;
    const std::string side = f.child(2).has(Kind::kConstant) && point.find("oo") != std::string::npos
                                 ? ""
                                 : fmt::format(", '{}'", f.name().empty() ? "+-" : f.name());
    return {fmt::format("limit({}, {}, {}{})", body, variable, point, side)};
  }

  const Formula& whole_;
  Dialect dialect_;
  const std::set<std::string>& known_;
  PythonNames& names_;
  std::set<std::string> bound_;  // variables of the sums and integrals around the node
  bool failed_ = false;
};

}  // namespace

std::string python_name(std::string_view symbol) {
  constexpr std::string_view kTaken[] = {"lambda", "E", "I", "S", "N", "O", "Q", "oo", "pi", "ans"};
  std::string name;
  for (const char c : symbol) name += text::is_alpha(c) || text::is_digit(c) || c == '_' ? c : '_';
  while (name.ends_with('_')) name.pop_back();
  if (std::ranges::find(kTaken, name) != std::end(kTaken)) name += '_';
  return name;
}

std::optional<std::string> to_python(const Formula& formula, Dialect dialect, const std::set<std::string>& known,
                                     PythonNames& names) {
  return Writer(formula, dialect, known, names).write();
}

}  // namespace qed::rules
