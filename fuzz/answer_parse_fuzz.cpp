// Any bytes: parse() and parse_spoken() return, and what they read can be printed.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "answer/expression.h"
#include "answer/spoken.h"
#include "base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto expression = qed::answer::parse_spoken(text)) {
    QED_CHECK(!qed::answer::to_sexpr(*expression).empty());
    QED_CHECK(!qed::answer::to_unicode(*expression).empty());
    QED_CHECK(!qed::answer::to_latex(*expression).empty());
  }
  return 0;
}
