// Whatever is asked, reading ends, and what it gives is a program that assigns `ans`.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "rules/rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::optional<qed::rules::Reading> reading = qed::rules::read({reinterpret_cast<const char*>(data), size});
  if (reading && reading->source.find("ans = ") == std::string::npos) std::abort();
  return 0;
}
