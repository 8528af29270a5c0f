#include "cli/result_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <vector>

#include <nlohmann/json.hpp>

#include "base/lines.h"

namespace qed::cli {
namespace {

using nlohmann::json;

// Bytes up to and with the last newline.
Result<std::size_t> whole_lines(int fd, std::string_view path) {
  std::size_t end = 0, at = 0;
  std::string buffer(1 << 16, '\0');
  for (;;) {
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(at));
    if (got < 0) return fail(Errc::kIo, "{}: {}", path, system_error());
    if (got == 0) return end;
    const std::size_t newline = std::string_view(buffer.data(), static_cast<std::size_t>(got)).rfind('\n');
    if (newline != std::string_view::npos) end = at + newline + 1;
    at += static_cast<std::size_t>(got);
  }
}

}  // namespace

Result<std::unique_ptr<ResultFile>> ResultFile::open(const std::filesystem::path& path, bool retry_failed) {
  UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!file) return fail(Errc::kIo, "{}: {}", path.string(), system_error());
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(Errc::kInvalidInput, "{}: another process is writing it", path.string());
  std::unique_ptr<ResultFile> results(new ResultFile(std::move(file), path));
  QED_TRY(results->load(retry_failed));
  return results;
}

Result<void> ResultFile::load(bool retry_failed) {
  const std::size_t end = QED_TRY(whole_lines(file_.get(), path_.string()));
  if (::ftruncate(file_.get(), static_cast<off_t>(end)) != 0)
    return fail(Errc::kIo, "{}: {}", path_.string(), system_error());
  LineReader reader = QED_TRY(LineReader::open(path_));
  std::string kept;
  bool dropped = false;
  for (;;) {
    std::optional<std::string> line = QED_TRY(reader.next());
    if (!line) break;
    const json row = json::parse(*line, nullptr, /*allow_exceptions=*/false);
    const auto id = row.is_object() ? row.find("id") : row.end();
    if (id == row.end() || !id->is_string())
      return fail(Errc::kCorrupt,
                  "{}: expected a result with an \"id\"; is this an older output of 'qed solve --file'?",
                  reader.place());
    if (retry_failed && row.contains("error")) {
      dropped = true;
      continue;
    }
    done_.insert(id->get<std::string>());
    if (retry_failed) kept += *line + "\n";
  }
  if (!dropped) return {};
  // A new file in one step: a crash here must not lose the results that were kept.
  QED_TRY(write_file(path_, kept));
  file_ = UniqueFd(::open(path_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC));
  if (!file_ || ::flock(file_.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(Errc::kIo, "{}: {}", path_.string(), system_error());
  return {};
}

Result<void> ResultFile::append(std::string_view line) {
  const std::string bytes = std::string(line) + "\n";
  const std::lock_guard lock(mutex_);
  return write_all(file_.get(), bytes, path_.string());
}

}  // namespace qed::cli
