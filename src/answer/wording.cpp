#include "answer/wording.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace qed::answer {
namespace {

constexpr bool is_letter(char c) { return c >= 'A' && c <= 'H'; }

// A, C; A和C; A、C; ABD
std::optional<std::string> choice_letters(std::string_view text) {
  std::string plain = text::replace_all(text::replace_all(text, "、", ","), "和", ",");
  plain = text::replace_all(text::replace_all(plain, " and ", ","), "，", ",");
  std::string letters;
  for (const char c : plain) {
    if (is_letter(c))
      letters += c;
    else if (!std::string_view(", ()").contains(c))
      return std::nullopt;
  }
  const bool separated = plain.contains(',') || letters.size() == 1;
  std::string sorted = letters;
  std::ranges::sort(sorted);
  if (letters.empty() || std::ranges::adjacent_find(sorted) != sorted.end()) return std::nullopt;
  if (!separated && (letters != sorted || letters.size() < 2 || plain.find_first_of(" ()") != plain.npos))
    return std::nullopt;
  return sorted;
}

// Past spaces, and what LaTeX uses for them.
void skip_blanks(std::string_view& text) {
  for (;;) {
    if (!text.empty() && (text[0] == ' ' || text[0] == '~' || text[0] == '}')) {
      text.remove_prefix(1);
    } else if (text.starts_with("\\ ") || text.starts_with("\\,") || text.starts_with("\\:")) {
      text.remove_prefix(2);
    } else if (text.starts_with("\\quad")) {
      text.remove_prefix(5);
    } else {
      return;
    }
  }
}

}  // namespace

std::string bare_text(std::string_view text) {
  std::string bare = text::collapse_spaces(text);
  while (!bare.empty() && (bare.back() == '.' || bare.back() == '$')) bare.pop_back();
  for (const std::string_view look : {"\\left", "\\right", "\\,", "\\;", "\\!", "\\textbf", "\\textit", "\\textrm",
                                      "\\text", "\\mathrm", "\\mathbf", "\\boxed", "\\(", "\\)", "\\[", "\\]", "$"})
    if (bare.contains(look)) bare = text::replace_all(bare, look, "");
  if (bare.contains("circled{")) {
    constexpr auto kCircled = std::to_array<std::string_view>({"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨"});
    for (std::size_t i = 0; i < kCircled.size(); ++i)
      bare = text::replace_all(bare, "circled{" + std::to_string(i + 1) + "}", kCircled[i]);
  }
  for (const std::string_view dots : {"\\ldots", "\\dots", "\\cdots", "…"})
    if (bare.contains(dots)) bare = text::replace_all(bare, dots, "...");
  bare = text::replace_all(text::replace_all(bare, "\\dfrac", "\\frac"), "\\tfrac", "\\frac");
  bare = text::collapse_spaces(bare);
  while (bare.size() > 2 && bare.front() == '{' && bare.back() == '}' && bare.find('}') + 1 == bare.size())
    bare = bare.substr(1, bare.size() - 2);
  return bare;
}

std::string squeezed_text(std::string_view bare) {
  const auto joins = [](char c) { return text::is_alpha(c) || text::is_digit(c) || c == '.' || (c & 0x80) != 0; };
  std::string squeezed;
  for (std::size_t i = 0; i < bare.size(); ++i) {
    const bool parts = i > 0 && i + 1 < bare.size() && joins(bare[i - 1]) && joins(bare[i + 1]);
    if (bare[i] != ' ' || parts) squeezed += bare[i];
  }
  return squeezed;
}

std::string_view leading_verdict(std::string_view text) {
  const std::string lower = text::lower(bare_text(text));
  for (const std::string_view verdict : {"yes", "no", "true", "false"}) {
    if (!lower.starts_with(verdict)) continue;
    if (lower.size() == verdict.size() || std::string_view(",.;:!").contains(lower[verdict.size()])) return verdict;
  }
  return {};
}

std::string plain_wording(std::string_view text) {
  std::string lower = text::lower(bare_text(text));
  for (const std::string_view mark : {"、", "，", "。", "；"})
    if (lower.contains(mark)) lower = text::replace_all(lower, mark, "");
  std::string spaced;
  for (const char c : lower) {
    if (std::string_view("=+*/^<>|\\$_&").contains(c)) return {};
    const bool keeps = text::is_alpha(c) || text::is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
    spaced += keeps ? c : ' ';
  }
  std::string words;
  bool any_letter = false;
  const std::string collapsed = text::collapse_spaces(spaced);
  for (std::string_view word : text::split(std::string_view(collapsed), ' ')) {
    if (word == "a" || word == "an" || word == "the") continue;
    if (word.size() > 2 && text::is_digit(word[0]))
      for (const std::string_view ending : {"st", "nd", "rd", "th"})
        if (word.ends_with(ending)) word.remove_suffix(2);
    any_letter = any_letter || std::ranges::any_of(word, [](char c) { return !text::is_digit(c); });
    words += word;
  }
  return any_letter ? words : std::string();
}

std::optional<Choice> read_choice_answer(std::string_view text) {
  const std::string bare = bare_text(text);
  std::string_view rest = text::trim(bare);
  while (rest.starts_with('{')) rest.remove_prefix(1);
  for (const std::string_view word :
       {"Option ", "option ", "Choice ", "choice ", "Answer: ", "answer: ", "Ans: ", "ans: ", "选项", "故选", "选"})
    if (rest.size() > word.size() && rest.starts_with(word)) rest = text::trim(rest.substr(word.size()));
  if (rest.empty() || rest.size() > 400) return std::nullopt;
  if (rest.ends_with(" only")) rest.remove_suffix(5);
  if (const auto letters = choice_letters(rest)) return Choice{*letters, ""};
  if (rest.size() > 4 && rest.ends_with(')') && rest[rest.size() - 3] == '(' && is_letter(rest[rest.size() - 2])) {
    const std::string_view content = text::trim(rest.substr(0, rest.size() - 3));  // 12 (B)
    if (std::ranges::all_of(content, [](char c) { return text::is_digit(c) || c == '.' || c == '/' || c == '-'; }))
      return Choice{std::string(1, rest[rest.size() - 2]), std::string(content)};
  }
  const bool bracket = rest.starts_with('(');
  if (bracket) rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  const bool small = bracket && rest[0] >= 'a' && rest[0] <= 'e';
  if (!is_letter(rest[0]) && !small) return std::nullopt;
  const std::string letter(1, small ? static_cast<char>(rest[0] - 'a' + 'A') : rest[0]);
  rest.remove_prefix(1);
  const auto closes = [&](std::string_view mark) {
    if (!rest.starts_with(mark)) return false;
    rest.remove_prefix(mark.size());
    return true;
  };
  const bool closed =
      bracket ? closes(")") : closes(".") || closes(")") || closes("、") || closes("。") || closes("．");
  if (!closed) return std::nullopt;
  closes(":");
  closes(".");
  skip_blanks(rest);
  return Choice{letter, std::string(rest)};
}

std::optional<ClockTime> read_clock_time(std::string_view text) {
  std::string plain = text::lower(bare_text(text));
  std::erase_if(plain, [](char c) { return c == '.' || c == '{' || c == '}' || c == '~'; });  // 7:05\text{ a.m.}
  std::string_view rest = plain;
  const auto number = [&](int most) -> std::optional<int> {
    std::size_t end = 0;
    while (end < rest.size() && end < 3 && text::is_digit(rest[end])) ++end;
    if (end == 0 || end > 2) return std::nullopt;
    const int value = std::stoi(std::string(rest.substr(0, end)));
    rest.remove_prefix(end);
    return value <= most ? std::optional(value) : std::nullopt;
  };
  const auto hour = number(24);
  if (!hour) return std::nullopt;
  int minute = 0;
  const bool colon = rest.starts_with(':');
  if (colon) {
    rest.remove_prefix(1);
    if (rest.size() < 2 || !text::is_digit(rest[1])) return std::nullopt;
    const auto read = number(59);
    if (!read) return std::nullopt;
    minute = *read;
  }
  rest = text::trim(rest);
  const bool am = rest == "am" || rest == "a m", pm = rest == "pm" || rest == "p m";
  if (!am && !pm && (!colon || !rest.empty())) return std::nullopt;
  if ((am || pm) && (*hour > 12 || *hour == 0)) return std::nullopt;
  const int hours = am || pm ? *hour % 12 + (pm ? 12 : 0) : *hour;
  return ClockTime{.minutes = hours * 60 + minute, .settled = am || pm || *hour > 12 || *hour == 0, .named = am || pm};
}

std::vector<LabelledPart> read_labelled_parts(std::string_view text) {
  std::vector<LabelledPart> parts;
  bool labelled = false;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && std::string_view("([{").contains(text[at])) ++depth;
    if (at < text.size() && std::string_view(")]}").contains(text[at])) --depth;
    if (at < text.size() && (depth > 0 || (text[at] != ',' && text[at] != ';'))) continue;
    std::string_view part = text::trim(text.substr(begin, at - begin));
    begin = at + 1;
    if (part.starts_with("and ")) part = text::trim(part.substr(4));
    std::size_t end = 0;
    while (end < part.size() && (text::is_alpha(part[end]) || part[end] == ' ')) ++end;
    const bool sign = end < part.size() && (part[end] == '=' || part[end] == ':');
    const std::string_view label = text::trim(part.substr(0, end));
    if (sign && label.size() >= 3) {
      labelled = true;
      part = text::trim(part.substr(end + 1));
      parts.push_back({text::lower(label), part});
    } else {
      parts.push_back({"", part});
    }
    if (part.empty()) return {};
  }
  return labelled ? parts : std::vector<LabelledPart>();
}

}  // namespace qed::answer
