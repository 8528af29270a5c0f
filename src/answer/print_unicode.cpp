#include <array>
#include <optional>
#include <utility>

#include "answer/expression.h"
#include "base/text.h"
#include "base/utf8.h"

namespace qed::answer {
namespace {

// How tightly a printed piece holds together; what is looser than its place needs brackets.
enum Level : std::uint8_t { kLoose, kRelationLevel, kSetLevel, kSumLevel, kProductLevel, kPowerLevel, kAtomLevel };

struct Piece {
  std::string text;
  Level level = kAtomLevel;
};

using Names = std::pair<std::string_view, std::string_view>;

constexpr auto kGlyphs = std::to_array<Names>({
    {"pi", "π"},        {"infinity", "∞"},  {"emptyset", "∅"}, {"reals", "ℝ"},  {"integers", "ℤ"}, {"naturals", "ℕ"},
    {"rationals", "ℚ"}, {"complexes", "ℂ"}, {"alpha", "α"},    {"beta", "β"},   {"gamma", "γ"},    {"delta", "δ"},
    {"epsilon", "ε"},   {"zeta", "ζ"},      {"eta", "η"},      {"theta", "θ"},  {"iota", "ι"},     {"kappa", "κ"},
    {"lambda", "λ"},    {"mu", "μ"},        {"nu", "ν"},       {"xi", "ξ"},     {"rho", "ρ"},      {"sigma", "σ"},
    {"tau", "τ"},       {"upsilon", "υ"},   {"phi", "φ"},      {"chi", "χ"},    {"psi", "ψ"},      {"omega", "ω"},
    {"Gamma", "Γ"},     {"Delta", "Δ"},     {"Theta", "Θ"},    {"Lambda", "Λ"}, {"Xi", "Ξ"},       {"Pi", "Π"},
    {"Sigma", "Σ"},     {"Phi", "Φ"},       {"Psi", "Ψ"},      {"Omega", "Ω"},  {"ell", "ℓ"},      {"hbar", "ℏ"},
});

std::string_view glyph(std::string_view name) {
  for (const auto& [spelled, sign] : kGlyphs)
    if (spelled == name) return sign;
  return name;
}

// The text in raised or lowered characters, where all of them exist.
std::optional<std::string> scripted(std::string_view text, std::u32string_view signs) {
  constexpr std::string_view kPlain = "0123456789-+nix";
  std::string out;
  for (const char c : text::replace_all(text, "−", "-")) {
    const std::size_t at = kPlain.find(c);
    if (at == kPlain.npos || at >= signs.size() || signs[at] == U' ') return std::nullopt;
    utf8::append(out, signs[at]);
  }
  return out;
}
std::optional<std::string> superscript(std::string_view text) { return scripted(text, U"⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿⁱˣ"); }
std::optional<std::string> subscript(std::string_view text) { return scripted(text, U"₀₁₂₃₄₅₆₇₈₉₋₊ₙᵢₓ"); }

std::string symbol(std::string_view name) {
  const std::size_t index = name.find('_');
  std::string_view base = name.substr(0, index);
  std::string primes;
  while (base.ends_with('\'')) {
    primes += "′";
    base.remove_suffix(1);
  }
  constexpr auto kAccents = std::to_array<Names>(
      {{"bar(", "\u0304"}, {"hat(", "\u0302"}, {"tilde(", "\u0303"}, {"vec(", "\u20D7"}, {"dot(", "\u0307"}});
  std::string out;
  for (const auto& [accent, mark] : kAccents)
    if (base.starts_with(accent) && base.ends_with(')')) {
      out = std::string(glyph(base.substr(accent.size(), base.size() - accent.size() - 1))) + std::string(mark);
      break;
    }
  if (out.empty()) out = glyph(base);
  out += primes;
  if (index == name.npos) return out;
  const std::string_view below = name.substr(index + 1);
  const auto small = subscript(below);
  return small ? out + *small : out + "_" + std::string(below);
}

class Printer {
 public:
  explicit Printer(const Expression& expression) : expression_(expression) {}
  Piece print(NodeId id) const;

 private:
  std::string at_least(Level level, NodeId id) const {
    Piece piece = print(id);
    return piece.level >= level ? piece.text : "(" + piece.text + ")";
  }
  std::string joined(NodeId id, std::string_view separator) const {
    std::string out;
    for (const NodeId child : expression_.children(id)) {
      if (!out.empty()) out += separator;
      out += print(child).text;
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
  bool starts_with_letter(NodeId id) const;

  const Expression& expression_;
};

Piece Printer::sum(NodeId id) const {
  std::string out;
  for (const NodeId term : expression_.children(id)) {
    const bool negative = expression_.kind(term) == Kind::kNegate;
    const std::string text = at_least(kProductLevel, negative ? expression_.child(term, 0) : term);
    if (out.empty())
      out = (negative ? "−" : "") + text;
    else
      out += (negative ? " − " : " + ") + text;
  }
  return {out, kSumLevel};
}

bool Printer::starts_with_letter(NodeId id) const {
  const Kind kind = expression_.kind(id);
  if (kind == Kind::kPower) return starts_with_letter(expression_.child(id, 0));
  return kind == Kind::kSymbol || kind == Kind::kConstant ||
         (kind == Kind::kCall && (expression_.text(id) == "sqrt" || expression_.text(id) == "root"));
}

// 2x, 2·3, 2(x + 1), x sin(x)
Piece Printer::product(NodeId id) const {
  std::string out;
  bool after_call = false;
  for (const NodeId factor : expression_.children(id)) {
    const bool division = expression_.kind(factor) == Kind::kDivide;
    const std::string text = division ? at_least(kAtomLevel, factor) : at_least(kPowerLevel, factor);
    const bool call = expression_.kind(factor) == Kind::kCall && !starts_with_letter(factor);
    if (!out.empty()) {
      if (text::is_digit(text[0]))
        out += "·";
      else if (call || after_call)
        out += " ";
      else if (!starts_with_letter(factor) && text[0] != '(' && text[0] != '|')
        out += "·";
    }
    out += text;
    after_call = call;
  }
  return {out, kProductLevel};
}

Piece Printer::power(NodeId id) const {
  const NodeId base = expression_.child(id, 0);
  const Piece exponent = print(expression_.child(id, 1));
  if (const auto raised = superscript(exponent.text)) {
    const bool function = expression_.kind(base) == Kind::kCall && expression_.children(base).size() == 1 &&
                          !starts_with_letter(base) && text::is_alpha(expression_.text(base)[0]);
    if (function && !expression_.text(base).starts_with("f")) {  // sin²(x)
      const std::string argument = print(expression_.child(base, 0)).text;
      const std::string_view name = expression_.text(base);
      if (name != "floor" && name != "ceil") return {std::string(name) + *raised + "(" + argument + ")", kPowerLevel};
    }
    return {at_least(kAtomLevel, base) + *raised, kPowerLevel};
  }
  const bool simple = exponent.level == kAtomLevel;
  return {at_least(kAtomLevel, base) + "^" + (simple ? exponent.text : "(" + exponent.text + ")"), kPowerLevel};
}

Piece Printer::call(NodeId id) const {
  const std::string_view name = expression_.text(id);
  const auto children = expression_.children(id);
  if (name == "sqrt") return {"√" + at_least(kAtomLevel, children[0]), kAtomLevel};
  if (name == "root") {
    const std::string degree = print(children[1]).text;
    const std::string inside = at_least(kAtomLevel, children[0]);
    if (degree == "3") return {"∛" + inside, kAtomLevel};
    if (const auto raised = superscript(degree)) return {*raised + "√" + inside, kAtomLevel};
  }
  if (name == "floor") return {"⌊" + print(children[0]).text + "⌋"};
  if (name == "ceil") return {"⌈" + print(children[0]).text + "⌉"};
  if (name == "mod" && children.size() == 2)
    return {at_least(kPowerLevel, children[0]) + " mod " + at_least(kPowerLevel, children[1]), kProductLevel};
  if (name == "log" && children.size() == 2)
    if (const auto base = subscript(print(children[1]).text))
      return {"log" + *base + "(" + print(children[0]).text + ")"};
  if (name == "ln" && expression_.kind(children[0]) == Kind::kAbs) return {"ln" + print(children[0]).text};
  if (name == "binomial") return {"C(" + joined(id, ", ") + ")"};
  std::string shown = text::replace_all(text::replace_all(name, "^-1", "⁻¹"), "'", "′");
  if (name.size() > 3 && name[0] == 'a' && name != "arg") shown = "arc" + std::string(name.substr(1));
  return {shown + "(" + joined(id, ", ") + ")"};
}

Piece Printer::relation(NodeId id) const {
  constexpr auto kSigns =
      std::to_array<Names>({{"<=", "≤"}, {">=", "≥"}, {"!=", "≠"}, {"~", "≈"}, {"in", "∈"}, {"notin", "∉"}});
  std::string out = at_least(kSetLevel, expression_.child(id, 0));
  std::size_t side = 0;
  for (std::string_view sign : text::split(expression_.text(id), ' ')) {
    for (const auto& [plain, shown] : kSigns)
      if (sign == plain) {
        sign = shown;
        break;
      }
    out.append(" ").append(sign).append(" ").append(at_least(kSetLevel, expression_.child(id, ++side)));
  }
  return {out, kRelationLevel};
}

Piece Printer::binder(NodeId id) const {
  const auto children = expression_.children(id);
  const std::string body = at_least(kProductLevel, children[0]);
  const std::string variable = print(children[1]).text;
  const std::string_view text = expression_.text(id);
  switch (expression_.kind(id)) {
    case Kind::kDerivative: {
      const std::string order = text == "1" ? "" : superscript(text).value_or("^" + std::string(text));
      return {"d" + order + "/d" + variable + order + " " + at_least(kPowerLevel, children[0]), kProductLevel};
    }
    case Kind::kIntegral: {
      std::string sign = "∫";
      if (children.size() == 4) {
        const std::string from = print(children[2]).text, to = print(children[3]).text;
        const auto low = subscript(from), high = superscript(to);
        sign += low && high ? *low + *high : "[" + from + ", " + to + "]";
      }
      return {sign + " " + body + " d" + variable, kProductLevel};
    }
    case Kind::kLimit: {
      const std::string side = text == "+" ? "⁺" : text == "-" ? "⁻" : "";
      return {"lim(" + variable + "→" + print(children[2]).text + side + ") " + body, kProductLevel};
    }
    default: {
      const std::string sign = expression_.kind(id) == Kind::kSum ? "∑" : "∏";
      return {sign + "(" + variable + " = " + print(children[2]).text + " … " + print(children[3]).text + ") " + body,
              kProductLevel};
    }
  }
}

Piece Printer::unit(NodeId id) const {
  const std::string_view name = expression_.text(id);
  const std::string amount = at_least(kProductLevel, expression_.child(id, 0));
  const bool currency = name == "$" || name == "€" || name == "£" || name == "¥" || name == "₹";
  if (currency) return {std::string(name) + amount, kPowerLevel};
  const std::size_t caret = name.find('^');
  const auto raised = caret == name.npos ? std::nullopt : superscript(name.substr(caret + 1));
  return {amount + " " + (raised ? std::string(name.substr(0, caret)) + *raised : std::string(name)), kProductLevel};
}

Piece Printer::print(NodeId id) const {
  const auto children = expression_.children(id);
  const std::string_view text = expression_.text(id);
  const auto only = [&](Level level) { return at_least(level, children[0]); };
  switch (expression_.kind(id)) {
    case Kind::kNumber:
    case Kind::kText:
      return {std::string(text)};
    case Kind::kSymbol:
      return {symbol(text)};
    case Kind::kConstant:
      return {std::string(glyph(text))};
    case Kind::kAdd:
      return sum(id);
    case Kind::kMultiply:
      return product(id);
    case Kind::kDivide:
      return {only(kProductLevel) + "/" + at_least(kPowerLevel, children[1]), kProductLevel};
    case Kind::kPower:
      return power(id);
    case Kind::kNegate:
      return {"−" + only(kProductLevel), kSumLevel};
    case Kind::kPlusMinus: {
      const std::string sign = text == "mp" ? "∓" : "±";
      if (children.size() == 1) return {sign + only(kProductLevel), kSumLevel};
      return {only(kSumLevel) + " " + sign + " " + at_least(kProductLevel, children[1]), kSumLevel};
    }
    case Kind::kFactorial:
      return {only(kAtomLevel) + std::string(text), kPowerLevel};
    case Kind::kPercent:
      return {only(kPowerLevel) + "%", kPowerLevel};
    case Kind::kDegrees:
      return {only(kPowerLevel) + "°", kPowerLevel};
    case Kind::kUnit:
      return unit(id);
    case Kind::kAbs:
      return {"|" + print(children[0]).text + "|"};
    case Kind::kMixed:
      return {print(children[0]).text + " " + print(children[1]).text, kProductLevel};
    case Kind::kBase:
      return {print(children[0]).text + subscript(text).value_or("_" + std::string(text))};
    case Kind::kCall:
      return call(id);
    case Kind::kRelation:
      return relation(id);
    case Kind::kTuple:
      return {"(" + joined(id, ", ") + ")"};
    case Kind::kList:
      if (text == "[") return {"[" + joined(id, ", ") + "]"};
      return {joined(id, text == ";" ? "; " : text == "and" ? " and " : text == "or" ? " or " : ", "), kLoose};
    case Kind::kSet:
      return {"{" + joined(id, ", ") + "}"};
    case Kind::kInterval:
      return {std::string(1, text[0]) + joined(id, ", ") + std::string(1, text[1])};
    case Kind::kUnion:
      return {joined(id, " ∪ "), kSetLevel};
    case Kind::kIntersection:
      return {joined(id, " ∩ "), kSetLevel};
    case Kind::kSetMinus:
      return {joined(id, " ∖ "), kSetLevel};
    case Kind::kMatrix: {
      std::string rows;
      for (const NodeId row : children) rows += (rows.empty() ? "[" : ", [") + joined(row, ", ") + "]";
      return {"[" + rows + "]"};
    }
    case Kind::kRatio:
      return {joined(id, ":"), kSetLevel};
    case Kind::kPiecewise: {
      std::string rows;
      for (const NodeId row : children) rows += (rows.empty() ? "" : "; ") + joined(row, " if ");
      return {"{" + rows + "}"};
    }
    case Kind::kResidue:
      return {only(kSumLevel) + " (mod " + print(children[1]).text + ")", kSetLevel};
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

std::string to_unicode(const Expression& expression) { return Printer(expression).print(expression.root()).text; }

}  // namespace qed::answer
