#include "cli/trace.h"

#include <fcntl.h>

#include <chrono>

#include <nlohmann/json.hpp>

namespace qed::cli {

Result<std::unique_ptr<Trace>> Trace::open(const std::filesystem::path& path) {
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file) return fail(Errc::kIo, "{}: {}", path.string(), system_error());
  return std::unique_ptr<Trace>(new Trace(std::move(file), path));
}

void Trace::write(const solver::Event& event, std::string_view id) {
  nlohmann::json object = solver::to_json(event);
  if (!id.empty()) object["id"] = id;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  object["time"] = std::chrono::duration<double>(now).count();
  const std::string line = object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(mutex_);
  if (failure_) return;
  if (Result<void> written = write_all(file_.get(), line, path_.string()); !written) failure_ = written.error();
}

Result<void> Trace::finish() {
  const std::lock_guard lock(mutex_);
  if (failure_) return std::unexpected(*failure_);
  return {};
}

}  // namespace qed::cli
