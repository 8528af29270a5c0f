// What a question of calculus speaks of: a function of one variable, and values of that variable.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/formula.h"
#include "rules/phrase.h"
#include "rules/script.h"

namespace qed::rules {

struct Subject {
  std::string name;  // "f" of f(x) = x^2, "y" of y = x^2, empty for a bare expression
  std::string variable;
  Formula body;
};

// `variable` is what the question names, if it does. nullopt where the formula is no function of one variable, or it
// does not show of which.
std::optional<Subject> as_subject(const Formula& f, std::string_view variable = {});
// The subject captured as "f", its variable perhaps as "v".
std::optional<Subject> subject(const Match& m);

// "x = 2" as 2, where the variable is that one; any closed expression as it is.
std::optional<Formula> place(const Formula& f, std::string_view variable);
// The place captured as "p", or the first coordinate of the point.
std::optional<Formula> place(const Match& m, std::string_view variable);

struct Range {
  Formula from, to;
  bool has_from = true, has_to = true;  // unbounded where not
  bool includes_from = true, includes_to = true;
};
std::optional<Range> as_range(const Formula& f, std::string_view variable);
// What the part <over> captured.
std::optional<Range> range(const Match& m, std::string_view variable);
// "Interval(0, 2*pi, False, True)".
std::string python_interval(Script& script, const Range& range);

// Writes "x = symbols('x', …)" by itself; "f = …", so that later lines speak of f. The name that was taken.
std::string define_subject(Script& script, const Subject& subject);

// Is `f` f, f(x) or y, the subject's own name?
bool names_subject(const Formula& f, const Subject& subject);

}  // namespace qed::rules
