#include "sandbox/pool.h"

#include <algorithm>

namespace qed::sandbox {
namespace {

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

Options completed(Options options) {
  if (options.concurrency <= 0) options.concurrency = static_cast<int>(std::thread::hardware_concurrency());
  options.concurrency = std::max(options.concurrency, 1);
  return options;
}

}  // namespace

Pool::Pool(Recipe recipe, const Options& options)
    : recipe_(std::move(recipe)), options_(completed(options)), slots_(options.preloads.size()) {}

Pool::~Pool() = default;

Result<void> Pool::take_place(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
                              Clock::time_point deadline) {
  const auto place_free = [&] { return metrics_.running < options_.concurrency; };
  if (!place_free() && metrics_.waiting >= options_.queue) {
    ++metrics_.refused;
    return fail(Errc::kUnavailable, "sandbox: {} programs run and {} wait, which is all it takes", metrics_.running,
                metrics_.waiting);
  }
  const auto turn = line_.insert(line_.end(), next_turn_++);
  metrics_.most_waiting = std::max(metrics_.most_waiting, ++metrics_.waiting);
  const bool taken = changed_.wait_until(lock, stop, deadline, [&] { return place_free() && line_.front() == *turn; });
  line_.erase(turn);
  --metrics_.waiting;
  if (taken) {
    metrics_.most_running = std::max(metrics_.most_running, ++metrics_.running);
    if (place_free()) changed_.notify_all();  // for the next in line
    return {};
  }
  changed_.notify_all();
  if (stop.stop_requested()) return fail(Errc::kCancelled, "the program was stopped on request");
  ++metrics_.refused;
  return fail(Errc::kTimeout, "sandbox: no place within {} s", options_.patience.count() / 1000);
}

Result<std::shared_ptr<Zygote>> Pool::interpreter(std::unique_lock<std::mutex>& lock, std::size_t preload,
                                                  const std::stop_token& stop, Clock::time_point deadline) {
  Slot& slot = slots_.at(preload);
  if (!slot.starting && (!slot.zygote || is_due(*slot.zygote))) {
    if (slot.zygote) ++metrics_.recycled;  // which goes on until its successor is warm
    begin_start(preload);
  }
  const bool decided = changed_.wait_until(lock, stop, deadline, [&] { return slot.zygote || !slot.starting; });
  if (stop.stop_requested()) return fail(Errc::kCancelled, "the program was stopped on request");
  if (!decided) return fail(Errc::kTimeout, "sandbox: no interpreter within {} s", options_.patience.count() / 1000);
  if (!slot.zygote) return std::unexpected(*slot.failure);
  slot.zygote->next_run();
  return slot.zygote;
}

Result<Pool::Lease> Pool::acquire(std::size_t preload, const std::stop_token& stop) {
  const auto begin = Clock::now();
  const auto deadline = begin + options_.patience;
  std::unique_lock lock(mutex_);
  QED_TRY(take_place(lock, stop, deadline));
  Result<std::shared_ptr<Zygote>> zygote = interpreter(lock, preload, stop, deadline);
  metrics_.waited_ms += milliseconds_since(begin);
  if (!zygote) {
    --metrics_.running;
    changed_.notify_all();
    return std::unexpected(std::move(zygote).error());
  }
  ++metrics_.runs;
  return Lease(*this, preload, *std::move(zygote));
}

bool Pool::is_due(Zygote& zygote) const {
  return zygote.runs() >= options_.runs_per_interpreter || Clock::now() - zygote.born() >= options_.interpreter_age;
}

void Pool::begin_start(std::size_t preload) {
  Slot& slot = slots_[preload];
  slot.starting = true;
  slot.starter = std::jthread([this, preload](const std::stop_token& stop) { start(preload, stop); });
}

void Pool::start(std::size_t preload, const std::stop_token& stop) {
  const auto begin = Clock::now();
  Result<std::shared_ptr<Zygote>> started = Zygote::start(recipe_, options_.preloads[preload], stop);
  const std::lock_guard lock(mutex_);
  Slot& slot = slots_[preload];
  slot.starting = false;
  if (started) {
    slot.zygote.swap(*started);
    ++metrics_.interpreters;
    metrics_.slowest_start_ms = std::max(metrics_.slowest_start_ms, milliseconds_since(begin));
  } else {
    slot.failure = std::move(started).error();
  }
  changed_.notify_all();
}

void Pool::warm_up(std::size_t preload) {
  const std::lock_guard lock(mutex_);
  if (Slot& slot = slots_.at(preload); !slot.zygote && !slot.starting) begin_start(preload);
}

void Pool::give_back() {
  const std::lock_guard lock(mutex_);
  --metrics_.running;
  changed_.notify_all();
}

void Pool::distrust(std::size_t preload, const std::shared_ptr<Zygote>& zygote, bool lost) {
  const std::lock_guard lock(mutex_);
  metrics_.lost += lost ? 1 : 0;
  Slot& slot = slots_[preload];
  if (slot.zygote != zygote) return;
  slot.zygote.reset();
  ++metrics_.distrusted;
}

Metrics Pool::metrics() const {
  const std::lock_guard lock(mutex_);
  return metrics_;
}

}  // namespace qed::sandbox
