#include "answer/spoken.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "answer/number_words.h"
#include "base/text.h"

namespace qed::answer {
namespace {

constexpr std::size_t kMaxSpokenBytes = 4096;
constexpr int kMaxNesting = 8;

using Phrase = std::pair<std::string_view, std::string_view>;

// Longer phrases stand before those they begin with. All are whole words in small letters.
constexpr auto kPhrases = std::to_array<Phrase>({
    {"plus or minus", "\\pm"},
    {"is less than or equal to", "<="},
    {"less than or equal to", "<="},
    {"is greater than or equal to", ">="},
    {"greater than or equal to", ">="},
    {"is not equal to", "\\ne"},
    {"not equal to", "\\ne"},
    {"is less than", "<"},
    {"less than", "<"},
    {"is greater than", ">"},
    {"greater than", ">"},
    {"is equal to", "="},
    {"equal to", "="},
    {"equals", "="},
    {"is in", "\\in"},
    {"plus", "+"},
    {"minus", "-"},
    {"negative", "-"},
    {"multiplied by", "*"},
    {"times", "*"},
    {"divided by", "/"},
    {"over", "/"},
    {"raised to the power of", "^"},
    {"raised to the power", "^"},
    {"raised to", "^"},
    {"to the power of", "^"},
    {"to the power", "^"},
    {"to the", "^"},
    {"squared", "^2"},
    {"cubed", "^3"},
    {"factorial", "!"},
    {"choose", "choose"},
    {"the square root of", "\\sqrt "},
    {"square root of", "\\sqrt "},
    {"the cube root of", "\\sqrt[3] "},
    {"cube root of", "\\sqrt[3] "},
    {"the absolute value of", "abs "},
    {"absolute value of", "abs "},
    {"the natural log of", "\\ln "},
    {"natural logarithm of", "\\ln "},
    {"natural log of", "\\ln "},
    {"logarithm of", "\\log "},
    {"log of", "\\log "},
    {"arc sine of", "\\arcsin "},
    {"arc cosine of", "\\arccos "},
    {"arc tangent of", "\\arctan "},
    {"the sine of", "\\sin "},
    {"the cosine of", "\\cos "},
    {"the tangent of", "\\tan "},
    {"sine of", "\\sin "},
    {"cosine of", "\\cos "},
    {"tangent of", "\\tan "},
    {"sine", "\\sin "},
    {"cosine", "\\cos "},
    {"tangent", "\\tan "},
    {"percent", "\\%"},
    {"degrees", "^\\circ"},
});

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (const std::string_view word : text::split(text, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

bool is_word(std::string_view word) {
  return !word.empty() && (text::is_alpha(word[0])) &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == word.npos;
}

// The longest run of number words at `at`, as a numeral, and how many words it takes.
std::optional<std::pair<std::string, std::size_t>> number_at(const std::vector<std::string_view>& words,
                                                             std::size_t at) {
  std::string run;
  std::optional<std::pair<std::string, std::size_t>> best;
  for (std::size_t n = 1; at + n <= words.size() && n <= 12 && is_word(words[at + n - 1]); ++n) {
    run += (run.empty() ? "" : " ") + std::string(words[at + n - 1]);
    if (words[at] == "a" && n == 1) continue;
    if (const auto numeral = number_in_english(run)) best = std::pair(*numeral, n);
  }
  return best;
}

std::string joined_words(const std::vector<std::string_view>& words, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += (out.empty() ? "" : " ") + std::string(words[i]);
  return out;
}

// Where a phrase of words begins, behind `from`; words.size() where it does not.
std::size_t find_words(const std::vector<std::string_view>& words, std::string_view phrase, std::size_t from) {
  const std::vector<std::string_view> wanted = words_of(phrase);
  for (std::size_t i = from; i + wanted.size() <= words.size(); ++i)
    if (std::equal(wanted.begin(), wanted.end(), words.begin() + static_cast<std::ptrdiff_t>(i))) return i;
  return words.size();
}

class Speaker {
 public:
  // `text` in small words, as a formula; nullopt where the words do not fit together.
  std::optional<std::string> formula(std::string_view text);

 private:
  std::optional<std::string> binder(const std::vector<std::string_view>& words, std::size_t at);
  std::optional<std::string> integral(const std::vector<std::string_view>& words, std::size_t begin);
  std::optional<std::string> series(const std::vector<std::string_view>& words, std::size_t begin,
                                    std::string_view sign);
  std::optional<std::string> limit(const std::vector<std::string_view>& words, std::size_t begin);
  std::optional<std::string> derivative(const std::vector<std::string_view>& words, std::size_t begin);
  std::optional<std::string> part(const std::vector<std::string_view>& words, std::size_t from, std::size_t to) {
    if (from >= to) return std::nullopt;
    return formula(joined_words(words, from, to));
  }

  int depth_ = 0;
};

// The letter that a body is about: x, where it has one.
std::string letter_of(std::string_view body) {
  for (const std::string_view wanted : {"x", "t", "u", "y", "z", "n", "k"})
    for (std::size_t at = body.find(wanted); at != body.npos; at = body.find(wanted, at + 1)) {
      const bool alone =
          (at == 0 || !text::is_alpha(body[at - 1])) && (at + 1 == body.size() || !text::is_alpha(body[at + 1]));
      if (alone) return std::string(wanted);
    }
  return "x";
}

// integral of BODY [from A to B] [with respect to V | dV]
std::optional<std::string> Speaker::integral(const std::vector<std::string_view>& words, std::size_t begin) {
  std::size_t end = words.size();
  std::string variable;
  if (const std::size_t respect = find_words(words, "with respect to", begin); respect + 3 < end) {
    variable = words[respect + 3];
    end = respect;
  }
  const std::size_t from = find_words(words, "from", begin), to = find_words(words, "to", std::min(from, end));
  std::size_t body_end = std::min(from, end), bound_end = end;
  const auto differential = [&](std::size_t& last, std::size_t first) {
    const std::string_view word = words[last - 1];
    if (last > first + 1 && word.size() == 2 && word[0] == 'd') {
      variable = word.substr(1);
      --last;
    }
  };
  differential(bound_end, begin);
  if (from < end) differential(body_end, begin);
  body_end = std::min(body_end, bound_end);
  const auto body = part(words, begin, body_end);
  if (!body) return std::nullopt;
  if (variable.empty()) variable = letter_of(*body);
  if (from >= end) return fmt::format("\\int ({}) d{}", *body, variable);
  const auto low = part(words, from + 1, std::min(to, bound_end)), high = part(words, to + 1, bound_end);
  if (!low || !high) return std::nullopt;
  return fmt::format("\\int_{{{}}}^{{{}}} ({}) d{}", *low, *high, *body, variable);
}

// sum of BODY [for|from] K = A to B; sum from K = A to B of BODY
std::optional<std::string> Speaker::series(const std::vector<std::string_view>& words, std::size_t begin,
                                           std::string_view sign) {
  const bool bounds_first = begin < words.size() && words[begin] == "from";
  std::size_t body_begin = begin, body_end = words.size(), bounds = begin + 1, bounds_end = words.size();
  if (bounds_first) {
    bounds_end = find_words(words, "of", begin);
    body_begin = bounds_end + 1;
  } else {
    if (words[begin] == "of") ++body_begin;
    body_end = std::min(find_words(words, "from", begin), find_words(words, "for", begin));
    bounds = body_end + 1;
    if (bounds < words.size() && words[bounds] == "from") ++bounds;
  }
  const std::size_t to = find_words(words, "to", std::min(bounds, words.size()));
  if (to >= bounds_end || body_begin >= words.size()) return std::nullopt;
  const std::string range = text::replace_all(joined_words(words, bounds, to), " from ", " = ");
  const std::size_t equals = range.find('=');
  const auto body = part(words, body_begin, body_end), high = part(words, to + 1, bounds_end);
  const auto low = equals == range.npos ? formula(range) : formula(range.substr(equals + 1));
  if (!body || !low || !high) return std::nullopt;
  const std::string variable =
      equals == range.npos ? letter_of(*body) : std::string(text::trim(std::string_view(range).substr(0, equals)));
  if (variable.size() != 1) return std::nullopt;
  return fmt::format("{}_{{{}={}}}^{{{}}} ({})", sign, variable, *low, *high, *body);
}

// limit of BODY as X approaches A; limit as X approaches A of BODY
std::optional<std::string> Speaker::limit(const std::vector<std::string_view>& words, std::size_t begin) {
  const std::size_t as = find_words(words, "as", begin);
  if (as + 3 >= words.size()) return std::nullopt;
  std::size_t point = as + 2;
  if (words[point] == "approaches" || words[point] == "→" || words[point] == "->") {
    ++point;
  } else if ((words[point] == "goes" || words[point] == "tends") && words[point + 1] == "to") {
    point += 2;
  } else {
    return std::nullopt;
  }
  const bool point_first = as == begin;
  const std::size_t of = point_first ? find_words(words, "of", point) : words.size();
  const auto at = part(words, point, of);
  const auto body = point_first ? part(words, of + 1, words.size()) : part(words, begin + (words[begin] == "of"), as);
  if (!at || !body || words[as + 1].size() != 1) return std::nullopt;
  return fmt::format("\\lim_{{{} \\to {}}} ({})", words[as + 1], *at, *body);
}

std::optional<std::string> Speaker::derivative(const std::vector<std::string_view>& words, std::size_t begin) {
  const std::size_t respect = find_words(words, "with respect to", begin);
  const auto body = part(words, begin, respect);
  if (!body) return std::nullopt;
  const std::string variable = respect + 3 < words.size() ? std::string(words[respect + 3]) : letter_of(*body);
  if (variable.size() != 1) return std::nullopt;
  return fmt::format("\\frac{{d}}{{d{}}} ({})", variable, *body);
}

std::optional<std::string> Speaker::binder(const std::vector<std::string_view>& words, std::size_t at) {
  const std::size_t next = at + 1;
  const bool of = next < words.size() && words[next] == "of";
  if (words[at] == "integral" && of) return integral(words, next + 1);
  if ((words[at] == "sum" || words[at] == "product") && next < words.size() && (of || words[next] == "from"))
    return series(words, next, words[at] == "sum" ? "\\sum" : "\\prod");
  if (words[at] == "limit" && next < words.size()) return limit(words, next);
  if (words[at] == "derivative" && of) return derivative(words, next + 1);
  return std::nullopt;
}

std::optional<std::string> Speaker::formula(std::string_view text) {
  if (++depth_ > kMaxNesting) return std::nullopt;
  const std::vector<std::string_view> words = words_of(text);
  std::string out;
  for (std::size_t at = 0; at < words.size();) {
    if ((words[at] == "the" || words[at] == "indefinite" || words[at] == "definite") && at + 1 < words.size()) {
      ++at;
      continue;
    }
    if (const auto bound = binder(words, at)) {  // it reaches to the end of the text
      --depth_;
      return out + *bound;
    }
    if (const auto number = number_at(words, at)) {
      out += number->first + " ";
      at += number->second;
      continue;
    }
    std::size_t taken = 0;
    for (const auto& [phrase, sign] : kPhrases) {
      const std::vector<std::string_view> wanted = words_of(phrase);
      if (at + wanted.size() > words.size() ||
          !std::equal(wanted.begin(), wanted.end(), words.begin() + static_cast<std::ptrdiff_t>(at)))
        continue;
      out.append(sign).append(" ");
      taken = wanted.size();
      break;
    }
    if (taken == 0) out.append(words[at]).append(" ");
    at += std::max<std::size_t>(taken, 1);
  }
  --depth_;
  return out;
}

}  // namespace

Result<Expression> parse_spoken(std::string_view text, const ParseLimits& limits) {
  Result<Expression> plain = parse(text, limits);
  if (plain && plain->kind(plain->root()) != Kind::kText) return plain;
  if (text.size() > kMaxSpokenBytes) return plain;
  std::string spaced;
  for (const char c : text::collapse_spaces(text)) {
    if (c == ',' && !spaced.empty() && text::is_alpha(spaced.back())) spaced += ' ';
    spaced += c;
  }
  if (const auto numeral = number_in_english(spaced)) return parse(*numeral, limits);
  if (const auto formula = Speaker().formula(spaced))
    if (Result<Expression> read = parse(*formula, limits)) return read;
  return plain;
}

}  // namespace qed::answer
