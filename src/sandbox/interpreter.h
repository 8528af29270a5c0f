// The Python that runs programs: where it is, and every path it needs to start and to import its packages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::sandbox {

struct Interpreter {
  std::string path;                       // the executable itself: no link, no wrapper script
  std::string version;                    // "3.11.2"
  std::vector<std::string> module_paths;  // what it searches for imports, in order
  std::vector<std::string> needs;         // files and folders to make visible: executable, loader, libraries, modules
  std::string code;                       // the fork server and `script`, compiled by this very interpreter, marshalled
};

// Asks the interpreter about itself and lets it compile `script`. `python` is a path or a name on PATH; empty: the
// system's /usr/bin/python3, else the first python3 on PATH. The interpreter is trusted and runs unconfined.
// kNotFound where there is none, kUnsupported where it is no Python 3.9 or newer.
Result<Interpreter> find_interpreter(const std::string& python, std::string_view script);

}  // namespace qed::sandbox
