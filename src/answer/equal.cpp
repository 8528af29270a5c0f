#include "answer/equal.h"

#include <algorithm>
#include <optional>

#include "answer/comparer.h"
#include "answer/expression.h"
#include "base/text.h"

namespace qed::answer {
namespace {

constexpr std::size_t kMaxAnswerBytes = 16 << 10;

// The text without needless blanks, math delimiters and commands that only change how it looks.
std::string bare_text(std::string_view text) {
  std::string bare = text::collapse_spaces(text);
  while (!bare.empty() && (bare.back() == '.' || bare.back() == '$')) bare.pop_back();
  for (const std::string_view look : {"\\left", "\\right", "\\,", "\\;", "\\!", "\\text", "\\mathrm", "\\boxed",
                                      "\\textbf", "\\(", "\\)", "\\[", "\\]", "$"})
    bare = text::replace_all(bare, look, "");
  bare = text::replace_all(text::replace_all(bare, "\\dfrac", "\\frac"), "\\tfrac", "\\frac");
  bare = text::collapse_spaces(bare);
  while (bare.size() > 2 && bare.front() == '{' && bare.back() == '}' && bare.find('}') + 1 == bare.size())
    bare = bare.substr(1, bare.size() - 2);
  return bare;
}

std::string words_of(std::string_view text) {
  std::string words = text::lower(bare_text(text));
  std::erase_if(words, [](char c) { return text::is_space(c) || std::string_view("().{}\"'!:;-").contains(c); });
  return words;
}

bool is_only_words(std::string_view text) {
  std::size_t letters = 0;
  for (const char c : text) {
    if (text::is_digit(c) || std::string_view("=+*/^<>|\\$").contains(c)) return false;
    letters += text::is_alpha(c) || static_cast<unsigned char>(c) >= 0x80;
  }
  return letters > 1;
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

std::optional<std::string> last_math_span(std::string_view text) {
  for (const auto& [open, close] :
       {std::pair<std::string_view, std::string_view>{"\\[", "\\]"}, {"\\(", "\\)"}, {"$", "$"}}) {
    const std::size_t end = text.rfind(close);
    if (end == text.npos || end == 0) continue;
    const std::size_t begin = text.rfind(open, end - 1);
    if (begin == text.npos || begin + open.size() >= end) continue;
    return std::string(text.substr(begin + open.size(), end - begin - open.size()));
  }
  return std::nullopt;
}

// The formula of an answer: the whole text, or else what it marks as the answer.
std::optional<Expression> read_answer(std::string_view text) {
  ParseLimits limits;
  limits.bytes = kMaxAnswerBytes;
  const std::size_t box = text.find("\\boxed{");
  if (box != text.npos && text.find("\\boxed{", box + 1) != text.npos && !text.substr(0, box).contains('='))
    if (Result<Expression> boxes = parse(*boxed(text), limits)) return *std::move(boxes);  // several answers
  if (Result<Expression> whole = parse(text, limits)) return *std::move(whole);
  std::string plain(text);
  if (plain.contains("\\n")) {  // escaped twice on its way here
    for (std::size_t at = plain.find("\\n"); at != plain.npos; at = plain.find("\\n", at + 1))
      if (at + 2 >= plain.size() || !text::is_alpha(plain[at + 2])) plain.replace(at, 2, "  ");
    plain = text::replace_all(plain, "\\\\", "\\");
    if (Result<Expression> again = parse(plain, limits)) return *std::move(again);
  }
  for (const auto& marked : {boxed(plain), last_math_span(plain)})
    if (marked)
      if (Result<Expression> inside = parse(*marked, limits)) return *std::move(inside);
  return std::nullopt;
}

// "2,74" with a decimal comma; as a list of two it is read first.
std::optional<std::string> with_decimal_point(std::string_view text) {
  const std::string_view trimmed = text::trim(text);
  const std::size_t comma = trimmed.find(',');
  if (comma == trimmed.npos || comma == 0 || comma + 1 == trimmed.size() ||
      trimmed.find(',', comma + 1) != trimmed.npos)
    return std::nullopt;
  const auto digits = [](std::string_view part) { return std::ranges::all_of(part, text::is_digit); };
  if (!digits(trimmed.substr(trimmed[0] == '-' ? 1 : 0, comma - (trimmed[0] == '-' ? 1 : 0)))) return std::nullopt;
  if (!digits(trimmed.substr(comma + 1))) return std::nullopt;
  std::string pointed(trimmed);
  pointed[comma] = '.';
  return pointed;
}

// The letter of a choice that an answer opens with: "(C) Cecile", "D. None of these".
std::optional<char> choice_letter(std::string_view text) {
  text = text::trim(text);
  const bool bracketed = text.starts_with('(');
  if (bracketed) text.remove_prefix(1);
  if (text.empty() || text[0] < 'A' || text[0] > 'Z') return std::nullopt;
  const std::string_view rest = text.substr(1);
  const bool closed =
      bracketed ? rest.starts_with(')')
                : rest.starts_with('.') || rest.starts_with(')') || rest.starts_with(':') || rest.starts_with("。");
  return rest.empty() || closed ? std::optional(text[0]) : std::nullopt;
}

Judgement judge(const Expression& gold, const Expression& answer, const EqualOptions& options) {
  Comparer comparer(options);
  const Verdict verdict = comparer.answers({&gold, gold.root()}, {&answer, answer.root()});
  if (verdict == Verdict::kUndecided) return {verdict, "nothing proves it"};
  return {verdict, std::string(comparer.method())};
}

bool is_decimal(const Expression& expression) {
  return expression.kind(expression.root()) == Kind::kNumber && expression.text(expression.root()).contains('.');
}

}  // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kEqual:
      return "equal";
    case Verdict::kDifferent:
      return "different";
    case Verdict::kUndecided:
      break;
  }
  return "undecided";
}

Judgement compare(std::string_view gold, std::string_view answer, const EqualOptions& options) {
  const std::string bare_gold = bare_text(gold.substr(0, kMaxAnswerBytes)),
                    bare_answer = bare_text(answer.substr(0, kMaxAnswerBytes));
  if (bare_gold.empty() || bare_answer.empty()) return {Verdict::kUndecided, "an empty answer"};
  if (gold.size() > kMaxAnswerBytes || answer.size() > kMaxAnswerBytes)
    return {gold == answer ? Verdict::kEqual : Verdict::kUndecided, gold == answer ? "text" : "too long an answer"};
  if (bare_gold == bare_answer) return {Verdict::kEqual, "text"};
  const std::optional<Expression> left = read_answer(gold), right = read_answer(answer);
  if (left && right) {
    Judgement judgement = judge(*left, *right, options);
    if (judgement.verdict == Verdict::kEqual) return judgement;
    const auto gold_pointed = with_decimal_point(gold), answer_pointed = with_decimal_point(answer);
    if (gold_pointed.has_value() != answer_pointed.has_value()) {
      const auto pointed = parse(gold_pointed ? *gold_pointed : *answer_pointed);
      const Expression& other = gold_pointed ? *right : *left;
      if (pointed && is_decimal(other) && judge(*pointed, other, options).verdict == Verdict::kEqual)
        return {Verdict::kEqual, "decimal comma"};
    }
    const bool text = left->kind(left->root()) == Kind::kText || right->kind(right->root()) == Kind::kText;
    if (text && words_of(gold) == words_of(answer)) return {Verdict::kEqual, "text"};
    return judgement;
  }
  const std::string words_gold = words_of(gold), words_answer = words_of(answer);
  if (words_gold == words_answer && !words_gold.empty()) return {Verdict::kEqual, "text"};
  const auto letter_gold = choice_letter(gold), letter_answer = choice_letter(answer);
  if (letter_gold && letter_answer)
    return {*letter_gold == *letter_answer ? Verdict::kEqual : Verdict::kDifferent, "choice"};
  if (is_only_words(gold) && is_only_words(answer)) return {Verdict::kDifferent, "text"};
  return {Verdict::kUndecided, left ? "the answer is no formula" : "the gold answer is no formula"};
}

}  // namespace qed::answer
