#include "answer/extract_lexer.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/utf8.h"

namespace qed::answer::lex {
namespace {

constexpr std::array<char32_t, 6> kZeros = {U'0', U'\u0660', U'\u06F0', U'\u0966', U'\u09E6', U'\uFF10'};

constexpr std::array<std::string_view, 9> kCurrencies = {"\\$", "$", "€", "£", "¥", "₹", "￥", "Rs.", "Rs"};

// What may stand between two groups of digits in a large number; a plain blank only after a currency sign.
constexpr std::array<std::string_view, 8> kSeparators = {"{,}", ",\\!", "\\!,", "\\,", "，", "\u202F", "\u2009", ","};

bool three_digits(std::string_view text, std::size_t at) {
  for (int i = 0; i < 3; ++i) {
    const auto d = digit(text, at);
    if (!d) return false;
    at += d->bytes;
  }
  return !digit(text, at);
}

std::size_t separator(std::string_view text, std::size_t at, bool blank_groups) {
  for (std::string_view mark : kSeparators)
    if (text.substr(at).starts_with(mark) && three_digits(text, at + mark.size())) return mark.size();
  return blank_groups && text.substr(at).starts_with(' ') && three_digits(text, at + 1) ? 1 : 0;
}

std::size_t digits(std::string_view text, std::size_t at, std::string& out) {
  while (const auto d = digit(text, at)) {
    out.push_back(static_cast<char>('0' + d->value));
    at += d->bytes;
  }
  return at;
}

// "1,200.50e3" without its sign.
std::size_t unsigned_number(std::string_view text, std::size_t at, bool blank_groups, std::string& out) {
  const std::size_t start = at;
  at = digits(text, at, out);
  if (out.size() <= 3 && at > start)
    while (const std::size_t gap = separator(text, at, blank_groups)) at = digits(text, at + gap, out);
  if (at < text.size() && text[at] == '.' && digit(text, at + 1)) {
    out.push_back('.');
    at = digits(text, at + 1, out);
  }
  if (at < text.size() && text::to_lower(text[at]) == 'e') {
    const std::size_t sign = at + 1 < text.size() && (text[at + 1] == '-' || text[at + 1] == '+') ? 1 : 0;
    if (digit(text, at + 1 + sign)) {
      out.append(text.substr(at, 1 + sign));
      at = digits(text, at + 1 + sign, out);
    }
  }
  return at;
}

// Length of the minus sign that ends at `at`.
std::size_t minus_before(std::string_view text, std::size_t at) {
  for (std::string_view minus : {"-", "−", "–"})
    if (text.substr(0, at).ends_with(minus)) return minus.size();
  return 0;
}

std::size_t currency_before(std::string_view text, std::size_t at) {
  for (std::string_view sign : kCurrencies)
    if (text.substr(0, at).ends_with(sign)) return sign.size();
  return 0;
}

bool closes_operand(std::string_view text, std::size_t at) {  // what makes a following minus a subtraction
  if (at == 0) return false;
  const char c = text[at - 1];
  return word_byte(c) || c == ')' || c == '}' || c == '$';
}

}  // namespace

std::optional<Digit> digit(std::string_view text, std::size_t at) {
  if (at >= text.size()) return std::nullopt;
  if (text::is_digit(text[at])) return Digit{text[at] - '0', 1};
  if (static_cast<unsigned char>(text[at]) < 0x80) return std::nullopt;
  const auto [code, bytes] = utf8::decode(text.substr(at));
  for (char32_t zero : kZeros)
    if (code >= zero && code < zero + 10) return Digit{static_cast<int>(code - zero), bytes};
  return std::nullopt;
}

std::string ascii_digits(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (const auto d = digit(text, at)) {
      result.push_back(static_cast<char>('0' + d->value));
      at += d->bytes;
    } else {
      result.push_back(text[at++]);
    }
  }
  return result;
}

std::size_t currency(std::string_view text, std::size_t at) {
  for (std::string_view sign : kCurrencies)
    if (text.substr(std::min(at, text.size())).starts_with(sign)) return sign.size();
  return 0;
}

std::optional<Number> number(std::string_view text, std::size_t at) {
  const bool point = at < text.size() && text[at] == '.' && digit(text, at + 1);
  if (!point && !digit(text, at)) return std::nullopt;
  std::size_t begin = at;
  std::size_t money = currency_before(text, begin);
  begin -= money;
  std::size_t minus = minus_before(text, begin);
  if (minus && closes_operand(text, begin - minus)) minus = 0;
  begin -= minus;
  if (minus && !money) begin -= money = currency_before(text, begin);

  Number found;
  std::size_t end = unsigned_number(text, at, money > 0, found.text);
  std::string tail;  // the denominator of 2/3, or the fraction of 3 1/3
  if (end + 1 < text.size() && text[end] == '/' && digit(text, end + 1)) {
    end = unsigned_number(text, end + 1, false, tail);
    found.text += '/' + tail;
  } else if (!money && end + 1 < text.size() && text[end] == ' ' && digit(text, end + 1)) {
    const std::size_t slash = unsigned_number(text, end + 1, false, tail);
    std::string denominator;
    if (slash + 1 < text.size() && text[slash] == '/' && digit(text, slash + 1)) {
      end = unsigned_number(text, slash + 1, false, denominator);
      found.text += ' ' + tail + '/' + denominator;
    }
  }
  if (found.text.starts_with('.')) found.text.insert(0, 1, '0');
  if (minus) found.text.insert(0, 1, '-');
  found.range = {begin, end};
  return found;
}

std::optional<Number> first_number(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at)
    if (digit(text, at) || (text[at] == '.' && digit(text, at + 1))) return number(text, at);
  return std::nullopt;
}

std::optional<Number> last_number(std::string_view text) {
  std::optional<Number> last;
  for (auto next = first_number(text); next; next = first_number(text, next->range.end)) last = std::move(next);
  return last;
}

bool has_digit(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (digit(text, at)) return true;
  return false;
}

std::optional<Range> last_equals(std::string_view text) {
  std::optional<Range> last;
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\' && at + 1 < text.size()) {
      ++at;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    } else if (c == '=' && depth <= 0) {
      const bool part_of_sign = at > 0 && (text[at - 1] == '<' || text[at - 1] == '>' || text[at - 1] == '!');
      if (part_of_sign) continue;
      const std::size_t end = at + (at + 1 < text.size() && (text[at + 1] == '=' || text[at + 1] == '>') ? 2 : 1);
      last = Range{at, end};
      at = end - 1;
    }
  }
  return last;
}

std::size_t sentence_end(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 5> kStops = {"。", "！", "？", "।", "؟"};
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') return at;
    if (c == '.' || c == '!' || c == '?' || c == ';') {
      // A stop ends the sentence before white space or closing marks; within 3.14, e.g. or 5! it does not.
      std::size_t next = at + 1;
      while (next < text.size() && (text[next] == '*' || text[next] == '"' || text[next] == ')')) ++next;
      if (next >= text.size() || text::is_space(text[next]) || (text[next] == '<' && c == '.')) return next;
    }
    if (static_cast<unsigned char>(c) >= 0x80)
      for (std::string_view stop : kStops)
        if (text.substr(at).starts_with(stop)) return at + stop.size();
  }
  return at;
}

bool word_byte(char c) { return text::is_alpha(c) || text::is_digit(c) || static_cast<unsigned char>(c) >= 0x80; }

bool starts_with_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (text::to_lower(text[i]) != word[i]) return false;
  return text.size() == word.size() || !word_byte(text[word.size()]) || !word_byte(word.back());
}

std::vector<MathSpan> math_spans(std::string_view text) {
  std::vector<MathSpan> spans;
  std::size_t dollar = npos, display = npos, paren = npos;  // where what is open began
  std::size_t spaced = npos;                                // a sign with a blank behind it
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\' && at + 1 < text.size()) {
      const char next = text[at + 1];
      if (next == '(' || next == '[') paren = at;
      if ((next == ')' || next == ']') && paren != npos) {
        spans.push_back({{paren, at + 2}, {paren + 2, at}});
        paren = dollar = npos;
      }
      ++at;
    } else if (c == '$' && text.substr(at).starts_with("$$")) {
      if (display == npos) {
        display = at;
      } else {
        spans.push_back({{display, at + 2}, {display + 2, at}});
        display = dollar = npos;
      }
      ++at;
    } else if (c == '$') {
      // As in Pandoc: an opening sign has no blank after it, a closing one none before it and no digit after it.
      const bool blank_before = at == 0 || text::is_space(text[at - 1]);
      const bool digit_after = at + 1 < text.size() && text::is_digit(text[at + 1]);
      const bool blank_after = at + 1 >= text.size() || text::is_space(text[at + 1]);
      if (dollar != npos && !blank_before && !digit_after && at > dollar + 1) {
        spans.push_back({{dollar, at + 1}, {dollar + 1, at}});
        dollar = spaced = npos;
      } else if (spaced != npos && blank_before && text.substr(spaced, at - spaced).contains('\\')) {
        spans.push_back({{spaced, at + 1}, {spaced + 1, at}});  // $ \frac{1}{2} $: commands are no prose
        dollar = spaced = npos;
      } else {
        dollar = blank_after ? npos : at;
        spaced = blank_after ? at : npos;
      }
    } else if (c == '\n' && at + 1 < text.size() && text[at + 1] == '\n') {
      dollar = paren = spaced = npos;  // no formula goes over a paragraph's end
    }
  }
  return spans;
}

Range trimmed(std::string_view text, Range range) {
  struct Pair {
    std::string_view open, close;
  };
  constexpr std::array<Pair, 9> kPairs = {{{"$$", "$$"},
                                           {"\\(", "\\)"},
                                           {"\\[", "\\]"},
                                           {"$", "$"},
                                           {"**", "**"},
                                           {"\"", "\""},
                                           {"'", "'"},
                                           {"`", "`"},
                                           {"“", "”"}}};
  constexpr std::array<std::string_view, 13> kTails = {".",  ",", ";",  ":", "。",   "，", "；",
                                                       "\"", "`", "**", "।", "\\\\", "\\,"};
  for (bool again = true; again;) {
    again = false;
    while (range.size() && text::is_space(text[range.begin])) ++range.begin;
    while (range.size() && text::is_space(text[range.end - 1])) --range.end;
    const std::string_view inside = range.of(text);
    for (const auto& [open, close] : kPairs)
      if (inside.size() >= open.size() + close.size() && inside.starts_with(open) && inside.ends_with(close) &&
          inside.substr(open.size(), inside.size() - open.size() - close.size()).find(close) == npos) {
        range = {range.begin + open.size(), range.end - close.size()};
        again = true;
        break;
      }
    if (again) continue;
    for (std::string_view tail : kTails)
      if (inside.ends_with(tail) && inside.size() > tail.size() &&
          (tail != "\"" || std::ranges::count(inside, '"') == 1)) {
        range.end -= tail.size();
        again = true;
        break;
      }
  }
  return range;
}

}  // namespace qed::answer::lex
