#include <benchmark/benchmark.h>

#include "base/thread_team.h"

namespace qed {
namespace {

// A thousand barriers with some work in between. More threads than processors, or two of these programs at once, show
// what waiting costs where processors are short.
void BM_Barrier(benchmark::State& state) {
  constexpr int kBarriers = 1000;
  ThreadTeam team(static_cast<unsigned>(state.range(0)));
  const auto work = state.range(1);
  for (auto _ : state)
    team.run([&](unsigned) {
      for (int i = 0; i < kBarriers; ++i) {
        for (std::int64_t step = 0; step < work; ++step) benchmark::DoNotOptimize(step);
        team.barrier();
      }
    });
  state.counters["barrier"] =
      benchmark::Counter(kBarriers, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_Barrier)->ArgsProduct({{1, 2, 4}, {0, 20'000}})->ArgNames({"threads", "work"})->UseRealTime();

}  // namespace
}  // namespace qed
