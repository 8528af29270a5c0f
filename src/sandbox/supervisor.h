// Watches one run from outside: starts it and its judge, feeds their input, gathers their output, enforces the limits,
// and ends them.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "sandbox/channel.h"
#include "sandbox/scratch.h"
#include "sandbox/zygote.h"

namespace qed::sandbox {

// For one run, by one thread.
class Supervisor {
 public:
  Supervisor(const Zygote& zygote, const Limits& limits, Isolation isolation);
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // On return no process of the run is left, or the interpreter is odd().
  Result<Outcome> watch(const Job& job, const std::stop_token& stop);

  bool odd() const { return odd_; }    // the interpreter did not do its part: nobody should use it again
  bool lost() const { return lost_; }  // it died under the run, which may be tried again with another

 private:
  using Clock = std::chrono::steady_clock;

  // A process of the run, from the request to fork it until its end was told.
  struct Process {
    UniqueFd channel, input, result, pidfd;
    pid_t pid = -1;
    std::string framed;  // input: the secret, then the payload
    std::size_t sent = 0;
    std::string received;  // over the result channel
    std::optional<std::string> payload;
    std::optional<Scratch> scratch;
    bool ended = false;
    int status = 0;  // as of wait()
    double cpu_ms = 0;
    std::string_view secret() const { return std::string_view(framed).substr(0, kSecretBytes); }
  };

  Result<void> launch(std::string_view payload, int peer);
  Result<void> step(const Job& job, const std::stop_token& stop);
  void wait(int stopped);
  Result<void> hear(Process& process);  // what the interpreter says of it
  Result<void> take_up(Process& process, UniqueFd pidfd);
  void note_end(Process& process, std::string_view usage);
  void exchange(Process& process);  // input and result
  void read_result(Process& process);
  Result<void> advance(const Job& job);  // to the judge, or to the end
  void gather_output();
  void decide(End end, int code = 0);
  void decide_by_death(const Process& process);
  void enforce();
  double cpu_ms() const;
  double wall_ms() const;
  void finish();  // kills what is left and hears of its end

  const Zygote& zygote_;
  const Limits limits_;
  const Isolation isolation_;
  const Clock::time_point start_ = Clock::now();
  std::vector<Process> processes_;  // the run, then its judge
  Channel output_, error_;
  Channel between_;  // the run and its judge
  Outcome outcome_;
  bool decided_ = false, odd_ = false, lost_ = false;
};

}  // namespace qed::sandbox
