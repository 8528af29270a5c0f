// From a template's source to its tree.
#pragma once

#include <string_view>

#include "base/error.h"
#include "text/jinja/ast.h"

namespace qed::text::jinja {

inline constexpr std::size_t kMaxSourceBytes = 512 << 10;
inline constexpr int kMaxNesting = 100;  // of blocks, brackets and operators

// kCorrupt, kUnsupported or kLimitExceeded; the message starts with "line N: ".
Result<Tree> parse(std::string_view source);

}  // namespace qed::text::jinja
