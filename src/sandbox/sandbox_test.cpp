#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "base/file.h"

namespace qed::sandbox {
namespace {

using testing::HasSubstr;

// Runs the code that it is given, and sends `answer`, or the exception's type, back.
constexpr std::string_view kScript = R"(
import os
def main(data, send):
    scope = {'os': os, 'answer': ''}
    try:
        exec(data.decode(), scope)
    except BaseException as error:
        scope['answer'] = type(error).__name__
    send(str(scope['answer']).encode())
)";

Limits small_limits() {
  Limits limits;
  limits.wall_ms = 20'000;
  limits.cpu_ms = 10'000;
  limits.memory_bytes = 256 << 20;
  return limits;
}

Sandbox make_sandbox(const Limits& limits, Isolation isolation = Isolation::kFull) {
  static const Interpreter python = find_interpreter("", kScript).value();
  return Sandbox::create(python, {.isolation = isolation, .limits = limits}).value();
}

Result<Outcome> run(std::string_view code, const Limits& limits = small_limits()) {
  // One sandbox for all that want the same of it: its interpreter is warm from the second on.
  static const Sandbox usual = make_sandbox(small_limits());
  return limits == small_limits() ? usual.run(code, {}) : make_sandbox(limits).run(code, {});
}

std::vector<int> children_of(pid_t parent) {
  std::vector<int> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream stat(entry.path() / "stat");
    std::string line;
    if (!std::getline(stat, line)) continue;
    int of = 0;
    if (std::sscanf(line.c_str() + line.rfind(')') + 1, " %*c %d", &of) == 1 && of == parent)
      children.push_back(std::stoi(entry.path().filename().string()));
  }
  return children;
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator entries("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

TEST(Sandbox, ReturnsResultOutputAndUse) {
  const auto outcome = run("print('hello', flush=True); os.write(2, b'warn'); answer = 6 * 7");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->end, End::kResult);
  EXPECT_EQ(outcome->result, "42");
  EXPECT_EQ(outcome->stdout_text, "hello\n");
  EXPECT_EQ(outcome->stderr_text, "warn");
  EXPECT_GT(outcome->peak_mem_kib, 1000);
  EXPECT_GT(outcome->cpu_ms, 0);
  EXPECT_GE(outcome->wall_ms, 1);
}

TEST(Sandbox, ShowsOnlyTheInterpreterAndScratch) {
  struct Case {
    std::string_view code, answer;
  };
  constexpr Case kCases[] = {
      {"answer = os.getpid(), os.getppid()", "(1, 0)"},
      {"answer = os.getresuid() + os.getresgid()", "(65534, 65534, 65534, 65534, 65534, 65534)"},
      {"answer = os.getcwd(), os.listdir('.')", "('/tmp', [])"},
      {"answer = [d for d in ('home', 'root', 'proc', 'sys', 'dev', 'var', 'run', 'bin') if os.path.exists('/' + d)]",
       "[]"},
      {"answer = os.path.exists('/usr/bin/sh'), os.path.exists('/etc/passwd')", "(False, False)"},
      {"answer = sorted(os.environ)", "['LC_ALL', 'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS']"},
      {"answer = os.uname().nodename", "sandbox"},
      {"import math, fractions, datetime, decimal, itertools; answer = 'imported'", "imported"},
      {"open('note', 'w').write('x' * 1000); answer = len(open('note').read())", "1000"},
  };
  for (const auto& [code, answer] : kCases) {
    const auto outcome = run(code);
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->result, answer) << code;
  }
}

TEST(Sandbox, RefusesWhatReachesOutside) {
  struct Case {
    std::string_view code, error;
  };
  constexpr Case kCases[] = {
      {"os.fork()", "PermissionError"},
      {"os.execv('/usr/bin/python3', ['python3'])", "PermissionError"},
      {"import threading; threading.Thread(target=print).start()", "RuntimeError"},
      {"import socket; socket.socket()", "PermissionError"},
      {"import socket; socket.socketpair()", "PermissionError"},
      {"os.memfd_create('x')", "PermissionError"},
      {"open('/escaped', 'w')", "OSError"},
      {"open(os.__file__, 'w')", "OSError"},
      {"open('/etc/passwd')", "FileNotFoundError"},
      {"open('/proc/1/environ')", "FileNotFoundError"},
      {"open('../../../../etc/hostname')", "FileNotFoundError"},
      {"os.setuid(0)", "PermissionError"},
      {"os.chroot('/tmp')", "PermissionError"},
      {"os.mknod('x', 0o60600, 0x800)", "PermissionError"},
      {"f = open('big', 'wb')\nfor _ in range(100): f.write(bytes(1 << 20)); f.flush()", "OSError"},
      {"for i in range(1000): open(str(i), 'w').close()", "OSError"},
      {"keep = [open('f', 'w') for _ in range(1000)]", "OSError"},
      {"keep = [bytearray(1 << 26) for _ in range(100)]", "MemoryError"},
      {"import resource as r; r.setrlimit(r.RLIMIT_AS, (r.RLIM_INFINITY,) * 2)", "ValueError"},
      {"import ctypes\nif ctypes.CDLL(None).unshare(0x10000000): raise PermissionError", "PermissionError"},
      {"import ctypes\nif ctypes.CDLL(None).syscall(101, 16, 1, 0, 0): raise PermissionError", "PermissionError"},
  };
  for (const auto& [code, error] : kCases) {
    const auto outcome = run(code);
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->end, End::kResult) << code;
    EXPECT_EQ(outcome->result, error) << code;
  }
}

TEST(Sandbox, EndsARunAtItsLimits) {
  Limits limits = small_limits();
  limits.cpu_ms = 200;
  limits.wall_ms = 3'000;
  struct Case {
    std::string_view code;
    End end;
    int status;
  };
  const Case cases[] = {
      {"while True: pass", End::kCpuTime, 0},
      {"import signal\nfor s in range(1, 32):\n  try: signal.signal(s, signal.SIG_IGN)\n  except OSError: pass\nwhile "
       "True: pass",
       End::kCpuTime, 0},
      {"import time; time.sleep(100)", End::kWallTime, 0},
      {"while True: print('flood' * 1000)", End::kOutputLimit, 0},
      {"while True: os.write(2, bytes(1000))", End::kOutputLimit, 0},
      {"answer = 'x' * (1 << 20)", End::kOutputLimit, 0},
      {"os._exit(7)", End::kExited, 7},
      {"import ctypes; ctypes.string_at(8)", End::kSignalled, SIGSEGV},
      {"os.write(3, b'forged result')", End::kForged, 0},
      {"while True: os.write(3, bytes(4096))", End::kForged, 0},
  };
  for (const auto& [code, end, status] : cases) {
    const auto outcome = run(code, limits);
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(static_cast<int>(outcome->end), static_cast<int>(end)) << code;
    EXPECT_EQ(outcome->code, status) << code;
    EXPECT_LE(outcome->stdout_text.size() + outcome->stderr_text.size(), limits.output_bytes) << code;
  }
}

TEST(Sandbox, TakesInputLargerThanAChannelHolds) {
  const std::string code = "answer = len('" + std::string(1 << 20, 'x') + "')";
  const auto outcome = run(code);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->result, "1048576");
}

TEST(Sandbox, StopsOnRequest) {
  const Sandbox sandbox = make_sandbox(small_limits());
  std::stop_source source;
  const auto start = std::chrono::steady_clock::now();
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    source.request_stop();
  });
  const auto outcome = sandbox.run("while True: pass", source.get_token());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Errc::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Sandbox, ManyRunsAtOnceLeaveNothingBehind) {
  const std::vector<int> before = children_of(getpid());
  std::optional<Sandbox> sandbox = make_sandbox(small_limits());
  ASSERT_TRUE(sandbox->run("answer = 0", {}));
  const std::size_t descriptors = open_descriptors();
  const std::string mounts = read_file("/proc/self/mountinfo", 1 << 20).value();
  std::atomic<int> next = 0, right = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int n = next++; n < 50; n = next++) {
          const auto outcome = sandbox->run("answer = " + std::to_string(n) + " * 2", {});
          if (outcome && outcome->result == std::to_string(n * 2)) ++right;
        }
      });
  }
  EXPECT_EQ(right, 50);
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_EQ(read_file("/proc/self/mountinfo", 1 << 20).value(), mounts);
  EXPECT_EQ(children_of(getpid()).size(), before.size() + 1);
  for (const int interpreter : children_of(getpid())) EXPECT_THAT(children_of(interpreter), testing::IsEmpty());
  sandbox.reset();
  EXPECT_EQ(children_of(getpid()), before);
}

TEST(Sandbox, DiesWithItsSupervisor) {
  const Sandbox sandbox = make_sandbox(small_limits());
  const pid_t supervisor = fork();
  if (supervisor == 0) {
    [[maybe_unused]] const auto outcome = sandbox.run("import time; time.sleep(100)", {});
    _exit(0);
  }
  std::vector<int> runs;
  for (int i = 0; i < 500 && runs.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    runs = children_of(supervisor);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ASSERT_EQ(kill(supervisor, SIGKILL), 0);
  ASSERT_EQ(waitpid(supervisor, nullptr, 0), supervisor);
  ASSERT_EQ(runs.size(), 1u);
  bool gone = false;
  for (int i = 0; i < 500 && !gone; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const auto status = read_file("/proc/" + std::to_string(runs[0]) + "/status", 1 << 16);
    gone = !status || status->find("State:\tZ") != std::string::npos;  // whoever adopts orphans reaps it
  }
  EXPECT_TRUE(gone);
}

TEST(Sandbox, RefusesToRunWithoutNamespacesAndSaysWhatToDo) {
  const Sandbox sandbox = make_sandbox(small_limits());
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {  // forbids itself further user namespaces
    std::string said = "cannot be tried here";
    const UniqueFd fd(unshare(CLONE_NEWUSER) == 0 ? open("/proc/sys/user/max_user_namespaces", O_WRONLY) : -1);
    if (fd && write(fd.get(), "0", 1) == 1) {
      const auto outcome = sandbox.run("answer = 1", {});
      said = outcome ? "ran" : std::string(name(outcome.error().code)) + ": " + outcome.error().message;
    }
    _exit(write(ends[1], said.data(), said.size()) < 0);
  }
  close(ends[1]);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  std::string said(4096, '\0');
  said.resize(static_cast<std::size_t>(std::max<ssize_t>(read(ends[0], said.data(), said.size()), 0)));
  close(ends[0]);
  if (said == "cannot be tried here") GTEST_SKIP() << said;
  EXPECT_THAT(said, HasSubstr("unavailable: "));
  EXPECT_THAT(said, HasSubstr("user"));
  EXPECT_THAT(said, HasSubstr("max_user_namespaces"));
}

TEST(Sandbox, LandlockAloneStillKeepsFilesProcessesAndNetworkOut) {
  struct Case {
    std::string_view code, answer;
  };
  constexpr Case kCases[] = {
      {"open('note', 'w').write('x' * 1000); answer = len(open('note').read()), os.listdir('.')", "(1000, ['note'])"},
      {"import math, fractions, datetime, decimal, itertools; answer = 'imported'", "imported"},
      {"open('/etc/passwd')", "PermissionError"},
      {"open('/proc/self/environ')", "PermissionError"},
      {"os.listdir('/')", "PermissionError"},
      {"open('/tmp/escaped', 'w')", "PermissionError"},
      {"open(os.__file__, 'w')", "PermissionError"},
      {"os.mkdir('folder')", "PermissionError"},
      {"os.symlink('/etc/passwd', 'link')", "PermissionError"},
      {"os.chmod('/tmp', 0o777)", "PermissionError"},
      {"os.utime('.')", "PermissionError"},
      {"os.kill(os.getppid(), 9)", "PermissionError"},
      {"os.kill(-1, 9)", "PermissionError"},
      {"import resource as r; r.prlimit(os.getppid(), r.RLIMIT_CPU, (0, 0))", "PermissionError"},
      {"import fcntl; fcntl.fcntl(1, fcntl.F_SETOWN, os.getppid())", "PermissionError"},
      {"os.fork()", "PermissionError"},
      {"import socket; socket.socket()", "PermissionError"},
      {"keep = [bytearray(1 << 26) for _ in range(100)]", "MemoryError"},
  };
  const Sandbox sandbox = make_sandbox(small_limits(), Isolation::kLandlock);
  for (const auto& [code, answer] : kCases) {
    const auto outcome = sandbox.run(code, {});
    if (!outcome && outcome.error().message.find("no Landlock") != std::string::npos) GTEST_SKIP();
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->result, answer) << code;
    EXPECT_THAT(outcome->isolation, testing::StartsWith("seccomp,rlimits,landlock")) << code;
  }
  const auto flooded = sandbox.run("for i in range(10 ** 6): open(str(i), 'w').write('x')", {});
  ASSERT_TRUE(flooded) << flooded.error().message;
  EXPECT_EQ(static_cast<int>(flooded->end), static_cast<int>(End::kScratchLimit));
}

TEST(Sandbox, AJudgeTalksToTheRunAndSharesItsLimits) {
  constexpr std::string_view kTalk = R"(
import os
def main(data, send):
    role, _, text = data.partition(b':')
    if role == b'run':
        send(text)
        while True: os.write(4, os.read(4, 100)[::-1])
    elif text == b'spin':
        while True: pass
    else:
        os.write(4, text)
        send(os.read(4, 100))
)";
  const Interpreter python = find_interpreter("", kTalk).value();
  Limits limits = small_limits();
  limits.cpu_ms = 300;
  const Sandbox sandbox = Sandbox::create(python, {.limits = limits}).value();
  const auto judged = [&](std::string_view text) {
    return sandbox
        .run({.input = "run:first",
              .judge =
                  [&](std::string_view result) {
                    EXPECT_EQ(result, "first");
                    return "judge:" + std::string(text);
                  }},
             {})
        .value();
  };
  const Outcome outcome = judged("abc");
  EXPECT_EQ(static_cast<int>(outcome.end), static_cast<int>(End::kResult));
  EXPECT_EQ(outcome.result, "first");
  EXPECT_EQ(outcome.verdict, "cba");
  EXPECT_EQ(static_cast<int>(judged("spin").end), static_cast<int>(End::kCpuTime));
  const auto unjudged = sandbox.run({.input = "run:x", .judge = [](std::string_view) { return std::string(); }}, {});
  EXPECT_EQ(unjudged->result, "x");
  EXPECT_EQ(unjudged->verdict, "");
}

TEST(Sandbox, RunsCannotAffectEachOther) {
  const Sandbox sandbox = make_sandbox(small_limits());
  const auto first = sandbox.run(
      "import math, builtins; math.pi = 3; builtins.len = lambda _: 7; open('left', 'w').close(); answer = math.pi",
      {});
  EXPECT_EQ(first->result, "3");
  const auto second = sandbox.run("import math; answer = math.pi > 3, len('ab'), os.listdir('.')", {});
  EXPECT_EQ(second->result, "(True, 2, [])");
}

TEST(Sandbox, InterpretersAreReplacedAfterSoManyRuns) {
  static const Interpreter python = find_interpreter("", kScript).value();
  const Sandbox sandbox = Sandbox::create(python, {.limits = small_limits(), .runs_per_interpreter = 5}).value();
  for (int i = 0; i < 60; ++i) EXPECT_EQ(sandbox.run("answer = " + std::to_string(i), {})->result, std::to_string(i));
  EXPECT_GE(sandbox.metrics().recycled, 2u);
  EXPECT_GE(sandbox.metrics().interpreters, 3u);
  EXPECT_EQ(sandbox.metrics().runs, 60u);
  EXPECT_EQ(sandbox.metrics().distrusted, 0u);
}

TEST(Sandbox, ARunOutlivesTheDeathOfItsInterpreter) {
  const std::vector<int> before = children_of(getpid());
  const Sandbox sandbox = make_sandbox(small_limits());
  ASSERT_TRUE(sandbox.run("answer = 0", {}));
  std::jthread killer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    for (const int child : children_of(getpid()))
      if (std::ranges::find(before, child) == before.end()) kill(child, SIGKILL);
  });
  const auto outcome = sandbox.run("import time; time.sleep(1); answer = 'done'", {});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->result, "done");
  EXPECT_EQ(sandbox.metrics().lost, 1u);
  EXPECT_EQ(sandbox.metrics().distrusted, 1u);
}

TEST(Sandbox, WaitsInALineOfBoundedLengthAndPatience) {
  static const Interpreter python = find_interpreter("", kScript).value();
  const auto limited = [](int queue, int patience_ms) {
    return Sandbox::create(python, {.limits = small_limits(),
                                    .concurrency = 1,
                                    .queue = queue,
                                    .patience = std::chrono::milliseconds(patience_ms)})
        .value();
  };
  const std::pair<Sandbox, Errc> cases[] = {{limited(0, 20'000), Errc::kUnavailable},
                                            {limited(1, 300), Errc::kTimeout}};
  for (const auto& [sandbox, refusal] : cases) {
    ASSERT_TRUE(sandbox.run("answer = 0", {}));
    std::jthread busy([&sandbox = sandbox] { EXPECT_TRUE(sandbox.run("import time; time.sleep(1.5)", {})); });
    while (sandbox.metrics().running == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const auto refused = sandbox.run("answer = 1", {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, refusal) << refused.error().message;
    EXPECT_EQ(sandbox.metrics().refused, 1u);
  }
}

TEST(Interpreter, BringsItsPackagesFromWhereverTheyAre) {
  namespace fs = std::filesystem;
  std::string pattern = "/tmp/packagesXXXXXX";
  const fs::path home = ::mkdtemp(pattern.data());
  fs::permissions(home, fs::perms(0755));  // the run is nobody, even where this process is root
  std::ofstream(home / "mine.py") << "value = 17\n";
  Interpreter python = find_interpreter("", kScript).value();
  python.needs.push_back(home.string());
  const auto sandbox = Sandbox::create(python, {.limits = small_limits()});
  const auto outcome = sandbox.value().run(
      "import sys; sys.path.append('" + home.string() + "')\nimport mine\n" + "answer = mine.value, os.listdir('.')",
      {});
  fs::remove_all(home);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->result, "(17, [])");
}

TEST(Interpreter, IsNamedWhereItIsMissingOrNone) {
  const auto missing = find_interpreter("/nowhere/python3", "pass");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::kNotFound);
  EXPECT_THAT(missing.error().message, HasSubstr("/nowhere/python3"));
  const auto other = find_interpreter("/bin/true", "pass");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::kUnsupported);
}

}  // namespace
}  // namespace qed::sandbox
