// What stands around a question and asks nothing: greetings, "my homework says:", "please", "= ?", and the shape the
// answer should have.
#pragma once

#include <optional>
#include <string>

#include "rules/normalise.h"

namespace qed::rules {

struct Frame {
  std::optional<int> decimals;  // "rounded to 2 decimal places"
};

// Takes the frame off the question's tokens; nullopt where nothing is left.
std::optional<Frame> take_frame(Question& question);

// Takes off the marks that end a sentence, and nothing else.
void drop_edges(Question& question);

// Makes the program round its answer where the frame asks for it.
void round_answer(const Frame& frame, std::string& source);

}  // namespace qed::rules
