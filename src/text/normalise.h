// Rewriting text before it is cut into pieces.
#pragma once

#include <string>
#include <string_view>

#include "text/vocabulary.h"

namespace qed::text {

inline constexpr std::string_view kEscapedBlank = "\u2581";

// The rewritten text: a view of `text` where nothing changes, else of `storage`. `first`: a text starts here.
std::string_view normalise(const Normaliser& how, std::string_view text, bool first, std::string& storage);

}  // namespace qed::text
