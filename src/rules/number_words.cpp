#include "rules/number_words.h"

#include <algorithm>
#include <string>
#include <utility>

namespace qed::rules {
namespace {

constexpr std::string_view kUnits[] = {"zero",     "one",     "two",     "three",     "four",     "five",    "six",
                                       "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
                                       "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::string_view kTens[] = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
constexpr std::string_view kOrdinals[] = {"first",     "second",      "third",      "fourth",     "fifth",
                                          "sixth",     "seventh",     "eighth",     "ninth",      "tenth",
                                          "eleventh",  "twelfth",     "thirteenth", "fourteenth", "fifteenth",
                                          "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"};

int small_number(const Token& token) {
  if (token.type != TokenType::kWord || token.math) return -1;
  for (std::size_t i = 0; i < std::size(kUnits); ++i) {
    if (token.lower == kUnits[i]) return static_cast<int>(i);
  }
  for (std::size_t i = 0; i < std::size(kTens); ++i) {
    if (token.lower == kTens[i]) return static_cast<int>(20 + 10 * i);
  }
  return -1;
}

// "two hundred and five" from token `at`: its value and how many tokens it takes (0: none).
std::pair<long, std::size_t> number_words(const std::vector<Token>& tokens, std::size_t at) {
  long total = 0, group = 0;
  std::size_t taken = 0;
  bool tens = false;
  for (std::size_t i = at; i < tokens.size(); ++i) {
    const int small = small_number(tokens[i]);
    const bool continues = taken == 0 || (tens && small > 0 && small < 10) || group % 100 == 0;
    if (small >= 0 && continues && !(taken > 0 && small == 0)) {
      if (taken > 0 && group == 0 && total == 0) break;
      group += small;
      tens = small >= 20;
    } else if (taken > 0 && tokens[i].lower == "hundred" && group < 100) {
      group *= 100;
    } else if (taken > 0 && (tokens[i].lower == "thousand" || tokens[i].lower == "million") && group > 0) {
      total += group * (tokens[i].lower == "thousand" ? 1000 : 1'000'000);
      group = 0;
    } else if (taken > 0 && tokens[i].lower == "and" && group >= 100 && group % 100 == 0 && i + 1 < tokens.size() &&
               small_number(tokens[i + 1]) > 0) {
      continue;
    } else {
      break;
    }
    taken = i + 1 - at;
  }
  return {total + group, taken};
}

// "93 million", "2.5 billion": the number written out; empty where it is none.
std::string scaled_number(const std::vector<Token>& tokens, std::size_t at) {
  if (at + 1 >= tokens.size() || tokens[at].type != TokenType::kNumber) return {};
  const std::string& scale = tokens[at + 1].lower;
  std::size_t zeros = scale == "million" ? 6 : scale == "billion" ? 9 : scale == "trillion" ? 12 : 0;
  std::string digits = tokens[at].text;
  if (zeros == 0 || digits.size() > 12 || digits.find('\\') != std::string::npos) return {};
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    const std::size_t decimals = digits.size() - point - 1;
    if (decimals > zeros) return {};
    digits.erase(point, 1);
    zeros -= decimals;
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  }
  return digits + std::string(zeros, '0');
}

// "thirds": 3; 0 where the word is no part of a whole.
int part_value(const Token& token) {
  if (token.type != TokenType::kWord || token.math) return 0;
  std::string_view word = token.lower;
  if (word == "half" || word == "halves") return 2;
  if (word.ends_with('s')) word.remove_suffix(1);
  if (word == "quarter") return 4;
  const int value = ordinal_value(word);
  return value > 2 ? value : 0;
}

}  // namespace

int ordinal_value(std::string_view word) {
  for (std::size_t i = 0; i < std::size(kOrdinals); ++i) {
    if (word == kOrdinals[i]) return static_cast<int>(i + 1);
  }
  return 0;
}

void read_number_words(std::vector<Token>& tokens) {
  std::vector<Token> out;
  for (std::size_t i = 0; i < tokens.size();) {
    if (const std::string scaled = scaled_number(tokens, i); !scaled.empty()) {
      out.push_back({TokenType::kNumber, scaled, scaled, false, true});
      i += 2;
      continue;
    }
    const auto [value, taken] = number_words(tokens, i);
    if (taken == 0) {
      out.push_back(std::move(tokens[i++]));
      continue;
    }
    Token number{TokenType::kNumber, std::to_string(value), std::to_string(value), false, true};
    out.push_back(std::move(number));
    i += taken;
  }
  tokens = std::move(out);
}

// "two thirds" is 2/3, "three and a half" is 3 1/2 and "two and three quarters" is 2 3/4.
void read_fraction_words(std::vector<Token>& tokens) {
  const auto number = [&](std::size_t i) {
    return i < tokens.size() && tokens[i].type == TokenType::kNumber && tokens[i].text.find('.') == std::string::npos;
  };
  std::vector<Token> out;
  const auto push_fraction = [&](const std::string& above, int below) {
    out.push_back({TokenType::kNumber, above, above, false, true});
    out.push_back({TokenType::kSymbol, "/", "/", false, false});
    out.push_back({TokenType::kNumber, std::to_string(below), std::to_string(below), false, false});
  };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto part = [&](std::size_t at) { return at < tokens.size() ? part_value(tokens[at]) : 0; };
    const bool listed = out.size() > 1 && (out[out.size() - 2].lower == "of" || out[out.size() - 2].lower == "between");
    const bool mixed = !listed && !out.empty() && out.back().type == TokenType::kNumber && tokens[i].lower == "and";
    const bool plural = i + 1 < tokens.size() && (tokens[i + 1].lower.ends_with('s') == (tokens[i].text != "1"));
    if (number(i) && part(i + 1) && plural) {
      push_fraction(tokens[i].text, part(i + 1));
      ++i;
    } else if (mixed && i + 1 < tokens.size() && tokens[i + 1].lower == "a" && part(i + 2) &&
               !tokens[i + 2].lower.ends_with('s')) {
      push_fraction("1", part(i + 2));
      i += 2;
    } else if (mixed && number(i + 1) && part(i + 2)) {
      push_fraction(tokens[i + 1].text, part(i + 2));
      i += 2;
    } else {
      out.push_back(tokens[i]);
    }
  }
  tokens = std::move(out);
}

}  // namespace qed::rules
