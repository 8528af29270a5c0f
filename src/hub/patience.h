// Waiting between attempts.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

#include "base/error.h"
#include "hub/client.h"

namespace qed::hub {

// Whether another attempt may succeed where this one did not.
bool may_pass(const Error& error);
bool may_pass(int status);

class Patience {
 public:
  explicit Patience(const ClientOptions& options) : options_(options) {}

  void progress() { failures_ = 0; }
  // Waits its turn, or hands `error` back where attempts or the wait that the server asks for are too many or too long.
  Result<void> wait(Error error, std::optional<std::chrono::seconds> asked, const std::stop_token& stop);

 private:
  const ClientOptions& options_;
  int failures_ = 0;
};

}  // namespace qed::hub
