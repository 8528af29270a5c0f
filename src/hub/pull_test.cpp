// Pulling from a hub that behaves, and from many that do not.
#include "hub/pull.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <thread>

#include "base/sha.h"
#include "hub/pull_test.h"
#include "support/scripted_server.h"

namespace qed::hub {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::json_reply;
using test::ReceivedRequest;
using test::Reply;
using test::ScriptedServer;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(PullTest, FetchesChecksAndRemembers) {
  std::vector<PullProgress> seen;
  options_.progress = [&](const PullProgress& progress) { seen.push_back(progress); };
  const auto pulled = pull_it();
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(pulled->path, root_ / "o/m/m-q4_0.gguf");
  EXPECT_EQ(pulled->revision, kRevision);
  EXPECT_EQ(pulled->fetched, kWeights.size());
  EXPECT_EQ(content("m-q4_0.gguf"), kWeights);
  EXPECT_FALSE(fs::exists(root_ / "o/m/README.md"));
  EXPECT_EQ(partial_files(), 0U);
  EXPECT_EQ(seen.front().done, 0U);
  EXPECT_EQ(seen.back().done, kWeights.size());
  EXPECT_EQ(seen.back().all, kWeights.size());

  const auto again = pull_it("o/m:q4_0");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->fetched, 0U);
  EXPECT_EQ(again->bytes, kWeights.size());
  EXPECT_EQ(attempts_, 0);
}

TEST_F(PullTest, FetchesACheckpointFolder) {
  files_ = {{"config.json", "{}"}, {"model.safetensors", kWeights}, {"tokenizer.json", "{\"a\":1}"}, {"x.bin", "no"}};
  const auto pulled = pull_it();
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(pulled->path, root_ / "o/m");
  EXPECT_EQ(pulled->files.size(), 3U);
  EXPECT_EQ(content("tokenizer.json"), "{\"a\":1}");
  EXPECT_EQ(pull_it()->fetched, 0U);
  files_["config.json"] = "{ }";  // the same size is told by the revision alone; another size is not
  files_["tokenizer.json"] = "{\"a\":12}";
  EXPECT_EQ(pull_it()->files.size(), 3U);
}

TEST_F(PullTest, GoesOnWhereTheConnectionBroke) {
  misbehave_ = [](const ReceivedRequest& request, int attempt) -> std::optional<Reply> {
    if (attempt >= 3) return std::nullopt;
    Reply reply = serve(request, kWeights);
    reply.parts[0].resize(50'000);
    reply.cut_off = true;
    return reply;
  };
  const auto pulled = pull_it();
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(content("m-q4_0.gguf"), kWeights);
  EXPECT_THAT(ranges(), testing::ElementsAre("bytes=50000-", "bytes=100000-", "bytes=150000-"));
}

TEST_F(PullTest, GoesOnAfterAnInterruption) {
  std::stop_source source;
  options_.progress = [&](const PullProgress& progress) {
    if (progress.done >= 100'000) source.request_stop();
  };
  misbehave_ = [](const ReceivedRequest&, int attempt) -> std::optional<Reply> {
    if (attempt > 0) return std::nullopt;
    Reply reply = file_reply(kWeights.substr(0, 100'000));
    reply.hang = true;
    return reply;
  };
  const auto stopped = pull_it("o/m", source.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::kCancelled);
  EXPECT_EQ(partial_files(), 1U);
  options_.progress = {};
  const auto pulled = pull_it();
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(content("m-q4_0.gguf"), kWeights);
  EXPECT_THAT(ranges(), testing::ElementsAre("bytes=100000-"));
  EXPECT_EQ(partial_files(), 0U);
}

TEST_F(PullTest, StartsOverWhereRangesAreIgnored) {
  misbehave_ = [](const ReceivedRequest&, int attempt) -> std::optional<Reply> {
    Reply reply = file_reply(attempt == 0 ? kWeights.substr(0, 70'000) : kWeights);
    reply.cut_off = attempt == 0;
    return reply;
  };
  ASSERT_TRUE(pull_it());
  EXPECT_EQ(content("m-q4_0.gguf"), kWeights);
}

TEST_F(PullTest, StartsOverAfterAnotherPartOrARefusedRange) {
  misbehave_ = [](const ReceivedRequest& request, int attempt) -> std::optional<Reply> {
    Reply reply = serve(request, kWeights);
    if (attempt == 0 || attempt == 2) {
      reply.parts[0].resize(70'000);
      reply.cut_off = true;
    }
    if (attempt == 1) reply.headers = {"Content-Range: bytes 5-9/300000"};
    if (attempt == 3) return json_reply(416, "");
    return reply;
  };
  const auto pulled = pull_it();
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(content("m-q4_0.gguf"), kWeights);
}

TEST_F(PullTest, RefusesWrongBytes) {
  std::string wrong = kWeights;
  wrong[12'345] ^= 1;
  misbehave_ = [&](const ReceivedRequest& request, int) { return std::optional(serve(request, wrong)); };
  const auto pulled = pull_it();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().code, Errc::kCorrupt);
  EXPECT_THAT(pulled.error().message, AllOf(HasSubstr("m-q4_0.gguf: SHA-256 is"), HasSubstr(sha256(kWeights))));
  EXPECT_FALSE(fs::exists(root_ / "o/m/m-q4_0.gguf"));
  EXPECT_EQ(attempts_, 2);  // once more, since lines do fail
}

TEST_F(PullTest, ForgivesWrongBytesOnce) {
  std::string wrong = kWeights;
  wrong[12'345] ^= 1;
  misbehave_ = [&](const ReceivedRequest& request, int attempt) {
    return std::optional(serve(request, attempt == 0 ? wrong : kWeights));
  };
  ASSERT_TRUE(pull_it());
  EXPECT_EQ(content("m-q4_0.gguf"), kWeights);
}

TEST_F(PullTest, RefusesWrongLengths) {
  misbehave_ = [](const ReceivedRequest&, int) { return std::optional(file_reply(kWeights + "more")); };
  const auto longer = pull_it();
  ASSERT_FALSE(longer);
  EXPECT_THAT(longer.error().message, HasSubstr("longer than the 300000 bytes that the hub announced"));
  misbehave_ = [](const ReceivedRequest& request, int) {
    return std::optional(serve(request, kWeights.substr(0, 200'000)));
  };
  const auto shorter = pull_it();
  ASSERT_FALSE(shorter);
  EXPECT_THAT(shorter.error().message, HasSubstr("(tried 6 times)"));
  EXPECT_FALSE(fs::exists(root_ / "o/m/m-q4_0.gguf"));
}

TEST_F(PullTest, WaitsWhenAskedTo) {
  misbehave_ = [](const ReceivedRequest&, int attempt) -> std::optional<Reply> {
    if (attempt == 0) {
      Reply busy = json_reply(429, "slow down");
      busy.headers = {"Retry-After: 1"};
      return busy;
    }
    return attempt == 1 ? std::optional(json_reply(503, "")) : std::nullopt;
  };
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(pull_it());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 1s);
  EXPECT_EQ(waits_, 2);
  EXPECT_EQ(content("m-q4_0.gguf"), kWeights);
}

TEST_F(PullTest, WaitsNoLongerThanIsSensible) {
  misbehave_ = [](const ReceivedRequest&, int) {
    Reply busy = json_reply(429, "slow down");
    busy.headers = {"Retry-After: 3600"};
    return std::optional(busy);
  };
  const auto pulled = pull_it();
  ASSERT_FALSE(pulled);
  EXPECT_THAT(pulled.error().message, AllOf(HasSubstr("(429)"), HasSubstr("asks to wait 3600 s")));
  EXPECT_EQ(attempts_, 1);
}

TEST_F(PullTest, ReadsThroughASlowLine) {
  misbehave_ = [](const ReceivedRequest&, int) {
    Reply reply = file_reply("");
    reply.parts.clear();
    for (std::size_t at = 0; at < kWeights.size(); at += 30'000) reply.parts.push_back(kWeights.substr(at, 30'000));
    reply.before_part = 5ms;
    return std::optional(reply);
  };
  ASSERT_TRUE(pull_it());
  EXPECT_EQ(content("m-q4_0.gguf"), kWeights);
}

TEST_F(PullTest, SendsTheTokenToTheHubAlone) {
  const ScriptedServer storage([](const ReceivedRequest& request, int) { return serve(request, kWeights); });
  misbehave_ = [&](const ReceivedRequest&, int) {
    Reply reply = json_reply(302, "");
    reply.headers = {"Location: " + storage.url() + "/blob?signature=x", "X-Linked-Etag: \"" + sha256(kWeights) + "\""};
    return std::optional(reply);
  };
  const auto pulled = pull_it("o/m", {}, "hf_secret");
  ASSERT_TRUE(pulled) << pulled.error().message;
  for (const ReceivedRequest& request : server_.requests())
    EXPECT_EQ(request.headers.at("authorization"), "Bearer hf_secret");
  ASSERT_EQ(storage.requests().size(), 1U);
  EXPECT_EQ(storage.requests()[0].target, "/blob?signature=x");
  EXPECT_FALSE(storage.requests()[0].headers.contains("authorization"));
}

TEST_F(PullTest, GivesUpOnRedirectsInACircle) {
  misbehave_ = [](const ReceivedRequest& request, int) {
    Reply reply = json_reply(302, "");
    reply.headers = {"Location: " + request.target};
    return std::optional(reply);
  };
  const auto pulled = pull_it();
  ASSERT_FALSE(pulled);
  EXPECT_THAT(pulled.error().message, HasSubstr("more than 10 redirects"));
}

TEST_F(PullTest, SaysWhatAGatedModelNeeds) {
  misbehave_ = [](const ReceivedRequest&, int) { return std::optional(json_reply(401, "{}")); };
  const auto anonymous = pull_it();
  ASSERT_FALSE(anonymous);
  EXPECT_EQ(anonymous.error().code, Errc::kDenied);
  EXPECT_THAT(anonymous.error().message, AllOf(HasSubstr("gated or private"), HasSubstr("HF_TOKEN")));
  misbehave_ = [](const ReceivedRequest&, int) { return std::optional(json_reply(403, "{}")); };
  const auto known = pull_it("o/m", {}, "hf_secret");
  ASSERT_FALSE(known);
  EXPECT_THAT(known.error().message,
              AllOf(HasSubstr("has no access to o/m"), HasSubstr("/o/m"), Not(HasSubstr("hf_secret"))));
  EXPECT_EQ(attempts_, 2);
}

TEST_F(PullTest, IsNotTakenInByALoginPage) {
  misbehave_ = [](const ReceivedRequest&, int) {
    Reply page = json_reply(200, "<html>Please log in</html>");
    page.content_type = "text/html; charset=utf-8";
    return std::optional(page);
  };
  const auto pulled = pull_it();
  ASSERT_FALSE(pulled);
  EXPECT_THAT(pulled.error().message, HasSubstr("a web page came in place of the file"));

  const ScriptedServer portal([](const ReceivedRequest&, int) {
    Reply page = json_reply(200, "<html>Please log in</html>");
    page.content_type = "text/html";
    return page;
  });
  Client client({.endpoint = *llm::parse_url(portal.url()), .first_wait = 1ms});
  const auto listing = client.list(*parse_model_name("o/m"), "", {});
  ASSERT_FALSE(listing);
  EXPECT_THAT(listing.error().message, HasSubstr("not what a model hub answers"));
}

TEST_F(PullTest, RefusesAHostileListing) {
  files_ = {{"../../outside.gguf", "x"}};
  const auto pulled = pull_it();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().code, Errc::kCorrupt);
  EXPECT_THAT(pulled.error().message, HasSubstr("../../outside.gguf"));
}

TEST_F(PullTest, TrustsTheResponseWhereThereIsNoTree) {
  has_tree_ = false;
  misbehave_ = [](const ReceivedRequest& request, int attempt) {
    Reply reply = serve(request, attempt == 0 ? std::string(kWeights.size(), 'x') : kWeights);
    reply.headers.push_back("X-Linked-Etag: \"" + sha256(kWeights) + "\"");
    return std::optional(reply);
  };
  const auto pulled = pull_it();
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(content("m-q4_0.gguf"), kWeights);
  EXPECT_EQ(attempts_, 2);
}

TEST_F(PullTest, RefusesWhatTheDiskCannotHold) {
  claimed_bytes_ = std::uint64_t{1} << 45;
  const auto pulled = pull_it();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().code, Errc::kLimitExceeded);
  EXPECT_THAT(pulled.error().message, HasSubstr("has room for"));
  EXPECT_EQ(attempts_, 0);
  Client client({.endpoint = *llm::parse_url(server_.url()), .first_wait = 1ms});
  const ModelName name = *parse_model_name("o/m");
  const RemoteFile file{.path = "m-q4_0.gguf", .size = {}};
  const auto fetched = client.download(name, kRevision, file, root_ / "m.gguf", 100'000, [](std::uint64_t) {}, {});
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().code, Errc::kLimitExceeded);
}

TEST_F(PullTest, TwoAtOnceShareTheWork) {
  misbehave_ = [](const ReceivedRequest& request, int) {
    Reply reply = serve(request, kWeights);
    reply.before_headers = 100ms;
    return std::optional(reply);
  };
  std::optional<Result<Pulled>> other;
  std::jthread thread([&] {
    Client client({.endpoint = *llm::parse_url(server_.url()), .first_wait = 1ms});
    std::this_thread::sleep_for(30ms);
    other = pull(client, cache_, *parse_model_name("o/m"), {}, {});
  });
  const auto mine = pull_it();
  thread.join();
  ASSERT_TRUE(mine) << mine.error().message;
  ASSERT_TRUE(*other) << other->error().message;
  EXPECT_EQ(attempts_, 1);
  EXPECT_EQ(mine->fetched + (*other)->fetched, kWeights.size());
}

TEST(Endpoint, FollowsOptionAndEnvironment) {
  const auto choose = [](std::string_view mirror, std::map<std::string, const char*> set) {
    return choose_endpoint(mirror, [set](const char* name) { return set.contains(name) ? set.at(name) : nullptr; });
  };
  EXPECT_EQ(choose("", {})->options.endpoint.display(), "https://huggingface.co");
  EXPECT_EQ(choose("", {{"HF_ENDPOINT", "https://mirror.test/"}})->options.endpoint.display(), "https://mirror.test");
  EXPECT_EQ(choose("http://a.test", {{"HF_ENDPOINT", "https://b.test"}})->options.endpoint.host, "a.test");
  EXPECT_EQ(choose("", {{"HF_TOKEN", " hf_x\n"}})->options.token, "hf_x");
  EXPECT_FALSE(choose("", {{"HF_TOKEN", "a\r\nX: b"}}));
  EXPECT_FALSE(choose("ftp://x", {}));
  const auto exposed = choose("http://a.test", {{"HF_TOKEN", "hf_x"}});
  EXPECT_EQ(exposed->options.token, "");
  EXPECT_THAT(exposed->notice, HasSubstr("HF_TOKEN is not sent to a.test"));
}

}  // namespace
}  // namespace qed::hub
