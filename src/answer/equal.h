// Are two answers mathematically equal?
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qed::answer {

enum class Verdict : std::uint8_t { kEqual, kDifferent, kUndecided };
std::string_view name(Verdict verdict);

// Conventions, with their defaults; answer/conventions.h has them by name.
struct EqualOptions {
  bool percent_optional = true;    // 15% equals 15 as well as 0.15; false: only 0.15
  bool units_optional = true;      // $18, 18 dollars and 18 are equal; 18 cm and 18 m are not
  bool degrees_optional = true;    // 45° equals 45; π/4 it always equals
  bool name_optional = true;       // x = 5 equals 5
  bool list_order = true;          // 1, 2 differs from 2, 1; sets never have an order, tuples always have one
  bool interval_or_pair = true;    // (1, 2) may mean the open interval ]1, 2[ as well as the point
  bool relation_as_set = true;     // x < 5 equals (-∞, 5)
  bool constant_optional = false;  // x² + C equals x²
  bool strict_names = true;        // f(x) differs from f(y), x + 1 from n + 1
  bool complex_roots = false;      // ∛-8 is 1 + √3 i, its principal value; otherwise -2
  enum class LogBase : std::uint8_t { kEither, kNatural, kDecimal } log_base = LogBase::kEither;  // of a bare "log"
  int rounding = -1;      // numbers are equal that round alike to so many decimal places; -1: no rounding
  double tolerance = 0;   // relative to gold; 0: exact, 0.33 is not 1/3
  long modulus = 0;       // numbers are compared modulo this; 0: as they are
  bool explains = false;  // fill Judgement::evidence
};

struct Judgement {
  Verdict verdict = Verdict::kUndecided;
  // How it was decided: "text", "exact" (rational arithmetic), "ball" (rigorous numerics: different where the balls are
  // apart, equal where they agree to thousands of bits), "rational function" (the same canonical form), "identity"
  // (agreement at random points of several domains), "antiderivative", "double" (a decimal of 15 or more digits is a
  // rounded binary number), "tolerance", "rounding", "modulus", "choice", "structure"; or why it was not.
  std::string method;
  std::string evidence = {};  // for people: the values that settled it, the point where they part
};

// Both in LaTeX, plain or Unicode notation. Symmetric where `tolerance` is 0. Thread-safe.
// Never evaluates a number whose size it has not bounded first; safe on hostile text. Different only where something
// proves it.
Judgement compare(std::string_view gold, std::string_view answer, const EqualOptions& options = {});

inline bool equal(std::string_view gold, std::string_view answer, const EqualOptions& options = {}) {
  return compare(gold, answer, options).verdict == Verdict::kEqual;
}

}  // namespace qed::answer
