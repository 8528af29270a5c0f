// Watches one run from outside: feeds its input, gathers its output, enforces its limits, and ends it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/file.h"
#include "sandbox/child.h"
#include "sandbox/sandbox.h"

namespace qed::sandbox {

// This process's ends of the channels, all non-blocking.
struct ParentEnds {
  UniqueFd input, output, error, result, status;
};

// Owns the child: on destruction it is dead and reaped, and with it everything in its PID namespace.
class Supervisor {
 public:
  Supervisor(pid_t pid, UniqueFd pidfd, const Limits& limits);
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;
  ~Supervisor();

  // `framed` is the input, whose bytes 1..kSecretBytes are the secret.
  Result<Outcome> watch(ParentEnds ends, std::string_view framed, const Plan& plan, std::stop_token stop);

 private:
  using Clock = std::chrono::steady_clock;

  bool pump(ParentEnds& ends, std::string_view& unsent);  // false once the run is decided
  int wait_ms() const;                                    // until the next limit could be reached
  bool over_time();
  void read_result(std::string_view secret);
  void sample_memory();
  void end();  // kills, reaps, and notes what the run used
  double cpu_ms() const;

  pid_t pid_;
  UniqueFd pidfd_;
  Limits limits_;
  Clock::time_point start_ = Clock::now();
  Outcome outcome_;
  std::string channel_;  // what came over the result channel
  std::string status_;
  int closed_[3] = {-1, -1, -1};  // channels whose other end is gone
  bool ended_ = false;
};

}  // namespace qed::sandbox
