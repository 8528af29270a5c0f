// How programs are run: the options that commands share, and the runner that they ask for.
#pragma once

#include <memory>
#include <vector>

#include "cli/command.h"
#include "program/python_runner.h"

namespace qed::cli {

const std::vector<Option>& program_options();  // limits, sandbox and interpreter

Result<std::unique_ptr<program::PythonRunner>> make_python(const Arguments& arguments);

// Has SymPy imported in the background where the command will run many programs.
Result<std::shared_ptr<program::Runner>> make_runner(const Arguments& arguments);

}  // namespace qed::cli
