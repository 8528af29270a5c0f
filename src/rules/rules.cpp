#include "rules/rules.h"

#include <algorithm>
#include <utility>

#include "rules/frame.h"
#include "rules/kind.h"
#include "rules/normalise.h"
#include "rules/order.h"
#include "rules/paraphrase.h"
#include "rules/subject_first.h"

namespace qed::rules {

#define QED_KIND(name)      \
  namespace kinds {         \
  extern const Intent name; \
  }
#include "rules/kinds/kinds.inc"
#undef QED_KIND

namespace {

struct CompiledRule {
  const Intent* intent;
  Build build;
  Phrase phrase;
};

// Every phrase of every kind, compiled at the first question.
const std::vector<CompiledRule>& compiled_rules() {
  static const std::vector<CompiledRule> rules = [] {
    std::vector<CompiledRule> all;
    const auto add = [&](const Intent& intent) {
      for (const Rule& rule : intent.rules) {
        for (const std::string_view phrase : rule.phrases) all.push_back({&intent, rule.build, Phrase(phrase)});
      }
    };
#define QED_KIND(name) add(kinds::name);
#include "rules/kinds/kinds.inc"
#undef QED_KIND
    return all;
  }();
  return rules;
}

std::optional<Reading> read(const Question& question, const Frame& frame) {
  Slots slots(question);
  Matcher matcher(question, slots);

  std::optional<Program> best;
  const Intent* intent = nullptr;
  bool contested = false;
  for (const CompiledRule& rule : compiled_rules()) {
    if (intent && (rule.intent == intent || rule.intent->rank < intent->rank)) continue;
    matcher.match(rule.phrase, 0, question.tokens.size(), [&](const Match& match) {
      std::optional<Program> program = rule.build(match);
      if (!program) return false;
      contested = intent && rule.intent->rank == intent->rank && best->source != program->source;
      best = std::move(program);
      intent = rule.intent;
      return true;
    });
  }
  if (!best || contested) return std::nullopt;
  round_answer(frame, best->source);
  return Reading{std::string(intent->intent), std::move(best->restated), std::move(best->source),
                 std::move(best->checks)};
}

// "3/4/2024" asks for nothing.
bool is_date(const Question& question) {
  const std::vector<Token>& tokens = question.tokens;
  if (tokens.size() != 5 || tokens[1].text != tokens[3].text || (tokens[1].text != "/" && tokens[1].text != "-"))
    return false;
  for (const std::size_t i : {0, 2, 4})
    if (tokens[i].type != TokenType::kNumber || tokens[i].text.find('.') != std::string::npos) return false;
  return tokens[0].text.size() == 4 || tokens[4].text.size() == 4;
}

// As it stands, then with its parts in other orders.
std::optional<Reading> read_in_any_order(const Question& question, const Frame& frame) {
  if (std::optional<Reading> reading = read(question, frame)) return reading;
  for (const Question& reordered : with_command_first(question))
    if (std::optional<Reading> reading = read(reordered, frame)) return reading;
  if (const std::optional<Question> reordered = with_verb_first(question))
    if (std::optional<Reading> reading = read(*reordered, frame)) return reading;
  for (const Question& reordered : with_question_first(question))
    if (std::optional<Reading> reading = read(reordered, frame)) return reading;
  for (const Question& rejoined : with_subject_inside(question))
    if (std::optional<Reading> reading = read(rejoined, frame)) return reading;
  return std::nullopt;
}

// Put plainly, perhaps twice over: "6/4 in lowest terms comes to what?"
std::optional<Reading> read_paraphrased(const Question& question, const Frame& frame, int times = 2) {
  const std::vector<Question> plainer = paraphrases(question);
  for (const Question& plain : plainer)
    if (std::optional<Reading> reading = read_in_any_order(plain, frame)) return reading;
  if (times == 1) return std::nullopt;
  for (const Question& plain : plainer)
    if (std::optional<Reading> reading = read_paraphrased(plain, frame, times - 1)) return reading;
  return std::nullopt;
}

}  // namespace

std::optional<Reading> read(std::string_view text) {
  std::optional<Question> question = normalise(text);
  if (!question || is_date(*question)) return std::nullopt;
  const Question whole = *question;
  std::optional<Frame> frame = take_frame(*question);
  if (!frame) return std::nullopt;
  if (std::optional<Reading> reading = read_in_any_order(*question, *frame)) return reading;
  if (std::optional<Reading> reading = read_paraphrased(*question, *frame)) return reading;
  // A command at the end, or a form, may have gone with the frame: ", simplify please" is a wish for a form elsewhere.
  Question bare = whole;
  drop_edges(bare);
  if (bare.tokens.size() != question->tokens.size()) {
    if (std::optional<Reading> reading = read_in_any_order(bare, Frame{})) return reading;
    if (std::optional<Reading> reading = read_paraphrased(bare, Frame{})) return reading;
  }
  for (Question& reordered : with_command_first(whole)) {
    frame = take_frame(reordered);
    if (!frame) continue;
    if (std::optional<Reading> reading = read(reordered, *frame)) return reading;
  }
  return std::nullopt;
}

}  // namespace qed::rules
