// How programs are run: the options that commands share, and the runner that they ask for.
#pragma once

#include <memory>
#include <vector>

#include "cli/command.h"
#include "program/python_runner.h"

namespace qed::cli {

const std::vector<Option>& program_options();  // engine, limits, sandbox and interpreter

Result<std::unique_ptr<program::PythonRunner>> make_python(const Arguments& arguments);

// The native interpreter, and the sandbox for what it leaves, unless one engine is asked for. No Python is started
// before a program needs it.
Result<std::shared_ptr<program::Runner>> make_runner(const Arguments& arguments);

// What ran the program, for people: "native interpreter", or the sandbox's layers. Valid as long as the run.
std::string_view engine_of(const program::Run& run);

}  // namespace qed::cli
