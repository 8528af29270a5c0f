#include "cli/resident_memory.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "hub/selection.h"

namespace qed::cli {
namespace {

namespace fs = std::filesystem;

// The number of a line "VmRSS:     1234 kB".
std::optional<std::uint64_t> bytes_of(std::string_view status, std::string_view key) {
  for (const std::string_view line : text::split(status, '\n')) {
    if (!line.starts_with(key)) continue;
    const std::string_view number = text::trim(line.substr(key.size()));
    std::uint64_t kibibytes = 0;
    if (std::from_chars(number.data(), number.data() + number.size(), kibibytes).ec == std::errc())
      return kibibytes * 1024;
  }
  return std::nullopt;
}

// The parts of the set that a GGUF file belongs to; itself alone where it is no part.
std::vector<std::string> parts_of(const fs::path& file) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(file.parent_path().empty() ? "." : file.parent_path(), error), end;
       !error && it != end; it.increment(error))
    names.push_back(it->path().filename());
  std::ranges::sort(names);
  for (const hub::GgufChoice& choice : hub::gguf_choices(names))
    if (std::ranges::find(choice.paths, file.filename().string()) != choice.paths.end()) return choice.paths;
  return {file.filename().string()};
}

}  // namespace

std::optional<ResidentMemory> resident_memory() {
  const Result<std::string> status = read_file("/proc/self/status", 1 << 16);
  if (!status) return std::nullopt;
  const auto now = bytes_of(*status, "VmRSS:"), peak = bytes_of(*status, "VmHWM:");
  if (!now || !peak) return std::nullopt;
  return ResidentMemory{.now = *now, .peak = *peak};
}

std::uint64_t model_file_bytes(const fs::path& path) {
  std::uint64_t bytes = 0;
  std::error_code error;
  const auto add = [&](const fs::path& file) {
    const std::uintmax_t size = fs::file_size(file, error);
    if (!error) bytes += size;
  };
  if (!fs::is_directory(path, error)) {
    for (const std::string& name : parts_of(path)) add(path.parent_path() / name);
    return bytes;
  }
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
    if (it->path().extension() == ".safetensors") add(it->path());
  return bytes;
}

}  // namespace qed::cli
