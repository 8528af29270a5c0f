#include "hub/cache.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>

#include <nlohmann/json.hpp>

#include "hub/selection.h"

namespace qed::hub {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kManifest = ".qed.json", kLock = ".lock";
constexpr std::size_t kMaxManifestBytes = 16 << 20, kMaxFiles = 10'000;

// Paths of plain files below `folder`, in order.
std::vector<std::string> files_of(const fs::path& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end && paths.size() < kMaxFiles;
       it.increment(error)) {
    const std::string path = it->path().lexically_relative(folder).generic_string();
    if (it->is_regular_file(error) && classify_path(path) == PathKind::kPlain && !path.ends_with(".part"))
      paths.push_back(path);
  }
  std::ranges::sort(paths);
  return paths;
}

std::vector<fs::path> folders_of(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (it->is_directory(error)) found.push_back(it->path());
  std::ranges::sort(found);
  return found;
}

std::uint64_t bytes_of(const fs::path& folder, const std::vector<std::string>& paths) {
  std::uint64_t bytes = 0;
  for (const std::string& path : paths) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(folder / path, error);
    if (!error) bytes += size;
  }
  return bytes;
}

bool is_checkpoint(const std::vector<std::string>& paths) {
  return std::ranges::binary_search(paths, "config.json") &&
         std::ranges::any_of(paths, [](const std::string& path) { return path.ends_with(".safetensors"); });
}

}  // namespace

Result<Cache> Cache::open(const Environment& environment) {
  const auto variable = [&](const char* name) {
    const char* value = environment(name);
    return fs::path(value ? value : "");
  };
  if (const fs::path own = variable("QED_MODELS"); !own.empty()) return Cache(own);
  // The specification has relative paths ignored.
  if (const fs::path data = variable("XDG_DATA_HOME"); data.is_absolute()) return Cache(data / "qed/models");
  if (const fs::path home = variable("HOME"); !home.empty()) return Cache(home / ".local/share/qed/models");
  return fail(Errc::kNotFound, "no folder for models: set QED_MODELS");
}

Result<fs::path> Cache::find(const ModelName& name) const {
  fs::path place = folder(name);
  const std::vector<std::string> paths = files_of(place);
  const std::vector<GgufChoice> choices = gguf_choices(paths);
  if (name.filter.empty() && is_checkpoint(paths)) return place;
  if (choices.empty())
    return fail(Errc::kNotFound, "{} is not in {}; fetch it with: qed pull {}", name.full(), root_.string(),
                name.full());
  Result<GgufChoice> choice = select_gguf(choices, name.filter, name.repository());
  if (choice) return place / choice->paths.front();
  if (choice.error().code == Errc::kNotFound)
    choice.error().message += fmt::format("\nfetch it with: qed pull {}", name.full());
  return std::unexpected(choice.error());
}

std::vector<CachedModel> Cache::list() const {
  std::vector<CachedModel> models;
  for (const fs::path& organisation : folders_of(root_))
    for (const fs::path& place : folders_of(organisation)) {
      const std::string name = fmt::format("{}/{}", organisation.filename().string(), place.filename().string());
      if (!parse_model_name(name)) continue;
      const std::vector<std::string> paths = files_of(place);
      std::vector<std::string> rest = paths;
      for (const GgufChoice& choice : gguf_choices(paths)) {
        models.push_back(
            {fmt::format("{}:{}", name, choice.label()), place / choice.paths.front(), bytes_of(place, choice.paths)});
        std::erase_if(rest, [](const std::string& path) { return path.ends_with(".gguf"); });
      }
      if (is_checkpoint(paths)) models.push_back({name, place, bytes_of(place, rest)});
    }
  return models;
}

Result<std::uint64_t> Cache::remove(const ModelName& name) const {
  const fs::path place = folder(name);
  std::vector<std::string> paths = files_of(place);
  std::error_code error;
  if (!fs::exists(place, error)) return fail(Errc::kNotFound, "{}: no such model in {}", name.full(), root_.string());
  Result<std::optional<UniqueFd>> lock = try_lock(name);
  if (!lock) return std::unexpected(lock.error());
  if (!*lock) return fail(Errc::kUnavailable, "{}: being fetched by another process", name.full());
  if (!name.filter.empty()) paths = QED_TRY(select_gguf(gguf_choices(paths), name.filter, name.repository())).paths;
  const std::uint64_t bytes = bytes_of(place, paths);
  Manifest manifest = QED_TRY(read_manifest(name));
  for (const std::string& path : paths) {
    fs::remove(place / path, error);
    if (error) return fail(Errc::kIo, "{}: {}", (place / path).string(), error.message());
    manifest.files.erase(path);
  }
  QED_TRY(write_manifest(name, manifest));
  if (!files_of(place).empty()) return bytes;
  fs::remove_all(place, error);
  if (error) return fail(Errc::kIo, "{}: {}", place.string(), error.message());
  fs::remove(place.parent_path(), error);  // while it is empty
  return bytes;
}

Manifest parse_manifest(std::string_view text) {
  Manifest manifest;
  const json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object() || !object.contains("files") || !object["files"].is_object()) return manifest;
  const auto text_at = [](const json& from, const char* key) {
    return from.contains(key) && from[key].is_string() ? from[key].get<std::string>() : std::string();
  };
  manifest.endpoint = text_at(object, "endpoint");
  for (const auto& [path, entry] : object["files"].items()) {
    if (classify_path(path) != PathKind::kPlain || !entry.is_object()) continue;
    const auto size = entry.find("size");
    if (size == entry.end() || !size->is_number_unsigned()) continue;
    manifest.files[path] = {.size = size->get<std::uint64_t>(),
                            .hashes = {text_at(entry, "sha256"), text_at(entry, "git_blob")},
                            .revision = text_at(entry, "revision")};
  }
  return manifest;
}

Result<Manifest> Cache::read_manifest(const ModelName& name) const {
  Result<std::string> text = read_file(folder(name) / kManifest, kMaxManifestBytes);
  if (text) return parse_manifest(*text);
  if (text.error().code == Errc::kNotFound) return Manifest{};
  return std::unexpected(text.error());
}

Result<void> Cache::write_manifest(const ModelName& name, const Manifest& manifest) const {
  json files = json::object();
  for (const auto& [path, file] : manifest.files)
    files[path] = {{"size", file.size},
                   {"sha256", file.hashes.sha256},
                   {"git_blob", file.hashes.git_blob},
                   {"revision", file.revision}};
  const json object{{"repository", name.repository()}, {"endpoint", manifest.endpoint}, {"files", files}};
  return write_file(folder(name) / kManifest, object.dump(2) + "\n");
}

Result<std::optional<UniqueFd>> Cache::try_lock(const ModelName& name) const {
  const fs::path place = folder(name);
  std::error_code error;
  fs::create_directories(place, error);
  if (error) return fail(Errc::kIo, "{}: {}", place.string(), error.message());
  const fs::path path = place / kLock;
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd) return fail(Errc::kIo, "{}: {}", path.string(), system_error());
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return std::optional(std::move(fd));
  if (errno == EWOULDBLOCK) return std::optional<UniqueFd>();
  return fail(Errc::kIo, "{}: {}", path.string(), system_error());
}

}  // namespace qed::hub
