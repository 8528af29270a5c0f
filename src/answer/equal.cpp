#include "answer/equal.h"

#include <algorithm>
#include <optional>

#include "answer/comparer.h"
#include "answer/expression.h"
#include "answer/reading.h"
#include "answer/wording.h"
#include "base/text.h"

namespace qed::answer {
namespace {

Judgement judge(const Expression& gold, const Expression& answer, const EqualOptions& options) {
  Comparer comparer(options);
  const Verdict verdict = comparer.answers({&gold, gold.root()}, {&answer, answer.root()});
  if (verdict == Verdict::kUndecided) return {verdict, "nothing proves it", comparer.evidence()};
  return {verdict, std::string(comparer.method()), comparer.evidence()};
}

bool is_decimal(const Expression& expression) {
  return expression.kind(expression.root()) == Kind::kNumber && expression.text(expression.root()).contains('.');
}

Judgement found(bool equal, std::string_view method) {
  return {equal ? Verdict::kEqual : Verdict::kDifferent, std::string(method)};
}

// Options of a multiple choice: by their letters where both have some, else what the option says against the other.
std::optional<Judgement> compare_choices(std::string_view gold, std::string_view answer, const EqualOptions& options) {
  auto left = read_choice_answer(gold), right = read_choice_answer(answer);
  const auto small = [](std::string_view text) {  // "b" is B where the gold answer is B
    const std::string bare = bare_text(text);
    return bare.size() == 1 && bare[0] >= 'a' && bare[0] <= 'e' ? std::optional(Choice{std::string(1, static_cast<char>(bare[0] - 'a' + 'A')), ""})
                                                               : std::nullopt;
  };
  if (left && !right && left->letters.size() == 1 && left->letters <= "E") right = small(answer);
  if (right && !left && right->letters.size() == 1 && right->letters <= "E") left = small(gold);
  if (left && right) return found(left->letters == right->letters, "choice");
  if (left && !left->content.empty()) return compare(left->content, answer, options);
  if (right && !right->content.empty()) return compare(gold, right->content, options);
  return std::nullopt;
}

std::optional<Judgement> compare_times(std::string_view gold, std::string_view answer) {
  const auto left = read_clock_time(gold), right = read_clock_time(answer);
  if (!left || !right) return std::nullopt;
  if (left->minutes == right->minutes) return found(true, "time");
  if (left->settled && right->settled) return found(false, "time");
  if (!left->settled && !right->settled) return std::nullopt;  // as likely a ratio
  return found(left->minutes % 720 == right->minutes % 720, "time");
}

// What the first reading of the two texts leaves open.
std::optional<Judgement> judge_other_readings(std::string_view gold, const Expression& left, std::string_view answer,
                                              const Expression& right, const EqualOptions& options) {
  const auto gold_measure = read_as_measure(gold), answer_measure = read_as_measure(answer);
  if (gold_measure || answer_measure) {
    Judgement judgement = judge(gold_measure ? *gold_measure : left, answer_measure ? *answer_measure : right, options);
    if (judgement.verdict == Verdict::kEqual) return judgement;
  }
  const auto gold_pointed = read_decimal_comma(gold), answer_pointed = read_decimal_comma(answer);
  if (gold_pointed.has_value() != answer_pointed.has_value() && is_decimal(gold_pointed ? right : left)) {
    const Judgement judgement = gold_pointed ? judge(*gold_pointed, right, options) : judge(left, *answer_pointed, options);
    if (judgement.verdict == Verdict::kEqual) return found(true, "decimal comma");
  }
  const bool text = left.kind(left.root()) == Kind::kText || right.kind(right.root()) == Kind::kText;
  if (text && !plain_wording(gold).empty() && plain_wording(gold) == plain_wording(answer)) return found(true, "text");
  return std::nullopt;
}

Judgement compare_words(std::string_view gold, std::string_view answer, bool gold_is_formula) {
  const std::string words_gold = plain_wording(gold), words_answer = plain_wording(answer);
  if (!words_gold.empty() && !words_answer.empty()) {
    if (words_gold == words_answer) return found(true, "text");
    const auto has_digit = [](std::string_view text) { return std::ranges::any_of(text, text::is_digit); };
    if (!has_digit(words_gold) && !has_digit(words_answer)) return found(false, "text");
  }
  return {Verdict::kUndecided, gold_is_formula ? "the answer is no formula" : "the gold answer is no formula"};
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
  if (gold.size() > kMaxAnswerBytes || answer.size() > kMaxAnswerBytes)
    return {gold == answer ? Verdict::kEqual : Verdict::kUndecided, gold == answer ? "text" : "too long an answer"};
  const std::string bare_gold = bare_text(gold), bare_answer = bare_text(answer);
  if (bare_gold.empty() || bare_answer.empty()) return {Verdict::kUndecided, "an empty answer"};
  if (bare_gold == bare_answer) return found(true, "text");
  if (auto choices = compare_choices(gold, answer, options)) return *std::move(choices);
  if (const auto times = compare_times(gold, answer)) return *times;
  const std::optional<Expression> left = read_answer(gold), right = read_answer(answer);
  if (!left || !right) return compare_words(gold, answer, left.has_value());
  Judgement judgement = judge(*left, *right, options);
  if (judgement.verdict == Verdict::kEqual) return judgement;
  if (auto other = judge_other_readings(gold, *left, answer, *right, options)) return *std::move(other);
  return judgement;
}

}  // namespace qed::answer
