#include "cli/plain_python.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>

#include "base/file.h"

namespace qed::cli {
namespace {

constexpr std::size_t kMaxOutput = 1 << 20;

// A file without a name, at its start; never full, so neither side waits for the other.
Result<UniqueFd> scratch(std::string_view content) {
  UniqueFd file(::memfd_create("qed", MFD_CLOEXEC));
  if (file.get() < 0) return fail(Errc::kIo, "a scratch file: {}", system_error());
  QED_TRY(write_all(file.get(), content, "a scratch file"));
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::string written_to(const UniqueFd& file) {
  std::string text(kMaxOutput, '\0');
  const ssize_t size = ::pread(file.get(), text.data(), text.size(), 0);
  text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return text;
}

}  // namespace

Result<PlainRun> run_plain_python(const std::string& python, const std::vector<std::string>& arguments,
                                  std::string_view input) {
  const UniqueFd in = QED_TRY(scratch(input)), out = QED_TRY(scratch({}));
  std::vector<char*> argv{const_cast<char*>(python.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
  const auto start = std::chrono::steady_clock::now();
  pid_t pid = -1;
  const int failure = ::posix_spawn(&pid, python.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) return fail(Errc::kUnavailable, "{}: {}", python, std::strerror(failure));
  int status = 0;
  ::waitpid(pid, &status, 0);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  if (status != 0) return fail(Errc::kUnavailable, "{}: exit status {}", python, status);
  return PlainRun{.wall_ms = took.count(), .out = written_to(out)};
}

}  // namespace qed::cli
