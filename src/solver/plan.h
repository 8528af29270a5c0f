// What a problem is expected to need, decided from its text alone.
#pragma once

#include <cstdint>
#include <string_view>

namespace qed::solver {

enum class Difficulty : std::uint8_t { kEasy, kMedium, kHard };
std::string_view name(Difficulty difficulty);

struct Plan {
  Difficulty difficulty = Difficulty::kEasy;
  int samples = 1;  // the most candidates a tier draws; the vote may stop earlier
  double temperature = 0;
  int max_tokens = 384;
};

// Two or more difficulty keywords (proof, lemma, integral, geometry …) or over 400 characters: hard; one, or over
// 200 characters: medium; else easy. Keywords are whole words.
Plan make_plan(std::string_view question);

}  // namespace qed::solver
