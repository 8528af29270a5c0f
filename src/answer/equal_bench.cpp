// Checks a second: `answer_bench`.
#include <benchmark/benchmark.h>

#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "answer/equal.h"

namespace qed::answer {
namespace {

using Pairs = std::span<const std::pair<std::string_view, std::string_view>>;

void compare_all(benchmark::State& state, Pairs pairs) {
  for (auto _ : state)
    for (const auto& [gold, answer] : pairs) benchmark::DoNotOptimize(compare(gold, answer).verdict);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * pairs.size()));
}

constexpr auto kNumbers = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"1,000", "1000"}, {"\\frac{1}{2}", "0.5"}, {"42", "43"}, {"$18", "18"}, {"15%", "15"}});
constexpr auto kClosedForms = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"2\\sqrt{3}", "\\sqrt{12}"}, {"\\frac{\\sqrt{6}+\\sqrt{2}}{4}", "\\sin(75°)"}, {"\\pi", "3.1416"}});
constexpr auto kIdentities = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"x^2+2x+1", "(x+1)^2"}, {"\\sec^2(x)", "1+\\tan^2 x"}, {"\\frac{x^3}{3}+C", "C+x^3/3"}, {"2x", "2y"}});
constexpr auto kCollections = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"\\{1, 2, 3\\}", "{3, 2, 1}"},
     {"(-\\infty, 2] \\cup [5, \\infty)", "[5,∞) ∪ (-∞,2]"},
     {"x = 4, y = 2", "y=2, x=4"}});

BENCHMARK_CAPTURE(compare_all, numbers, Pairs(kNumbers));
BENCHMARK_CAPTURE(compare_all, closed_forms, Pairs(kClosedForms));
BENCHMARK_CAPTURE(compare_all, identities, Pairs(kIdentities));
BENCHMARK_CAPTURE(compare_all, collections, Pairs(kCollections));

}  // namespace
}  // namespace qed::answer
