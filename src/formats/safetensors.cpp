#include "formats/safetensors.h"

#include <algorithm>
#include <set>

#include "base/file.h"
#include "formats/json.h"
#include "formats/safetensors_parser.h"

namespace qed::formats {

Result<Safetensors> Safetensors::read(std::span<const std::byte> bytes, std::string name) {
  return SafetensorsParser(bytes, std::move(name)).parse();
}

Result<Safetensors> Safetensors::open(const std::filesystem::path& path) {
  MappedFile file = QED_TRY(MappedFile::open(path));
  Safetensors opened = QED_TRY(read(file.bytes(), path.string()));
  opened.file_.push_back(std::move(file));
  return opened;
}

const Tensor* Safetensors::find(std::string_view tensor) const {
  const auto found = std::ranges::lower_bound(tensors_, tensor, {}, &Tensor::name);
  return found == tensors_.end() || found->name != tensor ? nullptr : &*found;
}

namespace {

bool is_plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string_view("/\\\0", 3)) == name.npos;
}

// Opens each file that the index names, once, and checks that the tensors are where it says.
Result<std::vector<Safetensors>> open_indexed(const std::filesystem::path& folder, const std::string& index,
                                              const nlohmann::json& weight_map) {
  constexpr std::size_t kMaxShards = 1000;
  std::map<std::string, std::size_t, std::less<>> shard_of;
  std::vector<Safetensors> shards;
  for (const auto& [tensor, value] : weight_map.items()) {
    const std::string* file = value.get_ptr<const std::string*>();
    if (!file || !is_plain_name(*file))
      return fail(Errc::kCorrupt, "{}: tensor {}: expected the plain name of a file", index, in_quotes(tensor));
    const auto [shard, is_new] = shard_of.emplace(*file, shards.size());
    if (is_new) {
      if (shards.size() == kMaxShards) return fail(Errc::kLimitExceeded, "{}: more than {} files", index, kMaxShards);
      shards.push_back(QED_TRY(Safetensors::open(folder / *file)));
    }
    if (!shards[shard->second].find(tensor))
      return fail(Errc::kCorrupt, "{}: tensor {} is not in {}", index, in_quotes(tensor), in_quotes(*file));
  }
  return shards;
}

}  // namespace

Result<std::vector<Safetensors>> open_shards(const std::filesystem::path& folder) {
  std::vector<Safetensors> shards;
  const auto whole = folder / "model.safetensors", index = folder / "model.safetensors.index.json";
  if (std::filesystem::exists(whole) || !std::filesystem::exists(index)) {
    shards.push_back(QED_TRY(Safetensors::open(whole)));
    return shards;
  }
  const std::string text = QED_TRY(read_file(index, JsonLimits().bytes));
  const nlohmann::json json = QED_TRY(parse_json(text, index.string()));
  const std::string name = index.string();
  const JsonFields fields = QED_TRY(JsonFields::of(json, name));
  QED_TRY(fields.object("weight_map"));
  return open_indexed(folder, name, *fields.find("weight_map"));
}

}  // namespace qed::formats
