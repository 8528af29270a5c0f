#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "base/error.h"

namespace qed::support {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> result;
  for (const std::string& word : words) result.push_back(const_cast<char*>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

int status_of(int raw) { return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw); }

struct Pipe {
  int read_end, write_end;
  Pipe() {
    std::array<int, 2> ends{};
    QED_CHECK(pipe2(ends.data(), O_CLOEXEC) == 0);
    read_end = ends[0];
    write_end = ends[1];
  }
};

}  // namespace

Finished run(const std::vector<std::string>& command, const std::string& input, const Environment& environment) {
  Pipe in, out, err;
  std::vector<std::string> variables = environment;
  variables.push_back(std::string("PATH=") + std::getenv("PATH"));
  const std::vector<char*> arguments = pointers(command), env = pointers(variables);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(in.read_end, 0);
    dup2(out.write_end, 1);
    dup2(err.write_end, 2);
    execve(arguments[0], arguments.data(), env.data());
    _exit(127);
  }
  close(in.read_end);
  close(out.write_end);
  close(err.write_end);
  signal(SIGPIPE, SIG_IGN);
  // Small enough for the pipe, or the program reads it before it writes much.
  for (std::size_t at = 0; at < input.size();) {
    const ssize_t put = write(in.write_end, input.data() + at, input.size() - at);
    if (put <= 0) break;
    at += static_cast<std::size_t>(put);
  }
  close(in.write_end);

  Finished finished;
  std::array<pollfd, 2> watched{pollfd{out.read_end, POLLIN, 0}, pollfd{err.read_end, POLLIN, 0}};
  std::array<std::string*, 2> texts{&finished.out, &finished.err};
  for (int open = 2; open > 0;) {
    poll(watched.data(), watched.size(), -1);
    for (std::size_t i = 0; i < watched.size(); ++i) {
      if (watched[i].fd < 0 || watched[i].revents == 0) continue;
      std::array<char, 4096> buffer{};
      const ssize_t got = read(watched[i].fd, buffer.data(), buffer.size());
      if (got > 0) {
        texts[i]->append(buffer.data(), static_cast<std::size_t>(got));
      } else {
        close(watched[i].fd);
        watched[i].fd = -1;
        --open;
      }
    }
  }
  int raw = 0;
  waitpid(pid, &raw, 0);
  finished.status = status_of(raw);
  return finished;
}

Process::Process(const std::vector<std::string>& command, const std::string& error_file) {
  const std::vector<char*> arguments = pointers(command);
  pid_ = fork();
  if (pid_ == 0) {
    const int null = open("/dev/null", O_RDWR);
    const int error = open(error_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    dup2(null, 0);
    dup2(null, 1);
    dup2(error, 2);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
}

Process::~Process() {
  if (!running_) return;
  signal(SIGKILL);
  wait();
}

void Process::signal(int number) const { kill(pid_, number); }

int Process::wait() {
  int raw = 0;
  waitpid(pid_, &raw, 0);
  running_ = false;
  return status_of(raw);
}

}  // namespace qed::support
