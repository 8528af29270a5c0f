// Writes the Python program of a reading: imports and symbols come by themselves from what the lines use.
#pragma once

#include <fmt/core.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/magnitude.h"
#include "rules/python.h"

namespace qed::rules {

struct Program {
  std::string restated;
  std::string source;
  std::vector<std::string> checks;
};

class Script {
 public:
  // In fractions, the script imports no SymPy and starts fast; ask `finish` whether that was possible.
  explicit Script(Dialect dialect = Dialect::kSympy) : dialect_(dialect) {}

  // What the symbols are: "real=True" unless said otherwise; "" for complex numbers.
  Script& assume(std::string assumptions) {
    assumptions_ = std::move(assumptions);
    return *this;
  }

  // A formula as Python; its variables become symbols. A formula that cannot be spelled fails the script.
  std::string operator()(const Formula& formula);
  std::string symbol(std::string_view name);
  std::string list(const std::vector<Formula>& formulas);  // "1, 2, 3"

  // f(x) = body becomes a function, A = body a value; later formulas may use them.
  void define(const Definition& definition);
  // Takes the name out of the symbols to declare: the program gives it a value itself.
  void assigned(std::string_view name) { defined_.insert(python_name(name)); }

  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    lines_.push_back(fmt::format(format, std::forward<Arguments>(arguments)...));
  }
  template <class... Arguments>
  void answer(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    lines_.push_back("ans = " + fmt::format(format, std::forward<Arguments>(arguments)...));
  }
  // A condition that must hold for the answer to stand.
  template <class... Arguments>
  void check(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    checks_.push_back("assert " + fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  void fail() { failed_ = true; }
  bool failed() const { return failed_; }

  // nullopt where something failed on the way.
  std::optional<Program> finish(std::string restated) const;

 private:
  Dialect dialect_;
  std::string assumptions_ = "real=True";
  PythonNames names_;
  std::set<std::string> functions_;  // letters that `define` made callable
  std::set<std::string> defined_;
  std::vector<std::string> lines_;
  std::vector<std::string> checks_;
  bool failed_ = false;
};

}  // namespace qed::rules
