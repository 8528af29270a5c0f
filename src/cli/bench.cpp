#include "cli/bench.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace qed::cli {
namespace {

constexpr std::array kBenchmarks = {
    Benchmark{"answers", "Checks a second and accuracy over a file of judged pairs.", bench_answers},
};

Result<int> run_bench(const Arguments& arguments) {
  const std::vector<std::string>& words = arguments.positional();
  const auto found = words.empty() ? kBenchmarks.end() : std::ranges::find(kBenchmarks, words[0], &Benchmark::name);
  if (found != kBenchmarks.end()) return found->run(arguments);
  std::array<std::string_view, kBenchmarks.size()> names;
  std::ranges::transform(kBenchmarks, names.begin(), &Benchmark::name);
  return fail(Errc::kInvalidInput, "qed bench: expected one of {}", fmt::join(names, ", "));
}

}  // namespace

extern const Command kBench;
const Command kBench{
    .name = "bench",
    .summary = "Measure how fast and how right this machine is at a part of the work.",
    .positional = "NAME [FILE…]",
    .description =
        "answers FILE: compares the pairs {gold, pred, expected} of a file, whose rows may name \"form\", \"policy\" "
        "and \"options\", on one core. Reports checks a second, latencies, accuracy over the rows without a policy, "
        "false verdicts and peak memory.",
    .options = {{"json", "", "Print one JSON object instead of text.", ""},
                {"seconds", "N", "How long to measure.", "3"},
                {"misses", "", "List the rows on which the verdict is not the expected one.", ""}},
    .examples = {{"qed bench answers cases.jsonl --json", "Speed and accuracy of equality."}},
    .run = run_bench,
};

}  // namespace qed::cli
