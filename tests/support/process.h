// Runs a program to its end, or until it is killed, and collects what it wrote.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace qed::support {

struct Finished {
  int status = -1;  // exit status; 128 + signal where a signal ended it
  std::string out, err;
};

using Environment = std::vector<std::string>;  // "NAME=value", besides PATH

Finished run(const std::vector<std::string>& command, const std::string& input = {},
             const Environment& environment = {});

// A program in the background; killed when destroyed.
class Process {
 public:
  Process(const std::vector<std::string>& command, const std::string& error_file);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const;
  int wait();  // exit status as in Finished

 private:
  pid_t pid_;
  bool running_ = true;
};

}  // namespace qed::support
