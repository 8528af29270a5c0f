// Figures and what is known about them: a table row per figure, from which its phrases and programs are made.
#pragma once

#include <span>
#include <string_view>

#include "rules/kind.h"

namespace qed::rules::kinds {

// What a figure has, given or asked for. The key is its name in the program.
struct Quantity {
  enum class Type { kLength, kSize, kAngle, kCount, kList, kDimensions };
  std::string_view key;         // of a list: the keys of its items, blank-separated
  std::string_view noun;        // a phrase: "radius|r"
  std::string_view after = {};  // words behind the value: "10 cm wide"
  Type type = Type::kLength;
};

struct FigureFormula {
  std::string_view target;  // a key
  std::string_view given;   // keys, blank-separated
  std::string_view value;   // Python over the keys
  std::string_view check = {};
};

struct Figure {
  std::string_view names;  // a phrase
  std::span<const Quantity> quantities;
  std::span<const FigureFormula> formulas;
};

Rule figure_rule(const Figure& figure);  // `figure` must live as long as the program

// Keeps a phrase made at start-up for the life of the program.
std::string_view keep_phrase(std::string text);

}  // namespace qed::rules::kinds
