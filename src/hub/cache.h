// The models of this machine: ROOT/ORG/MODEL/ holds what was fetched, beside a manifest that says from where.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"
#include "base/error.h"
#include "base/file.h"
#include "hub/listing.h"
#include "hub/model_name.h"

namespace qed::hub {

struct CachedFile {
  std::uint64_t size = 0;
  Hashes hashes = {};  // that its bytes were found to have
  std::string revision = {};
};

// ROOT/ORG/MODEL/.qed.json
struct Manifest {
  std::string endpoint;
  std::map<std::string, CachedFile> files;  // complete ones, by path
};

struct CachedModel {
  std::string name;            // "Qwen/Qwen2.5-0.5B-Instruct-GGUF:qwen2.5-0.5b-instruct-q4_k_m"
  std::filesystem::path path;  // what to open: a GGUF file or a folder
  std::uint64_t bytes = 0;
};

class Cache {
 public:
  explicit Cache(std::filesystem::path root) : root_(std::move(root)) {}
  // $QED_MODELS, else $XDG_DATA_HOME/qed/models, else ~/.local/share/qed/models. kNotFound where none of them is set.
  static Result<Cache> open(const Environment& environment);

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path folder(const ModelName& name) const { return root_ / name.organisation / name.model; }

  // What to open for `name`. kNotFound says how to fetch it, kInvalidInput lists what the name could mean.
  Result<std::filesystem::path> find(const ModelName& name) const;
  // Every model, by name. Folders that hold none are left out.
  std::vector<CachedModel> list() const;
  // Removes a model's files, and its folder with the last of them, partial files included. Returns the bytes.
  Result<std::uint64_t> remove(const ModelName& name) const;

  Result<Manifest> read_manifest(const ModelName& name) const;  // empty where there is none
  Result<void> write_manifest(const ModelName& name, const Manifest& manifest) const;

  // Exclusive use of a model's folder, which is made; nullopt while another process has it.
  Result<std::optional<UniqueFd>> try_lock(const ModelName& name) const;

 private:
  std::filesystem::path root_;
};

// From bytes that anybody may have written; entries that make no sense are dropped.
Manifest parse_manifest(std::string_view text);

}  // namespace qed::hub
