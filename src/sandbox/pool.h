// Warm interpreters kept ready, and the places for runs: so many at once, so many waiting, each for so long.
#pragma once

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "sandbox/sandbox.h"
#include "sandbox/zygote.h"

namespace qed::sandbox {

// Safe to use from several threads at once.
class Pool {
 public:
  Pool(Recipe recipe, const Options& options);
  ~Pool();

  // A place and an interpreter to fork from, both given back on destruction. Must not outlive the pool.
  class Lease {
   public:
    Lease(Pool& pool, std::size_t preload, std::shared_ptr<Zygote> zygote)
        : pool_(&pool), preload_(preload), zygote_(std::move(zygote)) {}
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), preload_(other.preload_), zygote_(std::move(other.zygote_)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (pool_) pool_->give_back();
    }
    Zygote& zygote() const { return *zygote_; }
    // Nobody gets that interpreter any more; `lost`: it died under a run.
    void distrust(bool lost) const { pool_->distrust(preload_, zygote_, lost); }

   private:
    Pool* pool_;
    std::size_t preload_;
    std::shared_ptr<Zygote> zygote_;
  };
  Result<Lease> acquire(std::size_t preload, const std::stop_token& stop);

  void warm_up(std::size_t preload);
  Metrics metrics() const;

 private:
  // The interpreter of one kind, and the thread that starts it or its successor.
  struct Slot {
    std::shared_ptr<Zygote> zygote;
    std::optional<Error> failure;  // of the last start, until it was told
    bool starting = false;
    std::jthread starter;
  };
  using Clock = std::chrono::steady_clock;

  Result<void> take_place(std::unique_lock<std::mutex>& lock, const std::stop_token& stop, Clock::time_point deadline);
  Result<std::shared_ptr<Zygote>> interpreter(std::unique_lock<std::mutex>& lock, std::size_t preload,
                                              const std::stop_token& stop, Clock::time_point deadline);
  void begin_start(std::size_t preload);  // mutex_ held
  void start(std::size_t preload, const std::stop_token& stop);
  bool is_due(Zygote& zygote) const;
  void give_back();
  void distrust(std::size_t preload, const std::shared_ptr<Zygote>& zygote, bool lost);

  const Recipe recipe_;
  const Options options_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Metrics metrics_;                // guarded by mutex_
  std::list<std::uint64_t> line_;  // guarded by mutex_; the turns of those that wait for a place
  std::uint64_t next_turn_ = 0;    // guarded by mutex_
  std::vector<Slot> slots_;        // guarded by mutex_
};

}  // namespace qed::sandbox
