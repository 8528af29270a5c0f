// Texts made from the command table: help on a terminal, the manual page, completion scripts.
#pragma once

#include <string>
#include <string_view>

#include "cli/command.h"

namespace qed::cli {

std::string overview(bool colour);                              // qed --help
std::string help_page(const Command& command, bool colour);     // qed COMMAND --help
std::string version_line();                                     // "qed 0.1.0 …\n"
std::string manual_page();                                      // qed(1), in man(7) markup, all commands
Result<std::string> completion_script(std::string_view shell);  // bash, zsh or fish

}  // namespace qed::cli
