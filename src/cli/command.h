// A command is a value: parsing, help, man page and shell completion are all derived from it.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::cli {

struct Option {
  enum class Value : std::uint8_t { kNone, kText, kFile, kFolder };

  std::string_view name;           // long name without dashes
  std::string_view value_name;     // "N"; empty for a switch
  std::string_view help;           // one sentence or a few
  std::string_view default_value;  // shown in the help; empty for none
  bool repeatable = false;
  Value completes = Value::kText;              // what the shell offers
  std::vector<std::string_view> choices = {};  // the only values allowed; empty: any
};

struct Example {
  std::string_view line;     // a command line
  std::string_view purpose;  // what it is for
};

// The parsed command line of one command.
class Arguments {
 public:
  bool has(std::string_view option) const { return values_.contains(option); }
  // The last value given, else the option's default, else empty.
  std::string text(std::string_view option) const;
  std::vector<std::string> all(std::string_view option) const;
  // nullopt where the option was not given and has no default; kInvalidInput where it is no such number.
  Result<std::optional<long>> integer(std::string_view option, long low, long high) const;
  Result<std::optional<double>> real(std::string_view option, double low, double high) const;
  const std::vector<std::string>& positional() const { return positional_; }

 private:
  friend Result<Arguments> parse(const struct Command& command, std::span<const std::string> words);
  const struct Command* command_ = nullptr;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::vector<std::string> positional_;
};

struct Command {
  std::string_view name;
  std::string_view summary;      // one line, a full sentence
  std::string_view positional;   // "[QUESTION]"; empty for none
  std::string_view description;  // paragraphs, separated by empty lines
  std::vector<Option> options;
  std::vector<Example> examples;
  Result<int> (*run)(const Arguments& arguments);  // the process exit status
};

// In the order the help shows them.
std::span<const Command* const> commands();

// Errors name the word that is off and what was expected.
Result<Arguments> parse(const Command& command, std::span<const std::string> words);

// `qed WORD…` without the program's name; prints errors to stderr and returns the process exit status.
int run(std::span<const std::string> words);

}  // namespace qed::cli
