#include "energy/meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include <thread>

#include "base/file.h"

namespace qed::energy {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class RaplTree : public testing::Test {
 protected:
  void SetUp() override {
    root = fs::path(testing::TempDir()) /
           fmt::format("qed_powercap_{}_{}", ::getpid(), testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(root);
  }
  void TearDown() override { fs::remove_all(root); }

  void zone(const std::string& path, const std::string& name, const std::string& energy_uj,
            const std::string& range_uj = "1000000000\n") {
    fs::create_directories(root / path);
    ASSERT_TRUE(write_file(root / path / "name", name + "\n"));
    ASSERT_TRUE(write_file(root / path / "energy_uj", energy_uj));
    ASSERT_TRUE(write_file(root / path / "max_energy_range_uj", range_uj));
  }
  void count(const std::string& path, std::uint64_t energy_uj) {
    ASSERT_TRUE(write_file(root / path / "energy_uj", fmt::format("{}\n", energy_uj)));
  }
  Result<std::unique_ptr<Meter>> open(std::chrono::milliseconds interval = 1h) const {
    return open_meter({.root = root, .interval = interval});
  }

  fs::path root;
};

TEST_F(RaplTree, AddsUpPackagesAndTheirMemoryButNothingTwice) {
  zone("intel-rapl:0", "package-0", "5000000\n");
  zone("intel-rapl:0/intel-rapl:0:0", "core", "1000000\n");
  zone("intel-rapl:0/intel-rapl:0:1", "dram", "2000000\n");
  zone("intel-rapl:1", "package-1", "0\n");
  zone("intel-rapl:2", "psys", "9000000\n");
  zone("intel-rapl-mmio:0", "package-0", "5000000\n");
  const auto meter = open();
  ASSERT_TRUE(meter) << meter.error().message;
  EXPECT_DOUBLE_EQ((*meter)->joules().value(), 0);
  count("intel-rapl:0", 7'500'000);
  count("intel-rapl:0/intel-rapl:0:0", 100'000'000);
  count("intel-rapl:0/intel-rapl:0:1", 2'250'000);
  count("intel-rapl:1", 1'000'000);
  count("intel-rapl:2", 100'000'000);
  count("intel-rapl-mmio:0", 100'000'000);
  EXPECT_DOUBLE_EQ((*meter)->joules().value(), 2.5 + 0.25 + 1);
  EXPECT_THAT((*meter)->source(), testing::AllOf(testing::HasSubstr("package-0/dram"), testing::HasSubstr("package-1"),
                                                 testing::Not(testing::HasSubstr("psys"))));
}

TEST_F(RaplTree, FollowsACounterThatGoesRound) {
  zone("intel-rapl:0", "package-0", "990000000\n");
  const auto meter = open();
  ASSERT_TRUE(meter);
  count("intel-rapl:0", 5'000'000);  // 10 J up to the range, 5 J after
  EXPECT_DOUBLE_EQ((*meter)->joules().value(), 15);
  count("intel-rapl:0", 4'000'000);
  EXPECT_DOUBLE_EQ((*meter)->joules().value(), 15 + 999);
}

TEST_F(RaplTree, SeesEveryRoundThoughNobodyAsks) {
  zone("intel-rapl:0", "package-0", "0\n");
  const auto meter = open(5ms);
  ASSERT_TRUE(meter);
  count("intel-rapl:0", 900'000'000);
  std::this_thread::sleep_for(100ms);
  count("intel-rapl:0", 100'000'000);
  std::this_thread::sleep_for(100ms);
  count("intel-rapl:0", 300'000'000);
  EXPECT_DOUBLE_EQ((*meter)->joules().value(), 900 + 200 + 200);
}

TEST_F(RaplTree, TellsWhyThereIsNoMeter) {
  struct Case {
    std::string energy, range;
    Errc code;
    std::string part;
  };
  EXPECT_EQ(open().error().code, Errc::kUnavailable);
  EXPECT_THAT(open().error().message, testing::HasSubstr("no meter: " + root.string() + " has no processor package"));
  EXPECT_EQ(open_meter({.root = "/nowhere"}).error().code, Errc::kUnavailable);
  zone("intel-rapl:2", "psys", "1\n");
  EXPECT_EQ(open().error().code, Errc::kUnavailable);
  const Case cases[] = {
      {"many\n", "1000\n", Errc::kCorrupt, "energy_uj: expected microjoules, got 'many'"},
      {"", "1000\n", Errc::kCorrupt, "expected microjoules, got ''"},
      {"-5\n", "1000\n", Errc::kCorrupt, "got '-5'"},
      {"5\n", "99999999999999999999\n", Errc::kCorrupt, "max_energy_range_uj"},
  };
  for (const auto& [energy, range, code, part] : cases) {
    zone("intel-rapl:0", "package-0", energy, range);
    const auto meter = open();
    ASSERT_FALSE(meter) << energy;
    EXPECT_EQ(meter.error().code, code);
    EXPECT_THAT(meter.error().message, testing::HasSubstr(part));
  }
}

TEST_F(RaplTree, SaysThatItMayNotRead) {
  zone("intel-rapl:0", "package-0", "1\n");
  fs::permissions(root / "intel-rapl:0" / "energy_uj", fs::perms::none);
  // Root reads everything; as nobody, this thread does not.
  constexpr uid_t kNobody = 65534;
  const bool root_user = ::geteuid() == 0;
  if (root_user) ::setfsuid(kNobody);
  const auto meter = open();
  if (root_user) ::setfsuid(0);
  ASSERT_FALSE(meter);
  EXPECT_EQ(meter.error().code, Errc::kDenied) << meter.error().message;
  EXPECT_THAT(meter.error().message, testing::HasSubstr("energy_uj: Permission denied; run as root"));
}

TEST_F(RaplTree, AFailedReadingLosesNothingOnceItWorksAgain) {
  zone("intel-rapl:0", "package-0", "0\n");
  const auto meter = open();
  ASSERT_TRUE(meter);
  fs::remove(root / "intel-rapl:0" / "energy_uj");
  EXPECT_FALSE((*meter)->joules());
  count("intel-rapl:0", 3'000'000);
  EXPECT_DOUBLE_EQ((*meter)->joules().value(), 3);
}

}  // namespace
}  // namespace qed::energy
