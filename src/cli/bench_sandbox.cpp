#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/parallel.h"
#include "cli/benchmark.h"
#include "cli/interrupt.h"
#include "cli/plain_python.h"
#include "cli/programs.h"

namespace qed::cli {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr int kFreshRuns = 10;
constexpr int kWarmUpRuns = 50;
constexpr const char* kTrivial = "ans = 6 * 7";
constexpr const char* kSymbolic = "import sympy\nans = sympy.Integer(6) * 7";
constexpr const char* kEquation = "from sympy import *\nx = symbols('x')\nans = solve(x**2 - 5*x + 6, x)";

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double quantile(std::vector<double> values, double q) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

// As many at once as there are processors; each must answer.
Result<json> measure(program::Runner& runner, const std::string& source, int runs, const std::stop_token& stop) {
  const int jobs = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  std::vector<double> times(static_cast<std::size_t>(runs));
  std::size_t next = 0;
  const auto start = Clock::now();
  QED_TRY(for_each_parallel<std::size_t>(
      jobs,
      [&]() -> Result<std::optional<std::size_t>> {
        return next < times.size() ? std::optional(next++) : std::nullopt;
      },
      [&](std::size_t index, const std::stop_token& abandon) -> Result<void> {
        const auto begin = Clock::now();
        const program::Run run = QED_TRY(runner.run({.source = source, .tests = {}}, abandon));
        times[index] = milliseconds_since(begin);
        if (run.status != program::Status::kOk)
          return fail(Errc::kUnavailable, "{}: {}", source, run.error ? run.error->message : "no answer");
        return {};
      },
      stop));
  return json{{"runs", runs},
              {"at_once", jobs},
              {"runs_per_second", runs / (milliseconds_since(start) / 1e3)},
              {"p50_ms", quantile(times, 0.5)},
              {"p99_ms", quantile(times, 0.99)}};
}

Result<json> measure_fresh(const std::string& python) {
  std::vector<double> times;
  times.reserve(kFreshRuns);
  for (int i = 0; i < kFreshRuns; ++i)
    times.push_back(QED_TRY(run_plain_python(python, {"-c", "import sympy"})).wall_ms);
  return json{{"runs", kFreshRuns}, {"p50_ms", quantile(times, 0.5)}};
}

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

long resident_kib(const fs::path& process) {
  for (const std::string& line : lines_of(process / "status"))
    if (line.starts_with("VmRSS:")) return std::atol(line.c_str() + std::string_view("VmRSS:").size());
  return 0;
}

// Processes below this one, from the "PID (NAME) STATE PARENT …" of each.
std::vector<fs::path> descendants() {
  std::map<std::string, std::string> parents;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    const std::vector<std::string> stat = lines_of(entry.path() / "stat");
    const std::size_t name_end = stat.empty() ? std::string::npos : stat[0].rfind(") ");
    if (name_end == std::string::npos) continue;
    const std::size_t parent = name_end + 4;  // ") S "
    parents[entry.path().filename()] = stat[0].substr(parent, stat[0].find(' ', parent) - parent);
  }
  const std::string self = std::to_string(::getpid());
  std::vector<fs::path> found;
  for (const auto& [pid, parent] : parents)
    for (auto above = parents.find(pid); above != parents.end(); above = parents.find(above->second))
      if (above->second == self) {
        found.push_back(fs::path("/proc") / pid);
        break;
      }
  return found;
}

// What this process and those below it hold, so that a leak shows as a difference.
json held() {
  const std::vector<fs::path> processes = descendants();
  long interpreters_kib = 0;
  for (const fs::path& process : processes) interpreters_kib += resident_kib(process);
  std::size_t groups = 0;
  std::error_code error;
  const std::string ours = fmt::format("qed-{}-", ::getpid());
  for (fs::recursive_directory_iterator entry("/sys/fs/cgroup", error), end; !error && entry != end;
       entry.increment(error))
    groups += entry->path().filename().string().starts_with(ours) ? 1 : 0;
  return json{{"resident_kib", resident_kib("/proc/self")},
              {"interpreters_resident_kib", interpreters_kib},
              {"descriptors", std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator())},
              {"processes", processes.size()},
              {"mounts", lines_of("/proc/self/mounts").size()},
              {"control_groups", groups}};
}

json to_json(const sandbox::Metrics& metrics) {
  return {{"runs", metrics.runs},
          {"lost", metrics.lost},
          {"interpreters", metrics.interpreters},
          {"recycled", metrics.recycled},
          {"distrusted", metrics.distrusted},
          {"most_running", metrics.most_running},
          {"most_waiting", metrics.most_waiting},
          {"waited_ms", metrics.waited_ms},
          {"slowest_start_ms", metrics.slowest_start_ms}};
}

Result<json> run_sandbox_benchmark(const Arguments& arguments) {
  const int runs = static_cast<int>(QED_TRY(arguments.integer("runs", 10, 1'000'000)).value());
  const auto soak = QED_TRY(arguments.integer("soak", 1, 100'000'000));
  const Interrupt interrupt;
  const std::stop_token stop = interrupt.token();
  const auto runner = QED_TRY(make_python(arguments));
  const std::string python = QED_TRY(runner->interpreter());

  json figures{{"interpreter", python}};
  for (const char* source : {kTrivial, kSymbolic}) QED_TRY(measure(*runner, source, kWarmUpRuns, stop));
  const program::Run first = QED_TRY(runner->run({.source = kTrivial, .tests = {}}, stop));
  figures["isolation"] = first.isolation;
  figures["trivial"] = QED_TRY(measure(*runner, kTrivial, runs, stop));
  figures["sympy_integer"] = QED_TRY(measure(*runner, kSymbolic, runs, stop));
  figures["sympy_equation"] = QED_TRY(measure(*runner, kEquation, std::max(runs / 4, 10), stop));
  figures["fresh_import_sympy"] = QED_TRY(measure_fresh(python.substr(python.find('/'))));
  const double fresh = figures["fresh_import_sympy"]["p50_ms"];
  figures["fresh_over_trivial"] = fresh / figures["trivial"]["p50_ms"].get<double>();
  figures["fresh_over_sympy_integer"] = fresh / figures["sympy_integer"]["p50_ms"].get<double>();
  if (soak) {
    figures["soak"]["before"] = held();
    figures["soak"]["trivial"] = QED_TRY(measure(*runner, kTrivial, static_cast<int>(*soak), stop));
    figures["soak"]["after"] = held();
  }
  figures["pool"] = to_json(runner->metrics());
  return figures;
}

}  // namespace

const Benchmark kSandboxBenchmark{
    .name = "sandbox", .measures = "programs in the sandbox", .run = run_sandbox_benchmark};

}  // namespace qed::cli
