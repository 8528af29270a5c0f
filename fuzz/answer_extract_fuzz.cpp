// Extraction never crashes, and what it returns lies within the response.
#include <cstdint>
#include <string_view>

#include "answer/extract.h"
#include "base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace qed::answer;
  const std::string_view response(reinterpret_cast<const char*>(data), size);
  for (const bool numbers_only : {false, true}) {
    const auto found = extract(response, {.numbers_only = numbers_only});
    if (!found) continue;
    QED_CHECK(found->begin <= found->end && found->end <= response.size());
    QED_CHECK(found->confidence >= 0 && found->confidence <= 1);
  }
  return 0;
}
