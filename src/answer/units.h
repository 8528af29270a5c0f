// Names of units, as people spell them.
#pragma once

#include <string>
#include <string_view>

namespace qed::answer {

// One spelling for each unit: "meters", "metre" and "m" are "m", "dollars" is "$". Unknown words lose case and plural.
std::string canonical_unit(std::string_view unit);

// Is this a unit of measure, so that another one must mean something else? "apples" is none.
bool is_measure(std::string_view canonical);

}  // namespace qed::answer
