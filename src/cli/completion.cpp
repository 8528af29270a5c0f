#include <fmt/format.h>

#include <cstdio>

#include "base/text.h"
#include "cli/help.h"

namespace qed::cli {
namespace {

std::string words_of(const Command& command) {
  std::string words;
  for (const Option& option : command.options) words += fmt::format("--{} ", option.name);
  return words + "--help";
}

std::string command_names() {
  std::string names;
  for (const Command* command : commands()) names += fmt::format("{}{}", names.empty() ? "" : " ", command->name);
  return names;
}

// What the shell offers behind `--option`, as a bash command; empty for free text.
std::string bash_values(const Option& option) {
  if (!option.choices.empty())
    return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", fmt::join(option.choices, " "));
  if (option.completes == Option::Value::kFile) return "COMPREPLY=($(compgen -f -- \"$cur\"))";
  if (option.completes == Option::Value::kFolder) return "COMPREPLY=($(compgen -d -- \"$cur\"))";
  return "COMPREPLY=()";
}

std::string bash_script() {
  std::string script =
      "# bash completion for qed; load with: source <(qed completion bash)\n"
      "_qed() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  if [[ $COMP_CWORD -eq 1 ]]; then\n";
  script += fmt::format("    COMPREPLY=($(compgen -W '{} help --help --version' -- \"$cur\"))\n    return\n  fi\n",
                        command_names());
  script += "  case ${COMP_WORDS[1]} in\n";
  for (const Command* command : commands()) {
    script += fmt::format("    {})\n      case $prev in\n", command->name);
    for (const Option& option : command->options)
      if (!option.value_name.empty())
        script += fmt::format("        --{}) {}; return;;\n", option.name, bash_values(option));
    script += fmt::format("      esac\n      COMPREPLY=($(compgen -W '{}' -- \"$cur\"));;\n", words_of(*command));
  }
  script += fmt::format("    help) COMPREPLY=($(compgen -W '{}' -- \"$cur\"));;\n", command_names());
  return script + "  esac\n}\ncomplete -F _qed qed\n";
}

std::string quoted(std::string_view text) { return text::replace_all(text, "'", "'\\''"); }

// zsh reads [, ] and : in a description as its own marks.
std::string zsh_text(std::string_view text) {
  std::string result = quoted(text);
  for (const std::string_view mark : {"[", "]", ":"})
    result = text::replace_all(result, mark, fmt::format("\\{}", mark));
  return result;
}

std::string zsh_script() {
  std::string script =
      "#compdef qed\n# zsh completion for qed; put it on the fpath as _qed\n_qed() {\n  local -a commands=(\n";
  for (const Command* command : commands())
    script += fmt::format("    '{}:{}'\n", command->name, zsh_text(command->summary));
  script += "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n";
  script += "  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $command in\n";
  for (const Command* command : commands()) {
    script += fmt::format("    {})\n      _arguments \\\n", command->name);
    for (const Option& option : command->options) {
      std::string action;
      if (!option.value_name.empty()) {
        action = fmt::format(":{}:", option.value_name);
        if (!option.choices.empty()) action += fmt::format("({})", fmt::join(option.choices, " "));
        if (option.completes == Option::Value::kFile) action += "_files";
        if (option.completes == Option::Value::kFolder) action += "_files -/";
      }
      script += fmt::format("        '{}--{}[{}]{}' \\\n", option.repeatable ? "*" : "", option.name,
                            zsh_text(option.help), action);
    }
    script += "        '--help[show the help]'\n      ;;\n";
  }
  return script + "  esac\n}\n_qed \"$@\"\n";
}

std::string fish_script() {
  std::string script = "# fish completion for qed; load with: qed completion fish | source\ncomplete -c qed -f\n";
  for (const Command* command : commands()) {
    script += fmt::format("complete -c qed -n __fish_use_subcommand -a {} -d '{}'\n", command->name,
                          quoted(command->summary));
    for (const Option& option : command->options) {
      script += fmt::format("complete -c qed -n '__fish_seen_subcommand_from {}' -l {} -d '{}'", command->name,
                            option.name, quoted(option.help));
      if (!option.value_name.empty()) script += option.completes == Option::Value::kText ? " -x" : " -r -F";
      if (!option.choices.empty()) script += fmt::format(" -a '{}'", fmt::join(option.choices, " "));
      script += '\n';
    }
  }
  return script;
}

}  // namespace

Result<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") return bash_script();
  if (shell == "zsh") return zsh_script();
  if (shell == "fish") return fish_script();
  return fail(Errc::kInvalidInput, "completion: unknown shell '{}', expected bash, zsh or fish", shell);
}

namespace {

Result<int> print_text(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return 0;
}

}  // namespace

extern const Command kCompletion;
const Command kCompletion{
    .name = "completion",
    .summary = "Print the completion script for a shell.",
    .positional = "bash|zsh|fish",
    .description = "Prints a script that teaches the shell the commands and options of this version of qed.",
    .options = {},
    .examples = {{"source <(qed completion bash)", "Completion in the bash that is running."}},
    .run = [](const Arguments& arguments) -> Result<int> {
      if (arguments.positional().size() != 1)
        return fail(Errc::kInvalidInput, "qed completion: expected one shell: bash, zsh or fish");
      return print_text(QED_TRY(completion_script(arguments.positional()[0])));
    },
};

extern const Command kMan;
const Command kMan{
    .name = "man",
    .summary = "Print the manual page in man(7) markup.",
    .positional = "",
    .description = "Prints qed(1), made from the same table as the help. 'make install' puts it in its place.",
    .options = {},
    .examples = {{"qed man | man -l -", "Read the manual without installing it."}},
    .run = [](const Arguments&) -> Result<int> { return print_text(manual_page()); },
};

}  // namespace qed::cli
