// A fixed set of threads that walk through one piece of numeric work together, meeting at barriers.
//
// A barrier costs less than a microsecond where every thread has a processor: a thread that waits spins for a while,
// and then parks, so that an idle machine is not kept busy. Where threads share processors they learn to park at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "base/processors.h"

namespace qed {

class ThreadTeam {
 public:
  // The caller is one of the `threads`. They keep to memory nodes as base/processors.h says: the others for good, the
  // caller within run(), after which it may run where it could before. 0 takes as many as numeric work gains from.
  explicit ThreadTeam(unsigned threads = 0);
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;
  ~ThreadTeam();

  unsigned size() const { return static_cast<unsigned>(places_.size()); }

  // Calls work(0) here and work(1) … work(size() - 1) on the others, and returns when all have. One run at a time.
  void run(const std::function<void(unsigned)>& work);

  // Within run(), called by every thread equally often: returns when all have called it.
  void barrier();

 private:
  void serve(unsigned index, const std::stop_token& stop);

  std::atomic<std::uint32_t> arrived_{0};
  std::atomic<std::uint32_t> generation_{0};  // of the barrier
  std::atomic<std::uint32_t> round_{0};       // of run()
  const std::function<void(unsigned)>* work_ = nullptr;
  std::vector<ProcessorSet> places_;  // of each thread
  std::vector<std::jthread> workers_;
};

}  // namespace qed
