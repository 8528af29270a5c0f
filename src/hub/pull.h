// From a model's name to its files in the cache.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "hub/cache.h"
#include "hub/client.h"
#include "hub/model_name.h"

namespace qed::hub {

struct PullProgress {
  std::string file;  // under way; empty while another process fetches the same model
  std::size_t number = 0, files = 0;
  std::uint64_t done = 0, all = 0;  // bytes of all files, those of earlier runs included; `all` is 0 where unknown
  std::uint64_t fetched = 0;        // bytes of this run
};

struct PullOptions {
  std::string revision = {};  // a branch, tag or commit; empty for the default branch
  std::function<void(const PullProgress&)> progress = {};
};

struct Pulled {
  std::filesystem::path path;  // what to open: a GGUF file or a folder
  std::string revision;
  struct File {
    std::string path;
    Hashes checked;  // the hash that its bytes were found to have; none where the hub gives none
  };
  std::vector<File> files;
  std::uint64_t bytes = 0, fetched = 0;
};

// Fetches what select_files() chooses and the cache lacks. Safe against other processes that pull the same model: one
// works, the others wait and find it done. What an interruption leaves is continued by the next call.
Result<Pulled> pull(Client& client, const Cache& cache, const ModelName& name, const PullOptions& options,
                    const std::stop_token& stop);

}  // namespace qed::hub
