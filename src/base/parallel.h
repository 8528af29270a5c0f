// The same work over many items on a few threads.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"

namespace qed {

// Calls `work` for each item that `next` yields, on `jobs` threads, until `next` yields nullopt, a call fails or `stop`
// is requested; returns the first error. `next` is never called by two threads at once; `work` is, and gets a token
// that is stopped with `stop` and by the first error.
template <class Item>
Result<void> for_each_parallel(int jobs, const std::function<Result<std::optional<Item>>()>& next,
                               const std::function<Result<void>(Item, std::stop_token)>& work,
                               const std::stop_token& stop) {
  std::mutex mutex;
  std::optional<Error> first_error;  // guarded by mutex
  std::stop_source abandon;
  const std::stop_callback forward(stop, [&] { abandon.request_stop(); });
  const auto note = [&](Error error) {
    if (!first_error) first_error = std::move(error);
    abandon.request_stop();
  };
  const auto worker = [&] {
    while (!abandon.stop_requested()) {
      std::optional<Item> item;
      {
        const std::lock_guard lock(mutex);
        if (abandon.stop_requested()) return;
        Result<std::optional<Item>> taken = next();
        if (!taken) return note(std::move(taken).error());
        if (!*taken) return;
        item = *std::move(taken);
      }
      if (Result<void> done = work(*std::move(item), abandon.get_token()); !done) {
        const std::lock_guard lock(mutex);
        return note(std::move(done).error());
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < jobs; ++i) threads.emplace_back(worker);
  }
  if (first_error) return std::unexpected(*std::move(first_error));
  return {};
}

}  // namespace qed
