#include "solver/plan.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"

namespace qed::solver {
namespace {

constexpr std::array<std::string_view, 15> kKeywords{
    "proof",  "lemma",    "theorem",  "diophantine", "induction",     "inequality", "integral", "limit",
    "series", "geometry", "triangle", "cylinder",    "combinatorics", "congruence", "prime"};

constexpr std::array kBudgets{
    Plan{Difficulty::kEasy, 1, 0.0, 384},
    Plan{Difficulty::kMedium, 2, 0.2, 512},
    Plan{Difficulty::kHard, 4, 0.3, 768},
};

// Distinct keywords that occur as whole words, in any case; a plural "s" counts as the word.
std::size_t keywords_in(std::string_view question) {
  std::array<bool, kKeywords.size()> seen{};
  for (std::size_t at = 0; at < question.size();) {
    std::size_t end = at;
    while (end < question.size() && text::is_alpha(question[end])) ++end;
    std::string word = text::lower(question.substr(at, end - at));
    for (std::size_t i = 0; i < kKeywords.size(); ++i)
      if (word == kKeywords[i] || (word.ends_with('s') && word.substr(0, word.size() - 1) == kKeywords[i]))
        seen[i] = true;
    at = std::max(end, at + 1);
  }
  return static_cast<std::size_t>(std::ranges::count(seen, true));
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string_view name(Difficulty difficulty) {
  switch (difficulty) {
    case Difficulty::kEasy:
      return "easy";
    case Difficulty::kMedium:
      return "medium";
    case Difficulty::kHard:
      return "hard";
  }
  QED_CHECK(!"every difficulty has a name");
  return {};
}

Plan make_plan(std::string_view question) {
  const std::size_t keywords = keywords_in(question);
  const std::size_t length = characters(question);
  if (keywords >= 2 || length > 400) return kBudgets[2];
  if (keywords == 1 || length > 200) return kBudgets[1];
  return kBudgets[0];
}

}  // namespace qed::solver
