#include "answer/reading.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "answer/extract.h"
#include "answer/number_words.h"
#include "answer/spoken.h"
#include "base/text.h"

namespace qed::answer {
namespace {

constexpr ParseLimits kLimits{.bytes = kMaxAnswerBytes};

std::optional<Expression> parsed(std::string_view text) {
  Result<Expression> expression = parse(text, kLimits);
  return expression ? std::optional(*std::move(expression)) : std::nullopt;
}

// The contents of every \boxed{…}, joined as a list.
std::optional<std::string> boxed(std::string_view text) {
  std::string joined;
  for (std::size_t at = text.find("\\boxed{"); at != text.npos; at = text.find("\\boxed{", at + 1)) {
    std::size_t depth = 0, end = at + 6;
    for (; end < text.size(); ++end) {
      depth += text[end] == '{';
      if (text[end] == '}' && --depth == 0) break;
    }
    if (!joined.empty()) joined += ", ";
    joined.append(text.substr(at + 7, std::min(end, text.size()) - at - 7));
  }
  return joined.empty() ? std::nullopt : std::optional(joined);
}

bool has_word(std::string_view text) {
  std::size_t letters = 0;
  for (const char c : text) {
    letters = text::is_alpha(c) ? letters + 1 : static_cast<unsigned char>(c) >= 0xE0 ? 2 : 0;
    if (letters >= 2) return true;
  }
  return false;
}

// The last formula among words: "Answer $ 9 $". Where nothing around it is a word, the text is a formula gone wrong.
std::optional<std::string> last_math_span(std::string_view text) {
  for (const auto& [open, close] :
       {std::pair<std::string_view, std::string_view>{"\\[", "\\]"}, {"\\(", "\\)"}, {"$", "$"}}) {
    const std::size_t end = text.rfind(close);
    if (end == text.npos || end == 0) continue;
    const std::size_t begin = text.rfind(open, end - 1);
    if (begin == text.npos || begin + open.size() >= end) continue;
    if (!has_word(text.substr(0, begin)) && !has_word(text.substr(end + close.size()))) continue;
    return std::string(text.substr(begin + open.size(), end - begin - open.size()));
  }
  return std::nullopt;
}

// Escaped twice on its way here: "\\frac{1}{2}\n".
std::optional<Expression> unescaped(std::string& text) {
  if (!text.contains("\\n")) return std::nullopt;
  for (std::size_t at = text.find("\\n"); at != text.npos; at = text.find("\\n", at + 1))
    if (at + 2 >= text.size() || !text::is_alpha(text[at + 2])) text.replace(at, 2, "  ");
  text = text::replace_all(text, "\\\\", "\\");
  return parsed(text);
}

// Without the marks of Markdown around it, and without "about" or "≈" in front of it.
std::string_view without_markup(std::string_view text) {
  constexpr auto kAround = std::to_array<std::string_view>({"**", "`", "\"", "'", "“", "”", "*", "__"});
  constexpr auto kBefore = std::to_array<std::string_view>({"≈", "\\approx", "~", "=", "approximately ", "about ",
                                                            "roughly ", "exactly ", "Approximately ", "About ", "约"});
  for (bool again = true; again;) {
    again = false;
    text = text::trim(text);
    for (const std::string_view mark : kAround) {
      if (text.size() > mark.size() && text.starts_with(mark)) text.remove_prefix(mark.size()), again = true;
      if (text.size() > mark.size() && text.ends_with(mark)) text.remove_suffix(mark.size()), again = true;
    }
    for (const std::string_view word : kBefore)
      if (text.size() > word.size() && text.starts_with(word)) text.remove_prefix(word.size()), again = true;
  }
  return text;
}

// Where the number at the start of an amount ends: "$1,200.50 per day", "-3 1/2 cups", "\frac{3}{4} mile".
std::size_t amount_end(std::string_view text) {
  std::size_t at = 0;
  bool digits = false;
  while (at < text.size()) {
    const char c = text[at];
    if (text.substr(at).starts_with("\\frac{") || text.substr(at).starts_with("\\dfrac{")) {
      std::size_t depth = 0, groups = 0;
      for (; at < text.size() && groups < 2; ++at) {
        depth += text[at] == '{';
        if (text[at] == '}' && --depth == 0) ++groups;
      }
      digits = groups == 2;
      continue;
    }
    const bool sign = std::string_view("+-$€£ .,/").contains(c) || static_cast<unsigned char>(c) >= 0xC2;
    if (text::is_digit(c))
      digits = true;
    else if (!sign || (static_cast<unsigned char>(c) >= 0x80 && digits))
      break;
    ++at;
  }
  return digits ? at : 0;
}

// "42 apples", "$5 per hour": the words are what is counted.
std::optional<Expression> read_amount(std::string_view text) {
  const std::size_t end = amount_end(text);
  if (end == 0 || end >= text.size()) return std::nullopt;
  std::string_view words = text::trim(text.substr(end));
  while (words.ends_with('.')) words.remove_suffix(1);
  const bool plain = std::ranges::all_of(words, [](char c) {
    return text::is_alpha(c) || c == ' ' || c == '-' || c == '\'' || c == '/' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
  // What goes on reckoning is no unit: "5 apples and 3 pears" has digits, "3 or more" says another thing.
  const std::string spaced = " " + text::lower(words) + " ";
  for (const std::string_view word : {" or ", " and ", " to ", " than ", " not ", " plus ", " minus ", " times "})
    if (spaced.contains(word)) return std::nullopt;
  if (!plain || words.size() < 2 || words.size() > 60) return std::nullopt;
  return parsed(std::string(text.substr(0, end)) + "\\text{ " + std::string(words) + "}");
}

// 1.000.000 and 1'000'000
std::optional<Expression> read_grouped(std::string_view text) {
  std::string digits;
  for (const char separator : {'.', '\''}) {
    const std::vector<std::string_view> groups = text::split(text, separator);
    if (groups.size() < (separator == '.' ? 3U : 2U) || groups[0].empty() || groups[0].size() > 3) continue;
    const bool all = std::all_of(groups.begin() + 1, groups.end(), [](std::string_view g) { return g.size() == 3; });
    for (const std::string_view group : groups) digits += group;
    if (all && std::ranges::all_of(digits, text::is_digit)) return parsed(digits);
    digits.clear();
  }
  return std::nullopt;
}

// "3rd" is its number and no product of letters.
bool is_ordinal(std::string_view text) {
  if (text.size() < 3 || text.size() > 12) return false;
  const std::string_view ending = text.substr(text.size() - 2);
  return std::ranges::all_of(text.substr(0, text.size() - 2), text::is_digit) &&
         (ending == "st" || ending == "nd" || ending == "rd" || ending == "th");
}

// "3 to 4" as a ratio, "one in six" and "1 out of 6" as a fraction.
std::optional<Expression> read_ratio(std::string_view text) {
  const auto whole = [](std::string_view part) -> std::optional<std::string> {
    part = text::trim(part);
    if (!part.empty() && std::ranges::all_of(part, text::is_digit)) return std::string(part);
    const auto numeral = number_in_english(part);
    return numeral && std::ranges::all_of(*numeral, text::is_digit) ? numeral : std::nullopt;
  };
  for (const auto& [word, sign] : {std::pair<std::string_view, char>{" to ", ':'}, {" out of ", '/'}, {" in ", '/'}}) {
    const std::size_t at = text.find(word);
    if (at == text.npos) continue;
    const auto left = whole(text.substr(0, at)), right = whole(text.substr(at + word.size()));
    if (left && right) return parsed(*left + sign + *right);
  }
  return std::nullopt;
}

// "5 (five)" and "3.14 (approximately)": words in brackets behind a value only comment on it.
std::string_view without_comment(std::string_view text) {
  const std::size_t open = text.rfind('(');
  if (open == text.npos || open == 0 || !text.ends_with(')') || text.size() - open < 4) return text;
  const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
  const bool words = std::ranges::all_of(inside, [](char c) { return text::is_alpha(c) || c == ' ' || c == '-'; });
  return words ? text::trim(text.substr(0, open)) : text;
}

// \text{The answer is } 5
std::string_view without_lead(std::string_view text) {
  if (!text.starts_with("\\text{")) return text;
  const std::size_t close = text.find('}');
  if (close == text.npos || close + 1 == text.size()) return text;
  const std::string_view words = text::trim(text.substr(6, close - 6));
  return words.ends_with(" is") || words.ends_with(":") || words.ends_with("=") ? text::trim(text.substr(close + 1))
                                                                                : text;
}

// "The answer is not 5" states nothing.
bool denies(std::string_view text) {
  const std::string lower = text::lower(text);
  return lower.contains(" not ") || lower.contains("n't ") || lower.contains("cannot ");
}

// Sentences, rather than formulas that went wrong.
bool is_prose(std::string_view text) {
  std::size_t words = 0, letters = 0, foreign = 0;
  bool command = false;
  for (const char c : text) {
    if (c == '\\') command = true;
    foreign += static_cast<unsigned char>(c) >= 0xE0;
    if (text::is_alpha(c)) {
      ++letters;
    } else {
      words += letters >= 2 && !command;
      letters = 0;
      command = command && c == '\\';
    }
  }
  words += letters >= 2 && !command;
  return words >= 3 || foreign >= 4 || (words >= 1 && text.contains(':'));
}

}  // namespace

std::optional<Expression> read_answer(std::string_view text) {
  const std::size_t box = text.find("\\boxed{");
  if (box != text.npos && text.find("\\boxed{", box + 1) != text.npos && !text.substr(0, box).contains('='))
    if (const auto boxes = boxed(text))
      if (auto inside = parsed(*boxes)) return inside;  // several answers
  text = without_lead(text::trim(text));
  if (is_ordinal(text::trim(text))) return parsed(text::trim(text).substr(0, text::trim(text).size() - 2));
  if (auto whole = parsed(text)) return whole;
  std::string plain(text);
  if (auto again = unescaped(plain)) return again;
  for (const auto& marked : {boxed(plain), last_math_span(plain)})
    if (marked)
      if (auto inside = parsed(*marked)) return inside;
  std::string_view bare = without_markup(text);
  for (const std::string_view rupees : {"Rs.", "Rs ", "INR ", "USD ", "US$"})
    if (bare.starts_with(rupees)) bare = text::trim(bare.substr(rupees.size()));
  if (bare.size() != text.size())
    if (auto inside = parsed(bare)) return inside;
  if (const std::string_view value = without_comment(bare); value.size() != bare.size())
    if (auto inside = parsed(value)) return inside;
  if (const auto numeral = number_in_english(bare)) return parsed(*numeral);
  if (auto amount = read_amount(bare)) return amount;
  if (auto ratio = read_ratio(bare)) return ratio;
  if (auto grouped = read_grouped(bare)) return grouped;
  if (Result<Expression> spoken = parse_spoken(bare, kLimits)) return *std::move(spoken);
  if (!is_prose(text) || denies(text)) return std::nullopt;
  if (const auto found = extract(text))
    if (auto inside = parsed(found->text)) return inside;
  return std::nullopt;
}

std::optional<Expression> read_as_measure(std::string_view text) {
  constexpr auto kUnits =
      std::to_array<std::string_view>({"m",  "cm", "mm", "km", "g", "kg", "s",  "h",  "min", "L", "l",
                                       "mL", "ml", "N",  "J",  "W", "V",  "Hz", "Pa", "mol", "K"});
  text = text::trim(text);
  while (text.ends_with('.') || text.ends_with('$')) text.remove_suffix(1);
  while (text.starts_with('$')) text.remove_prefix(1);
  std::size_t end = 0;
  while (end < text.size() && (text::is_digit(text[end]) || std::string_view("+-.,/ ").contains(text[end]))) ++end;
  std::string unit = text::replace_all(text::replace_all(text.substr(end), "²", "^2"), "³", "^3");
  if (end == 0 || unit.empty() || !text::is_alpha(unit[0])) return std::nullopt;
  std::string letters;
  for (std::size_t i = 0; i <= unit.size(); ++i) {
    if (i < unit.size() && text::is_alpha(unit[i])) {
      letters += unit[i];
      continue;
    }
    if (!letters.empty() && std::ranges::find(kUnits, letters) == kUnits.end()) return std::nullopt;
    letters.clear();
    if (i < unit.size() && !text::is_digit(unit[i]) && !std::string_view("^/{} *.").contains(unit[i]))
      return std::nullopt;
  }
  std::erase_if(unit, [](char c) { return c == '{' || c == '}' || c == ' '; });
  return parsed(std::string(text.substr(0, end)) + "\\text{ " + unit + "}");
}

std::optional<Expression> read_indian_groups(std::string_view text) {
  const std::vector<std::string_view> groups = text::split(text::trim(text), ',');
  const auto has = [](std::string_view group, std::size_t least, std::size_t most) {
    return group.size() >= least && group.size() <= most && std::ranges::all_of(group, text::is_digit);
  };
  if (groups.size() < 3 || !has(groups.front(), 1, 2) || !has(groups.back(), 3, 3)) return std::nullopt;
  if (!std::all_of(groups.begin() + 1, groups.end() - 1, [&](auto group) { return has(group, 2, 2); }))
    return std::nullopt;
  return parsed(text::replace_all(text::trim(text), ",", ""));
}

std::optional<Expression> read_decimal_comma(std::string_view text) {
  const std::string_view trimmed = text::trim(text);
  const std::size_t comma = trimmed.find(',');
  if (comma == trimmed.npos || comma == 0 || comma + 1 == trimmed.size() ||
      trimmed.find(',', comma + 1) != trimmed.npos)
    return std::nullopt;
  const std::size_t sign = trimmed[0] == '-' ? 1 : 0;
  const std::string_view whole = trimmed.substr(sign, comma - sign), decimals = trimmed.substr(comma + 1);
  const auto digits = [](std::string_view part) { return !part.empty() && std::ranges::all_of(part, text::is_digit); };
  if (!digits(whole) || !digits(decimals)) return std::nullopt;
  if (decimals.size() == 3 && whole.size() <= 3 && whole[0] != '0') return std::nullopt;  // 1,234 groups its digits
  std::string pointed(trimmed);
  pointed[comma] = '.';
  return parsed(pointed);
}

}  // namespace qed::answer
