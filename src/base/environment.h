// Numbers that a deployment sets in the environment.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/error.h"

namespace qed {

using Environment = std::function<const char*(const char* name)>;  // as std::getenv

struct NumberVariable {
  const char* name;
  double low, high;
  std::string_view unit;  // "watt-hours"; for the error
};

// nullopt where the variable is unset or empty. kInvalidInput names the variable, its value and the range.
Result<std::optional<double>> read_number(const Environment& environment, const NumberVariable& variable);

}  // namespace qed
