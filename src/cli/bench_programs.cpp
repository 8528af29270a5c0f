#include <algorithm>
#include <chrono>
#include <ctime>

#include <nlohmann/json.hpp>

#include "base/lines.h"
#include "cli/benchmark.h"
#include "cli/interrupt.h"
#include "cli/plain_python.h"
#include "cli/programs.h"
#include "program/native_runner.h"

namespace qed::cli {
namespace {

using nlohmann::json;

constexpr int kFreshRuns = 10;

// Of the kinds that models write for word problems.
constexpr std::string_view kWordProblems[] = {
    R"(eggs_per_day = 16
eggs_eaten = 3
eggs_baked = 4
price_per_egg = 2
eggs_sold = eggs_per_day - eggs_eaten - eggs_baked
answer = eggs_sold * price_per_egg
)",
    R"(def solution():
    """A tank of 240 litres is filled at 15 litres a minute and leaks 3 litres a minute. How long until it is full?"""
    capacity = 240
    net_rate = 15 - 3
    minutes = capacity / net_rate
    return minutes

print(solution())
)",
    R"(# Maria buys notebooks and pens
notebooks = 7
notebook_price = 3.25
pens = 12
pen_price = 0.85
discount = 0.10
subtotal = notebooks * notebook_price + pens * pen_price
total = subtotal * (1 - discount)
print(f"Total: ${total:.2f}")
ans = round(total, 2)
)",
    R"(def solve():
    total = 0
    for week in range(1, 13):
        saved = 20 + 5 * (week - 1)
        if week % 4 == 0:
            saved -= 15
        total += saved
    return total
)",
    R"(import math
people = 137
seats_per_bus = 45
buses = math.ceil(people / seats_per_bus)
empty = buses * seats_per_bus - people
ans = empty
)",
    R"(from fractions import Fraction
share = Fraction(3, 8)
left = 1 - share
second = left * Fraction(2, 5)
remaining = left - second
ans = remaining
)",
    R"(ages = {"Ana": 12}
ages["Ben"] = ages["Ana"] * 2 + 3
ages["Cleo"] = (ages["Ana"] + ages["Ben"]) // 3
oldest = max(ages, key=lambda name: ages[name])
answer = sum(ages.values())
print(oldest, answer)
)",
    R"(speeds = [60, 45, 72]
hours = [1.5, 2, 0.75]
distance = sum(s * h for s, h in zip(speeds, hours))
average = distance / sum(hours)
answer = average
)",
};

// Compiles and executes the programs over and over, in one process, and prints how many a second it did.
constexpr const char* kPeer = R"(
import io, json, sys, time
sources, seconds = json.load(sys.stdin), float(sys.argv[1])
out, sys.stdout = sys.stdout, io.StringIO()
done, start = 0, time.process_time()
while time.process_time() - start < seconds:
    for source in sources:
        try:
            exec(compile(source, "<program>", "exec", 0, True), {"__name__": "__main__"})
        except Exception:
            pass
    done += len(sources)
    sys.stdout.seek(0)
    sys.stdout.truncate()
print(done / (time.process_time() - start), file=out)
)";

// Of this thread on its core: what others do on the machine is not measured.
double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

Result<std::vector<program::Program>> read_programs(const std::vector<std::string>& words) {
  std::vector<program::Program> programs;
  if (words.size() < 2) {
    for (const std::string_view source : kWordProblems) programs.push_back({std::string(source), {}});
    return programs;
  }
  LineReader lines = QED_TRY(LineReader::open(words[1]));
  while (const std::optional<std::string> line = QED_TRY(lines.next())) {
    const json row = json::parse(*line, nullptr, /*allow_exceptions=*/false);
    if (!row.is_object() || !row.contains("source") || !row["source"].is_string())
      return fail(Errc::kCorrupt, "{}: expected an object with a text \"source\"", lines.place());
    programs.push_back({row["source"].get<std::string>(), {}});
  }
  return programs;
}

// Those that the native interpreter takes and that reach their end: they can do nothing but compute, so plain Python
// may run them too.
std::vector<program::Program> finished_natively(const std::vector<program::Program>& programs) {
  std::vector<program::Program> finished;
  program::NativeLimits limits;
  limits.run.cpu_ms = limits.run.wall_ms = 100;
  for (const program::Program& each : programs) {
    const Result<program::Run> run = program::run_natively(each, limits);
    if (run && (run->status == program::Status::kOk || run->status == program::Status::kException))
      finished.push_back(each);
  }
  return finished;
}

double native_rate(const std::vector<program::Program>& programs, double seconds, const std::stop_token& stop) {
  const program::NativeLimits limits;
  const double start = cpu_seconds();
  double done = 0;
  while (cpu_seconds() - start < seconds && !stop.stop_requested()) {
    for (const program::Program& each : programs) static_cast<void>(program::run_natively(each, limits));
    done += static_cast<double>(programs.size());
  }
  return done / (cpu_seconds() - start);
}

Result<double> python_rate(const std::string& python, const std::vector<program::Program>& programs, double seconds) {
  json sources = json::array();
  for (const program::Program& each : programs) sources.push_back(each.source);
  const PlainRun run = QED_TRY(
      run_plain_python(python, {"-I", "-S", "-W", "ignore", "-c", kPeer, std::to_string(seconds)}, sources.dump()));
  return std::strtod(run.out.c_str(), nullptr);
}

Result<double> fresh_start_ms(const std::string& python) {
  std::vector<double> times;
  for (int i = 0; i < kFreshRuns; ++i)
    times.push_back(QED_TRY(run_plain_python(python, {"-I", "-S", "-c", "ans = 6 * 7"})).wall_ms);
  std::ranges::sort(times);
  return times[kFreshRuns / 2];
}

Result<json> run_programs_benchmark(const Arguments& arguments) {
  const double seconds = QED_TRY(arguments.real("seconds", 0.1, 600)).value();
  const std::vector<program::Program> all = QED_TRY(read_programs(arguments.positional()));
  const std::vector<program::Program> programs = finished_natively(all);
  if (programs.empty()) return fail(Errc::kInvalidInput, "qed bench programs: no program runs natively");
  const Interrupt interrupt;
  const std::string found = QED_TRY(QED_TRY(make_python(arguments))->interpreter());
  const std::string python = found.substr(found.find('/'));

  const double native = native_rate(programs, seconds, interrupt.token());
  const double peer = QED_TRY(python_rate(python, programs, seconds));
  const double fresh_ms = QED_TRY(fresh_start_ms(python));
  return json{{"interpreter", found},
              {"programs", all.size()},
              {"native", {{"programs", programs.size()}, {"programs_per_second", native}}},
              {"python_exec", {{"programs_per_second", peer}}},
              {"fresh_python", {{"p50_ms", fresh_ms}}},
              {"native_over_python_exec", native / peer},
              {"native_over_fresh_python", native * fresh_ms / 1e3}};
}

}  // namespace

const Benchmark kProgramsBenchmark{
    .name = "programs", .measures = "programs run natively on one core", .run = run_programs_benchmark};

}  // namespace qed::cli
