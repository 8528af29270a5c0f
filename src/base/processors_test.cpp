#include "base/processors.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <string>

namespace qed {
namespace {

namespace fs = std::filesystem;

// What /proc and /sys of a made-up machine say.
class MadeUpMachine {
 public:
  explicit MadeUpMachine(const std::map<std::string, std::string>& files) {
    static int machines = 0;
    root_ =
        fs::temp_directory_path() / ("qed_processors_" + std::to_string(getpid()) + "_" + std::to_string(machines++));
    for (const auto& [path, content] : files) {
      fs::create_directories((root_ / path).parent_path());
      std::ofstream(root_ / path) << content;
    }
  }
  ~MadeUpMachine() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  MadeUpMachine(const MadeUpMachine&) = delete;
  MadeUpMachine& operator=(const MadeUpMachine&) = delete;

  Processors read(ProcessorSet allowed) const { return read_processors(root_, std::move(allowed)); }

 private:
  fs::path root_;
};

std::string siblings_of(unsigned processor) {
  return "sys/devices/system/cpu/cpu" + std::to_string(processor) + "/topology/thread_siblings_list";
}

const std::string kNode = "sys/devices/system/node/", kGroups = "sys/fs/cgroup/";

using Sets = std::vector<ProcessorSet>;

// Two nodes of two cores with two threads each, numbered as Linux does: the second threads come last.
std::map<std::string, std::string> two_nodes() {
  std::map<std::string, std::string> files{
      {kNode + "online", "0-1\n"}, {kNode + "node0/cpulist", "0-1,4-5\n"}, {kNode + "node1/cpulist", "2-3,6-7\n"}};
  for (unsigned core = 0; core < 4; ++core)
    files[siblings_of(core)] = files[siblings_of(core + 4)] =
        std::to_string(core) + "," + std::to_string(core + 4) + "\n";
  return files;
}

TEST(Processors, KnowsCoresAndNodes) {
  const MadeUpMachine machine(two_nodes());
  const Processors all = machine.read({0, 1, 2, 3, 4, 5, 6, 7});
  EXPECT_EQ(all.cores, (Sets{{0, 4}, {1, 5}, {2, 6}, {3, 7}}));
  EXPECT_EQ(all.nodes, (Sets{{0, 1, 4, 5}, {2, 3, 6, 7}}));
  EXPECT_EQ(team_size(all), 4U);
  const Processors some = machine.read({1, 2, 5, 7});  // what a mask leaves of it
  EXPECT_EQ(some.cores, (Sets{{1, 5}, {2}, {7}}));
  EXPECT_EQ(some.nodes, (Sets{{1, 5}, {2, 7}}));
  EXPECT_EQ(team_size(some), 3U);
  EXPECT_EQ(machine.read({4, 5}).nodes, (Sets{{4, 5}}));
}

TEST(Processors, TakesHolesInTheNumbers) {
  const MadeUpMachine machine({{kNode + "online", "0,2,5\n"},
                               {kNode + "node0/cpulist", "0,8\n"},
                               {kNode + "node2/cpulist", "\n"},  // memory without processors
                               {kNode + "node5/cpulist", "64-65\n"}});
  EXPECT_EQ(machine.read({0, 8, 64, 65}).nodes, (Sets{{0, 8}, {64, 65}}));
}

TEST(Processors, DoesWithoutWhatIsMissingOrMakesNoSense) {
  const Sets one_node{{0, 1}}, plain_cores{{0}, {1}};
  const std::vector<std::map<std::string, std::string>> machines{
      {},
      {{kNode + "online", "0-1\n"}, {kNode + "node0/cpulist", "0\n"}},  // processor 1 is nowhere
      {{kNode + "online", "1-0\n"}, {kNode + "node0/cpulist", "0-1\n"}},
      {{kNode + "online", "0-1"}, {kNode + "node0/cpulist", "0-1"}, {kNode + "node1/cpulist", "1"}},  // or twice
      {{kNode + "online", "0"}, {kNode + "node0/cpulist", "0-4294967295"}},
      {{kNode + "online", "0"}, {kNode + "node0/cpulist", "0-99999999999999999999"}},
      {{kNode + "online", "0"}, {kNode + "node0/cpulist", "zero,one"}},
      {{siblings_of(0), "0-"}, {siblings_of(1), "7"}},  // another's siblings
      {{siblings_of(0), ",,"}, {siblings_of(1), std::string(100'000, '1')}},
      {{"proc/self/cgroup", "0::/../../..\n:::\nno colons\n4:cpu\n"}, {kGroups + "cpu.max", "max"}},
      {{kGroups + "cpu.max", "fast 100000\n"}},
      {{kGroups + "cpu.max", "nan 0\n"}},
      {{kGroups + "cpu.max", "100000 0\n"}},
  };
  for (std::size_t i = 0; i < machines.size(); ++i) {
    const Processors found = MadeUpMachine(machines[i]).read({0, 1});
    EXPECT_EQ(found.nodes, one_node) << i;
    EXPECT_EQ(found.cores, plain_cores) << i;
    EXPECT_EQ(found.quota, HUGE_VAL) << i;
    EXPECT_EQ(team_size(found), 2U) << i;
  }
}

TEST(Processors, TakesTheLeastQuotaOfAllGroupsAround) {
  struct Case {
    std::map<std::string, std::string> files;
    double quota;
  };
  const std::vector<Case> cases{
      {{{kGroups + "cpu.max", "150000 100000\n"}}, 1.5},
      {{{kGroups + "cpu.max", "max 100000\n"}}, HUGE_VAL},
      {{{"proc/self/cgroup", "0::/a/b\n"},
        {kGroups + "a/cpu.max", "200000 100000\n"},
        {kGroups + "a/b/cpu.max", "max 100000\n"},
        {kGroups + "a/b/c/cpu.max", "1000 100000\n"}},
       2},
      {{{"proc/self/cgroup", "0::/a/b\n"},
        {kGroups + "a/cpu.max", "200000 100000\n"},
        {kGroups + "a/b/cpu.max", "50000 100000\n"}},
       0.5},
      {{{"proc/self/cgroup", "0::/elsewhere\n"}, {kGroups + "cpu.max", "300000 100000\n"}}, 3},
      {{{"proc/self/cgroup", "5:memory:/x\n4:cpu,cpuacct:/docker/1f\n0::/\n"},
        {kGroups + "cpu,cpuacct/docker/1f/cpu.cfs_quota_us", "250000\n"},
        {kGroups + "cpu,cpuacct/docker/1f/cpu.cfs_period_us", "100000\n"},
        {kGroups + "cpu,cpuacct/docker/cpu.cfs_quota_us", "-1\n"},
        {kGroups + "cpu,cpuacct/docker/cpu.cfs_period_us", "100000\n"}},
       2.5},
      {{{"proc/self/cgroup", "4:cpu:/\n"},
        {kGroups + "cpu/cpu.cfs_quota_us", "100000\n"},
        {kGroups + "cpu/cpu.cfs_period_us", "100000\n"}},
       1},
      {{{"proc/self/cgroup", "4:cpu:/\n0::/a\n"}, {kGroups + "unified/a/cpu.max", "400000 100000\n"}}, 4},
  };
  for (std::size_t i = 0; i < cases.size(); ++i)
    EXPECT_EQ(MadeUpMachine(cases[i].files).read({0, 1, 2, 3}).quota, cases[i].quota) << i;
}

TEST(Processors, SizesATeamByCoresAndQuota) {
  Processors machine{.cores = {{0, 4}, {1, 5}, {2, 6}, {3, 7}}};
  for (const auto& [quota, threads] : {std::pair{HUGE_VAL, 4U}, {8.0, 4U}, {2.5, 3U}, {1.0, 1U}, {0.1, 1U}}) {
    machine.quota = quota;
    EXPECT_EQ(team_size(machine), threads) << quota;
  }
  EXPECT_EQ(team_size({}), 1U);
}

TEST(Processors, PlacesNeighboursOnANode) {
  const ProcessorSet first{0, 1, 4, 5}, second{2, 3, 6, 7}, anywhere;
  Processors machine{
      .allowed = {0, 1, 2, 3, 4, 5, 6, 7}, .cores = {{0, 4}, {1, 5}, {2, 6}, {3, 7}}, .nodes = {first, second}};
  EXPECT_EQ(place_threads(machine, 1, 0), (Sets{first}));
  EXPECT_EQ(place_threads(machine, 2, 5), (Sets{first, first}));
  EXPECT_EQ(place_threads(machine, 2, 6), (Sets{second, second}));
  EXPECT_EQ(place_threads(machine, 3, 7), (Sets{second, second, first}));
  EXPECT_EQ(place_threads(machine, 3, 99), (Sets{first, first, second}));  // a processor outside the mask
  EXPECT_EQ(place_threads(machine, 4, 2), (Sets{second, second, first, first}));
  EXPECT_EQ(place_threads(machine, 8, 0), (Sets{first, first, first, first, second, second, second, second}));
  machine.nodes = {machine.allowed};
  EXPECT_EQ(place_threads(machine, 4, 0), Sets(4, anywhere));
  EXPECT_EQ(place_threads({}, 2, 0), Sets(2, anywhere));
}

TEST(Processors, AreThoseOfThisThread) {
  const Processors here = available_processors();
  ASSERT_FALSE(here.allowed.empty());
  EXPECT_GE(team_size(here), 1U);
  {
    const ScopedPlace place({here.allowed.back()});
    EXPECT_EQ(available_processors().allowed, ProcessorSet{here.allowed.back()});
  }
  EXPECT_EQ(available_processors().allowed, here.allowed);
}

}  // namespace
}  // namespace qed
