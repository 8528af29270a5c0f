#include "rules/subject_first.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "rules/order.h"
#include "rules/phrase.h"

namespace qed::rules {
namespace {

constexpr std::size_t kMaxReadings = 24;

using Tokens = std::vector<Token>;

// A formula that stands apart, how it is named, and what is asked of it.
struct Apart {
  Tokens subject;  // "f ( x ) = x ^ 2"
  Tokens body;     // "x ^ 2", the same as the subject where it has no name
  std::string name;
  bool called = false;  // the name takes an argument
  Tokens asked;
};

template <std::size_t size>
bool is_one_of(const Token& token, const std::array<std::string_view, size>& words) {
  return !token.math && std::ranges::find(words, token.lower) != words.end();
}

bool is_mark(const Token& token) {
  constexpr std::array<std::string_view, 5> kMarks = {",", ".", ";", ":", "?"};
  return token.type == TokenType::kSymbol && is_one_of(token, kMarks);
}

// A dash between two thoughts has blanks around it; without them it is a minus.
bool separates(const Tokens& tokens, std::size_t at) {
  const Token& token = tokens[at];
  const bool dash = token.text == "-" && !token.math && token.space_before && tokens[at + 1].space_before &&
                    tokens[at + 1].type == TokenType::kWord && tokens[at + 1].text.size() > 1;
  return is_mark(token) || dash || token.lower == "then";
}

bool has_prose(const Tokens& tokens) {
  return std::ranges::any_of(tokens,
                             [](const Token& t) { return t.type == TokenType::kWord && !t.math && t.text.size() > 1; });
}

bool joins(const Token& token) {
  constexpr std::array<std::string_view, 5> kJoins = {"then", "and", "so", "now", "hence"};
  return is_mark(token) || token.text == "-" || is_one_of(token, kJoins);
}

bool opens_a_request(const Token& token) {
  constexpr std::array<std::string_view, 20> kRequests = {
      "what",      "what's", "find",  "compute", "calculate", "determine", "evaluate", "give",     "state", "work",
      "determine", "is",     "whats", "how",     "where",     "identify",  "simplify", "evaluate", "solve", "which"};
  return is_one_of(token, kRequests);
}

bool opens_a_condition(const Token& token) {
  constexpr std::array<std::string_view, 7> kConditions = {"if", "when", "where", "for", "given", "with", "let"};
  return is_one_of(token, kConditions);
}

Token prose(std::string_view word) { return {TokenType::kWord, std::string(word), std::string(word), false, true}; }

Tokens slice(const Tokens& tokens, std::size_t begin, std::size_t end) {
  return {tokens.begin() + static_cast<std::ptrdiff_t>(begin), tokens.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::size_t longest(const Phrase& phrase, const Tokens& tokens, std::size_t begin) {
  const Question question{tokens};
  Slots slots(question);
  return Matcher(question, slots).longest(phrase, begin, tokens.size());
}

// "the function f(x) = x^2", "A be the matrix [[1, 2], [3, 4]]", "x^2 - 4"
bool take_subject(Tokens tokens, Apart& apart) {
  static const Phrase lead(
      "[and|so|now] [for|of|with|consider|take|given|let|if|suppose|assume] "
      "[given|that|we have|you have|you are given|we are given] <afunction>|"
      "[for|of|with|consider|take|given|let|if|suppose] [the|a|this] [following] [2 x 2|3 x 3|square] "
      "(matrix|quadratic equation|vector|sequence|integral|sum|ellipse|triangle|number|angle|"
      "arithmetic sequence|geometric sequence|quadratic expression|complex number|series|system|"
      "equations|point|points|numbers|data|data set|vectors) [:]");
  static const Phrase naming(
      "(be|is|denote|denotes) [the|a] [function|matrix|2 x 2 matrix|vector|expression|curve|"
      "complex number|polynomial|number] [given by|defined by]");
  while (!tokens.empty() && is_mark(tokens.back())) tokens.pop_back();
  if (const std::size_t end = longest(lead, tokens, 0); end > 0) tokens = slice(tokens, end, tokens.size());
  if (tokens.size() > 2 && tokens[0].text.size() == 1) {
    if (const std::size_t end = longest(naming, tokens, 1); end > 1 && end < tokens.size()) {
      Tokens equation{tokens[0], {TokenType::kSymbol, "=", "=", false, true}};
      equation.insert(equation.end(), tokens.begin() + static_cast<std::ptrdiff_t>(end), tokens.end());
      tokens = std::move(equation);
    }
  }
  if (tokens.empty()) return false;
  const Question question{tokens};
  Slots slots(question);
  const auto reads = [&](SlotType type) { return slots.read(type, 0, tokens.size()); };
  apart.subject = apart.body = tokens;
  const Value* equation = reads(SlotType::kDefinition);
  const std::optional<Definition> definition = equation ? as_definition(equation->items.front()) : std::nullopt;
  if (definition) {
    apart.name = definition->name;
    apart.called = !definition->argument.empty();
    const auto sign = std::ranges::find(tokens, "=", &Token::text);
    apart.body = {std::next(sign), tokens.end()};
  }
  return definition || reads(SlotType::kSubject) || reads(SlotType::kMatrix) || reads(SlotType::kNumbers) ||
         reads(SlotType::kPoints);
}

// Collects the readings of one question, each but once.
class Readings {
 public:
  std::vector<Question> take() { return std::move(found_); }

  void add(Apart apart) {
    while (!apart.asked.empty() && joins(apart.asked.front())) apart.asked.erase(apart.asked.begin());
    while (!apart.asked.empty() && is_mark(apart.asked.back())) apart.asked.pop_back();
    if (!has_prose(apart.asked)) return;
    for (const Tokens* object : {&apart.subject, &apart.body}) {
      if (object == &apart.body && apart.body.size() == apart.subject.size()) break;
      if (by_name(apart, *object) || by_pronoun(apart, *object)) continue;
      by_genitive(apart, *object);
    }
  }

 private:
  void add(Tokens tokens) {
    if (found_.size() >= kMaxReadings) return;
    found_.push_back({std::move(tokens)});
  }

  static Tokens replaced(const Tokens& tokens, std::size_t begin, std::size_t end, const Tokens& with) {
    Tokens out = slice(tokens, 0, begin);
    out.insert(out.end(), with.begin(), with.end());
    out.insert(out.end(), tokens.begin() + static_cast<std::ptrdiff_t>(end), tokens.end());
    return out;
  }

  // "the derivative of f", "f(x)" and "det(A)"
  bool by_name(const Apart& apart, const Tokens& object) {
    if (apart.name.empty()) return false;
    const Tokens& asked = apart.asked;
    const auto named = [&](const Token& token) { return token.text == apart.name; };
    const auto at = static_cast<std::size_t>(std::ranges::find_if(asked, named) - asked.begin());
    if (at == asked.size()) return false;
    if (std::ranges::count_if(asked, named) > 1) return true;
    std::size_t end = at + 1;
    const bool applied = end + 2 < asked.size() && asked[end].text == "(" && asked[end + 2].text == ")";
    if (apart.called && applied) {
      if (asked[end + 1].text != apart.subject[2].text) return true;  // f(3) is a value, no name
      end += 3;
    }
    if (end < asked.size() && (asked[end].text == "(" || asked[end].text == "'" || asked[end].text == "^")) return true;
    add(replaced(asked, at, end, object));
    return true;
  }

  // "this function", "it", "the matrix"
  bool by_pronoun(const Apart& apart, const Tokens& object) {
    static const Phrase pronoun(
        "it|(this|the|that|these|those) [given|quadratic|above] "
        "(function|curve|graph|parabola|line|equation|expression|"
        "polynomial|quadratic|matrix|circle|ellipse|hyperbola|vector|number|numbers|cubic|list|set|data|"
        "sequence|series|angle|complex number|trinomial|points|fraction|formula|system|conic)");
    for (std::size_t at = 0; at < apart.asked.size(); ++at) {
      const std::size_t end = longest(pronoun, apart.asked, at);
      if (end == at || apart.asked[at].math) continue;
      add(replaced(apart.asked, at, end, object));
      return true;
    }
    return false;
  }

  // "its derivative at 2" and "derivative at 2": the object goes behind the noun or to the end.
  void by_genitive(const Apart& apart, const Tokens& object) {
    constexpr std::array<std::string_view, 9> kPrepositions = {"at",   "from", "on",  "in", "with",
                                                               "when", "over", "for", "as"};
    Tokens asked = apart.asked;
    std::size_t first = 1;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (asked[i].lower != "its" && asked[i].lower != "their") continue;
      asked[i] = prose("the");
      first = i + 2;
    }
    // Next to a formula the object would become a factor of it.
    const auto is_prose = [](const Token& t) { return t.type == TokenType::kWord && !t.math && t.text.size() > 1; };
    // "Convert to polar form: 1 + i" and "round to two places: 3.14159"
    if (is_command(asked.front()) && asked.size() > 1 && first == 1 && is_prose(asked[1]))
      add(replaced(asked, 1, 1, object));
    Tokens genitive{prose("of")};
    genitive.insert(genitive.end(), object.begin(), object.end());
    add(replaced(asked, asked.size(), asked.size(), genitive));
    for (std::size_t at = first; at < asked.size(); ++at) {
      if (is_one_of(asked[at], kPrepositions)) add(replaced(asked, at, at, genitive));
    }
    if (first == 1 && is_prose(asked.back())) add(replaced(asked, asked.size(), asked.size(), object));
  }

  std::vector<Question> found_;
};

}  // namespace

std::vector<Question> with_subject_inside(const Question& question) {
  const Tokens& tokens = question.tokens;
  Readings readings;
  Apart apart;
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    const bool mark = separates(tokens, i);
    if (mark || opens_a_request(tokens[i])) {
      apart = {};
      if (take_subject(slice(tokens, 0, i), apart)) {
        apart.asked = slice(tokens, i, tokens.size());
        readings.add(apart);
      }
    }
    if (mark || opens_a_condition(tokens[i])) {
      apart = {};
      if (take_subject(slice(tokens, mark ? i + 1 : i, tokens.size()), apart)) {
        apart.asked = slice(tokens, 0, i);
        readings.add(apart);
      }
    }
  }
  return readings.take();
}

}  // namespace qed::rules
