// Are two answers mathematically equal?
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qed::answer {

enum class Verdict : std::uint8_t { kEqual, kDifferent, kUndecided };
std::string_view name(Verdict verdict);

// Conventions, with their defaults.
struct EqualOptions {
  bool percent_optional = true;   // 15% equals 15 (never 0.15)
  bool units_optional = true;     // $18, 18 dollars and 18 are equal; 18 cm and 18 m are not
  bool list_order = true;         // (1, 2) differs from (2, 1); sets never have an order
  double tolerance = 0;           // relative; 0: exact, but a gold with digits is met by rounding to its digits
};

struct Judgement {
  Verdict verdict = Verdict::kUndecided;
  std::string method;  // "text", "exact", "ball", "identity", "structure" ...: how it was decided
};

// Both in LaTeX, plain or Unicode notation. Symmetric but for `gold`, whose written precision sets the rounding.
// Never evaluates a number whose size it has not bounded first; safe on hostile text.
Judgement compare(std::string_view gold, std::string_view answer, const EqualOptions& options = {});

inline bool equal(std::string_view gold, std::string_view answer, const EqualOptions& options = {}) {
  return compare(gold, answer, options).verdict == Verdict::kEqual;
}

}  // namespace qed::answer
