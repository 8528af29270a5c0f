// Tier 0: a directly computable question becomes a program; anything else is left alone.
// Needs no model. Reads English with LaTeX, plain or Unicode mathematics. A question is read only when every word of
// it is accounted for; a word that no rule knows makes the rules abstain.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qed::rules {

struct Reading {
  std::string intent;               // the rule that read it: "derivative", "linear_system"
  std::string restated;             // what was understood, for the proof: "Solve 2x + 3 = 11 for x"
  std::string source;               // Python that assigns `ans`
  std::vector<std::string> checks;  // assertions about `ans` by another way than it was found: substitution, inverse
};

// Thread-safe; linear in the question but for the bounded number of readings tried. nullopt: abstain.
std::optional<Reading> read(std::string_view question);

}  // namespace qed::rules
