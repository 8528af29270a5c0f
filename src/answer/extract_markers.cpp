#include "answer/extract_markers.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace qed::answer {
namespace {

using lex::npos;
using lex::Range;

// Longer than any sentence that states an answer; it bounds the work per mark.
constexpr std::size_t kMaxStatementBytes = 800;

constexpr std::array<std::string_view, 3> kBoxes = {"boxed", "fbox", "framebox"};

std::size_t box_command(std::string_view text, std::size_t backslash) {
  for (std::string_view name : kBoxes)
    if (text.substr(backslash + 1).starts_with(name)) return backslash + 1 + name.size();
  return npos;
}

// \boxed 5, or a box the text's end left open: up to where its formula or line ends.
std::optional<Range> unbraced(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, kMaxStatementBytes);
  std::size_t end = std::min({rest.size(), rest.find('\n'), rest.find('$'), rest.find("\\)"), rest.find("\\]")});
  const Range range = lex::trimmed(text, {at, at + end});
  const std::string_view content = range.of(text);
  if (!lex::has_digit(content) && !content.contains('\\') && content.size() != 1) return std::nullopt;
  return range;
}

// Whether the words between two boxes only join them: ", ", "\\quad \\text{and} \\quad", "或".
bool joins(std::string_view between) {
  std::string plain;
  for (std::size_t at = 0; at < between.size(); ++at) {
    const char c = between[at];
    if (c == '\\' && at + 1 < between.size()) {
      std::size_t end = at + 1;
      while (end < between.size() && text::is_alpha(between[end])) ++end;
      const std::string_view command = between.substr(at + 1, end - at - 1);
      if (!command.empty() && command != "quad" && command != "qquad" && command != "text" && command != "mbox")
        return false;
      at = command.empty() ? at + 1 : end - 1;
    } else if (std::string_view("$ \t,;.{}&").find(c) == npos) {
      plain.push_back(c);
    }
  }
  return plain.empty() || plain == "and" || plain == "or" || plain == "和" || plain == "或" || plain == "、";
}

struct Phrase {
  std::string_view noun;  // in small letters where ASCII
  Marker marker;
  enum class Needs {
    kCopula,   // "is", "=", ":" ... somewhere behind it in the same sentence
    kColon,    // a colon or "=" right behind it
    kNothing,  // the value may follow at once
  } needs;
  bool line_start = false;
};

constexpr auto kFinal = Marker::kFinalPhrase;
constexpr auto kPlain = Marker::kPhrase;
constexpr auto kCopula = Phrase::Needs::kCopula;
constexpr auto kColon = Phrase::Needs::kColon;
constexpr auto kNothing = Phrase::Needs::kNothing;

// A longer noun stands before the shorter one that it begins with.
constexpr Phrase kPhrases[] = {
    {"final answer", kFinal, kCopula},
    {"final result", kFinal, kCopula},
    {"answers", kPlain, kCopula},
    {"answer", kPlain, kCopula},
    {"ans", kPlain, kColon},
    {"a", kPlain, kColon, true},
    {"correct option", kPlain, kCopula},
    {"correct choice", kPlain, kCopula},
    {"option", kPlain, kCopula},
    {"最终答案", kFinal, kNothing},
    {"答案", kPlain, kNothing},
    {"答", kPlain, kColon},
    {"故选", kPlain, kNothing},
    {"应选", kPlain, kNothing},
    {"正确选项", kPlain, kNothing},
    {"答え", kPlain, kNothing},
    {"정답", kPlain, kNothing},
    {"답", kPlain, kNothing},
    {"अंतिम उत्तर", kFinal, kNothing},
    {"उत्तर", kPlain, kNothing},
    {"जवाब", kPlain, kNothing},
    {"উত্তর", kPlain, kNothing},
    {"réponse finale", kFinal, kCopula},
    {"réponse", kPlain, kCopula},
    {"respuesta final", kFinal, kCopula},
    {"respuesta", kPlain, kCopula},
    {"resposta final", kFinal, kCopula},
    {"resposta", kPlain, kCopula},
    {"risposta", kPlain, kCopula},
    {"antwort", kPlain, kCopula},
    {"antwoord", kPlain, kCopula},
    {"svaret", kPlain, kCopula},
    {"odpowiedź", kPlain, kCopula},
    {"ответ", kPlain, kNothing},
    {"Ответ", kPlain, kNothing},
    {"đáp án", kPlain, kNothing},
    {"Đáp án", kPlain, kNothing},
    {"đáp số", kPlain, kNothing},
    {"Đáp số", kPlain, kNothing},
    {"jawaban", kPlain, kCopula},
    {"cevap", kPlain, kCopula},
    {"الإجابة", kPlain, kNothing},
    {"الجواب", kPlain, kNothing},
};

constexpr std::array<std::string_view, 29> kCopulas = {
    "is",   "are", "was",    "be", "equals", "=",  ":",  "：", "est", "es", "ist", "lautet", "beträgt", "é", "è",
    "jest", "är",  "adalah", "là", "是",     "为", "為", "は", "은",  "는", "है",   "=>",     "هو",      "هي"};

constexpr std::string_view kDecoration = " \t*_\"'\\`)]}#";

std::size_t past_decoration(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 3> kClosers = {"】", "」", "》"};
  for (;;) {
    if (at < text.size() && kDecoration.find(text[at]) != npos && !text.substr(at).starts_with("\\(") &&
        !text.substr(at).starts_with("\\[")) {
      ++at;
      continue;
    }
    const auto closer =
        std::ranges::find_if(kClosers, [&](std::string_view mark) { return text.substr(at).starts_with(mark); });
    if (closer == kClosers.end()) return at;
    at += closer->size();
  }
}

// Past the copula at `at`, with those that follow it ("must be", "is:"); `at` where there is none.
std::size_t past_copula(std::string_view text, std::size_t at) {
  for (bool again = true; again;) {
    again = false;
    const std::size_t next = past_decoration(text, at);
    for (std::string_view copula : kCopulas)
      if (lex::starts_with_word(text.substr(next), copula)) {
        at = next + copula.size();
        again = true;
        break;
      }
  }
  return at;
}

// A heading's value stands on the next line that has any words.
std::size_t past_blank_lines(std::string_view text, std::size_t at) {
  while (at < text.size() && (text::is_space(text[at]) || text[at] == '*' || text[at] == '"')) ++at;
  return at;
}

// Where the value of a phrase begins, or npos where nothing says that one follows.
std::size_t value_begin(std::string_view text, std::size_t noun_end, const Phrase& phrase, bool line_start) {
  const std::size_t close = past_decoration(text, noun_end);
  const std::size_t direct = past_copula(text, close);
  if (direct != close) {
    const std::size_t value = past_decoration(text, direct);
    // "Answer:" with the value below it; but a paragraph's end ends a sentence that broke off.
    return value < text.size() && text[value] == '\n' ? past_blank_lines(text, value) : direct;
  }
  if (phrase.needs == Phrase::Needs::kColon) return npos;
  if (close >= text.size() || text[close] == '\n') return line_start ? past_blank_lines(text, close) : npos;
  if (phrase.needs == Phrase::Needs::kNothing) return close;
  // "the answer to the question, in dollars, is": a few words may come between.
  std::size_t at = close;
  for (int words = 0; words < 9 && at < text.size(); ++words) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '(' || text[at] == ')' || text[at] == ',')) ++at;
    const std::size_t past = past_copula(text, at);
    if (past != at) return past;
    const std::size_t word = at;
    while (at < text.size() && (lex::word_byte(text[at]) || text[at] == '\'' || text[at] == '-')) ++at;
    if (at == word) return npos;
  }
  return npos;
}

bool bare_line(std::string_view text, std::size_t at) {  // only decoration between the line's start and `at`
  while (at > 0 && (kDecoration.find(text[at - 1]) != npos)) --at;
  return at == 0 || text[at - 1] == '\n';
}

const Phrase* phrase_at(std::string_view text, std::size_t at) {
  const char first = text::to_lower(text[at]);
  for (const Phrase& phrase : kPhrases) {
    if ((phrase.noun[0] != first && phrase.noun[0] != text[at]) || !text.substr(at).size()) continue;
    const bool ascii = text::is_alpha(phrase.noun[0]);
    if (ascii && at > 0 && lex::word_byte(text[at - 1]) && static_cast<unsigned char>(text[at - 1]) < 0x80)
      return nullptr;
    const bool found = ascii ? lex::starts_with_word(text.substr(at), phrase.noun) || phrase.noun == "jawaban"
                             : text.substr(at).starts_with(phrase.noun);
    if (found && text::lower(text.substr(at, phrase.noun.size())) == text::lower(phrase.noun)) return &phrase;
  }
  return nullptr;
}

Range statement(std::string_view text, std::size_t begin) {
  const std::string_view window = text.substr(0, std::min(text.size(), begin + kMaxStatementBytes));
  return {begin, std::max(begin, lex::sentence_end(window, begin))};
}

}  // namespace

std::vector<std::vector<Mark>> find_boxes(std::string_view text) {
  struct Open {
    std::size_t brace;
    bool box;
    bool escaped;
  };
  std::vector<Open> open;
  std::vector<Mark> boxes;
  std::size_t pending = npos;  // the brace that the last box command opens
  bool escaped = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\') {
      std::size_t run = at;
      while (run < text.size() && text[run] == '\\') ++run;
      const std::size_t name_end = box_command(text, run - 1);
      if (name_end == npos) {
        at = run - at % 2 == run % 2 ? run - 1 : run;  // an odd run escapes what follows it
        continue;
      }
      escaped = (run - at) % 2 == 0;
      std::size_t brace = name_end;
      while (brace < text.size() && text::is_space(text[brace])) ++brace;
      if (brace < text.size() && text[brace] == '{') {
        pending = brace;
      } else if (const auto range = unbraced(text, brace)) {
        const Range value{range->begin, range->begin + lex::formula_prefix(range->of(text))};
        if (value.size()) boxes.push_back({Marker::kBoxed, value, true, escaped});
      }
      at = name_end - 1;
    } else if (c == '{') {
      open.push_back({at, at == pending, escaped});
    } else if (c == '}' && !open.empty()) {
      const Open group = open.back();
      open.pop_back();
      if (!group.box) continue;
      while (!boxes.empty() && boxes.back().range.begin > group.brace) boxes.pop_back();  // nested ones
      boxes.push_back({Marker::kBoxed, {group.brace + 1, at}, true, group.escaped});
    }
  }
  const auto unclosed = std::ranges::find_if(open, [](const Open& group) { return group.box; });
  if (unclosed != open.end() && (boxes.empty() || boxes.back().range.begin < unclosed->brace))
    if (const auto range = unbraced(text, unclosed->brace + 1))
      boxes.push_back({Marker::kBoxed, *range, true, unclosed->escaped});

  std::vector<std::vector<Mark>> groups;
  for (const Mark& box : boxes) {
    const std::size_t gap_begin = groups.empty() ? 0 : groups.back().back().range.end + 1;
    const std::size_t gap_end = text.substr(0, box.range.begin).rfind('\\');
    const bool near = !groups.empty() && gap_end != npos && gap_end >= gap_begin && gap_end < gap_begin + 48;
    if (near && joins(text.substr(gap_begin, gap_end - gap_begin))) {
      groups.back().push_back(box);
    } else {
      groups.push_back({box});
    }
  }
  return groups;
}

std::vector<Mark> find_hashes(std::string_view text) {
  std::vector<Mark> marks;
  for (std::size_t at = text.find("####"); at != npos; at = text.find("####", at)) {
    std::size_t begin = at;
    while (begin < text.size() && text[begin] == '#') ++begin;
    const bool four = begin == at + 4;
    const std::string_view window = text.substr(begin, kMaxStatementBytes);
    const std::size_t end = begin + std::min(window.find('\n'), window.size());
    at = begin;
    const Range line = lex::trimmed(text, {begin, end});
    std::string_view content = line.of(text);
    // A heading begins with words, or with its number: "#### 1. Add them up".
    std::size_t digits = 0;
    while (digits < content.size() && text::is_digit(content[digits])) ++digits;
    const bool enumerated = digits > 0 && digits + 1 < content.size() &&
                            (content[digits] == '.' || content[digits] == ')' || content[digits] == ':') &&
                            text::is_space(content[digits + 1]);
    const bool words =
        content.size() > 1 && text::is_alpha(content[0]) && text::is_alpha(content[1]) && content.contains(' ');
    if (four && !content.empty() && !enumerated && !words) marks.push_back({Marker::kHashes, line});
  }
  return marks;
}

std::vector<Mark> find_phrases(std::string_view text) {
  std::vector<Mark> marks;
  bool final = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!text::is_alpha(text[at]) && static_cast<unsigned char>(text[at]) < 0xC0) continue;
    const Phrase* phrase = phrase_at(text, at);
    if (!phrase) continue;
    const bool line_start = bare_line(text, at);
    const std::size_t noun_end = at + phrase->noun.size();
    const bool json_key = at > 0 && text[at - 1] == '"' && text.substr(noun_end).starts_with('"');
    const std::size_t begin =
        json_key || (phrase->line_start && !line_start) ? npos : value_begin(text, noun_end, *phrase, line_start);
    at = noun_end - 1;
    if (begin == npos || begin >= text.size()) continue;
    const Range said = statement(text, begin);
    if (said.of(text).ends_with('?')) continue;  // "Final answer: how many are left?" only repeats the question
    // Whatever is called the answer after the final answer is final as well.
    final = final || phrase->marker == kFinal;
    marks.push_back({final ? kFinal : phrase->marker, said});
  }
  return marks;
}

std::vector<Mark> find_bold(std::string_view text) {
  // Bold text in the middle of a solution is a heading or an emphasis.
  constexpr int kLines = 3;
  std::size_t from = text.size();
  for (int lines = 0; from > 0 && lines < kLines;) {
    const std::size_t line = text.substr(0, from - 1).rfind('\n');
    const std::size_t begin = line == npos ? 0 : line + 1;
    if (!text::trim(text.substr(begin, from - begin)).empty()) ++lines;
    from = begin;
  }
  std::vector<Mark> marks;
  std::size_t open = npos;
  for (std::size_t at = text.find("**", from); at != npos; at = text.find("**", at + 2)) {
    const std::string_view between = open == npos ? "" : text.substr(open, at - open);
    if (open == npos || between.empty() || between.contains('\n')) {
      open = at + 2;
    } else {
      if (lex::has_digit(between) || between.contains('\\') || between.size() <= 3)
        marks.push_back({Marker::kBold, {open, at}});
      open = npos;
    }
  }
  return marks;
}

std::vector<Mark> find_outputs(std::string_view text) {
  constexpr std::string_view kOpen = "```output\n", kClose = "```";
  std::vector<Mark> marks;
  for (std::size_t at = text.find(kOpen); at != npos; at = text.find(kOpen, at)) {
    const std::size_t begin = at + kOpen.size();
    const std::size_t end = std::min(text.find(kClose, begin), text.size());
    const Range printed = lex::trimmed(text, {begin, end});
    const std::size_t line = printed.of(text).rfind('\n');
    if (printed.size())
      marks.push_back({Marker::kOutput, {line == npos ? printed.begin : printed.begin + line + 1, printed.end}});
    at = end;
  }
  return marks;
}

}  // namespace qed::answer
