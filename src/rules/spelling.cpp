#include "rules/spelling.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "rules/number_words.h"

namespace qed::rules {
namespace {

// Longest phrases first: the first that fits is taken.
struct Operator {
  std::string_view words;
  std::string_view sign;
};
constexpr Operator kOperators[] = {
    {"raised to the power of", "^"},
    {"to the power of", "^"},
    {"raised to the power", "^"},
    {"to the power", "^"},
    {"raised to", "^"},
    {"is greater than or equal to", ">="},
    {"is less than or equal to", "<="},
    {"is greater than", ">"},
    {"is less than", "<"},
    {"is equal to", "="},
    {"equals", "="},
    {"equal to", "="},
    {"multiplied by", "*"},
    {"divided by", "\xC3\xB7"},
    {"times", "*"},
    {"plus", "+"},
    {"minus", "-"},
    {"negative", "-"},
    {"over", "/"},
    {"squared", "^2"},
    {"cubed", "^3"},
    {"per cent", "%"},
    {"percent", "%"},
    {"degrees", "^\\circ"},
    {"degree", "^\\circ"},
    {"factorial", "!"},
    {"infinity", "\\infty"},
    {"inf", "\\infty"},
    {"natural log of", "\\ln"},
    {"natural logarithm of", "\\ln"},
    {"sine of", "\\sin"},
    {"cosine of", "\\cos"},
    {"tangent of", "\\tan"},
    {"cosec", "\\csc"},
    {"cosine", "\\cos"},
    {"sine", "\\sin"},
};

constexpr std::string_view kNames[] = {
    "sin",    "cos",    "tan",    "cot",   "sec",   "csc",    "arcsin", "arccos",  "arctan",  "asin",
    "acos",   "atan",   "sinh",   "cosh",  "tanh",  "ln",     "log",    "exp",     "sqrt",    "cbrt",
    "gcd",    "lcm",    "min",    "max",   "mod",   "det",    "abs",    "floor",   "ceil",    "pi",
    "theta",  "alpha",  "beta",   "gamma", "delta", "lambda", "mu",     "phi",     "omega",   "sigma",
    "arccot", "arcsec", "arccsc", "lim",   "int",   "sum",    "prod",   "pmatrix", "bmatrix", "vmatrix"};

// English words made of letters that also name variables.
constexpr std::string_view kProse[] = {
    "an",  "am",  "as",  "at",  "by",  "my",  "us",  "up",  "any", "say", "may", "way",  "day", "pay", "buy", "but",
    "put", "cut", "sum", "run", "sun", "bus", "was", "has", "had", "and", "man", "can",  "ran", "van", "cat", "cap",
    "bar", "car", "ask", "map", "ray", "try", "why", "dry", "sky", "sad", "dad", "bad",  "mad", "bat", "hat", "rat",
    "tax", "wax", "ab",  "hm",  "hmm", "mr",  "ms",  "vs",  "tv",  "pm",  "cm",  "mm",   "km",  "ft",  "kg",  "hcf",
    "gcf", "rd",  "st",  "th",  "nd",  "mph", "var", "std", "avg", "sub", "bay", "rub",  "sub", "cs",  "all", "lb",
    "lbs", "ml",  "al",  "la",  "ltd", "sly", "lay", "lab", "lad", "lap", "law", "clap", "slay"};

bool is_name(std::string_view word) { return std::ranges::find(kNames, word) != std::end(kNames); }

// "xy", "bh", "dx": a product of letters or a differential rather than a word.
bool is_letter_product(const Question& question, std::size_t at) {
  const Token& token = question.tokens[at];
  if (token.text.size() == 1) return true;
  if (token.text.size() > 3) return false;
  if (token.lower == "ab" || token.lower == "abc") return true;
  constexpr std::string_view kLetters = "abcdhklmnpqrstuvwxyz";
  if (!std::ranges::all_of(token.lower, [&](char c) { return kLetters.find(c) != std::string_view::npos; }))
    return token.lower == "xe" || token.lower == "xi" || token.lower == "de";
  if (std::ranges::find(kProse, token.lower) == std::end(kProse)) return true;
  constexpr std::string_view kSigns = "+-=*/(^";
  return token.text.size() == 2 && at > 0 && question.tokens[at - 1].text.size() == 1 &&
         kSigns.find(question.tokens[at - 1].text) != std::string_view::npos;
}

// "sinx", "cosθ" without a blank.
bool is_run_together(std::string_view word) {
  for (const std::string_view name : {"sin", "cos", "tan", "ln", "sec", "csc", "cot"}) {
    if (word.starts_with(name) && word.size() == name.size() + 1) return true;
  }
  return false;
}

std::size_t operator_tokens(const Question& question, std::size_t at, std::size_t end, std::string_view& sign) {
  for (const Operator& op : kOperators) {
    std::size_t i = at;
    bool fits = true;
    for (const std::string_view word : text::split(op.words, ' ')) {
      fits = fits && i < end && question.tokens[i].lower == word && !question.tokens[i].math;
      ++i;
    }
    if (!fits) continue;
    sign = op.sign;
    return i - at;
  }
  return 0;
}

bool starts_operator(const Token& token) {
  return std::ranges::any_of(kOperators, [&](const Operator& op) {
    const std::string_view words = op.words;
    return words == token.lower || std::ranges::count(text::split(words, ' '), std::string_view(token.lower)) > 0;
  });
}

// "to the 4th", "raised to the minus 2 power", "to the negative third": how many tokens the words take, and the
// exponent.
std::size_t power_words(const Question& question, std::size_t at, std::size_t end, std::string& exponent) {
  const auto word = [&](std::size_t i) {
    return i < end ? std::string_view(question.tokens[i].lower) : std::string_view();
  };
  std::size_t i = at + (word(at) == "raised");
  if (word(i) != "to" || word(i + 1) != "the") return 0;
  i += 2;
  if (word(i) == "power" && word(i + 1) == "of") i += 2;
  const bool minus = word(i) == "minus" || word(i) == "negative" || word(i) == "-";
  i += minus;
  if (i >= end) return 0;
  const Token& token = question.tokens[i];
  const int ordinal = token.type == TokenType::kWord ? ordinal_value(token.lower) : 0;
  const bool number = token.type == TokenType::kNumber || token.type == TokenType::kOrdinal;
  if (!number && ordinal == 0) return 0;
  exponent = (minus ? "-" : "") + (ordinal ? std::to_string(ordinal) : token.text);
  ++i;
  return i + (word(i) == "power") - at;
}

// "2/3 ÷ 4/9": a fraction written without blanks is one number behind a division that stands apart; "12/3/2" is divided
// from left to right.
bool is_tight_fraction(const Question& question, std::size_t at, std::size_t end) {
  const auto& tokens = question.tokens;
  if (at > 0 && tokens[at - 1].text == "/" && !tokens[at].space_before) return false;
  if (at + 2 >= end || tokens[at].type != TokenType::kNumber || tokens[at + 1].text != "/") return false;
  if (tokens[at + 2].type != TokenType::kNumber || tokens[at + 1].space_before || tokens[at + 2].space_before)
    return false;
  const bool longer =
      at + 3 < end && !tokens[at + 3].space_before && (tokens[at + 3].text == "/" || tokens[at + 3].text == "^");
  return !longer;
}

bool is_word_minus(const Token& token) { return token.lower == "minus" || token.lower == "negative"; }

// "-2/3", "minus 2", "1/2": how many tokens; 0 where no number follows.
std::size_t signed_number_tokens(const Question& question, std::size_t at, std::size_t end) {
  const std::size_t sign = question.tokens[at].text == "-" || is_word_minus(question.tokens[at]);
  const std::size_t number = at + sign;
  if (number >= end || question.tokens[number].type != TokenType::kNumber) return 0;
  return sign + (is_tight_fraction(question, number, end) ? 3 : 1);
}

bool ends_in_division(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text.ends_with('/') || text.ends_with("\xC3\xB7") || text.ends_with("\\div");
}

// "the square root of 45": the root and how many tokens its words take.
std::size_t root_words(const Question& question, std::size_t at, std::size_t end, std::string_view& root) {
  const auto word = [&](std::size_t i) {
    return i < end ? std::string_view(question.tokens[i].lower) : std::string_view();
  };
  std::size_t i = at;
  if (word(i) == "the") ++i;
  if (word(i) == "square" || word(i) == "cube") {
    root = word(i) == "square" ? "\\sqrt" : "\\sqrt[3]";
    ++i;
  } else {
    return 0;
  }
  if (word(i) != "root") return 0;
  ++i;
  if (word(i) == "of") ++i;
  return i - at;
}

// The atom behind a root in words: a number, a letter or a bracket. 0 where there is none.
std::size_t atom_tokens(const Question& question, std::size_t at, std::size_t end) {
  if (at >= end) return 0;
  const Token& first = question.tokens[at];
  if (first.type == TokenType::kNumber || (first.type == TokenType::kWord && first.text.size() == 1)) return 1;
  if (first.text != "(") return 0;
  int depth = 0;
  for (std::size_t i = at; i < end; ++i) {
    depth += question.tokens[i].text == "(";
    depth -= question.tokens[i].text == ")";
    if (depth == 0) return i + 1 - at;
  }
  return 0;
}

// The "4th" of "to the 4th".
bool is_exponent_in_words(const Question& question, std::size_t at) {
  const auto before = [&](std::size_t back) {
    return at >= back ? std::string_view(question.tokens[at - back].lower) : std::string_view();
  };
  const std::size_t sign = before(1) == "minus" || before(1) == "negative";
  return before(sign + 1) == "the" && before(sign + 2) == "to";
}

}  // namespace

bool may_stand_in_formula(const Question& question, std::size_t at) {
  const Token& token = question.tokens[at];
  switch (token.type) {
    case TokenType::kNumber:
    case TokenType::kCommand:
      return true;
    case TokenType::kOrdinal:
      return is_exponent_in_words(question, at);
    case TokenType::kSymbol:
      return token.text != "?" && token.text != "\"" && token.text != ";" && token.text != "...";
    case TokenType::kWord:
      break;
  }
  if (token.math || is_name(token.lower) || is_letter_product(question, at) || is_run_together(token.lower))
    return true;
  if (ordinal_value(token.lower) > 0) return is_exponent_in_words(question, at);
  constexpr std::array<std::string_view, 5> kRootWords = {"the", "square", "cube", "root", "of"};
  return starts_operator(token) || std::ranges::find(kRootWords, token.lower) != kRootWords.end();
}

std::optional<std::string> spell(const Question& question, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end;) {
    const Token& token = question.tokens[i];
    if (!may_stand_in_formula(question, i)) return std::nullopt;
    if (!out.empty() && token.space_before) out += ' ';
    const bool prose = token.type == TokenType::kWord && !token.math;
    std::string exponent;
    if (const std::size_t taken = prose ? power_words(question, i, end, exponent) : 0) {
      out += "^{" + exponent + "}";
      i += taken;
      continue;
    }
    std::string_view sign;
    if (const std::size_t taken = prose ? operator_tokens(question, i, end, sign) : 0) {
      out += sign;
      i += taken;
      // "to the power -2/3": the whole number that follows is the exponent.
      if (sign == "^" && i < end && signed_number_tokens(question, i, end) > 0) {
        const std::size_t size = signed_number_tokens(question, i, end);
        out += "{";
        for (std::size_t k = i; k < i + size; ++k)
          out += is_word_minus(question.tokens[k]) ? "-" : question.tokens[k].text;
        out += "}";
        i += size;
        continue;
      }
      if (i < end) out += ' ';
      continue;
    }
    // "log_5 125": the blank ends the index and groups no digits.
    if (token.type == TokenType::kNumber && out.ends_with('_')) {
      out += "{" + token.text + "}";
      ++i;
      continue;
    }
    if (ends_in_division(out) && is_tight_fraction(question, i, end)) {
      out += fmt::format("({}/{})", token.text, question.tokens[i + 2].text);
      i += 3;
      continue;
    }
    const bool cross =
        prose && token.lower == "x" && i > begin && i + 1 < end && question.tokens[i - 1].type == TokenType::kNumber &&
        question.tokens[i + 1].type == TokenType::kNumber && token.space_before == question.tokens[i + 1].space_before;
    if (cross) {
      out += '*';
      ++i;
      continue;
    }
    if (const std::size_t taken = prose ? root_words(question, i, end, sign) : 0) {
      const std::size_t atom = atom_tokens(question, i + taken, end);
      const std::optional<std::string> inside = atom ? spell(question, i + taken, i + taken + atom) : std::nullopt;
      if (!inside) return std::nullopt;
      out += std::string(sign) + "{" + *inside + "}";
      i += taken + atom;
      continue;
    }
    if (prose && token.text.size() > 1 && !is_name(token.lower) && !is_letter_product(question, i) &&
        !is_run_together(token.lower))
      return std::nullopt;
    if (prose && token.text.size() == 2 && std::ranges::find(kProse, token.lower) != std::end(kProse)) {
      out += {token.text[0], ' ', token.text[1]};  // apart, or the parser too takes it for a word
      ++i;
      continue;
    }
    out += prose && is_name(token.lower) ? token.lower : token.text;
    ++i;
  }
  return out;
}

}  // namespace qed::rules
