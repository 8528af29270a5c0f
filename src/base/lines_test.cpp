#include "base/lines.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "base/file.h"

namespace qed {
namespace {

class Lines : public testing::Test {
 protected:
  // One file for each test: tests may run at the same time.
  std::filesystem::path path = std::filesystem::path(testing::TempDir()) /
                               testing::UnitTest::GetInstance()->current_test_info()->name() / "qed_lines_test";
  void SetUp() override { std::filesystem::create_directories(path.parent_path()); }

  std::vector<std::string> read_all(std::size_t max_line_bytes = LineReader::kMaxLineBytes) {
    std::vector<std::string> lines;
    Result<LineReader> reader = LineReader::open(path, max_line_bytes);
    EXPECT_TRUE(reader);
    for (;;) {
      Result<std::optional<std::string>> line = reader->next();
      if (!line) error = line.error().message;
      if (!line || !*line) return lines;
      lines.push_back(**line);
    }
  }
  std::string error;
};

TEST_F(Lines, SplitsAtNewlinesAndKeepsALastLineWithoutOne) {
  ASSERT_TRUE(write_file(path, "one\r\n\ntwo\n three"));
  EXPECT_EQ(read_all(), (std::vector<std::string>{"one", "", "two", " three"}));
  ASSERT_TRUE(write_file(path, ""));
  EXPECT_TRUE(read_all().empty());
}

TEST_F(Lines, ReadsGzipAndNamesATruncatedOne) {
  const std::string text(300'000, 'x');
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, ("a\n" + text).data(), static_cast<unsigned>(text.size() + 2));
  gzclose(file);
  EXPECT_EQ(read_all(), (std::vector<std::string>{"a", text}));

  std::string bytes = *read_file(path, 1 << 20);
  ASSERT_TRUE(write_file(path, bytes.substr(0, bytes.size() - 20)));
  read_all();
  EXPECT_NE(error.find("qed_lines_test"), std::string::npos) << error;
}

TEST_F(Lines, RefusesALineOverTheLimitByNumber) {
  ASSERT_TRUE(write_file(path, "short\n" + std::string(100, 'x') + "\n"));
  EXPECT_EQ(read_all(10).size(), 1u);
  EXPECT_NE(error.find("qed_lines_test:2: line longer than 10 bytes"), std::string::npos) << error;
}

TEST_F(Lines, NamesWhatIsMissing) {
  const auto missing = LineReader::open("/nowhere/file.jsonl");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::kNotFound);
  EXPECT_EQ(missing.error().message, "/nowhere/file.jsonl: No such file or directory");
}

}  // namespace
}  // namespace qed
