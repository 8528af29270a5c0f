#include "base/thread_team.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace qed {
namespace {

TEST(ThreadTeam, RunsEveryThreadOnce) {
  for (const unsigned threads : {1U, 2U, 5U}) {
    ThreadTeam team(threads);
    ASSERT_EQ(team.size(), threads);
    std::vector<int> runs(threads);
    for (int i = 0; i < 100; ++i) team.run([&](unsigned thread) { ++runs[thread]; });
    EXPECT_EQ(runs, std::vector<int>(threads, 100));
  }
}

TEST(ThreadTeam, MeetsAtBarriers) {
  ThreadTeam team(4);
  std::vector<int> steps(4);
  std::atomic<int> mismatches = 0;
  team.run([&](unsigned thread) {
    for (int step = 1; step <= 1000; ++step) {
      steps[thread] = step;
      team.barrier();
      for (const int other : steps) mismatches += other != step;
      team.barrier();
    }
  });
  EXPECT_EQ(mismatches, 0);
}

TEST(ThreadTeam, TakesTheCoresThereAreAndGivesTheCallerBack) {
  const ProcessorSet before = available_processors().allowed;
  ThreadTeam team;
  EXPECT_EQ(team.size(), team_size(available_processors()));
  team.run([&](unsigned) { EXPECT_FALSE(available_processors().allowed.empty()); });
  EXPECT_EQ(available_processors().allowed, before);
}

}  // namespace
}  // namespace qed
