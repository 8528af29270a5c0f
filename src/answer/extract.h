// The final answer in a response: what the model said the answer is, whether right or wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace qed::answer {

// How the answer was marked.
enum class Marker : std::uint8_t {
  kJsonField,    // {"answer": ...}
  kBoxed,        // \boxed{...}; adjacent boxes make one answer
  kHashes,       // #### 18
  kFinalPhrase,  // "Final answer: 18"
  kPhrase,       // "the answer is 18", "答案:18"
  kBold,         // **18** near the end
  kMathSpan,     // the formula in $...$ or on a line of its own that the text ends with
  kLastNumber,   // the number that the last sentence with one states
};
std::string_view name(Marker marker);

// Rules of a lower rank are asked first; among rules of one rank the mark furthest into the text wins.
struct Rule {
  Marker marker;
  int rank;
  double confidence;  // how often such a mark points at what was meant, 0..1
};
std::span<const Rule> default_rules();

struct Extracted {
  std::string
      text;  // the answer without its marker: "18", "\frac{1}{2}", "B"; empty where the model left its box empty
  Marker marker;
  std::size_t begin;  // byte range of the answer in the response, as it was written there
  std::size_t end;
  double confidence;
};

struct ExtractOptions {
  bool numbers_only = false;  // the task's answers are numbers (GSM8K): "$18 per day" yields 18
  bool last_number = true;    // let the last sentence speak where nothing is marked (kMathSpan, kLastNumber)
  std::span<const Rule> rules = default_rules();
};

// nullopt where the response states no answer: a refusal, a failed program, text cut off while it reasons.
// Reads what follows the last </think>, up to the first end-of-turn token; program code is no statement.
// Time linear in the response; safe on any bytes.
std::optional<Extracted> extract(std::string_view response, const ExtractOptions& options = {});

}  // namespace qed::answer
