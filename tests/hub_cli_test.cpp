// qed pull, qed models and models by name as their users meet them, against a hub of this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <optional>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/sha.h"
#include "support/process.h"
#include "support/scripted_server.h"

namespace qed {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using support::Finished;
using testing::HasSubstr;
using testing::Not;

const std::string kRevision(40, 'a');

class HubCli : public testing::Test {
 protected:
  HubCli() { fs::remove_all(root_); }
  ~HubCli() override {
    fs::remove_all(root_);
    fs::remove(root_.string() + "_err");
  }

  test::Reply answer(const test::ReceivedRequest& request) {
    const nlohmann::json lfs{{"oid", sha256(gguf_)}, {"size", gguf_.size()}};
    if (request.target == "/api/models/tiny/Qwen2-GGUF")
      return test::json_reply(
          200, nlohmann::json{{"sha", kRevision}, {"siblings", {{{"rfilename", "tiny-q4_k_m.gguf"}}}}}.dump());
    if (request.target.find("/tree/") != std::string::npos)
      return test::json_reply(
          200, nlohmann::json{{{"type", "file"}, {"path", "tiny-q4_k_m.gguf"}, {"size", gguf_.size()}, {"lfs", lfs}}}
                   .dump());
    if (!request.target.ends_with("tiny-q4_k_m.gguf")) return test::json_reply(404, "{}");
    const auto range = request.headers.find("range");
    const std::size_t from = range == request.headers.end() ? 0 : std::stoul(range->second.substr(6));
    test::Reply reply{.content_type = "binary/octet-stream", .headers = {}, .parts = {gguf_.substr(from)}};
    if (from > 0) {
      reply.status = 206;
      reply.headers = {fmt::format("Content-Range: bytes {}-{}/{}", from, gguf_.size() - 1, gguf_.size())};
    } else if (stalls_) {
      reply.parts = {gguf_.substr(0, 200'000)};
      reply.hang = true;
    }
    return reply;
  }

  Finished qed(std::vector<std::string> words, const std::string& input = "") const {
    words.insert(words.begin(), QED_BINARY);
    return support::run(words, input, {"QED_MODELS=" + root_.string(), "HF_ENDPOINT=" + server_.url()});
  }

  const fs::path root_ = fs::path(testing::TempDir()) / ("qed_hub_cli_" + std::to_string(::getpid()));
  const std::string gguf_ =
      *read_file(fs::path(QED_SOURCE_DIR) / "tests/data/parity/tiny-qwen2-k-q4_k_m.gguf", 16 << 20);
  std::atomic<bool> stalls_ = false;
  test::ScriptedServer server_{[this](const test::ReceivedRequest& request, int) { return answer(request); }};
};

TEST_F(HubCli, AModelComesIsUsedByNameAndGoes) {
  const std::string name = "tiny/Qwen2-GGUF";
  const Finished missing = qed({"generate", name, "Hello"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_THAT(missing.err, HasSubstr("fetch it with: qed pull tiny/Qwen2-GGUF"));
  EXPECT_THAT(qed({"models"}).out, HasSubstr("fetch one with: qed pull"));

  const Finished pulled = qed({"pull", name + ":q4_k_m"});
  ASSERT_EQ(pulled.status, 0) << pulled.err;
  EXPECT_EQ(pulled.out, (root_ / name / "tiny-q4_k_m.gguf").string() + "\n");
  EXPECT_EQ(*read_file(root_ / name / "tiny-q4_k_m.gguf", 16 << 20), gguf_);
  EXPECT_THAT(pulled.err, HasSubstr("\nverified by SHA-256: tiny-q4_k_m.gguf\n"));
  EXPECT_THAT(pulled.err, Not(HasSubstr("not verified")));

  const auto listed = nlohmann::json::parse(qed({"models", "--json"}).out);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["name"], "tiny/Qwen2-GGUF:tiny-q4_k_m");
  EXPECT_EQ(listed[0]["architecture"], "qwen2");
  EXPECT_EQ(listed[0]["parameters"], 1'313'024);
  EXPECT_EQ(listed[0]["quantisation"], "Q4_K");
  EXPECT_EQ(listed[0]["bytes"], gguf_.size());
  EXPECT_THAT(qed({"models"}).out, HasSubstr("tiny/Qwen2-GGUF:tiny-q4_k_m"));

  const std::vector<std::string> options{"--threads", "1", "--temperature", "0", "--max-tokens", "4", "--json"};
  std::vector<std::string> by_name{"generate", name, "Hello"},
      by_path{"generate", (root_ / name / "tiny-q4_k_m.gguf"), "Hello"};
  for (auto* words : {&by_name, &by_path}) words->insert(words->end(), options.begin(), options.end());
  const Finished named = qed(by_name), given = qed(by_path);
  ASSERT_EQ(named.status, 0) << named.err;
  EXPECT_EQ(nlohmann::json::parse(named.out)["text"], nlohmann::json::parse(given.out)["text"]);
  EXPECT_EQ(qed({"inspect", name}).status, 0);
  EXPECT_EQ(qed({"logits", name, "--ids", "1,2"}).status, 0);

  EXPECT_EQ(qed({"models", "rm", name}).status, 0);
  EXPECT_EQ(nlohmann::json::parse(qed({"models", "--json"}).out).size(), 0U);
  EXPECT_EQ(qed({"models", "rm", name}).status, 2);
}

TEST_F(HubCli, GoesOnAfterAKill) {
  stalls_ = true;
  ::setenv("QED_MODELS", root_.c_str(), 1);
  ::setenv("HF_ENDPOINT", server_.url().c_str(), 1);
  for (const int signal : {SIGKILL, SIGINT}) {
    fs::remove_all(root_);
    stalls_ = true;
    support::Process process({QED_BINARY, "pull", "tiny/Qwen2-GGUF"}, root_.string() + "_err");
    const auto begin = std::chrono::steady_clock::now();
    const auto part_bytes = [&] {
      std::error_code error;
      for (const auto& entry : fs::directory_iterator(root_ / "tiny/Qwen2-GGUF", error))
        if (entry.path().extension() == ".part") return entry.file_size();
      return std::uintmax_t{0};
    };
    while (part_bytes() < 200'000 && std::chrono::steady_clock::now() - begin < 20s) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(part_bytes(), 200'000U);
    process.signal(signal);
    EXPECT_EQ(process.wait(), signal == SIGKILL ? 128 + SIGKILL : 130);
    stalls_ = false;
    const Finished pulled = qed({"pull", "tiny/Qwen2-GGUF"});
    ASSERT_EQ(pulled.status, 0) << pulled.err;
    EXPECT_EQ(server_.requests().back().headers.at("range"), "bytes=200000-");
    EXPECT_EQ(*read_file(root_ / "tiny/Qwen2-GGUF/tiny-q4_k_m.gguf", 16 << 20), gguf_);
  }
  ::unsetenv("QED_MODELS");
  ::unsetenv("HF_ENDPOINT");
}

TEST_F(HubCli, AConnectionThatStandsStillIsTakenUpAgain) {
  stalls_ = true;
  const Finished pulled = qed({"pull", "tiny/Qwen2-GGUF", "--stall", "1"});
  ASSERT_EQ(pulled.status, 0) << pulled.err;
  EXPECT_EQ(server_.requests().back().headers.at("range"), "bytes=200000-");
  EXPECT_EQ(*read_file(root_ / "tiny/Qwen2-GGUF/tiny-q4_k_m.gguf", 16 << 20), gguf_);
  EXPECT_EQ(qed({"pull", "tiny/Qwen2-GGUF", "--stall", "0"}).status, 2);
}

TEST_F(HubCli, SaysWhatIsWrong) {
  EXPECT_EQ(qed({"pull"}).status, 2);
  EXPECT_THAT(qed({"pull", "nonsense"}).err, HasSubstr("expected a model's name such as"));
  const Finished absent = qed({"pull", "tiny/absent"});
  EXPECT_EQ(absent.status, 2);
  EXPECT_THAT(absent.err, HasSubstr("no model tiny/absent"));
  EXPECT_THAT(qed({"pull", "tiny/Qwen2-GGUF:q2_k"}).err, HasSubstr("nothing fits ':q2_k'; there are\n  :tiny-q4_k_m"));
  EXPECT_THAT(qed({"generate", "folder/absent.gguf", "x"}).err, HasSubstr("folder/absent.gguf: No such file"));
  EXPECT_THAT(qed({"solve", "--model", "tiny/Qwen2-GGUF", "What is love?"}).err, HasSubstr("qed pull tiny/Qwen2-GGUF"));
  EXPECT_EQ(qed({"models", "rm"}).status, 2);
  EXPECT_EQ(qed({"models", "nonsense"}).status, 2);
}

}  // namespace
}  // namespace qed
