// Opening a model file for a command, with its progress on the terminal.
#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "llm/local_model.h"

namespace qed::cli {

// Whether a model's address is a file, a folder or a fetched model of this machine rather than a server's.
bool is_local_model(const std::string& address);

// The file or folder that an address means: itself, or that of the fetched model ORG/MODEL[:FILTER]. kNotFound says how
// to fetch it.
Result<std::filesystem::path> local_model_path(const std::string& address);

// --threads and --kv-memory.
const std::vector<Option>& local_model_options();

Result<std::unique_ptr<llm::LocalModel>> open_local_model(const std::string& address, const Arguments& arguments,
                                                          const std::stop_token& stop = {}, bool rewards = false);

}  // namespace qed::cli
