#include "hub/patience.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace qed::hub {

bool may_pass(const Error& error) { return error.code == Errc::kTimeout || error.code == Errc::kUnavailable; }

bool may_pass(int status) { return status == 408 || status == 429 || (status >= 500 && status != 501); }

Result<void> Patience::wait(Error error, std::optional<std::chrono::seconds> asked, const std::stop_token& stop) {
  if (++failures_ >= options_.attempts) {
    error.message += fmt::format(" (tried {} times)", failures_);
    return std::unexpected(std::move(error));
  }
  const auto doubled = options_.first_wait * (1L << std::min(failures_ - 1, 16));
  std::chrono::milliseconds time = std::min(doubled, options_.longest_wait);
  if (asked && *asked > options_.longest_wait) {
    error.message += fmt::format("; it asks to wait {} s: try again then", asked->count());
    return std::unexpected(std::move(error));
  }
  if (asked) time = std::max(time, std::chrono::milliseconds(*asked));
  if (options_.on_wait) options_.on_wait(error, time);
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, time, [] { return false; });
  if (stop.stop_requested())
    return fail(Errc::kCancelled, "interrupted while waiting to try again after: {}", error.message);
  return {};
}

}  // namespace qed::hub
