// A text file line by line, plain or gzip, in bounded memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"

namespace qed {

class LineReader {
 public:
  static constexpr std::size_t kMaxLineBytes = 64 << 20;

  static Result<LineReader> open(const std::filesystem::path& path, std::size_t max_line_bytes = kMaxLineBytes);
  LineReader(LineReader&&) noexcept;
  LineReader& operator=(LineReader&&) noexcept;
  ~LineReader();

  // The next line without its end ("\n" or "\r\n"), or nullopt after the last one. A last line without "\n" counts.
  Result<std::optional<std::string>> next();

  std::size_t line_number() const;  // 1 for the line last returned by next()
  std::string place() const;        // "problems.jsonl:17"

 private:
  struct State;
  explicit LineReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace qed
