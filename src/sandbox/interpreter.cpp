#include "sandbox/interpreter.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "sandbox/zygote.py.h"

namespace qed::sandbox {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kProbeMs = 20'000;  // a cold start from a slow disk included
constexpr std::size_t kProbeBytes = 4 << 20;

// Reports where the interpreter keeps what, and the fork server and the script in its own bytecode.
constexpr std::string_view kProbe = R"python(
import json, marshal, math, os, sys
def mapped():
    for line in open('/proc/self/maps', encoding='utf-8', errors='surrogateescape'):
        path = line.rstrip('\n').partition('/')[2]
        if path and '.so' in os.path.basename(path):
            yield '/' + path
codes = tuple(compile(text, 'sandbox', 'exec', dont_inherit=True, optimize=0) for text in sys.argv[1:])
print(json.dumps({
    'path': os.path.realpath(sys.executable or ''),
    'version': list(sys.version_info[:3]),
    'modules': [p for p in sys.path if os.path.exists(p)],
    'libraries': sorted({os.path.dirname(p) for p in mapped()} | {p for p in mapped() if '/ld-' in p}),
    'code': marshal.dumps(codes).hex(),
}))
)python";

// The program's output, or why there is none.
Result<std::string> output_of(const std::string& python, const std::vector<std::string>& arguments) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(Errc::kIo, "{}: {}", python, system_error());
  const UniqueFd reader(ends[0]);
  UniqueFd writer(ends[1]);
  std::vector<char*> argv{const_cast<char*>(python.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, writer.get(), 1);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t pid = -1;
  const int code = ::posix_spawnp(&pid, python.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (code != 0)
    return fail(code == ENOENT ? Errc::kNotFound : Errc::kUnavailable, "{}: {}", python,
                std::generic_category().message(code));
  writer.reset();

  std::string output;
  const auto deadline = Clock::now() + std::chrono::milliseconds(kProbeMs);
  bool in_time = true;
  for (char buffer[16 << 10];;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd ready{reader.get(), POLLIN, 0};
    const int polled = ::poll(&ready, 1, static_cast<int>(std::max<long long>(left, 0)));
    if (polled < 0 && errno == EINTR) continue;
    in_time = polled > 0 && output.size() <= kProbeBytes;
    if (!in_time) break;
    const ssize_t got = ::read(reader.get(), buffer, sizeof buffer);
    if (got <= 0) break;
    output.append(buffer, static_cast<std::size_t>(got));
  }
  if (!in_time) ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) return fail(Errc::kTimeout, "{}: did not say its version within {} s", python, kProbeMs / 1000);
  return output;
}

std::string from_hex(std::string_view hex) {
  const auto digit = [](char c) { return static_cast<char>(text::is_digit(c) ? c - '0' : c - 'a' + 10); };
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<char>((digit(hex[i]) << 4) | digit(hex[i + 1])));
  return bytes;
}

std::vector<std::string> strings(const nlohmann::json& report, const char* key) {
  std::vector<std::string> values;
  for (const nlohmann::json& value : report.value(key, nlohmann::json::array()))
    if (value.is_string()) values.push_back(value.get<std::string>());
  return values;
}

}  // namespace

Result<Interpreter> find_interpreter(const std::string& python, std::string_view script) {
  constexpr const char* kSystem = "/usr/bin/python3";
  std::string command = python;
  if (command.empty()) command = fs::exists(kSystem) ? kSystem : "python3";

  Result<std::string> output =
      output_of(command, {"-I", "-c", std::string(kProbe), std::string(kZygotePy), std::string(script)});
  if (!output && output.error().code == Errc::kNotFound)
    return fail(Errc::kNotFound, "no Python interpreter at '{}': install python3 (and python3-sympy), or name one",
                command);
  if (!output) return std::unexpected(std::move(output).error());

  const nlohmann::json report = nlohmann::json::parse(*output, nullptr, /*allow_exceptions=*/false);
  if (!report.is_object() || !report.contains("version"))
    return fail(Errc::kUnsupported, "{}: is no Python 3 interpreter: it did not answer as one", command);
  const std::vector<int> version = report["version"].get<std::vector<int>>();
  Interpreter found;
  found.version = fmt::format("{}.{}.{}", version.at(0), version.at(1), version.at(2));
  if (version < std::vector{3, 9})
    return fail(Errc::kUnsupported, "{}: Python {}, need 3.9 or newer", command, found.version);
  found.path = report.value("path", "");
  found.code = from_hex(report.value("code", ""));
  found.module_paths = strings(report, "modules");
  found.needs = found.module_paths;
  for (std::string& library : strings(report, "libraries")) found.needs.push_back(std::move(library));
  found.needs.push_back(found.path);
  // The loader by the name that executables carry, its cache, and the links by which alternatives of BLAS are chosen.
  for (const char* path :
       {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/etc/ld.so.cache", "/etc/alternatives"})
    found.needs.emplace_back(path);
  return found;
}

}  // namespace qed::sandbox
