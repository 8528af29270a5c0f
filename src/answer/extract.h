// The final answer in a response: what the model said the answer is, whether right or wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "answer/value_class.h"

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
  kOutput,       // the last line that a program printed, in a ```output block
  kLastNumber,   // the number that the last sentence with one states
  kFinalNumber,  // the number furthest into the text, whatever is said about it
};
std::string_view name(Marker marker);
std::optional<Marker> find_marker(std::string_view name);

// Rules of a lower rank are asked first; among rules of one rank the mark furthest into the text wins.
struct Rule {
  Marker marker;
  int rank;
  double confidence;  // how often such a mark points at what was meant, 0..1
};
std::span<const Rule> default_rules();

struct Extracted {
  std::string text;  // the answer without its marker: "18", "\frac{1}{2}", "B"; empty where the box was left empty
  Marker marker;
  std::size_t begin;  // byte range of the answer in the response, as it was written there
  std::size_t end;
  double confidence;
  ValueClass value_class;
};

struct ExtractOptions {
  bool choices_only = false;  // the task's answers are letters of a multiple choice: "C) 42" yields C
  bool numbers_only = false;  // the task's answers are numbers (GSM8K): "$18 per day" yields 18
  bool last_number = true;    // let the last sentence speak where nothing is marked (kMathSpan, kLastNumber)
  std::span<const Rule> rules = default_rules();
};

// Conventions of tasks by name: "default"; "numbers", for tasks whose answers are numbers; "gsm8k_strict", only what
// stands behind "####"; "gsm8k_flexible", the last number of the response; "boxed", only what is boxed; "choice", one
// of the letters of a multiple choice. nullptr: no such task.
const ExtractOptions* find_task(std::string_view name);
std::span<const std::string_view> task_names();

// nullopt where the response states no answer: a refusal, a failed program, text cut off while it reasons.
// Reads what follows the last </think>, up to the first end-of-turn token; program code is no statement.
// Time linear in the response; safe on any bytes.
std::optional<Extracted> extract(std::string_view response, const ExtractOptions& options = {});

}  // namespace qed::answer
