// Answers that are words: choices, times of day, names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qed::answer {

// The text without needless blanks, math delimiters and commands that only change how it looks.
std::string bare_text(std::string_view text);

// bare_text() without the blanks that part nothing: "{1, …}" and "{1,…}", but not "1 1/2" and "11/2".
std::string squeezed_text(std::string_view bare);

// Letters and digits in small letters, without articles, ordinal endings and punctuation; empty where the text holds
// signs of mathematics, so that a formula is never compared by its letters.
std::string plain_wording(std::string_view text);

// "yes" where the text is that or goes on with reasons: "Yes, because …"; likewise no, true, false. Empty otherwise.
std::string_view leading_verdict(std::string_view text);

struct Choice {
  std::string letters;  // "B", "ABD" in order
  std::string content;  // of the option, where it is written out: "(B) 12"
};
// "B", "(b)", "B. 12", "\text{(B)}\ 12", "A, C", "ABD". A single small letter counts only in brackets.
std::optional<Choice> read_choice_answer(std::string_view text);

struct ClockTime {
  int minutes;   // since midnight
  bool settled;  // am, pm or an hour beyond twelve says which half of the day
  bool named;    // am or pm: no ratio
};
// "3:20 pm", "14:30", "2 p.m."
std::optional<ClockTime> read_clock_time(std::string_view text);

struct LabelledPart {
  std::string label;       // "quotient"; empty where the part has none
  std::string_view value;  // of the text given
};
// "quotient = 2x + 1, remainder: -9": the parts between commas outside brackets, where at least one has a word for a
// label and each has a value. Empty otherwise.
std::vector<LabelledPart> read_labelled_parts(std::string_view text);

}  // namespace qed::answer
