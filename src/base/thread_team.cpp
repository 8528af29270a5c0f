#include "base/thread_team.h"

#include <sched.h>

#include <algorithm>

namespace qed {
namespace {

// A pause takes some 10 nanoseconds: half a microsecond at least, 200 at most.
constexpr int kFewestSpins = 1 << 6, kMostSpins = 1 << 14;

// How long this thread spins before it parks. Where threads have to share processors, whoever spins keeps away the one
// that it waits for; parking is a loss where that one is about to come. So a wait that ends in parking halves the
// patience, and one that does not lets it grow. One that has become too short for all waits would stay so: now and
// then a wait has the whole patience again, and twice what it took is the new one.
struct Patience {
  int spins = kMostSpins;
  int parked = 0;  // since the whole patience was tried
};
constexpr int kParkedUntilTried = 64;
thread_local Patience patience;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Returns once `value` differs from `old`.
void wait_for_change(const std::atomic<std::uint32_t>& value, std::uint32_t old) {
  const bool whole = patience.parked == kParkedUntilTried;
  if (whole) patience.parked = 0;
  const int most = whole ? kMostSpins : patience.spins;
  for (int i = 0; i < most; ++i, pause())
    if (value.load(std::memory_order_acquire) != old) {
      patience.spins = std::min(kMostSpins, std::max(patience.spins + patience.spins / 8, whole ? 2 * i : 0));
      return;
    }
  patience.spins = std::max(kFewestSpins, patience.spins / 2);
  ++patience.parked;
  while (value.load(std::memory_order_acquire) == old) value.wait(old, std::memory_order_acquire);
}

}  // namespace

ThreadTeam::ThreadTeam(unsigned threads) {
  const Processors processors = available_processors();
  const int here = sched_getcpu();
  places_ = place_threads(processors, threads == 0 ? team_size(processors) : threads,
                          here < 0 ? 0 : static_cast<unsigned>(here));
  for (unsigned i = 1; i < size(); ++i)
    workers_.emplace_back([this, i](const std::stop_token& stop) { serve(i, stop); });
}

ThreadTeam::~ThreadTeam() {
  for (std::jthread& worker : workers_) worker.request_stop();
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
}

void ThreadTeam::run(const std::function<void(unsigned)>& work) {
  const ScopedPlace place(places_[0]);
  work_ = &work;
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  work(0);
  barrier();
}

void ThreadTeam::serve(unsigned index, const std::stop_token& stop) {
  const ScopedPlace place(places_[index]);
  for (std::uint32_t round = 0;; ++round) {
    wait_for_change(round_, round);
    if (stop.stop_requested()) return;
    (*work_)(index);
    barrier();
  }
}

void ThreadTeam::barrier() {
  const std::uint32_t generation = generation_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == size()) {
    arrived_.store(0, std::memory_order_relaxed);
    generation_.fetch_add(1, std::memory_order_release);
    generation_.notify_all();
  } else {
    wait_for_change(generation_, generation);
  }
}

}  // namespace qed
