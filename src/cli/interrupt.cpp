#include "cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

namespace qed::cli {
namespace {

constexpr int kInterruptedStatus = 130;

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  watcher_ = std::jthread([this, signals](std::stop_token done) {
    constexpr timespec kPoll{.tv_sec = 0, .tv_nsec = 100'000'000};
    while (!done.stop_requested()) {
      if (sigtimedwait(&signals, nullptr, &kPoll) < 0) continue;
      if (source_.stop_requested()) _exit(kInterruptedStatus);
      source_.request_stop();
    }
  });
}

Interrupt::~Interrupt() {
  watcher_ = {};
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

}  // namespace qed::cli
