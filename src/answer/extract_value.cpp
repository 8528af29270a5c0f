#include "answer/extract_value.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace qed::answer {
namespace {

using lex::Range;

// What may stand between a marker and its value.
constexpr std::array<std::string_view, 24> kFillers = {
    "approximately", "about",  "roughly", "exactly",  "simply",   "just",     "therefore", "thus",
    "that",          "option", "choice",  "equal to", "given by", "now",      "indeed",    "clearly",
    "then",          "only",   "be",      "is",       "est",      "at least", "at most",   "hence"};

// Words after which "the answer is" has said nothing about the value.
constexpr std::array<std::string_view, 22> kNoValue = {
    "not",     "correct", "incorrect", "right",       "wrong",  "in",      "found", "obtained",
    "to",      "unclear", "dependent", "independent", "as",     "whether", "above", "below",
    "unknown", "cannot",  "can't",     "supposed",    "likely", "an"};

// What the value of a sentence stands behind.
constexpr std::array<std::string_view, 24> kCopulas = {
    " is ",  " are ",    " was ",   " were ", " be ", " equals ",  " equal to ",
    " of ",  " =",       ": ",      " est ",  " de ", " es ",      " ist ",
    "是",    "为",       "為",      "有",     "：",   " exactly ", " approximately ",
    " has ", " option ", " choice "};

// Before a number that only says when, how long or among how many.
constexpr std::array<std::string_view, 12> kAdjuncts = {" in ",   " for ",   " per ", " over ", " after ", " within ",
                                                        " from ", " every ", " all ", "d'ici ", " dans ",  " pendant "};

struct Scale {
  std::string_view word;
  int zeros;
};
constexpr std::array<Scale, 5> kScales = {{{"thousand", 3}, {"lakh", 5}, {"million", 6}, {"crore", 7}, {"billion", 9}}};

std::size_t past(std::string_view text, std::size_t at, std::string_view bytes) {
  while (at < text.size() && bytes.find(text[at]) != lex::npos) ++at;
  return at;
}

// Without the box around it.
Range unboxed(std::string_view text, Range range) {
  range = lex::trimmed(text, range);
  for (std::string_view command : {"\\boxed{", "\\fbox{"}) {
    const std::string_view inside = range.of(text);
    if (inside.starts_with(command) && inside.ends_with('}'))
      range = lex::trimmed(text, {range.begin + command.size(), range.end - 1});
  }
  return range;
}

Value value_of(std::string_view text, Range range, bool formula = true) {
  range = unboxed(text, range);
  return {lex::ascii_digits(range.of(text)), range, formula};
}

std::size_t past_fillers(std::string_view text, std::size_t at) {
  for (;;) {
    at = past(text, at, " \t\n*_:=\"'`>");
    const auto filler = std::ranges::find_if(
        kFillers, [&](std::string_view word) { return lex::starts_with_word(text.substr(at), word); });
    if (filler == kFillers.end()) return at;
    at += filler->size();
  }
}

// (B), B), B., B, ACD or "A, C" at `at`; A before a word in small letters is an article.
std::optional<Value> one_choice(std::string_view text, std::size_t at) {
  constexpr std::string_view kWideOpen = "（", kWideClose = "）";
  const bool wide = text.substr(std::min(at, text.size())).starts_with(kWideOpen);
  const bool bracket = wide || (at < text.size() && text[at] == '(');
  std::size_t end = at + (wide ? kWideOpen.size() : bracket ? 1 : 0);
  const std::size_t begin = end;
  while (end < text.size() && end - begin < 5 && text[end] >= 'A' && text[end] <= 'H' &&
         (end == begin || text[end] > text[end - 1]))
    ++end;
  std::string letters(text.substr(begin, end - begin));
  if (letters.empty() && bracket && end < text.size() && text[end] >= 'a' && text[end] <= 'e')
    letters = static_cast<char>(text[end++] - 'a' + 'A');
  const std::string_view rest = text.substr(end);
  if (letters.empty() || (bracket && !rest.starts_with(wide ? kWideClose : ")"))) return std::nullopt;
  const bool closed = rest.empty() || std::string_view(".):,;*\"'`]<\n\r ").find(rest.front()) != lex::npos ||
                      static_cast<unsigned char>(rest.front()) >= 0x80;
  const std::size_t next = std::min(rest.find_first_not_of(' '), rest.size());
  const bool operand = next < rest.size() && std::string_view("=+-*/^_").find(rest[next]) != lex::npos;
  const bool article = letters == "A" && next > 0 && next < rest.size() && text::is_alpha(rest[next]) &&
                       text::to_lower(rest[next]) == rest[next] && !lex::starts_with_word(rest.substr(next), "and");
  if (!closed || operand || article) return std::nullopt;
  return Value{letters, {begin, end}, true};
}

std::size_t list_gap(std::string_view text) {  // between the items of "$x = 1$ and $y = 2$" or "A, C"
  for (std::string_view gap : {" and ", " or ", ", and ", ", or ", ", ", "和", "、", "或"})
    if (text.starts_with(gap)) return gap.size();
  return 0;
}

std::optional<Value> choice(std::string_view text, std::size_t at) {
  auto letters = one_choice(text, at);
  while (letters) {
    std::size_t end = letters->range.end;
    if (text.substr(end).starts_with(')')) ++end;
    const std::size_t gap = list_gap(text.substr(end));
    const auto next = gap ? one_choice(text, end + gap) : std::nullopt;
    if (!next) break;
    letters->text += ", " + next->text;
    letters->range.end = next->range.end;
  }
  return letters;
}

// 3 hours and 20 minutes: two or more quantities that make up the whole text.
bool compound_quantity(std::string_view text) {
  int quantities = 0;
  std::size_t at = 0;
  for (;;) {
    at = past(text, at, " ");
    if (at >= text.size()) return quantities >= 2;
    if (quantities > 0 && lex::starts_with_word(text.substr(at), "and")) at = past(text, at + 3, " ");
    const auto number = lex::digit(text, at) ? lex::number(text, at) : std::nullopt;
    if (!number) return false;
    const std::size_t unit = past(text, number->range.end, " ");
    at = unit;
    while (at < text.size() && text::is_alpha(text[at])) ++at;
    if (at == unit) return false;
    at = past(text, at, ",");
    ++quantities;
  }
}

// The right side of "24 × 244442 = 5866608" and "2 + 4 + … + 2n = n² + n": of a chain whose left side has no letters,
// or leaves terms out. An equation stays whole.
Range without_computation(std::string_view text, Range range) {
  const std::string_view formula = range.of(text);
  const auto equals = lex::last_equals(formula);
  if (!equals || text::trim(formula.substr(equals->end)).empty()) return range;
  bool letters = false;
  for (std::size_t at = 0; at < equals->begin; ++at) {
    if (formula[at] == '\\') {
      while (at + 1 < formula.size() && text::is_alpha(formula[at + 1])) ++at;
    } else {
      letters = letters || text::is_alpha(formula[at]);
    }
  }
  const std::string_view left = formula.substr(0, equals->begin);
  const bool leaves_out = std::ranges::any_of(std::to_array<std::string_view>({"\\dots", "\\cdots", "\\ldots", "..."}),
                                              [&](std::string_view dots) { return left.contains(dots); });
  if (letters && !leaves_out) return range;
  return {range.begin + equals->end, range.end};
}

bool says_something(std::string_view formula) {
  // A box that is not read as one is empty or broken.
  if (formula.contains("\\boxed") && !lex::has_digit(formula)) return false;
  return lex::has_digit(formula) || formula.contains("\\") || formula.contains("π") || formula.contains("∞") ||
         formula.contains("∅") || formula.contains("=") || formula.contains("<") || formula.contains(">");
}

// $...$ at the start of `text`, with those that continue the list.
std::optional<Value> spans_at(std::string_view text, std::size_t at) {
  const std::vector<lex::MathSpan> spans = lex::math_spans(text);
  auto span = std::ranges::find(spans, at, [](const lex::MathSpan& s) { return s.outer.begin; });
  if (span == spans.end()) return std::nullopt;
  Value value = value_of(text, without_computation(text, span->inner));
  if (!says_something(value.text) && value.text.contains('\\')) return std::nullopt;
  for (;;) {
    const std::size_t end = span->outer.end;
    if (++span == spans.end() || span->outer.begin > end + 8) return value;
    const std::size_t gap = list_gap(text.substr(end));
    if (!gap || end + gap != span->outer.begin) return value;
    value.text += ", " + value_of(text, span->inner).text;
    value.range.end = span->inner.end;
  }
}

// A choice, a formula or a quantity at `at`.
std::optional<Value> value_at(std::string_view text, std::size_t at, bool whole) {
  at = past_fillers(text, at);
  if (at >= text.size()) return std::nullopt;
  if (auto letter = choice(text, at)) return letter;
  if (auto spans = spans_at(text, at); spans && !spans->text.empty()) return spans;
  const std::string_view rest = text.substr(at);
  const Range line = lex::trimmed(rest, {0, rest.size()});
  if (compound_quantity(line.of(rest))) return value_of(text, {at + line.begin, at + line.end});
  const std::size_t size = lex::formula_prefix(rest);
  const std::string_view formula = rest.substr(0, size);
  const bool alone = whole && size > 0 && size >= line.end;
  if (!says_something(formula) && !alone) return std::nullopt;
  return value_of(text, without_computation(text, {at, at + size}));
}

std::optional<Value> behind_copula(std::string_view text) {
  // The last copula that a value follows; the search goes left from the end, one candidate place at a time.
  for (std::size_t at = text.size(); at-- > 0;)
    for (std::string_view copula : kCopulas)
      if (text.substr(at).starts_with(copula))
        if (auto value = value_at(text, at + copula.size(), false)) return value;
  return std::nullopt;
}

std::optional<Value> last_span(std::string_view text) {
  const std::vector<lex::MathSpan> spans = lex::math_spans(text);
  for (auto span = spans.rbegin(); span != spans.rend(); ++span)
    if (says_something(span->inner.of(text))) return value_of(text, without_computation(text, span->inner));
  return std::nullopt;
}

bool within_span(std::string_view text, Range range) {
  return std::ranges::any_of(lex::math_spans(text), [&](const lex::MathSpan& span) {
    return span.inner.begin < range.begin && range.end <= span.inner.end;
  });
}

// "yes", "no solution", "all real numbers", "Evelyn": a short text that is the answer itself.
std::optional<Value> words(std::string_view text, std::size_t at) {
  const Range range = lex::trimmed(text, {at, text.size()});
  const std::string_view said = range.of(text);
  if (said.empty() || said.size() > 60 || std::ranges::count(said, ' ') > 4) return std::nullopt;
  if (!lex::word_byte(said.front())) return std::nullopt;
  return value_of(text, range);
}

// Without $...$ and bold around: numbers are read from the words themselves.
bool latex_structure(std::string_view text) {
  for (std::string_view command : {"\\frac", "\\dfrac", "\\tfrac", "\\sqrt", "\\cdot", "\\times", "\\pi", "^", "\\div"})
    if (text.contains(command)) return true;
  return false;
}

// 40 + 2, (9 * 9) / 3: digits, brackets and operators only.
bool arithmetic(std::string_view text) {
  bool operation = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (std::string_view("0123456789.,()$ +-*/^").find(c) == lex::npos) return false;
    operation = operation || (at > 0 && std::string_view("+*/").find(c) != lex::npos) || (c == '-' && at > 1);
  }
  return operation && !text.empty();
}

std::string shifted(std::string number, int zeros) {
  const std::size_t point = number.find('.');
  std::string fraction = point == lex::npos ? "" : number.substr(point + 1);
  if (point != lex::npos) number.resize(point);
  if (fraction.size() < static_cast<std::size_t>(zeros)) fraction.resize(static_cast<std::size_t>(zeros), '0');
  number += fraction.substr(0, static_cast<std::size_t>(zeros));
  if (fraction.size() > static_cast<std::size_t>(zeros))
    number += '.' + fraction.substr(static_cast<std::size_t>(zeros));
  return number;
}

// What follows a number and changes it: "1.5 million", "2:00 pm" (two o'clock).
void apply_suffix(std::string_view text, lex::Number& number) {
  const std::string_view rest = text.substr(number.range.end);
  const std::string_view word = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
  if (rest.size() >= 3 && rest[0] == ':' && lex::digit(rest, 1) && lex::digit(rest, 2)) {
    if (rest.substr(1, 2) != "00") number.text += rest.substr(0, 3);
    number.range.end += 3;
    return;
  }
  for (const auto& [name, zeros] : kScales)
    if (lex::starts_with_word(word, name) && number.text.find_first_of("/e") == lex::npos) {
      number.text = shifted(number.text, zeros);
      number.range.end = static_cast<std::size_t>(word.data() - text.data()) + name.size();
      return;
    }
}

bool is_adjunct(std::string_view text, const lex::Number& number) {
  const std::string_view before = text.substr(0, number.range.begin);
  return !lex::currency(text, number.range.begin) &&
         std::ranges::any_of(kAdjuncts, [&](std::string_view preposition) { return before.ends_with(preposition); });
}

// The number that `text` ends its reckoning with.
std::optional<lex::Number> stated_number(std::string_view text) {
  std::size_t at = 0;
  while (const std::size_t sign = lex::currency(text, at)) at += sign;
  at = past(text, at, " -(+~*");
  if (lex::digit(text, at) || (at < text.size() && text[at] == '.')) return lex::first_number(text);
  for (std::size_t from = text.size(); from-- > 0;)
    for (std::string_view copula : kCopulas)
      if (copula != " of " && copula != ": " && text.substr(from).starts_with(copula)) {
        const std::size_t value = past_fillers(text, from + copula.size());
        std::size_t digits = value;
        while (const std::size_t sign = lex::currency(text, digits)) digits += sign;
        digits = past(text, digits, "-");
        if (auto number = lex::number(text, digits)) return number;
      }
  // "he pays $66 in 2 days" states the sum and not the days.
  std::optional<lex::Number> last, adjunct;
  for (auto next = lex::first_number(text); next; next = lex::first_number(text, next->range.end))
    (is_adjunct(text, *next) ? adjunct : last) = next;
  return last ? last : adjunct;
}

}  // namespace

Value read_marked(std::string_view text) { return value_of(text, {0, text.size()}); }

std::optional<Value> read_choice(std::string_view text) {
  if (auto first = choice(text, past_fillers(text, 0))) return first;
  // The last letter that stands alone: "therefore I think it's B".
  for (std::size_t at = text.size(); at-- > 0;) {
    const bool fresh = at == 0 || (!lex::word_byte(text[at - 1]) && text[at - 1] != '\\');
    if (!fresh || !(text[at] == '(' || (text[at] >= 'A' && text[at] <= 'H'))) continue;
    if (auto letters = choice(text, at)) return letters;
  }
  return std::nullopt;
}

std::optional<Value> read_number(std::string_view text) {
  const Range whole = lex::trimmed(text, {0, text.size()});
  if (!lex::has_digit(whole.of(text))) return std::nullopt;
  // The last sentence with a number, and in it what the reckoning comes to.
  Range sentence = whole;
  for (std::size_t at = whole.begin; at < whole.end;) {
    const std::size_t end = std::max(at + 1, lex::sentence_end(text.substr(0, whole.end), at));
    if (lex::has_digit(text.substr(at, end - at))) sentence = {at, end};
    at = end;
  }
  sentence = lex::trimmed(text, sentence);
  if (const auto equals = lex::last_equals(sentence.of(text)))
    if (lex::has_digit(sentence.of(text).substr(equals->end)))
      sentence = lex::trimmed(text, {sentence.begin + equals->end, sentence.end});
  const std::string_view said = sentence.of(text);
  if (arithmetic(said) || latex_structure(said)) {
    const std::size_t size = lex::formula_prefix(said);
    if (size == said.size()) {
      Value value{text::replace_all(said, "$", ""), sentence, true};
      return value;
    }
  }
  auto number = stated_number(said);
  if (!number) return std::nullopt;
  apply_suffix(said, *number);
  return Value{number->text, {sentence.begin + number->range.begin, sentence.begin + number->range.end}, false};
}

std::optional<Value> read_sentence(std::string_view sentence, Reading reading) {
  const std::size_t start = past_fillers(sentence, 0);
  if (reading == Reading::kStatement)
    for (std::string_view word : kNoValue)
      if (lex::starts_with_word(sentence.substr(start), word)) return std::nullopt;
  if (auto value = value_at(sentence, 0, reading == Reading::kStatement)) return value;
  auto said = behind_copula(sentence), shown = last_span(sentence);
  // "$5x - 15 = 0$, which means that $x=3$": a sign within an earlier formula is no copula of the sentence.
  if (said && shown && said->range.end < shown->range.begin && within_span(sentence, said->range)) return shown;
  if (said) return said;
  if (shown) return shown;
  if (auto number = stated_number(sentence)) {
    Range range = number->range;
    if (range.end < sentence.size() && sentence[range.end] == '%') ++range.end;
    Value value = value_of(sentence, range, false);
    return value;
  }
  return reading == Reading::kStatement ? words(sentence, start) : std::nullopt;
}

}  // namespace qed::answer
