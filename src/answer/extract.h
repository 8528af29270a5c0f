// The final answer in a response: what the model said the answer is, whether right or wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qed::answer {

// How the answer was marked, surest first.
enum class Marker : std::uint8_t {
  kJsonField,  // {"answer": ...}
  kBoxed,      // \boxed{...}
  kHashes,     // #### 18
  kPhrase,     // "the answer is 18", "答案:18"
  kBold,       // **18**
  kMathSpan,   // the last $...$ or \[...\]
  kLastNumber,
};
std::string_view name(Marker marker);

struct Extracted {
  std::string text;  // the answer without its marker: "18", "\frac{1}{2}", "B"
  Marker marker;
  std::size_t begin;  // byte range of the answer in the response
  std::size_t end;
  double confidence;  // how often such a marker points at what was meant, 0..1
};

struct ExtractOptions {
  bool numbers_only = false;  // the task's answers are numbers (GSM8K): "$18 per day" yields 18
  bool last_number = true;    // fall back to the last number of the text
};

// One linear pass; nullopt where the response states no answer.
std::optional<Extracted> extract(std::string_view response, const ExtractOptions& options = {});

}  // namespace qed::answer
