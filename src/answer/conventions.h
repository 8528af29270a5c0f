// The conventions of equality by name: for rows of files, command lines and requests. One table; the help and the
// documentation print it.
#pragma once

#include <span>
#include <string_view>

#include "answer/equal.h"
#include "base/error.h"

namespace qed::answer {

struct Convention {
  std::string_view name;
  std::string_view values;                                     // what it takes: "true|false", "0..1"
  std::string_view initial;                                    // its default
  std::string_view meaning;                                    // one sentence
  bool (*set)(EqualOptions& options, std::string_view value);  // false: no such value
};

std::span<const Convention> conventions();

// Errors name the convention and what it takes. A convention may also go by the name that answer suites use for it:
// float_rounding, strict, allow_set_relation_comp, mod.
Result<void> set_convention(EqualOptions& options, std::string_view name, std::string_view value);

}  // namespace qed::answer
