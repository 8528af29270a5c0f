// From the text of an answer to its expression, through whatever people and models wrap around it.
#pragma once

#include <optional>
#include <string_view>

#include "answer/expression.h"

namespace qed::answer {

inline constexpr std::size_t kMaxAnswerBytes = 16 << 10;

// The whole text as a formula; else what it marks as its answer (boxes, the last formula of a sentence, "the answer
// is"), a number in words, an amount of something ("42 apples"). nullopt where it is none of these: a formula that does
// not parse never yields a part of itself.
std::optional<Expression> read_answer(std::string_view text);

// Another reading of a text that is a number with unit letters, which read_answer() takes for a product: "9.8 m/s^2",
// "1.5 m". nullopt for any other text.
std::optional<Expression> read_as_measure(std::string_view text);

// "12,34,567", digits grouped as in India; read_answer() takes it for a list of three.
std::optional<Expression> read_indian_groups(std::string_view text);

// "2,74" with a decimal comma; read_answer() takes it for a list of two.
std::optional<Expression> read_decimal_comma(std::string_view text);

}  // namespace qed::answer
