#include "answer/extract.h"

#include <algorithm>
#include <array>
#include <vector>

#include "answer/extract_json.h"
#include "answer/extract_markers.h"
#include "answer/extract_value.h"
#include "base/text.h"

namespace qed::answer {
namespace {

using lex::npos;
using lex::Range;

// The confidences are the shares of such marks whose value was the one meant, over labelled responses.
constexpr std::array kRules = {
    Rule{Marker::kJsonField, 0, 0.99},   Rule{Marker::kBoxed, 1, 0.99},  Rule{Marker::kHashes, 1, 0.99},
    Rule{Marker::kFinalPhrase, 1, 0.97}, Rule{Marker::kPhrase, 2, 0.96}, Rule{Marker::kBold, 3, 0.85},
    Rule{Marker::kMathSpan, 4, 0.75},    Rule{Marker::kOutput, 4, 0.7},  Rule{Marker::kLastNumber, 4, 0.7},
};

constexpr std::array kStrictRules = {Rule{Marker::kHashes, 0, 0.99}};
constexpr std::array kFlexibleRules = {Rule{Marker::kFinalNumber, 0, 0.8}};
constexpr std::array kBoxRules = {Rule{Marker::kBoxed, 0, 0.99}};

constexpr std::array<std::string_view, 10> kMarkerNames = {"json_field",  "boxed",       "hashes",    "final_phrase",
                                                           "phrase",      "bold",        "math_span", "output",
                                                           "last_number", "final_number"};

struct Task {
  std::string_view name;
  ExtractOptions options;
};
constexpr std::array kTasks = {
    Task{"default", {.rules = kRules}},
    Task{"numbers", {.numbers_only = true, .rules = kRules}},
    Task{"gsm8k_strict", {.numbers_only = true, .last_number = false, .rules = kStrictRules}},
    Task{"gsm8k_flexible", {.numbers_only = true, .rules = kFlexibleRules}},
    Task{"boxed", {.last_number = false, .rules = kBoxRules}},
    Task{"choice", {.choices_only = true, .rules = kRules}},
};

constexpr auto kTaskNames = [] {
  std::array<std::string_view, kTasks.size()> names;
  std::ranges::transform(kTasks, names.begin(), &Task::name);
  return names;
}();

// At most so many marks of a kind are read, the last ones first.
constexpr std::size_t kMaxMarksRead = 64;
// The last sentences are looked for in so many bytes at the end.
constexpr std::size_t kTailBytes = 8192;
constexpr std::size_t kMaxSentenceBytes = 800;

constexpr std::array<std::string_view, 12> kTurnEnds = {
    "<|im_start|>", "<|im_end|>",      "<|eot_id|>", "<|endoftext|>", "<|start_header_id|>", "<|end|>",
    "<|user|>",     "<|end_of_text|>", "</s>",       "<eos>",         "<end_of_turn>",       "<eoa>"};

constexpr std::array<std::string_view, 16> kProgrammingLanguages = {
    "python",     "py",    "cpp",    "c++", "c",   "java", "javascript", "js",
    "typescript", "julia", "matlab", "r",   "sql", "bash", "sh",         "lean"};

// What a model that runs on begins its next, invented question with.
constexpr std::array<std::string_view, 6> kNextQuestions = {
    "question:", "q:", "problem:", "human:", "user:", "[question]"};

// What the model says to its reader: the part behind its reasoning, in front of the next turn.
Range spoken(std::string_view text) {
  Range range{0, text.size()};
  constexpr std::string_view kClose = "</think>";
  if (const std::size_t close = text.rfind(kClose); close != npos) {
    if (!text::trim(text.substr(close + kClose.size())).empty()) {
      range.begin = close + kClose.size();
    } else {
      range.end = close;  // all it said, it said while thinking
    }
  } else if (text::trim(text).starts_with("<think>")) {
    return {0, 0};  // cut off while thinking
  }
  for (std::size_t at = text.find('<', range.begin); at != npos && at < range.end; at = text.find('<', at + 1))
    for (std::string_view token : kTurnEnds)
      if (text.substr(at).starts_with(token)) {
        if (!text::trim(text.substr(range.begin, at - range.begin)).empty()) return {range.begin, at};
        range.begin = at + token.size();
        break;
      }
  return range;
}

// The text with programs and failed outputs blanked out, offsets unchanged: they state nothing.
std::string without_programs(std::string_view text) {
  std::string visible(text);
  constexpr std::string_view kFence = "```";
  for (std::size_t open = text.find(kFence); open != npos;) {
    const std::size_t tag = open + kFence.size();
    const std::size_t body = std::min(text.find('\n', tag), text.size());
    const std::string language = text::lower(text::trim(text.substr(tag, body - tag)));
    const std::size_t close = std::min(text.find(kFence, body), text.size());
    const bool program = std::ranges::find(kProgrammingLanguages, language) != kProgrammingLanguages.end();
    const bool failed = text.substr(body, close - body).contains("Traceback (most recent call last)");
    if (program || failed)
      for (std::size_t at = open; at < close; ++at)
        if (visible[at] != '\n') visible[at] = ' ';
    open = close < text.size() ? text.find(kFence, close + kFence.size()) : npos;
  }
  return visible;
}

// Where an invented next question begins, behind the first mark of an answer; the text's end where none does.
std::size_t run_on(std::string_view text, std::size_t first_mark) {
  for (std::size_t line = text.find('\n', first_mark); line != npos; line = text.find('\n', line + 1)) {
    const std::string_view rest = text.substr(line + 1);
    for (std::string_view next : kNextQuestions)
      if (rest.size() >= next.size() && text::lower(rest.substr(0, next.size())) == next) return line;
  }
  return text.size();
}

struct Found {
  Marker marker;
  std::string text;
  Range range;
};

Found found(Marker marker, Value value, std::size_t offset) {
  return {marker, std::move(value.text), {value.range.begin + offset, value.range.end + offset}};
}

// What joins the answers of two boxes: "and" and "or" say that their order means nothing.
std::string_view joint(std::string_view between) {
  for (std::string_view word : {"and", "or", "和", "或"})
    if (between.contains(word)) return " and ";
  return ", ";
}

// The value of one group of boxes; a box may hold prose or an equation, and a number task wants its number.
Found read_boxes(std::string_view text, const std::vector<Mark>& boxes, const ExtractOptions& options) {
  Found all{Marker::kBoxed, "", {boxes.front().range.begin, boxes.back().range.end}};
  std::size_t last_end = all.range.begin;
  for (const Mark& box : boxes) {
    const std::string_view content = box.range.of(text);
    std::string value = read_marked(content).text;
    if (box.escaped) value = text::replace_all(value, "\\\\", "\\");
    if (options.numbers_only)
      if (auto number = read_number(value)) value = number->text;
    if (options.choices_only)
      if (auto letters = read_choice(value)) value = letters->text;
    if (!all.text.empty() && !value.empty())
      all.text += joint(text.substr(last_end, box.range.begin - std::min(last_end, box.range.begin)));
    all.text += value;
    last_end = box.range.end;
  }
  return all;
}

std::optional<Value> read(std::string_view said, Reading reading, const ExtractOptions& options) {
  if (options.choices_only) return read_choice(said);
  return options.numbers_only ? read_number(said) : read_sentence(said, reading);
}

std::optional<Found> read_mark(std::string_view text, const Mark& mark, const ExtractOptions& options) {
  const bool prose = mark.marker == Marker::kBold || mark.marker == Marker::kOutput;
  auto value = read(mark.range.of(text), prose ? Reading::kLastSentence : Reading::kStatement, options);
  if (!value || value->text.empty()) return std::nullopt;
  return found(mark.marker, *std::move(value), mark.range.begin);
}

bool enumerator(std::string_view sentence) {  // "3." at the start of a list's item
  return sentence.size() <= 4 && sentence.ends_with('.') &&
         std::ranges::all_of(sentence.substr(0, sentence.size() - 1), text::is_digit);
}

// What the last sentence with a formula or a number states.
std::optional<Found> read_end(std::string_view text, const ExtractOptions& options) {
  const std::size_t from = text.size() > kTailBytes ? text.size() - kTailBytes : 0;
  std::vector<Range> sentences;
  for (std::size_t at = from; at < text.size();) {
    const std::size_t end = std::max(at + 1, lex::sentence_end(text, at));
    Range sentence{at, end};
    at = end;
    while (sentence.size() && text::is_space(text[sentence.begin])) ++sentence.begin;
    if (sentence.size() > kMaxSentenceBytes) sentence.begin = sentence.end - kMaxSentenceBytes;
    if (sentence.size() && !enumerator(sentence.of(text))) sentences.push_back(sentence);
  }
  for (auto sentence = sentences.rbegin(); sentence != sentences.rend(); ++sentence) {
    const std::string_view said = sentence->of(text);
    auto value = read(said, Reading::kLastSentence, options);
    if (value && !value->text.empty())
      return found(value->formula ? Marker::kMathSpan : Marker::kLastNumber, *std::move(value), sentence->begin);
  }
  return std::nullopt;
}

// Reads the marks of a response, each kind only when a rule asks for it.
class Reader {
 public:
  Reader(std::string_view text, const ExtractOptions& options)
      : text_(text),
        options_(options),
        boxes_(find_boxes(text)),
        phrases_(find_phrases(text)),
        hashes_(find_hashes(text)) {
    std::size_t first = text.size();
    if (!boxes_.empty()) first = boxes_.front().front().range.end;
    if (!hashes_.empty()) first = std::min(first, hashes_.front().range.end);
    if (!phrases_.empty()) first = std::min(first, phrases_.front().range.end);
    if (first < text.size()) text_ = text.substr(0, run_on(text, first));
    json_ = find_json_answer(text_);
  }

  // The furthest answer that the rules of this rank find.
  std::optional<std::pair<Found, Rule>> read(std::span<const Rule> rules) {
    std::optional<std::pair<Found, Rule>> best;
    for (const Rule& rule : rules) {
      auto candidate = read(rule.marker);
      if (candidate && (!best || candidate->range.end > best->first.range.end)) best = {*std::move(candidate), rule};
    }
    return best;
  }

  bool empty_box() const { return !boxes_.empty(); }
  Range last_box() const { return {boxes_.back().front().range.begin, boxes_.back().back().range.end}; }

 private:
  std::optional<Found> read(Marker marker) {
    // An object that gives no answer is as good as a refusal: only words that say otherwise count against it.
    const bool refused = json_.state == JsonAnswer::State::kNoAnswer;
    switch (marker) {
      case Marker::kJsonField:
        return read_json();
      case Marker::kBoxed:
        return read_box();
      case Marker::kHashes:
        return last_of(hashes_, marker);
      case Marker::kFinalPhrase:
      case Marker::kPhrase:
        return last_of(phrases_, marker);
      case Marker::kBold:
        return refused ? std::nullopt : last_of(find_bold(text_), marker);
      case Marker::kMathSpan:
      case Marker::kLastNumber: {
        if (refused || !options_.last_number) return std::nullopt;
        auto end = read_end(text_, options_);
        return end && end->marker == marker ? end : std::nullopt;
      }
      case Marker::kOutput:
        return refused ? std::nullopt : last_of(find_outputs(text_), marker);
      case Marker::kFinalNumber:
        return final_number();
    }
    return std::nullopt;
  }

  std::optional<Found> final_number() const {
    const auto number = lex::last_number(text_);
    if (!number) return std::nullopt;
    return Found{Marker::kFinalNumber, number->text, number->range};
  }

  std::optional<Found> read_json() const {
    if (json_.state != JsonAnswer::State::kStated) return std::nullopt;
    const auto boxes = find_boxes(json_.text);
    if (!boxes.empty())
      return Found{Marker::kJsonField, read_boxes(json_.text, boxes.back(), options_).text, json_.range};
    Value value = read_marked(json_.text);
    if (options_.choices_only) {
      if (auto letters = read_choice(value.text)) value.text = letters->text;
    } else if (options_.numbers_only) {
      if (auto number = read_number(value.text)) value.text = number->text;
    } else if (std::ranges::count(value.text, ' ') >= 5 && value.text.find_first_of("\\^") == npos) {
      if (auto stated = read_sentence(value.text, Reading::kLastSentence)) value.text = stated->text;
    }
    return Found{Marker::kJsonField, std::move(value.text), json_.range};
  }

  std::optional<Found> read_box() const {
    std::size_t budget = kMaxMarksRead;
    for (auto group = boxes_.rbegin(); group != boxes_.rend() && budget-- > 0; ++group) {
      if (group->back().range.end > text_.size()) continue;
      Found value = read_boxes(text_, *group, options_);
      if (!value.text.empty()) return value;
    }
    return std::nullopt;
  }

  std::optional<Found> last_of(const std::vector<Mark>& marks, Marker marker) const {
    std::size_t budget = kMaxMarksRead;
    for (auto mark = marks.rbegin(); mark != marks.rend() && budget > 0; ++mark) {
      if (mark->marker != marker || mark->range.end > text_.size()) continue;
      if (auto value = read_mark(text_, *mark, options_)) return value;
      --budget;
    }
    return std::nullopt;
  }

  std::string_view text_;
  const ExtractOptions& options_;
  std::vector<std::vector<Mark>> boxes_;
  std::vector<Mark> phrases_;
  std::vector<Mark> hashes_;
  JsonAnswer json_;
};

}  // namespace

std::string_view name(Marker marker) { return kMarkerNames[static_cast<std::size_t>(marker)]; }

std::optional<Marker> find_marker(std::string_view name) {
  const auto found = std::ranges::find(kMarkerNames, name);
  if (found == kMarkerNames.end()) return std::nullopt;
  return static_cast<Marker>(found - kMarkerNames.begin());
}

const ExtractOptions* find_task(std::string_view name) {
  const auto found = std::ranges::find(kTasks, name, &Task::name);
  return found == kTasks.end() ? nullptr : &found->options;
}

std::span<const std::string_view> task_names() { return kTaskNames; }

std::span<const Rule> default_rules() { return kRules; }

std::optional<Extracted> extract(std::string_view response, const ExtractOptions& options) {
  const Range range = spoken(response);
  const std::string visible = without_programs(range.of(response));
  Reader reader(visible, options);
  std::vector<Rule> rules(options.rules.begin(), options.rules.end());
  std::ranges::stable_sort(rules, {}, &Rule::rank);
  for (std::size_t first = 0; first < rules.size();) {
    std::size_t last = first;
    while (last < rules.size() && rules[last].rank == rules[first].rank) ++last;
    if (auto best = reader.read(std::span(rules).subspan(first, last - first))) {
      auto& [value, rule] = *best;
      const ValueClass value_class = classify(value.text);
      return Extracted{std::move(value.text),         rule.marker,     value.range.begin + range.begin,
                       value.range.end + range.begin, rule.confidence, value_class};
    }
    first = last;
  }
  if (reader.empty_box()) {
    const Range box = reader.last_box();
    return Extracted{"", Marker::kBoxed, box.begin + range.begin, box.end + range.begin, 0, ValueClass::kNone};
  }
  return std::nullopt;
}

}  // namespace qed::answer
