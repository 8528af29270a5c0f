#include "answer/number_words.h"

#include <fmt/core.h>

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/utf8.h"

namespace qed::answer {
namespace {

using Word = std::pair<std::string_view, std::uint64_t>;

constexpr auto kSmall = std::to_array<Word>(
    {{"zero", 0},      {"one", 1},       {"two", 2},       {"three", 3},    {"four", 4},     {"five", 5},
     {"six", 6},       {"seven", 7},     {"eight", 8},     {"nine", 9},     {"ten", 10},     {"eleven", 11},
     {"twelve", 12},   {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17},
     {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},   {"thirty", 30},  {"forty", 40},   {"fourty", 40},
     {"fifty", 50},    {"sixty", 60},    {"seventy", 70},  {"eighty", 80},  {"ninety", 90}});

constexpr auto kOrdinals = std::to_array<Word>(
    {{"first", 1},      {"second", 2},       {"third", 3},       {"fourth", 4},      {"fifth", 5},
     {"sixth", 6},      {"seventh", 7},      {"eighth", 8},      {"ninth", 9},       {"tenth", 10},
     {"eleventh", 11},  {"twelfth", 12},     {"thirteenth", 13}, {"fourteenth", 14}, {"fifteenth", 15},
     {"sixteenth", 16}, {"seventeenth", 17}, {"eighteenth", 18}, {"nineteenth", 19}, {"twentieth", 20},
     {"thirtieth", 30}, {"hundredth", 100}});

constexpr auto kScales = std::to_array<Word>(
    {{"thousand", 1'000}, {"million", 1'000'000}, {"billion", 1'000'000'000}, {"trillion", 1'000'000'000'000}});

std::optional<std::uint64_t> find(std::span<const Word> table, std::string_view word) {
  for (const auto& [spelled, value] : table)
    if (spelled == word) return value;
  return std::nullopt;
}

using Words = std::span<const std::string_view>;

// A cardinal that all of `words` spell.
std::optional<std::uint64_t> cardinal(Words words) {
  std::uint64_t total = 0, group = 0;
  std::uint64_t room = 1'000'000'000'000'000;  // what the next part must stay below
  bool any = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "and" && any && i + 1 < words.size()) continue;
    if (const auto scale = find(kScales, word)) {
      if (group == 0 || *scale >= room) return std::nullopt;
      total += group * *scale;
      group = 0;
      room = *scale;
      continue;
    }
    if (word == "hundred") {
      if (group == 0 || group > 99) return std::nullopt;
      group *= 100;
      continue;
    }
    const auto small = word == "a" && i == 0 && words.size() > 1 ? std::optional<std::uint64_t>(1) : find(kSmall, word);
    if (!small) return std::nullopt;
    const bool fits = group == 0 || (group % 100 == 0 && *small > 0) ||
                      (group % 100 >= 20 && group % 10 == 0 && *small < 10 && *small > 0);
    if (!fits || (any && group == 0 && total == 0)) return std::nullopt;
    group += *small;
    any = true;
  }
  if (!any || total + group >= 1'000'000'000'000'000) return std::nullopt;
  return total + group;
}

// What "thirds" divides by; singular after one or a.
std::optional<std::uint64_t> denominator(std::string_view word) {
  if (word == "half" || word == "halves") return 2;
  if (word == "quarter" || word == "quarters") return 4;
  if (word.ends_with('s')) word.remove_suffix(1);
  const auto part = find(kOrdinals, word);
  return part && *part > 2 ? part : std::nullopt;
}

// "two thirds", "a half", "half"
std::optional<std::pair<std::uint64_t, std::uint64_t>> fraction(Words words) {
  if (words.empty()) return std::nullopt;
  const auto below = denominator(words.back());
  if (!below) return std::nullopt;
  const Words above = words.first(words.size() - 1);
  if (above.empty()) return words.back() == "half" ? std::optional(std::pair(std::uint64_t{1}, *below)) : std::nullopt;
  if (above.size() == 1 && (above[0] == "a" || above[0] == "an")) return std::pair(std::uint64_t{1}, *below);
  const auto count = cardinal(above);
  return count ? std::optional(std::pair(*count, *below)) : std::nullopt;
}

// "twenty-third" is 23; "3rd" is 3.
std::optional<std::uint64_t> ordinal(Words words) {
  if (words.empty()) return std::nullopt;
  const std::string_view last = words.back();
  if (words.size() == 1 && last.size() > 2 && text::is_digit(last[0])) {
    const std::string_view digits = last.substr(0, last.size() - 2), ending = last.substr(last.size() - 2);
    std::uint64_t value = 0;
    for (const char c : digits) {
      if (!text::is_digit(c) || digits.size() > 9) return std::nullopt;
      value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    const bool known = ending == "st" || ending == "nd" || ending == "rd" || ending == "th";
    return known ? std::optional(value) : std::nullopt;
  }
  const auto part = find(kOrdinals, last);
  if (!part) return std::nullopt;
  if (words.size() == 1) return part;
  const auto before = cardinal(words.first(words.size() - 1));
  return before && *part < 10 && *before % 10 == 0 ? std::optional(*before + *part) : std::nullopt;
}

// --- Chinese -----------------------------------------------------------------------------------------------------

std::optional<int> chinese_digit(char32_t c) {
  constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
  constexpr std::u32string_view kFormal = U"〇壹贰叁肆伍陆柒捌玖";
  if (c == U'两' || c == U'兩') return 2;
  for (const std::u32string_view set : {kDigits, kFormal})
    if (const std::size_t at = set.find(c); at != set.npos) return static_cast<int>(at);
  return std::nullopt;
}

std::uint64_t chinese_scale(char32_t c) {
  switch (c) {
    case U'十':
    case U'拾':
      return 10;
    case U'百':
    case U'佰':
      return 100;
    case U'千':
    case U'仟':
      return 1'000;
    case U'万':
    case U'萬':
      return 10'000;
    case U'亿':
    case U'億':
      return 100'000'000;
    default:
      return 0;
  }
}

class ChineseReader {
 public:
  explicit ChineseReader(std::string_view text) : text_(text) {}

  std::optional<ChineseNumber> read() {
    const bool negative = take(U'负') || take(U'負');
    const bool percent = follows("百分之");
    if (percent) at_ += std::string_view("百分之").size();
    auto value = number();
    if (!value) return std::nullopt;
    if (percent) value = fmt::format("{}/100", *value);
    if (!percent && follows("分之")) {
      at_ += std::string_view("分之").size();
      const auto above = number();
      if (!above) return std::nullopt;
      value = fmt::format("{}/{}", *above, *value);
    }
    return ChineseNumber{(negative ? "-" : "") + *value, at_};
  }

 private:
  bool follows(std::string_view words) const { return text_.substr(at_).starts_with(words); }
  char32_t peek() const { return at_ < text_.size() ? utf8::decode(text_.substr(at_)).code_point : 0; }
  void skip() { at_ += utf8::decode(text_.substr(at_)).bytes; }
  bool take(char32_t c) {
    if (peek() != c) return false;
    skip();
    return true;
  }

  std::optional<std::string> number() {
    auto whole = integer();
    if (!whole) return std::nullopt;
    const std::size_t before = at_;
    if (!take(U'点') && !take(U'點')) return whole;
    std::string decimals;
    while (const auto digit = chinese_digit(peek())) {
      decimals += static_cast<char>('0' + *digit);
      skip();
    }
    if (decimals.empty()) {
      at_ = before;
      return whole;
    }
    return *whole + "." + decimals;
  }

  // 两千零八, or digits one by one: 二〇二四.
  std::optional<std::string> integer() {
    std::string digits;
    std::uint64_t total = 0, group = 0, last = 0;
    bool scaled = false, any = false;
    for (;; skip()) {
      if (const auto digit = chinese_digit(peek())) {
        digits += static_cast<char>('0' + *digit);
        last = static_cast<std::uint64_t>(*digit);
      } else if (const std::uint64_t scale = chinese_scale(peek()); scale != 0 && total < 1'000'000'000'000) {
        scaled = true;
        if (scale >= 10'000) {
          total = (total + group + last) * scale;
          group = 0;
        } else {
          group += (last == 0 ? 1 : last) * scale;
        }
        last = 0;
      } else {
        break;
      }
      any = true;
      if (digits.size() > 40) return std::nullopt;
    }
    if (!any) return std::nullopt;
    return scaled ? fmt::format("{}", total + group + last) : digits;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string> number_in_english(std::string_view words) {
  if (words.size() > 200) return std::nullopt;
  std::string plain = text::lower(text::trim(words));
  for (char& c : plain)
    if (c == '-' || c == ',') c = ' ';
  plain = text::collapse_spaces(plain);
  while (plain.ends_with('.')) plain.pop_back();
  bool negative = false;
  for (const std::string_view sign : {"minus ", "negative "})
    if (plain.starts_with(sign)) {
      plain.erase(0, sign.size());
      negative = true;
    }
  if (plain.empty()) return std::nullopt;
  const std::vector<std::string_view> parts = text::split(std::string_view(plain), ' ');
  const Words all(parts);
  const std::string sign = negative ? "-" : "";
  if (parts.back() == "dozen") {
    const Words before = all.first(all.size() - 1);
    const bool one = before.empty() || (before.size() == 1 && before[0] == "a");
    const auto dozens = one ? std::optional<std::uint64_t>(1) : cardinal(before);
    return dozens ? std::optional(sign + fmt::format("{}", 12 * *dozens)) : std::nullopt;
  }
  if (const auto value = cardinal(all)) return sign + fmt::format("{}", *value);
  if (const auto part = fraction(all)) return sign + fmt::format("{}/{}", part->first, part->second);
  for (std::size_t i = 1; i + 1 < all.size(); ++i) {  // three and a half
    if (all[i] != "and") continue;
    const auto whole = cardinal(all.first(i));
    const auto part = fraction(all.subspan(i + 1));
    if (whole && part && part->first < part->second)
      return sign + fmt::format("{} {}/{}", *whole, part->first, part->second);
  }
  if (const auto place = ordinal(all)) return sign + fmt::format("{}", *place);
  return std::nullopt;
}

std::optional<ChineseNumber> chinese_number(std::string_view text) { return ChineseReader(text).read(); }

}  // namespace qed::answer
