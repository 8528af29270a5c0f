// What kind of thing an answer is.
#pragma once

#include <cstdint>
#include <string_view>

namespace qed::answer {

enum class ValueClass : std::uint8_t {
  kNone,        // empty
  kNumber,      // 18, -3/4, 2.5e3, 1010_2, 15%, with or without a unit
  kChoice,      // B; A, C
  kClosedForm,  // 2√3, log₂ 5: a number without letters
  kExpression,  // x² + 1
  kRelation,    // y = 2x + 1, x < 5, systems of them
  kInterval,    // [0, 1), unions and intersections
  kSet,         // {1, 2}, 3 ± √2
  kTuple,       // (1, 2)
  kList,        // 1, 2 or several answers
  kMatrix,
  kRatio,  // 2:3, also a time of day
  kText,   // words, and whatever does not parse
};
std::string_view name(ValueClass value_class);

ValueClass classify(std::string_view answer);

}  // namespace qed::answer
