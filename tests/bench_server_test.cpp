// qed bench with a server as the peer: what it is asked, what is made of its answers, and what when they are none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include <nlohmann/json.hpp>

#include "support/process.h"
#include "support/scripted_server.h"

namespace qed {
namespace {

using nlohmann::json;
using support::Finished;
using test::ReceivedRequest;
using test::Reply;
using test::ScriptedServer;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const std::string kModel = QED_SOURCE_DIR "/tests/data/parity/tiny-qwen2-q8_0.gguf";
constexpr int kTemplateTokens = 30;  // that the servers here put around a message

int most_tokens(const ReceivedRequest& request) { return json::parse(request.body)["max_tokens"]; }

std::string prompt_of(const ReceivedRequest& request) {
  return json::parse(request.body)["messages"][0]["content"].get<std::string>();
}

json usage_of(const ReceivedRequest& request, int tokens) {
  const std::string prompt = prompt_of(request);
  return {{"prompt_tokens", kTemplateTokens + std::ranges::count(prompt, ' ')}, {"completion_tokens", tokens}};
}

std::string event(const json& choice) { return "data: " + json{{"choices", {choice}}}.dump() + "\n\n"; }

// One event for each of so many tokens, then the end; with usage where it is not null.
std::vector<std::string> events(int tokens, const json& usage) {
  std::vector<std::string> parts;
  for (int i = 0; i < tokens; ++i) parts.push_back(event({{"index", 0}, {"delta", {{"content", " once"}}}}));
  parts.push_back(event({{"index", 0}, {"delta", json::object()}, {"finish_reason", "length"}}));
  if (!usage.is_null()) parts.push_back("data: " + json{{"choices", json::array()}, {"usage", usage}}.dump() + "\n\n");
  parts.push_back("data: [DONE]\n\n");
  return parts;
}

// A server of one model; `answer` may answer a completion in its own way.
class Peer {
 public:
  using Answer = std::function<std::optional<Reply>(const ReceivedRequest&)>;
  explicit Peer(Answer answer = {}) : answer_(std::move(answer)) {}

  std::string url() const { return server_.url() + "/v1"; }
  std::vector<ReceivedRequest> completions() const {
    std::vector<ReceivedRequest> found = server_.requests();
    std::erase_if(found, [](const ReceivedRequest& request) { return request.method != "POST"; });
    return found;
  }

 private:
  Reply reply_to(const ReceivedRequest& request) const {
    if (request.target == "/v1/models") return test::json_reply(200, R"({"data": [{"id": "tiny"}]})");
    if (answer_)
      if (std::optional<Reply> own = answer_(request)) return *std::move(own);
    Reply reply = test::event_reply(events(most_tokens(request), usage_of(request, most_tokens(request))));
    reply.before_part = std::chrono::milliseconds(1);
    return reply;
  }

  Answer answer_;
  ScriptedServer server_{[this](const ReceivedRequest& request, int) { return reply_to(request); }};
};

Finished bench(std::vector<std::string> words, const std::vector<std::string>& peers) {
  words.insert(words.begin(), {QED_BINARY, "bench"});
  words.insert(words.end(), {"--json", "--threads", "1"});
  for (const std::string& peer : peers) words.insert(words.end(), {"--peer", peer});
  return support::run(words, {}, {});
}

TEST(BenchServer, DecodesOneStream) {
  const Peer peer;
  const Finished finished = bench({"decode", kModel, "--tokens", "5", "--rounds", "3"}, {peer.url()});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const json row = json::parse(finished.out)["results"][0]["peers"][0];
  EXPECT_EQ(row["name"], peer.url());
  EXPECT_THAT(row["rounds"], AllOf(SizeIs(3), Each(testing::Gt(0))));
  EXPECT_EQ(row["measured"], "by a streamed chat completion from its first token on");
  std::vector<int> asked;
  std::set<std::string> prompts;
  for (const ReceivedRequest& request : peer.completions()) {
    asked.push_back(most_tokens(request));
    prompts.insert(prompt_of(request));
    EXPECT_EQ(request.target, "/v1/chat/completions");
    EXPECT_EQ(json::parse(request.body)["stream"], true);
    EXPECT_EQ(json::parse(request.body)["model"], "tiny");
  }
  EXPECT_THAT(asked, ElementsAre(1, 6, 6, 6));  // the first to warm up
  EXPECT_THAT(prompts, SizeIs(4));
}

TEST(BenchServer, CountsPiecesWhereNoUsageIsTold) {
  const Peer peer([](const ReceivedRequest& request) { return test::event_reply(events(most_tokens(request), {})); });
  const Finished finished = bench({"decode", kModel, "--tokens", "5", "--rounds", "1"}, {peer.url()});
  ASSERT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(json::parse(finished.out)["results"][0]["peers"][0]["measured"].get<std::string>(),
              HasSubstr("it tells no usage, so each piece of a stream counts as a token"));
}

TEST(BenchServer, ReadsPromptsOfTheSizeThatTheServerTells) {
  const Peer peer;
  const Finished finished = bench({"prefill", kModel, "--prompt", "100", "--rounds", "2"}, {peer.url()});
  ASSERT_EQ(finished.status, 0) << finished.err;
  EXPECT_EQ(json::parse(finished.out)["results"][0]["peers"][0]["measured"],
            "by the time to the first token of its chat completions, each with a new prompt (100 tokens)");
  const std::vector<ReceivedRequest> asked = peer.completions();
  ASSERT_THAT(asked, SizeIs(3));
  EXPECT_EQ(usage_of(asked[1], 1)["prompt_tokens"], 100);
  EXPECT_EQ(usage_of(asked[2], 1)["prompt_tokens"], 100);
  EXPECT_EQ(most_tokens(asked[2]), 1);
  EXPECT_NE(prompt_of(asked[1]).substr(0, 8), prompt_of(asked[2]).substr(0, 8));  // unlike from the start on
}

TEST(BenchServer, RunsSequencesOfOnePromptSideBySide) {
  const Peer peer;
  const Finished finished = bench(
      {"concurrency", kModel, "--sequences", "2,3", "--prompt", "40", "--tokens", "4", "--rounds", "1"}, {peer.url()});
  ASSERT_EQ(finished.status, 0) << finished.err;
  for (const json& row : json::parse(finished.out)["results"]) EXPECT_GT(row["peers"][0]["tokens_per_second"], 0);
  std::vector<int> asked;
  std::map<std::string, int> prompts;
  for (const ReceivedRequest& request : peer.completions()) {
    asked.push_back(most_tokens(request));
    ++prompts[prompt_of(request)];
  }
  EXPECT_THAT(asked, ElementsAre(1, 1, 5, 5, 1, 5, 5, 5));
  std::vector<int> shared;
  for (const auto& [prompt, times] : prompts) shared.push_back(times);
  EXPECT_THAT(shared, testing::UnorderedElementsAre(1, 3, 4));
}

// Whatever a server does wrong: its peers' figures stand beside the sentence that says so.
TEST(BenchServer, AFailingServerStopsNobodyElse) {
  struct Case {
    std::string benchmark, error;
    Peer::Answer answer;
  };
  const auto whole = [](const ReceivedRequest& request) {
    const std::string text = " a b c d e f";
    return test::json_reply(200, json{{"choices", {{{"message", {{"content", text}}}, {"finish_reason", "length"}}}},
                                      {"usage", usage_of(request, most_tokens(request))}}
                                     .dump());
  };
  const auto broken = [](const std::string& last) {
    return [last](const ReceivedRequest& request) -> std::optional<Reply> {
      if (most_tokens(request) == 1) return std::nullopt;
      std::vector<std::string> parts = events(3, {});
      parts.resize(3);
      Reply reply = test::event_reply(std::move(parts));
      if (last.empty())
        reply.cut_off = true;
      else
        reply.parts.push_back(last);
      return reply;
    };
  };
  const Case cases[] = {
      {"decode", "does not stream: 6 tokens came at once", whole},
      {"prefill", "no usage.prompt_tokens", [](const auto&) { return test::event_reply(events(1, {})); }},
      {"decode", "the server reports: out of memory",
       broken("data: {\"error\": {\"message\": \"out of memory\"}}\n\n")},
      {"decode", "/v1/chat/completions: ", broken("")},
      {"decode", "an answer ended after 2 of 6 tokens",
       [](const ReceivedRequest& request) { return test::event_reply(events(2, usage_of(request, 2))); }},
      {"decode", "status 500: overloaded", [](const auto&) { return test::json_reply(500, "overloaded"); }},
      {"prefill", "status 404: no such model", [](const auto&) { return test::json_reply(404, "no such model"); }},
  };
  for (const auto& [benchmark, error, answer] : cases) {
    const Peer bad(answer), good;
    const Finished finished =
        bench({benchmark, kModel, "--rounds", "2", benchmark == "decode" ? "--tokens" : "--prompt",
               benchmark == "decode" ? "5" : "50"},
              {bad.url(), good.url()});
    EXPECT_EQ(finished.status, 4) << error;
    EXPECT_THAT(finished.err, AllOf(HasSubstr("qed: " + bad.url()), HasSubstr(error)));
    const json row = json::parse(finished.out)["results"][0];
    EXPECT_GT(row["tokens_per_second"], 0);
    EXPECT_THAT(row["peers"][0]["error"].get<std::string>(), HasSubstr(error));
    EXPECT_FALSE(row["peers"][0].contains("tokens_per_second"));
    EXPECT_THAT(row["peers"][1]["rounds"], SizeIs(2)) << error;
  }
}

TEST(BenchServer, SaysWhichServerIsGone) {
  const std::string gone = test::refusing_url() + "/v1";
  const Finished finished =
      support::run({QED_BINARY, "bench", "decode", kModel, "--rounds", "1", "--peer", gone}, {}, {});
  EXPECT_EQ(finished.status, 4);
  EXPECT_THAT(finished.err, HasSubstr(gone));
  EXPECT_THAT(finished.out,
              AllOf(HasSubstr("\ndecode 1 "), HasSubstr("peer 1 failed: " + gone), HasSubstr("memory: ")));
}

TEST(BenchServer, OneLostStreamOfSeveralIsNoSpeed) {
  const Peer peer([lost = std::make_shared<std::atomic<bool>>(false)](const ReceivedRequest& request) {
    std::optional<Reply> reply;
    if (most_tokens(request) > 1 && !lost->exchange(true)) reply = test::json_reply(503, "busy");
    return reply;
  });
  const Finished finished = bench(
      {"concurrency", kModel, "--sequences", "3", "--prompt", "9", "--tokens", "4", "--rounds", "1"}, {peer.url()});
  EXPECT_EQ(finished.status, 4);
  EXPECT_THAT(finished.err, HasSubstr(peer.url()));
  EXPECT_GT(json::parse(finished.out)["results"][0]["tokens_per_second"], 0);
}

TEST(BenchServer, RefusesWhatIsNoServer) {
  EXPECT_EQ(bench({"decode", kModel}, {"http://"}).status, 2);
  EXPECT_THAT(bench({"concurrency", kModel, "--sequences", "300"}, {"http://127.0.0.1:9/v1"}).err,
              HasSubstr("at most 256 sequences at once, not 300"));
}

TEST(BenchMemory, StandsBesideTheFileAndTheKeysAndValues) {
  const Finished finished = bench({"decode", kModel, "--rounds", "1", "--tokens", "5"}, {});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const json memory = json::parse(finished.out)["memory"];
  EXPECT_EQ(memory["file_bytes"], std::filesystem::file_size(kModel));
  EXPECT_GT(memory["kv_bytes"], 0);
  EXPECT_GE(memory["resident_bytes"], memory["file_bytes"]);
  EXPECT_GE(memory["peak_resident_bytes"], memory["resident_bytes"]);
  const double wanted = memory["file_bytes"].get<double>() + memory["kv_bytes"].get<double>();
  EXPECT_NEAR(memory["resident_share"].get<double>(), memory["resident_bytes"].get<double>() / wanted, 1e-6);
}

}  // namespace
}  // namespace qed
