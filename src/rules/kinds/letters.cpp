#include "rules/kinds/letters.h"

#include "base/text.h"

namespace qed::rules::kinds {

std::optional<Program> letter_arrangements(const std::string& given) {
  const std::string word = text::lower(given);
  if (word.size() < 2 || word.size() > 40) return std::nullopt;
  Script script(Dialect::kFractions);
  std::string upper;
  for (const char c : word) upper += text::is_alpha(c) ? static_cast<char>(c - 'a' + 'A') : c;
  script.line("word = '{}'", upper);
  script.line("ans = factorial(len(word))");
  script.line("for letter in set(word):");
  script.line("    ans //= factorial(word.count(letter))");
  if (word.size() <= 7) script.check("ans == len(set(permutations(word)))");
  return script.finish("Distinct arrangements of the letters of " + upper);
}

}  // namespace qed::rules::kinds
