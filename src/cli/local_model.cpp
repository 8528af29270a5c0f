#include "cli/local_model.h"

#include <fmt/format.h>

#include <cstdlib>

#include "cli/status_line.h"
#include "hub/cache.h"

namespace qed::cli {

bool is_local_model(const std::string& address) {
  std::error_code error;
  return std::filesystem::exists(address, error) || address.ends_with(".gguf") || hub::parse_model_name(address);
}

Result<std::filesystem::path> local_model_path(const std::string& address) {
  std::error_code error;
  const auto name = hub::parse_model_name(address);
  const bool is_file = address.ends_with(".gguf") && address.find(':') == std::string::npos;
  if (std::filesystem::exists(address, error) || is_file || !name) return std::filesystem::path(address);
  const hub::Cache cache = QED_TRY(hub::Cache::open(std::getenv));
  return cache.find(*name);
}

const std::vector<Option>& local_model_options() {
  static const std::vector<Option> kOptions{
      {"threads", "N", "Threads that a model of this machine computes with; by default one for each core.", ""},
      {"kv-memory", "MIB", "Memory for the keys and values of such a model.", "1024"},
  };
  return kOptions;
}

Result<std::unique_ptr<llm::LocalModel>> open_local_model(const std::string& address, const Arguments& arguments,
                                                          const std::stop_token& stop, bool rewards) {
  const std::filesystem::path path = QED_TRY(local_model_path(address));
  StatusLine status(true);
  const llm::LocalOptions options{
      .threads = static_cast<unsigned>(QED_TRY(arguments.integer("threads", 1, 1024)).value_or(0)),
      .kv_bytes = static_cast<std::size_t>(QED_TRY(arguments.integer("kv-memory", 1, 1 << 20)).value()) << 20,
      .progress =
          [&](std::size_t done, std::size_t all) {
            status.show(fmt::format("loading {}  {}  {} of {} MiB", address, progress_bar(done, all, 20), done >> 20,
                                    all >> 20));
          },
      .rewards = rewards};
  return llm::LocalModel::open(path, options, stop);
}

}  // namespace qed::cli
