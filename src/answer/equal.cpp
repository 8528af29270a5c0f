#include "answer/equal.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

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

// 2.75, 11/4 or 2 3/4: what "2,75" may mean besides a list.
bool is_broken_number(const Expression& expression) {
  const NodeId root = expression.root();
  const auto number = [&](NodeId id) { return expression.kind(id) == Kind::kNumber; };
  if (number(root)) return expression.text(root).contains('.');
  if (expression.kind(root) == Kind::kMixed) return true;
  return expression.kind(root) == Kind::kDivide && std::ranges::all_of(expression.children(root), number);
}

Judgement found(bool equal, std::string_view method) {
  return {equal ? Verdict::kEqual : Verdict::kDifferent, std::string(method)};
}

// The letter that words follow: "C Cecile".
std::optional<Choice> lettered_words(std::string_view text) {
  const std::string bare = bare_text(text);
  if (bare.size() < 3 || bare[0] < 'A' || bare[0] > 'H' || bare[1] != ' ') return std::nullopt;
  const bool words = std::ranges::all_of(bare, [](char c) { return text::is_alpha(c) || c == ' '; });
  return words ? std::optional(Choice{bare.substr(0, 1), ""}) : std::nullopt;
}

// Options of a multiple choice: by their letters where both have some, else what the option says against the other.
std::optional<Judgement> compare_choices(std::string_view gold, std::string_view answer, const EqualOptions& options) {
  auto left = read_choice_answer(gold), right = read_choice_answer(answer);
  const auto small = [](std::string_view text) {  // "b" is B where the gold answer is B
    const std::string bare = bare_text(text);
    return bare.size() == 1 && bare[0] >= 'a' && bare[0] <= 'e'
               ? std::optional(Choice{std::string(1, static_cast<char>(bare[0] - 'a' + 'A')), ""})
               : std::nullopt;
  };
  if (left && !right && left->letters.size() == 1 && left->letters <= "E") right = small(answer);
  if (left && !right && left->letters.size() == 1) right = lettered_words(answer);
  if (right && !left && right->letters.size() == 1) left = lettered_words(gold);
  if (right && !left && right->letters.size() == 1 && right->letters <= "E") left = small(gold);
  if (left && right) return found(left->letters == right->letters, "choice");
  if (left && !left->content.empty()) return compare(left->content, answer, options);
  if (right && !right->content.empty()) return compare(gold, right->content, options);
  return std::nullopt;
}

std::optional<Judgement> compare_times(std::string_view gold, std::string_view answer) {
  const auto left = read_clock_time(gold), right = read_clock_time(answer);
  if (!left || !right || (!left->named && !right->named)) return std::nullopt;  // as likely ratios
  if (left->settled && right->settled) return found(left->minutes == right->minutes, "time");
  return found(left->minutes % 720 == right->minutes % 720, "time");
}

// "…, k ∈ ℤ" behind a family of solutions says what everybody takes for granted.
std::string_view without_membership(std::string_view text) {
  constexpr auto kSets = std::to_array<std::string_view>(
      {"\\mathbb{Z}", "\\mathbf{Z}", "\\mathbb Z", "\\Z", "ℤ", "Z", "\\mathbb{N}", "\\mathbf{N}", "ℕ", "N"});
  std::string_view rest = text::trim(text);
  while (rest.ends_with('$') || rest.ends_with(')') || rest.ends_with('.')) rest.remove_suffix(1);
  const auto set = std::ranges::find_if(kSets, [&](std::string_view name) { return rest.ends_with(name); });
  if (set == kSets.end()) return text;
  rest = text::trim(rest.substr(0, rest.size() - set->size()));
  const bool in = rest.ends_with("\\in") || rest.ends_with("∈");
  if (!in) return text;
  rest = text::trim(rest.substr(0, rest.size() - 3));
  if (rest.size() < 3 || !text::is_alpha(rest.back())) return text;
  rest.remove_suffix(1);
  const std::size_t end = rest.find_last_not_of(" ,(~\\;$");
  return end == rest.npos ? text : rest.substr(0, end + 1);
}

std::vector<std::string> letters_of(const Expression& expression) {
  std::vector<std::string> letters;
  for (NodeId id = 0; id < expression.size(); ++id)
    if (expression.kind(id) == Kind::kSymbol && std::ranges::find(letters, expression.text(id)) == letters.end())
      letters.emplace_back(expression.text(id));
  return letters;
}

Expression renamed(const Expression& expression, const std::string& from, const std::string& to) {
  Expression copy;
  for (NodeId id = 0; id < expression.size(); ++id) {
    const bool hit = expression.kind(id) == Kind::kSymbol && expression.text(id) == from;
    copy.add(expression.kind(id), expression.children(id), hit ? std::string_view(to) : expression.text(id));
  }
  copy.set_root(expression.root());
  return copy;
}

bool counts_periods(const std::string& letter) { return letter == "k" || letter == "n" || letter == "m"; }

// The expression with its counter k replaced by ±k + shift.
Expression with_counter(const Expression& expression, const std::string& counter, bool turned, int shift) {
  Expression copy;
  std::vector<NodeId> moved(expression.size());
  for (NodeId id = 0; id < expression.size(); ++id) {
    std::vector<NodeId> children;
    for (const NodeId child : expression.children(id)) children.push_back(moved[child]);
    moved[id] = copy.add(expression.kind(id), children, expression.text(id));
    if (expression.kind(id) != Kind::kSymbol || expression.text(id) != counter) continue;
    if (turned) moved[id] = copy.add(Kind::kNegate, std::array{moved[id]});
    NodeId by = copy.add(Kind::kNumber, {}, std::to_string(std::abs(shift)));
    if (shift < 0) by = copy.add(Kind::kNegate, std::array{by});
    moved[id] = copy.add(Kind::kAdd, std::array{moved[id], by});
  }
  copy.set_root(moved[expression.root()]);
  return copy;
}

bool is_periodic(const Expression& expression) {
  for (NodeId id = 0; id < expression.size(); ++id)
    if (expression.kind(id) == Kind::kDegrees ||
        (expression.kind(id) == Kind::kConstant && expression.text(id) == "pi"))
      return true;
  return false;
}

// The answer with its letters called as in the gold answer: whole numbers that count periods, 2kπ and 2nπ; any letters
// where names are not strict.
std::optional<Expression> with_gold_names(const Expression& gold, const Expression& answer, bool strict) {
  std::vector<std::string> wanted = letters_of(gold), given = letters_of(answer);
  const auto common = [&](const std::string& letter) {
    return std::ranges::find(wanted, letter) != wanted.end() && std::ranges::find(given, letter) != given.end();
  };
  std::vector<std::string> missing, spare;
  std::ranges::copy_if(wanted, std::back_inserter(missing), [&](const std::string& letter) { return !common(letter); });
  std::ranges::copy_if(given, std::back_inserter(spare), [&](const std::string& letter) { return !common(letter); });
  if (missing.size() != spare.size() || missing.empty()) return std::nullopt;
  const bool periods = missing.size() == 1 && counts_periods(missing[0]) && counts_periods(spare[0]) &&
                       is_periodic(gold) && is_periodic(answer);
  if (strict && !periods) return std::nullopt;
  Expression result = answer;
  for (std::size_t i = 0; i < spare.size(); ++i) result = renamed(result, spare[i], missing[i]);
  return result;
}

// The families π/4 + kπ and 5π/4 + kπ are one: the answer with its counter shifted or turned round against the gold
// one.
std::optional<Judgement> judge_families(const Expression& gold, const Expression& answer, const EqualOptions& options) {
  constexpr int kShifts = 2;
  const std::vector<std::string> letters = letters_of(gold), given = letters_of(answer);
  const auto counter = std::ranges::find_if(letters, counts_periods);
  const bool one =
      std::ranges::count_if(letters, counts_periods) == 1 && std::ranges::find(given, *counter) != given.end();
  if (!one || !is_periodic(gold) || !is_periodic(answer)) return std::nullopt;
  for (const bool turned : {false, true}) {
    for (int shift = -kShifts; shift <= kShifts; ++shift) {
      if (shift == 0 && !turned) continue;
      Judgement judgement = judge(gold, with_counter(answer, *counter, turned, shift), options);
      if (judgement.verdict == Verdict::kEqual) return judgement;
    }
  }
  return std::nullopt;
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
  if (gold_pointed.has_value() != answer_pointed.has_value() && is_broken_number(gold_pointed ? right : left)) {
    const Judgement judgement =
        gold_pointed ? judge(*gold_pointed, right, options) : judge(left, *answer_pointed, options);
    if (judgement.verdict == Verdict::kEqual) return found(true, "decimal comma");
  }
  const auto gold_grouped = read_indian_groups(gold), answer_grouped = read_indian_groups(answer);
  if (gold_grouped.has_value() != answer_grouped.has_value()) {
    const Judgement judgement =
        gold_grouped ? judge(*gold_grouped, right, options) : judge(left, *answer_grouped, options);
    if (judgement.verdict == Verdict::kEqual) return judgement;
  }
  if (const auto named = with_gold_names(left, right, options.strict_names)) {
    Judgement judgement = judge(left, *named, options);
    if (judgement.verdict == Verdict::kEqual) return judgement;
  }
  const auto natural = [](std::string_view text) { return text.contains("ℕ") || text.contains("{N}"); };
  if (!natural(gold) && !natural(answer))
    if (auto judgement = judge_families(left, right, options)) return judgement;
  const std::string_view bare_gold = without_membership(gold), bare_answer = without_membership(answer);
  if (bare_gold.size() != gold.size() || bare_answer.size() != answer.size()) {
    Judgement judgement = compare(bare_gold, bare_answer, options);
    if (judgement.verdict == Verdict::kEqual) return judgement;
  }
  const bool text = left.kind(left.root()) == Kind::kText || right.kind(right.root()) == Kind::kText;
  if (text && !plain_wording(gold).empty() && plain_wording(gold) == plain_wording(answer)) return found(true, "text");
  return std::nullopt;
}

// "quotient = x + 1, remainder = -9" against the same in other spelling or order, or without the words.
std::optional<Judgement> compare_labelled(std::string_view gold, std::string_view answer, const EqualOptions& options) {
  const std::string bare_gold = bare_text(gold), bare_answer = bare_text(answer);
  const std::vector<LabelledPart> left = read_labelled_parts(bare_gold), right = read_labelled_parts(bare_answer);
  if (left.empty() && right.empty()) return std::nullopt;
  if (left.empty() || right.empty()) {  // one side without labels: a list of the values in their order
    const std::vector<LabelledPart>& parts = left.empty() ? right : left;
    std::string values;
    for (const LabelledPart& part : parts) values.append(values.empty() ? "" : ", ").append(part.value);
    return left.empty() ? compare(gold, values, options) : compare(values, answer, options);
  }
  if (left.size() != right.size()) return std::nullopt;
  Judgement all = found(true, "structure");
  for (const LabelledPart& part : left) {
    const auto twin = std::ranges::find(right, part.label, &LabelledPart::label);
    if (twin == right.end()) return std::nullopt;
    const Judgement judgement = compare(part.value, twin->value, options);
    if (judgement.verdict == Verdict::kDifferent) return judgement;
    if (judgement.verdict == Verdict::kUndecided) all = judgement;
  }
  return all;
}

Judgement compare_words(std::string_view gold, std::string_view answer, bool gold_is_formula) {
  if (squeezed_text(bare_text(gold)) == squeezed_text(bare_text(answer))) return found(true, "text");
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
  const std::string_view says_gold = leading_verdict(bare_gold), says_answer = leading_verdict(bare_answer);
  if (!says_gold.empty() && !says_answer.empty()) return found(says_gold == says_answer, "text");
  if (auto choices = compare_choices(gold, answer, options)) return *std::move(choices);
  if (const auto times = compare_times(gold, answer)) return *times;
  const std::optional<Expression> left = read_answer(gold), right = read_answer(answer);
  if (!left || !right) {
    const Judgement words = compare_words(gold, answer, left.has_value());
    if (words.verdict != Verdict::kUndecided) return words;
    if (auto labelled = compare_labelled(gold, answer, options)) return *std::move(labelled);
    return words;
  }
  Judgement judgement = judge(*left, *right, options);
  if (judgement.verdict == Verdict::kEqual) return judgement;
  if (auto other = judge_other_readings(gold, *left, answer, *right, options)) return *std::move(other);
  return judgement;
}

}  // namespace qed::answer
