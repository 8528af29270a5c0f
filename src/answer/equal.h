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
  bool percent_optional = true;  // 15% equals 15 (never 0.15)
  bool units_optional = true;    // $18, 18 dollars and 18 are equal; 18 cm and 18 m are not
  bool list_order = true;        // (1, 2) differs from (2, 1); sets never have an order
  double tolerance = 0;          // relative to gold; 0: exact, 0.33 is not 1/3
};

struct Judgement {
  Verdict verdict = Verdict::kUndecided;
  // How it was decided: "text", "exact" (rational arithmetic), "ball" (rigorous numerics: different where the balls are
  // apart, equal where they agree to thousands of bits), "identity" (agreement at random points), "antiderivative",
  // "double" (a decimal of 15 or more digits is a rounded binary number), "tolerance", "structure"; or why it was not.
  std::string method;
};

// Both in LaTeX, plain or Unicode notation. Symmetric where `tolerance` is 0. Thread-safe.
// Never evaluates a number whose size it has not bounded first; safe on hostile text. Different only where something
// proves it.
Judgement compare(std::string_view gold, std::string_view answer, const EqualOptions& options = {});

inline bool equal(std::string_view gold, std::string_view answer, const EqualOptions& options = {}) {
  return compare(gold, answer, options).verdict == Verdict::kEqual;
}

}  // namespace qed::answer
