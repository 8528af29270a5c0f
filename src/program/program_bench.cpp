#include <benchmark/benchmark.h>

#include "program/program.h"

namespace qed::program {
namespace {

// The whole cost of one run: namespaces, interpreter, program, answer, and taking it all down again.
void run_program(benchmark::State& state, const char* source) {
  const auto runner = make_python_runner({}).value();
  for (auto _ : state) {
    const auto ran = runner->run({source, {}}, {});
    if (!ran || ran->status != Status::kOk) state.SkipWithError("the program did not answer");
  }
}
BENCHMARK_CAPTURE(run_program, trivial, "ans = 6 * 7")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_program, fraction, "from fractions import Fraction\nans = Fraction(1, 3) + 1")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_program, sympy, "from sympy import *\nx = symbols('x')\nans = solve(x**2 - 5*x + 6, x)")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void find(benchmark::State& state) {
  std::string response = "Let us count.\n```python\n";
  for (int i = 0; i < 20; ++i)
    response += "value_" + std::to_string(i) + " = " + std::to_string(i) + " * 3 + 1  # step\n";
  response += "print(value_19)\n```\n";
  for (auto _ : state) benchmark::DoNotOptimize(find_program(response));
}
BENCHMARK(find)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace qed::program
