// Recorded word-problem programs a second on one core, parsing included, and CPython's rate for compiling and executing
// the same programs in one process, in the same run.
#include <benchmark/benchmark.h>

#include "program/native/peer.h"
#include "program/native_runner.h"

namespace qed::program::native {
namespace {

// The recorded programs that run natively, or where they are not at hand a typical one.
const std::vector<Program>& programs() {
  static const std::vector<Program> chosen = [] {
    std::vector<Program> native;
    NativeLimits limits;
    limits.run.cpu_ms = 100;
    for (Program& program : peer::recorded_programs(10))
      if (const auto run = run_natively(program, limits); run && run->status != Status::kTimeout)
        native.push_back(std::move(program));
    if (native.empty())
      native.push_back(
          {"eggs_per_day = 16\neggs_eaten = 3\neggs_baked = 4\nprice = 2\n"
           "eggs_sold = eggs_per_day - eggs_eaten - eggs_baked\nanswer = eggs_sold * price\n",
           {}});
    return native;
  }();
  return chosen;
}

void native_programs(benchmark::State& state) {
  const NativeLimits limits;
  for (auto _ : state)
    for (const Program& program : programs()) benchmark::DoNotOptimize(run_natively(program, limits));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(programs().size()));
  state.counters["programs"] = static_cast<double>(programs().size());
}
BENCHMARK(native_programs)->Unit(benchmark::kMillisecond);

void cpython_programs(benchmark::State& state) {
  double rate = 0;
  for (auto _ : state) rate = peer::rate(programs());
  state.counters["programs_per_second"] = rate;
}
BENCHMARK(cpython_programs)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace qed::program::native
