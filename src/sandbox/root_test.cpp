#include "sandbox/root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace qed::sandbox {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

class Root : public testing::Test {
 protected:
  Root() {
    std::string pattern = (fs::temp_directory_path() / "rootXXXXXX").string();
    base_ = ::mkdtemp(pattern.data());
    base_ = fs::canonical(base_);
    fs::create_directories(base_ / "real/inner");
    std::ofstream(base_ / "real/file") << "x";
    fs::create_symlink("real", base_ / "link");
    fs::create_symlink(base_ / "link/inner", base_ / "far");
    fs::create_symlink("loop", base_ / "loop");
  }
  ~Root() override { fs::remove_all(base_); }

  std::string inside(std::string_view path) const { return (base_ / path).string().substr(1); }

  fs::path base_;
};

TEST_F(Root, CopiesTheLinksThatLeadToWhatIsBound) {
  const auto root = plan_root(std::vector{(base_ / "far").string()}).value();
  ASSERT_EQ(root.binds.size(), 1u);
  EXPECT_EQ(root.binds[0].source, (base_ / "real/inner").string());
  EXPECT_EQ(root.binds[0].target, inside("real/inner"));
  EXPECT_TRUE(root.binds[0].folder);
  ASSERT_EQ(root.links.size(), 2u);
  EXPECT_EQ(root.links[0].path, inside("far"));
  EXPECT_EQ(root.links[1].path, inside("link"));
  EXPECT_EQ(root.links[1].target, "real");
  EXPECT_EQ(root.folders.back(), inside("real"));
}

TEST_F(Root, BindsNothingTwice) {
  const std::vector needs{(base_ / "real/inner").string(), (base_ / "real").string(), (base_ / "link/file").string()};
  const auto root = plan_root(needs).value();
  ASSERT_EQ(root.binds.size(), 1u);
  EXPECT_EQ(root.binds[0].source, (base_ / "real").string());
}

TEST_F(Root, LeavesOutWhatLeadsNowhere) {
  const auto root = plan_root(std::vector{(base_ / "absent/x").string(), (base_ / "loop").string()}).value();
  EXPECT_THAT(root.binds, IsEmpty());
}

TEST_F(Root, RefusesTheWholeFileSystem) { EXPECT_FALSE(plan_root(std::vector<std::string>{"/usr/.."})); }

}  // namespace
}  // namespace qed::sandbox
