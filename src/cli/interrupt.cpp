#include "cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

namespace qed::cli {
namespace {

constexpr int kInterruptedStatus = 130;

// Sent to the watcher alone, when it is no longer needed.
int farewell() { return SIGRTMIN; }

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, farewell()}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  watcher_ = std::jthread([this, signals] {
    for (;;) {
      const int signal = sigwaitinfo(&signals, nullptr);
      if (signal == farewell()) return;
      if (signal < 0) continue;
      std::stop_source source = [this] {
        const std::lock_guard lock(mutex_);
        return source_;
      }();
      if (!source.request_stop()) _exit(kInterruptedStatus);
    }
  });
}

Interrupt::~Interrupt() {
  pthread_kill(watcher_.native_handle(), farewell());
  watcher_ = {};
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

std::stop_token Interrupt::token() const {
  const std::lock_guard lock(mutex_);
  return source_.get_token();
}

void Interrupt::renew() {
  const std::lock_guard lock(mutex_);
  if (source_.stop_requested()) source_ = {};
}

}  // namespace qed::cli
