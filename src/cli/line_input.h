// Lines that somebody types, or that come through a pipe, with a wait that can be stopped.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "base/file.h"

namespace qed::cli {

class LineInput {
 public:
  static constexpr std::size_t kMaxLineBytes = 1 << 20;

  explicit LineInput(int fd) : fd_(fd) {}

  // The next line without its end, as valid UTF-8; nullopt at the end of the input, or when stopped.
  Result<std::optional<std::string>> next(const std::stop_token& stop);

 private:
  Result<bool> fill(const std::stop_token& stop);  // false at the end

  const int fd_;
  std::string buffer_;
  bool ended_ = false;
};

}  // namespace qed::cli
