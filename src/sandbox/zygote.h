// A warm interpreter in its jail, seen from outside: it is started, asked for forks, and ended.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/file.h"
#include "sandbox/cgroup.h"
#include "sandbox/jail.h"
#include "sandbox/sandbox.h"

namespace qed::sandbox {

// All that starting one needs.
struct Recipe {
  Plan plan;
  std::string config;  // what zygote.py reads, but for "preload"
  std::string code;    // zygote.py and the script
  Isolation isolation = Isolation::kFull;
  std::size_t memory_bytes = 0;  // of each run
  std::uint64_t jail_bytes = 0;  // of all runs at once, for the control group
};

// Ends that a fork is given; -1 where there is none.
struct ForkEnds {
  int channel, input, output, error, result, peer, scratch;
};

// The bytes of a fork's messages over its channel: started (with its pidfd), failed (with the reason), ended.
inline constexpr char kStarted = 's', kFailed = 'f', kEnded = 'e';

// Safe to use from several threads at once. On destruction the jail is empty: everything in it is killed and reaped.
class Zygote {
 public:
  // Returns once it is ready to fork. kUnavailable names the layer that the kernel refuses.
  static Result<std::shared_ptr<Zygote>> start(const Recipe& recipe, const std::vector<std::string>& preload,
                                               const std::stop_token& stop);
  Zygote(const Zygote&) = delete;
  Zygote& operator=(const Zygote&) = delete;
  ~Zygote();

  Result<void> fork(const ForkEnds& ends) const;

  const std::string& isolation() const { return isolation_; }  // the layers that its runs are behind
  std::chrono::steady_clock::time_point born() const { return born_; }
  void next_run() { ++runs_; }
  int runs() const { return runs_; }

 private:
  Zygote() = default;
  Result<void> enter(const Recipe& recipe, const std::vector<std::string>& preload, const std::stop_token& stop);
  Result<std::string> await_ready(const Recipe& recipe, int status, int log, const std::stop_token& stop) const;

  pid_t pid_ = -1;
  UniqueFd pidfd_, control_;
  std::optional<Cgroup> cgroup_;
  std::string isolation_;
  std::uint64_t address_space_ = 0;  // that a run may have in all
  std::chrono::steady_clock::time_point born_;
  std::atomic<int> runs_ = 0;
};

}  // namespace qed::sandbox
