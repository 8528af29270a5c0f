// What a phrase may leave open: a formula, a list of numbers, a matrix, an ordinal …
// A slot takes a run of tokens only where the whole run reads as its type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "rules/formula.h"
#include "rules/normalise.h"

namespace qed::rules {

enum class SlotType : std::uint8_t {
  kExpr,        // an expression, no relation or list
  kClosed,      // an expression without free variables
  kInt,         // an integer literal
  kVar,         // one variable
  kEquation,    // two sides
  kInequality,  // order signs only, chained perhaps: -1 <= x < 7
  kRelation,    // either
  kFunction,    // a named function or curve: f(x) = x^2, y = x^2
  kPoint,       // (1, 2)
  kVector,      // (1, 2), \langle 1, 2 \rangle, a row or a column
  kInterval,    // [0, 2)
  kMatrix,
  kLength,   // a number that may carry a unit: 10 cm
  kPercent,  // 15%, 15 percent: the number alone
  kExprs,    // lists, separated by commas, semicolons or "and", with or without brackets
  kNumbers,
  kInts,
  kVars,
  kEquations,
  kRelations,
  kPoints,
  kVectors,
  kMatrices,
  kLengths,
  kDefinition,
  kDefinitions,  // f(x) = …, A = [[…]], x = 3
  kDimensions,   // 3 x 4 x 5, 8 by 13, with or without units
  kIntegrand,    // an expression and its differential: x^2 dx
  kSubject,      // an expression or an equation: what "the derivative of …" speaks of
  kPlace,        // a value of the variable: 2, x = 2
  kRange,        // values of the variable: [0, 2), 0 <= x < 2, x \in [0, 2)
  kOrdinal,      // words: "3"
  kNumeral,      // words: digits of any base up to 16, no sign
  kLetters,      // words: one word of prose letters, "MISSISSIPPI"
  kName,         // words: capitals that label points: "ABC"
  kRun,          // any tokens at all: what a paraphrase carries over
};

// By the name that phrases use: "expr", "numbers"; nullopt where there is none.
std::optional<SlotType> slot_type(std::string_view name);

struct Value {
  std::vector<Formula> items;  // one for a single formula; kIntegrand: expression, variable
  std::string words;
  std::size_t begin = 0, end = 0;  // the tokens it was read from
};

// The slots of one question. Readings are remembered, so that rules may try the same run over and over.
class Slots {
 public:
  explicit Slots(const Question& question);

  // nullptr where tokens [begin, end) are no such thing.
  const Value* read(SlotType type, std::size_t begin, std::size_t end);
  // No slot that begins at `begin` ends behind this.
  std::size_t limit(SlotType type, std::size_t begin) const;

 private:
  std::optional<Value> read_anew(SlotType type, std::size_t begin, std::size_t end);
  const std::optional<Formula>& formula(std::size_t begin, std::size_t end);
  std::optional<Value> list(SlotType item, std::size_t begin, std::size_t end);
  std::optional<Value> dimensions(std::size_t begin, std::size_t end);
  std::optional<Value> length(std::size_t begin, std::size_t end);
  std::optional<Value> integrand(std::size_t begin, std::size_t end);

  const Question& question_;
  std::vector<std::size_t> limits_;  // for each token, the end of the longest run that could be a formula
  std::map<std::pair<std::size_t, std::size_t>, std::optional<Formula>> formulas_;
  std::map<std::tuple<SlotType, std::size_t, std::size_t>, std::optional<Value>> values_;
  std::size_t parses_ = 0;
};

}  // namespace qed::rules
