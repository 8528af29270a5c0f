#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"

namespace qed::cli {
namespace {

constexpr std::size_t kWidth = 92;

std::string heading(std::string_view text, bool colour) {
  return colour ? fmt::format("\x1b[1m{}\x1b[0m\n", text) : fmt::format("{}\n", text);
}

// Words wrapped at kWidth columns, every line behind `indent` blanks.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string result, line;
  const auto flush = [&] {
    if (!line.empty()) result += std::string(indent, ' ') + line + '\n';
    line.clear();
  };
  const std::string words = text::collapse_spaces(text);
  for (const std::string_view word : text::split(words, ' ')) {
    if (!line.empty() && indent + utf8::display_width(line) + 1 + utf8::display_width(word) > kWidth) flush();
    if (!line.empty()) line += ' ';
    line += word;
  }
  flush();
  return result;
}

std::string paragraphs(std::string_view text, std::size_t indent) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", at), text.size());
    if (!result.empty()) result += '\n';
    result += wrapped(text.substr(at, end - at), indent);
    at = std::min(end + 2, text.size());
  }
  return result;
}

std::string option_text(const Option& option) {
  std::string text = fmt::format("--{}", option.name);
  if (!option.value_name.empty()) text += fmt::format(" {}", option.value_name);
  return text;
}

std::string option_help(const Option& option) {
  std::string text(option.help);
  if (!option.choices.empty()) text += fmt::format(" One of: {}.", fmt::join(option.choices, ", "));
  if (!option.default_value.empty()) text += fmt::format(" Default: {}.", option.default_value);
  if (option.repeatable) text += " May be given several times.";
  return text;
}

std::string usage(const Command& command) {
  std::string text = fmt::format("qed {}", command.name);
  if (!command.options.empty()) text += " [OPTIONS]";
  if (!command.positional.empty()) text += fmt::format(" {}", command.positional);
  return text;
}

}  // namespace

std::string version_line() { return fmt::format("qed {} ({}, {})\n", QED_VERSION, QED_COMMIT, QED_COMPILER); }

std::string overview(bool colour) {
  std::string text = "qed answers mathematical questions on your machine and proves each answer by running it.\n\n";
  text += heading("Usage", colour) + "  qed COMMAND [OPTIONS] [ARGUMENTS]\n\n" + heading("Commands", colour);
  for (const Command* command : commands()) text += fmt::format("  {:<12} {}\n", command->name, command->summary);
  text += "\n" + heading("Start here", colour);
  text += "  qed solve \"If 2x + 3 = 11, what is x?\"\n";
  text += "  qed solve --help\n\n";
  text += "'qed --version' prints the version, 'qed help COMMAND' the same as 'qed COMMAND --help'.\n";
  return text;
}

std::string help_page(const Command& command, bool colour) {
  std::string text = wrapped(command.summary, 0) + "\n";
  text += heading("Usage", colour) + "  " + usage(command) + "\n\n";
  text += paragraphs(command.description, 0);
  if (!command.options.empty()) text += "\n" + heading("Options", colour);
  for (const Option& option : command.options) {
    text += "  " + option_text(option) + "\n";
    text += wrapped(option_help(option), 6);
  }
  if (!command.examples.empty()) text += "\n" + heading("Examples", colour);
  for (const Example& example : command.examples) {
    text += "  " + std::string(example.line) + "\n";
    text += wrapped(example.purpose, 6);
  }
  return text;
}

namespace {

// man(7): a leading dot or quote and every backslash would be markup.
std::string roff(std::string_view text) {
  std::string escaped = text::replace_all(text, "\\", "\\e");
  escaped = text::replace_all(escaped, "-", "\\-");
  if (escaped.starts_with('.') || escaped.starts_with('\'')) escaped.insert(0, "\\&");
  return escaped;
}

std::string roff_paragraphs(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", at), text.size());
    if (!result.empty()) result += ".PP\n";
    result += roff(text::collapse_spaces(text.substr(at, end - at))) + "\n";
    at = std::min(end + 2, text.size());
  }
  return result;
}

}  // namespace

std::string manual_page() {
  std::string page = fmt::format(".TH QED 1 \"\" \"qed {}\" \"User Commands\"\n", QED_VERSION);
  page += ".SH NAME\nqed \\- answer mathematical questions with proof\n";
  page += ".SH SYNOPSIS\n";
  for (const Command* command : commands()) page += fmt::format(".B {}\n.br\n", roff(usage(*command)));
  page +=
      ".SH DESCRIPTION\n"
      "qed answers mathematical questions on your machine and proves each answer by running it.\n";
  for (const Command* command : commands()) {
    page += fmt::format(".SH QED {}\n{}\n.PP\n", text::replace_all(std::string(command->name), "-", "\\-"),
                        roff(command->summary));
    page += roff_paragraphs(command->description);
    for (const Option& option : command->options)
      page += fmt::format(".TP\n.B {}\n{}\n", roff(option_text(option)), roff(option_help(option)));
    for (const Example& example : command->examples)
      page += fmt::format(".PP\n{}\n.PP\n.RS 4\n.nf\n{}\n.fi\n.RE\n", roff(example.purpose), roff(example.line));
  }
  page +=
      ".SH EXIT STATUS\n"
      "0: answered; 1: the program that qed run ran gave no answer that passes its tests; 2: a usage or input error; "
      "3: no "
      "tier could answer; 4: a tier failed; 130: interrupted.\n";
  return page;
}

}  // namespace qed::cli
