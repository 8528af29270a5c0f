// A kind of question: the phrases people use for it, and what program each of them means.
// A new kind is one file in kinds/ and its line in kinds/kinds.inc.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "rules/phrase.h"
#include "rules/script.h"

namespace qed::rules {

// nullopt: the words fit but the mathematics does not (two sides of a triangle); the search for a reading goes on.
using Build = std::function<std::optional<Program>(const Match& match)>;

struct Rule {
  std::vector<std::string_view> phrases;
  Build build;
};

struct Intent {
  std::string_view intent;
  std::vector<Rule> rules;
  // Where two kinds read a question differently, the higher rank wins; between equals nobody answers.
  int rank = 0;
};

}  // namespace qed::rules
