#include "rules/paraphrase.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "rules/paraphrase_table.h"
#include "rules/phrase.h"

namespace qed::rules {
namespace {

constexpr std::size_t kMaxParaphrases = 12;

struct Compiled {
  Phrase phrase;
  std::string_view plain;
};

const std::vector<Compiled>& compiled() {
  static const std::vector<Compiled> all = [] {
    std::vector<Compiled> rows;
    for (const Paraphrase& row : kParaphrases) rows.push_back({Phrase(row.phrase), row.plain});
    return rows;
  }();
  return all;
}

Token token_of(std::string_view word) {
  const bool letters = word.front() >= 'a' && word.front() <= 'z';
  return {letters ? TokenType::kWord : TokenType::kSymbol, std::string(word), std::string(word), false, true};
}

// The plain words with the captures put in.
Question put(std::string_view plain, const Match& match, const Question& question) {
  Question out;
  while (!plain.empty()) {
    const std::string_view word = plain.substr(0, plain.find(' '));
    plain.remove_prefix(std::min(word.size() + 1, plain.size()));
    if (word.front() != '{') {
      out.tokens.push_back(token_of(word));
      continue;
    }
    const Value* value = match.find(word.substr(1, word.size() - 2));
    if (!value) continue;
    const std::size_t start = out.tokens.size();
    out.tokens.insert(out.tokens.end(), question.tokens.begin() + static_cast<std::ptrdiff_t>(value->begin),
                      question.tokens.begin() + static_cast<std::ptrdiff_t>(value->end));
    out.tokens[start].space_before = true;
  }
  return out;
}

std::string spelled(const Question& question) {
  std::string out;
  for (const Token& token : question.tokens) out += token.text + ' ';
  return out;
}

}  // namespace

std::vector<Question> paraphrases(const Question& question) {
  std::vector<Question> found;
  std::set<std::string> seen{spelled(question)};
  Slots slots(question);
  Matcher matcher(question, slots);
  for (const Compiled& row : compiled()) {
    matcher.match(row.phrase, 0, question.tokens.size(), [&](const Match& match) {
      std::string_view rest = row.plain;
      while (!rest.empty() && found.size() < kMaxParaphrases) {
        const std::string_view plain = rest.substr(0, rest.find(" / "));
        rest.remove_prefix(std::min(plain.size() + 3, rest.size()));
        Question put_plainly = put(plain, match, question);
        if (seen.insert(spelled(put_plainly)).second) found.push_back(std::move(put_plainly));
      }
      return true;
    });
  }
  return found;
}

}  // namespace qed::rules
