// qed bench prefill, decode, concurrency and saturation as their users meet them, on a tiny model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "support/process.h"

namespace qed {
namespace {

using nlohmann::json;
using support::Finished;
using testing::HasSubstr;

Finished qed(std::vector<std::string> words) {
  words.insert(words.begin(), QED_BINARY);
  return support::run(words, {}, {});
}

const std::string kModel = QED_SOURCE_DIR "/tests/data/parity/tiny-qwen2-q8_0.gguf";

// An executable with the name of a peer that prints this.
std::string peer_that_prints(const std::string& name, const std::string& output) {
  const auto path = std::filesystem::path(testing::TempDir()) / std::to_string(getpid()) / name;  // a test's own
  std::filesystem::create_directories(path.parent_path());
  EXPECT_TRUE(write_file(path, "#!/bin/sh\ncat <<'END'\n" + output + "\nEND\n"));
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path.string();
}

TEST(BenchEngine, MeasuresSequencesBesideAPeer) {
  const std::string peer = peer_that_prints("qed-fake-batched-bench",
                                            "|  PP |  TG |  B | N_KV | T_PP s | S_PP t/s | T_TG s | S_TG t/s | T s |\n"
                                            "|-----|-----|----|------|--------|----------|--------|----------|-----|\n"
                                            "|  20 |   2 |  2 |   24 |    0.1 |    200.0 |    0.5 |     8.00 | 0.6 |\n"
                                            "|  20 |   2 |  3 |   26 |    0.1 |    200.0 |    0.5 |    12.00 | 0.6 |");
  const Finished finished = qed({"bench", "concurrency", kModel, "--sequences", "2,3", "--prompt", "20", "--tokens",
                                 "2", "--rounds", "3", "--json", "--peer", peer});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const json report = json::parse(finished.out);
  ASSERT_EQ(report["results"].size(), 2);
  const json& last = report["results"][1];
  EXPECT_EQ(last["name"], "decode 3");
  EXPECT_EQ(last["rounds"].size(), 3);
  EXPECT_EQ(last["peers"][0]["tokens_per_second"], 12);
  EXPECT_NEAR(last["peers"][0]["ratio"].get<double>(), last["tokens_per_second"].get<double>() / 12, 1e-6);
  EXPECT_GT(last["roof"].get<double>(), 0);
}

TEST(BenchEngine, ReadsTheSpeedOfOneSequence) {
  const std::string peer = peer_that_prints("qed-fake-bench", "[{\"avg_ns\": 5, \"avg_ts\": 42.500000,\n}]");
  for (const char* benchmark : {"prefill", "decode"}) {
    const Finished finished = qed({"bench", benchmark, kModel, "--rounds", "1", "--peer", peer});
    ASSERT_EQ(finished.status, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("42.5"));
  }
}

TEST(BenchEngine, DrawsTheCurve) {
  const auto picture = std::filesystem::path(testing::TempDir()) / "qed_saturation.svg";
  const Finished finished = qed(
      {"bench", "saturation", kModel, "--prompt", "5", "--tokens", "1", "--rounds", "1", "--svg", picture.string()});
  ASSERT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("decode 64"));
  const Result<std::string> svg = read_file(picture, 1 << 20);
  ASSERT_TRUE(svg);
  EXPECT_THAT(*svg, testing::StartsWith("<svg "));
  EXPECT_THAT(*svg, testing::EndsWith("</svg>\n"));
}

TEST(BenchEngine, SaysWhatIsWrong) {
  const auto error_of = [](std::vector<std::string> words) {
    words.insert(words.begin(), "bench");
    const Finished finished = qed(words);
    EXPECT_EQ(finished.status, 2);
    return finished.err;
  };
  EXPECT_THAT(error_of({"decode"}), HasSubstr("expected one model file or --synthetic"));
  EXPECT_THAT(error_of({"decode", kModel, "--synthetic", "qwen2.5-0.5b:q8_0"}), HasSubstr("expected one model file"));
  EXPECT_THAT(error_of({"prefill", kModel, "--svg", "x.svg"}), HasSubstr("saturation"));
  EXPECT_THAT(error_of({"concurrency", kModel, "--sequences", "4,x"}), HasSubstr("--sequences 4,x"));
  EXPECT_THAT(error_of({"decode", kModel, "--peer", "/nowhere/llama-bench"}), HasSubstr("/nowhere/llama-bench"));
  EXPECT_THAT(error_of({"concurrency", kModel, "--peer", peer_that_prints("qed-fake-bench", "")}),
              HasSubstr("llama-batched-bench"));
}

TEST(BenchEngine, ShowsItsFiguresBesideAPeerThatFails) {
  const Finished finished =
      qed({"bench", "decode", kModel, "--rounds", "2", "--peer", peer_that_prints("qed-fake-bench", "nothing"),
           "--peer", peer_that_prints("qed-other-bench", "[{\"avg_ts\": 42.5}]")});
  EXPECT_EQ(finished.status, 4);
  EXPECT_THAT(finished.err, HasSubstr("no speed in its output"));
  EXPECT_THAT(finished.out, HasSubstr(" failed "));
  EXPECT_THAT(finished.out, HasSubstr(" 42.5 "));
}

}  // namespace
}  // namespace qed
