// Results as JSON lines, one for each problem, that survive Ctrl-C and kill -9: a line is one write, a torn last line
// is cut off when the file is opened again, and the ids that are in it are known.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/file.h"

namespace qed::cli {

class ResultFile {
 public:
  // Takes up an older file where it ends. With `retry_failed`, lines with an "error" are dropped from it first, so
  // that their problems are tried again. kInvalidInput where another process is writing the file.
  static Result<std::unique_ptr<ResultFile>> open(const std::filesystem::path& path, bool retry_failed);

  bool has(const std::string& id) const { return done_.contains(id); }  // before the first append() of this run
  std::size_t resumed() const { return done_.size(); }

  // `line` is one JSON object without a newline. Safe to call from several threads at once.
  Result<void> append(std::string_view line);

 private:
  ResultFile(UniqueFd file, std::filesystem::path path) : file_(std::move(file)), path_(std::move(path)) {}
  Result<void> load(bool retry_failed);

  UniqueFd file_;
  std::filesystem::path path_;
  std::unordered_set<std::string> done_;
  std::mutex mutex_;
};

}  // namespace qed::cli
