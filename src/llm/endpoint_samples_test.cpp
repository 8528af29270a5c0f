// Many samples of an endpoint at once, and stopping them.
#include <gtest/gtest.h>

#include <thread>

#include <nlohmann/json.hpp>

#include "llm/endpoint_test.h"
#include "support/scripted_server.h"

namespace qed::llm {
namespace {

using namespace std::chrono_literals;
using test::chat_events;
using test::event_reply;
using test::json_reply;
using test::Reply;
using test::ScriptedServer;
using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

TEST(Endpoint, DrawsSamplesSideBySideWithinItsBound) {
  const ScriptedServer server([](const test::ReceivedRequest& request, int) {
    Reply reply = event_reply(chat_events({"seed ", Json::parse(request.body)["seed"].dump()}));
    reply.before_headers = 30ms;
    return reply;
  });
  EndpointOptions options = quick();
  options.concurrency = 3;
  const auto endpoint = open_at(server.url(), options);
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < 2; ++caller)
    callers.emplace_back([&] {
      Request request = question(6);
      request.first_sample = 10;
      const auto result = endpoint->sample(request, {}, {});
      ASSERT_TRUE(result);
      ASSERT_EQ(result->size(), 6u);
      for (int i = 0; i < 6; ++i) {
        EXPECT_EQ((*result)[static_cast<std::size_t>(i)].sample, 10 + i);
        EXPECT_EQ((*result)[static_cast<std::size_t>(i)].text, fmt::format("seed {}", 10 + i));
      }
    });
  callers.clear();
  EXPECT_EQ(server.requests().size(), 12u);
  EXPECT_EQ(server.most_at_once(), 3);
}

TEST(Endpoint, KeepsTheGenerationsThatCame) {
  const ScriptedServer server([](const test::ReceivedRequest& request, int) {
    const int seed = Json::parse(request.body)["seed"];
    if (seed % 2 == 1) return json_reply(200, R"({"choices":[]})");
    return event_reply(chat_events({"ok"}));
  });
  const auto result = open_at(server.url())->sample(question(5), {}, {});
  ASSERT_TRUE(result);
  std::vector<int> numbers;
  for (const Generation& generation : *result) numbers.push_back(generation.sample);
  EXPECT_EQ(numbers, (std::vector{0, 2, 4}));
}

TEST(Endpoint, ARefusalIsNotRepeatedForEverySample) {
  const ScriptedServer server({json_reply(401, "{}")});
  EndpointOptions options = quick();
  options.concurrency = 1;
  EXPECT_FALSE(open_at(server.url(), options)->sample(question(50), {}, {}));
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(Endpoint, StopsWithin100Milliseconds) {
  Reply stalled = event_reply({delta(R"({"content":"x"})")});
  stalled.hang = true;
  const Reply silent{.headers = {}, .parts = {}, .hang = true, .no_reply = true};
  Reply busy = json_reply(429, "{}");
  busy.headers = {"Retry-After: 30"};
  for (const Reply& reply : {stalled, silent, busy}) {
    const ScriptedServer server({reply});
    EndpointOptions options = quick();
    options.timeouts = {};
    options.retries = {};
    options.concurrency = 2;
    const auto endpoint = open_at(server.url(), options);
    std::stop_source source;
    Clock::time_point stopped_at;
    const std::jthread stopper([&] {
      std::this_thread::sleep_for(60ms);
      stopped_at = Clock::now();
      source.request_stop();
    });
    const auto result = endpoint->sample(question(4), {}, source.get_token());
    EXPECT_LT(Clock::now() - stopped_at, 100ms);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::kCancelled);
  }
}

}  // namespace
}  // namespace qed::llm
