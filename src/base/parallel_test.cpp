#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>

namespace qed {
namespace {

std::function<Result<std::optional<int>>()> count_to(int end) {
  return [end, i = 0]() mutable -> Result<std::optional<int>> { return i < end ? std::optional(i++) : std::nullopt; };
}

TEST(Parallel, EveryItemIsWorkedOnce) {
  std::mutex mutex;
  std::multiset<int> seen;
  const Result<void> done = for_each_parallel<int>(4, count_to(1000),
                                                   [&](int item, std::stop_token) -> Result<void> {
                                                     const std::lock_guard lock(mutex);
                                                     seen.insert(item);
                                                     return {};
                                                   },
                                                   {});
  EXPECT_TRUE(done);
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(std::set<int>(seen.begin(), seen.end()).size(), 1000u);
}

TEST(Parallel, TheFirstErrorEndsTheWork) {
  std::atomic<int> calls = 0;
  const Result<void> done = for_each_parallel<int>(3, count_to(1'000'000),
                                                   [&](int item, std::stop_token) -> Result<void> {
                                                     ++calls;
                                                     if (item == 10) return fail(Errc::kCorrupt, "item {}", item);
                                                     return {};
                                                   },
                                                   {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "item 10");
  EXPECT_LT(calls, 1'000'000);
}

TEST(Parallel, AStopEndsTheWorkWithoutAnError) {
  std::stop_source source;
  std::atomic<int> calls = 0;
  const Result<void> done = for_each_parallel<int>(
      2, count_to(1'000'000),
      [&](int, std::stop_token inner) -> Result<void> {
        if (++calls == 5) source.request_stop();
        EXPECT_TRUE(calls < 5 || inner.stop_requested());
        return {};
      },
      source.get_token());
  EXPECT_TRUE(done);
  EXPECT_LT(calls, 10);
}

}  // namespace
}  // namespace qed
