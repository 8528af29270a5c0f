#include "cli/command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "cli/help.h"

namespace qed::cli {

extern const Command kSolve, kEval, kCheck, kExtract, kLatex, kRun, kPull, kModels, kGenerate, kChat, kScore, kInspect,
    kLogits, kDoctor, kBench, kCompletion, kMan;

std::span<const Command* const> commands() {
  static constexpr const Command* kCommands[] = {&kSolve,  &kEval,   &kCheck,    &kExtract,    &kLatex, &kRun,
                                                 &kPull,   &kModels, &kGenerate, &kChat,       &kScore, &kInspect,
                                                 &kLogits, &kDoctor, &kBench,    &kCompletion, &kMan};
  return kCommands;
}

namespace {

const Option& option_named(const Command& command, std::string_view name) {
  for (const Option& option : command.options)
    if (option.name == name) return option;
  QED_CHECK(!"a command asks only for options that it declares");
  std::abort();
}

template <class Number>
Result<std::optional<Number>> number(const std::string& text, std::string_view option, Number low, Number high,
                                     std::string_view what) {
  if (text.empty()) return std::optional<Number>();
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= low && value <= high))
    return fail(Errc::kInvalidInput, "--{} {}: expected {} from {} to {}", option, text, what, low, high);
  return std::optional(value);
}

// Edits (insert, delete, replace) that turn one word into the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
  for (const std::string_view candidate : known)
    if (edit_distance(word, candidate) <= 2) return fmt::format("; did you mean '{}'?", candidate);
  return "; 'qed --help' lists them";
}

Result<void> check_choice(const Option& option, const std::vector<std::string>& values) {
  for (const std::string& value : values)
    if (!option.choices.empty() && std::ranges::find(option.choices, value) == option.choices.end())
      return fail(Errc::kInvalidInput, "--{} {}: expected one of {}", option.name, value,
                  fmt::join(option.choices, ", "));
  return {};
}

// No option has a short name: "-3" and "-x + 1" are words, which a mark keeps CLI11 from reading as options.
constexpr char kGuard = '\x01';

std::vector<std::string> guarded(std::span<const std::string> words) {
  std::vector<std::string> last_first(words.rbegin(), words.rend());
  for (std::string& word : last_first)
    if (word.starts_with('-') && !word.starts_with("--")) word.insert(0, 1, kGuard);
  return last_first;
}

void unguard(std::vector<std::string>& words) {
  for (std::string& word : words)
    if (word.starts_with(kGuard)) word.erase(0, 1);
}

}  // namespace

std::string Arguments::text(std::string_view option) const {
  const Option& declared = option_named(*command_, option);
  const auto found = values_.find(option);
  return found == values_.end() ? std::string(declared.default_value) : found->second.back();
}

std::vector<std::string> Arguments::all(std::string_view option) const {
  option_named(*command_, option);
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

Result<std::optional<long>> Arguments::integer(std::string_view option, long low, long high) const {
  return number<long>(text(option), option, low, high, "a whole number");
}

Result<std::optional<double>> Arguments::real(std::string_view option, double low, double high) const {
  return number<double>(text(option), option, low, high, "a number");
}

Result<Arguments> parse(const Command& command, std::span<const std::string> words) {
  Arguments arguments;
  arguments.command_ = &command;
  CLI::App app;
  app.set_help_flag();
  std::map<std::string_view, std::vector<std::string>> given;
  for (const Option& option : command.options) {
    const std::string flag = fmt::format("--{}", option.name);
    if (option.value_name.empty()) {
      app.add_flag_callback(flag, [&given, &option] { given[option.name] = {"yes"}; });
    } else {
      // One word a time, so that a question behind an option is not taken for its second value.
      app.add_option(flag, given[option.name])->allow_extra_args(false);
    }
  }
  app.add_option("words", arguments.positional_);
  try {
    // CLI11 takes the words last first.
    app.parse(guarded(words));
  } catch (const CLI::ParseError& error) {
    return fail(Errc::kInvalidInput, "qed {}: {}", command.name, error.what());
  }
  unguard(arguments.positional_);
  for (const Option& option : command.options) {
    std::vector<std::string>& values = given[option.name];
    if (values.empty()) continue;
    unguard(values);
    QED_TRY(check_choice(option, values));
    if (!option.repeatable && values.size() > 1)
      return fail(Errc::kInvalidInput, "--{}: given {} times, expected once", option.name, values.size());
    arguments.values_.emplace(option.name, std::move(values));
  }
  if (command.positional.empty() && !arguments.positional_.empty())
    return fail(Errc::kInvalidInput, "qed {}: takes no arguments, found '{}'", command.name, arguments.positional_[0]);
  return arguments;
}

namespace {

bool asks_for_help(std::string_view word) { return word == "--help" || word == "-h"; }

void print(std::FILE* to, std::string_view text) { std::fwrite(text.data(), 1, text.size(), to); }

int complain(const Error& error) {
  print(stderr, fmt::format("qed: {}\n", error.message));
  return exit_status(error.code);
}

const Command* find_command(std::string_view name) {
  for (const Command* command : commands())
    if (command->name == name) return command;
  return nullptr;
}

int run_command(const Command& command, std::span<const std::string> words) {
  // Words behind a bare "--" are the user's text, whatever they look like.
  const auto options_end = std::ranges::find(words, "--");
  if (std::any_of(words.begin(), options_end, asks_for_help)) {
    print(stdout, help_page(command, isatty(STDOUT_FILENO) != 0));
    return 0;
  }
  Result<Arguments> arguments = parse(command, words);
  if (!arguments) {
    const int status = complain(arguments.error());
    print(stderr, fmt::format("Try 'qed {} --help'.\n", command.name));
    return status;
  }
  const Result<int> status = command.run(*arguments);
  return status ? *status : complain(status.error());
}

}  // namespace

int run(std::span<const std::string> words) {
  const bool colour = isatty(STDOUT_FILENO) != 0;
  if (words.empty()) {
    print(stderr, overview(false));
    return exit_status(Errc::kInvalidInput);
  }
  if (asks_for_help(words[0]) || (words[0] == "help" && words.size() == 1)) {
    print(stdout, overview(colour));
    return 0;
  }
  if (words[0] == "--version") {
    print(stdout, version_line());
    return 0;
  }
  const bool wants_help = words[0] == "help";
  const std::string& name = wants_help ? words[1] : words[0];
  const Command* command = find_command(name);
  if (!command) {
    std::vector<std::string_view> known;
    for (const Command* each : commands()) known.push_back(each->name);
    return complain({Errc::kInvalidInput, fmt::format("unknown command '{}'{}", name, suggestion(name, known))});
  }
  if (wants_help) {
    print(stdout, help_page(*command, colour));
    return 0;
  }
  return run_command(*command, words.subspan(1));
}

}  // namespace qed::cli
