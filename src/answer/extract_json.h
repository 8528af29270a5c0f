// The answer field of a JSON object that a model wrote, which is often no valid JSON: unescaped quotes and line ends,
// raw LaTeX backslashes, a missing brace, text after it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "answer/extract_lexer.h"

namespace qed::answer {

struct JsonAnswer {
  enum class State {
    kAbsent,    // no answer field, and no object that was left open before it
    kNoAnswer,  // the field is null or empty, or the object ends within its other fields
    kStated,
  };
  State state = State::kAbsent;
  lex::Range range;  // the value as written, without quotes
  std::string text;  // the value with JSON's escapes undone and LaTeX's kept
};

// The last field named answer, final_answer or the like that holds a value.
JsonAnswer find_json_answer(std::string_view text);

}  // namespace qed::answer
