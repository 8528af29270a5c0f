// Ctrl-C and SIGTERM become a stop request: work in flight is given up, what is done is kept. A second signal ends
// the process at once.
#pragma once

#include <mutex>
#include <stop_token>
#include <thread>

namespace qed::cli {

// Create one before any other thread, so that every thread inherits the blocked signals.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const;  // stopped by the next signal
  void renew();                   // that signal was dealt with: tokens from now on wait for another one

 private:
  mutable std::mutex mutex_;
  std::stop_source source_;  // guarded by mutex_
  std::jthread watcher_;
};

}  // namespace qed::cli
