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
      if (source_.stop_requested()) _exit(kInterruptedStatus);
      source_.request_stop();
    }
  });
}

Interrupt::~Interrupt() {
  pthread_kill(watcher_.native_handle(), farewell());
  watcher_ = {};
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

}  // namespace qed::cli
