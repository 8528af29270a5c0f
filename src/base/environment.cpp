#include "base/environment.h"

#include <charconv>

#include "base/text.h"

namespace qed {

Result<std::optional<double>> read_number(const Environment& environment, const NumberVariable& variable) {
  const char* value = environment(variable.name);
  const std::string_view text = text::trim(value ? value : "");
  if (text.empty()) return std::optional<double>();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // Written so that NaN is out of range.
  if (error != std::errc() || end != text.data() + text.size() || !(number >= variable.low && number <= variable.high))
    return fail(Errc::kInvalidInput, "{}='{}': expected a number of {} from {} to {}", variable.name, text,
                variable.unit, variable.low, variable.high);
  return std::optional(number);
}

}  // namespace qed
