// The event stream as JSON lines in a file.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "base/file.h"
#include "solver/event.h"

namespace qed::cli {

// Safe to call from several threads at once; each event is one write.
class Trace {
 public:
  static Result<std::unique_ptr<Trace>> open(const std::filesystem::path& path);  // replaces an older file

  // `id` names the problem where a run has many; empty for none.
  void write(const solver::Event& event, std::string_view id);
  Result<void> finish();  // the first write that failed, if any

 private:
  Trace(UniqueFd file, std::filesystem::path path) : file_(std::move(file)), path_(std::move(path)) {}

  const UniqueFd file_;
  const std::filesystem::path path_;
  std::mutex mutex_;
  std::optional<Error> failure_;  // guarded by mutex_
};

}  // namespace qed::cli
