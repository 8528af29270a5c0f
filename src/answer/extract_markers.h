// Where a response marks its answer. Each finder is one pass over the text; marks come in the order of the text.
#pragma once

#include <string_view>
#include <vector>

#include "answer/extract.h"
#include "answer/extract_lexer.h"

namespace qed::answer {

struct Mark {
  Marker marker;
  lex::Range range;      // what was marked, or the words that follow the marker
  bool whole = false;    // the range is the answer, not a sentence that states it
  bool escaped = false;  // the text was a JSON or Python string: backslashes come in pairs
};

// \boxed{...} and \fbox{...}, the outermost of nested ones; \boxed 5; a box that the text's end left open, where what
// it holds can be an answer. Boxes that only "and", commas and the like part make one mark.
std::vector<std::vector<Mark>> find_boxes(std::string_view text);

// "#### 18", but no Markdown heading.
std::vector<Mark> find_hashes(std::string_view text);

// "final answer", "the answer is", "A: 18", "答案", "故选", "उत्तर" and their like in the languages of the table.
std::vector<Mark> find_phrases(std::string_view text);

// **18** in the last lines.
std::vector<Mark> find_bold(std::string_view text);

// The last line of each ```output block.
std::vector<Mark> find_outputs(std::string_view text);

}  // namespace qed::answer
