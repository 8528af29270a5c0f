// From the words around a marker to the answer itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "answer/extract_lexer.h"

namespace qed::answer {

struct Value {
  std::string text;
  lex::Range range;     // in the text given
  bool formula = true;  // false: a number picked out of a sentence
};

enum class Reading {
  kStatement,     // what follows "the answer is": may be words
  kLastSentence,  // any sentence: only a formula or a number that it states
};

// The answer that a sentence states: "(B)", "$\frac{1}{2}$ hours", "the volume of the prism is 120".
std::optional<Value> read_sentence(std::string_view sentence, Reading reading);

// The number that a sentence or a value states: "$1,200 per day" is 1200, "3 + 4 = 7 apples" is 7, "1.5 million" is
// 1500000; "40 + 2" and "\frac{1}{2}" stay what they are. nullopt where there is none.
std::optional<Value> read_number(std::string_view text);

// The letters of a multiple choice that a sentence settles on: "C) 42" is C, "I think it's B" is B.
std::optional<Value> read_choice(std::string_view text);

// A value that was marked whole, by a box or a field, without what is no part of it.
Value read_marked(std::string_view text);

}  // namespace qed::answer
