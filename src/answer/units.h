// Names of units, as people spell them, and how they convert.
#pragma once

#include <gmpxx.h>

#include <optional>
#include <string>
#include <string_view>

namespace qed::answer {

// One spelling for each unit: "meters", "metre" and "m" are "m", "dollars" is "$". Unknown words lose case and plural.
std::string canonical_unit(std::string_view unit);

struct Measure {
  char dimension;    // of one letter: l length, a area, v volume, m mass, t time, s speed, $ € … one for each currency
  mpq_class factor;  // to the dimension's base unit
};

// nullopt where the unit counts things ("apples") or is unknown, so that nothing can be said about another one.
std::optional<Measure> measure(std::string_view canonical);

}  // namespace qed::answer
