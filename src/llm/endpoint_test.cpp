#include "llm/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
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
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

TEST(Endpoint, SendsWhatWasAskedAndReadsTheStream) {
  const ScriptedServer server({event_reply(chat_events({"The answer", " is ", "5."}))});
  const auto endpoint = open_at(server.url());
  Request request = question();
  request.messages.insert(request.messages.begin(), {.role = "system", .content = "Be brief.", .image = {}});
  request.messages.push_back({.role = "user", .content = "See:", .image = "data:image/png;base64,AA=="});
  request.sampling = {.temperature = 0.5, .top_p = 0.9, .max_tokens = 77, .seed = 40, .stop = {"\n\n"}};
  request.first_sample = 2;
  std::string streamed;
  const auto result = endpoint->sample(request, [&](int, std::string_view piece) { streamed += piece; }, {});
  ASSERT_TRUE(result);
  const Generation& generation = result->front();
  EXPECT_EQ(generation.text, "The answer is 5.");
  EXPECT_EQ(streamed, generation.text);
  EXPECT_EQ(generation.sample, 2);
  EXPECT_EQ(generation.prompt_tokens, 11);
  EXPECT_EQ(generation.completion_tokens, 7);
  EXPECT_EQ(generation.finish, Finish::kStop);
  EXPECT_GT(generation.seconds, 0);
  EXPECT_FALSE(endpoint->remote());
  EXPECT_EQ(endpoint->name(), "scripted");

  const test::ReceivedRequest received = server.requests().at(0);
  EXPECT_EQ(received.method + " " + received.target, "POST /v1/chat/completions");
  EXPECT_EQ(received.headers.at("authorization"), fmt::format("Bearer {}", kKey));
  EXPECT_EQ(Json::parse(received.body), Json::parse(R"({
      "model": "scripted", "stream": true, "stream_options": {"include_usage": true},
      "temperature": 0.5, "top_p": 0.9, "max_tokens": 77, "seed": 42, "stop": ["\n\n"],
      "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is 2 + 3?"},
                   {"role": "user", "content": [{"type": "text", "text": "See:"},
                       {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]}]})"));
}

TEST(Endpoint, ReadsWhateverFormAReplyTakes) {
  const std::string object =
      R"({"choices":[{"message":{"role":"assistant","content":"x = 4"},"finish_reason":"stop"}]})";
  const std::string pi = delta(R"({"content":"π"})");
  Reply untyped = event_reply({"da", "ta" + delta(R"({"content":"x = 4"})").substr(4), kEnd});
  untyped.content_type.clear();
  Reply slow = event_reply(chat_events({"x", " = ", "4"}));
  slow.before_part = 60ms;
  Reply late = json_reply(200, object);
  late.before_headers = 80ms;
  Reply no_end =
      event_reply({delta(R"({"content":"x = 4"})"), event(R"({"choices":[{"delta":{},"finish_reason":"stop"}]})")});
  no_end.cut_off = true;
  struct Case {
    std::string_view what;
    Reply reply;
    std::string text;
  };
  const Case cases[] = {
      {"one JSON object", json_reply(200, object), "x = 4"},
      {"a list of parts",
       json_reply(
           200, R"({"choices":[{"message":{"content":[{"type":"text","text":"x = "},{"type":"text","text":"4"}]}}]})"),
       "x = 4"},
      {"null content", json_reply(200, R"({"choices":[{"message":{"content":null},"finish_reason":"length"}]})"), ""},
      {"a stream without a content type", untyped, "x = 4"},
      {"a stream slower in all than the idle time-out", slow, "x = 4"},
      {"headers that take a while", late, "x = 4"},
      {"no [DONE] but a finish_reason, then cut off", no_end, "x = 4"},
      {"[DONE] without a finish_reason", event_reply({delta(R"({"content":"x = 4"})"), event("[DONE]")}), "x = 4"},
      {"[DONE] and then nothing more",
       [] {
         Reply reply = event_reply(chat_events({"x = 4"}));
         reply.hang = true;
         return reply;
       }(),
       "x = 4"},
      {"CRLF, comments and null deltas",
       event_reply({": ping\r\n\r\n", "data: {\"choices\":[{\"delta\":{\"content\":\"x = 4\"}}]}\r\n\r\n",
                    delta(R"({"content":null})"), delta("null"), kEnd}),
       "x = 4"},
      {"usage before the text and choices null",
       event_reply({event(R"({"choices":null,"usage":{"completion_tokens":-1,"prompt_tokens":1e300}})"),
                    delta(R"({"content":"x = 4"})"), kEnd}),
       "x = 4"},
      {"a code point over two chunks",
       event_reply({pi.substr(0, pi.find('\xCF') + 1), pi.substr(pi.find('\xCF') + 1), kEnd}), "π"},
      {"invalid UTF-8 over two chunks",
       event_reply({"data: {\"choices\":[{\"delta\":{\"content\":\"a\xE2", "\x28\xFF\"}}]}\n\n", kEnd}),
       "a\uFFFD(\uFFFD"},
      {"reasoning in its own field",
       event_reply({delta(R"({"reasoning_content":"2+2"})"), delta(R"({"reasoning_content":" is 4"})"),
                    delta(R"({"content":"x = 4"})"), kEnd}),
       "<think>2+2 is 4</think>\nx = 4"},
      {"reasoning under its other name",
       json_reply(200, R"({"choices":[{"message":{"reasoning":"hm","content":"x = 4"}}]})"),
       "<think>hm</think>\nx = 4"},
      {"reasoning under both names",
       event_reply({delta(R"({"reasoning":"hm","reasoning_content":"hm"})"), delta(R"({"content":"x = 4"})"), kEnd}),
       "<think>hm</think>\nx = 4"},
      {"reasoning that used up the tokens",
       event_reply({delta(R"({"reasoning_content":"and so"})"),
                    event(R"({"choices":[{"delta":{},"finish_reason":"length"}]})"), event("[DONE]")}),
       "<think>and so</think>"},
  };
  for (const auto& [what, reply, text] : cases) {
    const ScriptedServer server({reply});
    const auto endpoint = open_at(server.url());
    std::string streamed;
    EXPECT_EQ(outcome(*endpoint, &streamed), text) << what;
    EXPECT_EQ(streamed, text) << what;
    EXPECT_EQ(server.requests().size(), 1u) << what;
  }
}

TEST(Endpoint, TellsHowAGenerationEndedAndWhatItTook) {
  struct Case {
    Reply reply;
    Finish finish;
    int completion_tokens;
  };
  const Case cases[] = {
      {event_reply({delta(R"({"content":"a"})"), delta(R"({"content":"b"})"), kEnd}), Finish::kStop, 2},
      {event_reply(
           {delta(R"({"content":"a"})"),
            event(
                R"({"choices":[{"delta":{},"finish_reason":"length"}],"usage":{"completion_tokens":99999999999999}})")}),
       Finish::kLength, 2147483647},
      {json_reply(200, R"({"choices":[{"message":{"content":"123456789"},"finish_reason":"content_filter"}]})"),
       Finish::kFiltered, 3},
      {json_reply(200, R"({"choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}]})"),
       Finish::kFiltered, 1},
      {json_reply(200, R"({"choices":[{"message":{"content":"a"},"finish_reason":"tool_calls"}]})"), Finish::kStop, 1},
  };
  for (const auto& [reply, finish, tokens] : cases) {
    const ScriptedServer server({reply});
    const auto result = open_at(server.url())->sample(question(), {}, {});
    ASSERT_TRUE(result) << reply.parts.back();
    EXPECT_EQ(result->front().finish, finish) << reply.parts.back();
    EXPECT_EQ(result->front().completion_tokens, tokens) << reply.parts.back();
  }
}

TEST(Endpoint, TriesAgainWhatMayPass) {
  const std::string text = delta(R"({"content":"half of "})");
  Reply busy = json_reply(429, R"({"error":{"message":"slow down"}})");
  busy.headers = {"Retry-After: 3600"};
  Reply dated = busy;
  dated.headers = {"Retry-After: Fri, 31 Dec 2100 23:59:59 GMT"};
  Reply cut = event_reply({text});
  cut.cut_off = true;
  Reply whole_but_unfinished = event_reply({text});
  Reply cut_in_event = event_reply({text, R"(data: {"choices":[{"del)"});
  Reply cut_object = json_reply(200, R"({"choices":[{"message":{"con)");
  cut_object.cut_off = true;
  Reply silent{.headers = {}, .parts = {}, .hang = true, .no_reply = true};
  Reply stalled = event_reply({text});
  stalled.hang = true;
  Reply stalled_headers = event_reply({});
  stalled_headers.hang = true;
  const Reply closed{.headers = {}, .parts = {}, .no_reply = true};
  struct Case {
    std::string_view what;
    Reply first;
  };
  const Case cases[] = {
      {"429 with a Retry-After in seconds", busy},
      {"429 with a Retry-After as a date", dated},
      {"429 without", json_reply(429, "{}")},
      {"500", json_reply(500, "Internal Server Error")},
      {"503 in HTML", {.status = 503, .content_type = "text/html", .headers = {}, .parts = {"<html>down</html>"}}},
      {"a request that took too long", json_reply(408, "")},
      {"a closed connection", closed},
      {"silence", silent},
      {"headers and then silence", stalled_headers},
      {"a stream that stands still", stalled},
      {"a stream cut off", cut},
      {"a stream that ends unfinished", whole_but_unfinished},
      {"a stream cut off within an event", cut_in_event},
      {"an object cut off", cut_object},
      {"an empty body", json_reply(200, "")},
      {"overloaded, within the stream", event_reply({text, event(R"({"error":{"message":"overloaded","code":503}})")})},
      {"overloaded, within a 200", json_reply(200, R"({"error":{"message":"engine died","type":"server_error"}})")},
      {"an aborted generation", event_reply({text, event(R"({"choices":[{"delta":{},"finish_reason":"abort"}]})")})},
  };
  for (const auto& [what, first] : cases) {
    const ScriptedServer server({first, event_reply(chat_events({"x = 4"}))});
    std::string streamed;
    EXPECT_EQ(outcome(*open_at(server.url()), &streamed), "x = 4") << what;
    EXPECT_EQ(streamed, "x = 4") << what << ": an empty piece voids the first attempt's text";
    EXPECT_EQ(server.requests().size(), 2u) << what;
  }
}

TEST(Endpoint, GivesUpAtOnceWhereTryingAgainCannotHelp) {
  Reply redirect = json_reply(308, "");
  redirect.headers = {"Location: http://user:secret@127.0.0.1:9/elsewhere"};
  const std::string huge(2 << 20, 'x');
  struct Case {
    Reply reply;
    std::string error;
  };
  const Case cases[] = {
      {json_reply(401, R"({"error":{"message":"Incorrect API key provided: sk-very-secret-0123456789."}})"),
       "denied: URL: status 401: Incorrect API key provided: [key]."},
      {json_reply(403, R"({"detail":"Forbidden"})"), "denied: URL: status 403: Forbidden"},
      {json_reply(404, R"({"object":"error","message":"The model `scripted` does not exist."})"),
       "not_found: URL: status 404: The model `scripted` does not exist."},
      {json_reply(400, R"({"error":{"message":"too many tokens","code":"context_length_exceeded"}})"),
       "limit_exceeded: URL: status 400: too many tokens"},
      {json_reply(422, R"({"detail":[{"loc":["body"],"msg":"field required"}]})"),
       R"(invalid_input: URL: status 422: [{"loc":["body"],"msg":"field required"}])"},
      {json_reply(429, R"({"error":{"message":"You exceeded your quota","code":"insufficient_quota"}})"),
       "denied: URL: status 429: You exceeded your quota"},
      {json_reply(418, ""), "invalid_input: URL: status 418: no message"},
      {json_reply(400, "bad\x01\nthing \xFF"), "invalid_input: URL: status 400: bad thing \uFFFD"},
      {redirect, "invalid_input: URL: status 308: redirects to http://127.0.0.1:9/elsewhere; give that address itself"},
      {{.content_type = "text/html; charset=utf-8", .headers = {}, .parts = {"<!DOCTYPE html>\n<title>Log in</title>"}},
       "corrupt: URL: expected JSON or an event stream, got text/html: '<!DOCTYPE html> <title>Log in</title>'"},
      {{.content_type = "text/plain", .headers = {}, .parts = {"it works"}},
       "corrupt: URL: expected JSON or an event stream, got text/plain: 'it works'"},
      {json_reply(200, "{\"choices\": [oops"), "corrupt: URL: expected a JSON object, got '{\"choices\": [oops'"},
      {json_reply(200, "[1, 2]"), "corrupt: URL: expected a JSON object, got '[1, 2]'"},
      {json_reply(200, R"({"choices":[]})"), "corrupt: URL: the reply has no choices"},
      {json_reply(200, "{}"), "corrupt: URL: the reply has no choices"},
      {event_reply({event(R"({"choices":[]})"), event("[DONE]")}), "corrupt: URL: the reply has no choices"},
      {event_reply({event("{oops}"), kEnd}), "corrupt: URL: expected a JSON object, got '{oops}'"},
      {event_reply({event(R"({"error":{"message":"bad image","code":400}})")}),
       "invalid_input: URL: the server reports: bad image"},
      {event_reply({"event: error\n" + event(R"({"message":"no such tool","type":"invalid_request_error"})")}),
       "invalid_input: URL: the server ended the stream: no such tool"},
      {json_reply(200, huge), "limit_exceeded: URL: the reply is longer than 1048576 bytes"},
      {event_reply({"data: " + huge}), "limit_exceeded: URL: the reply is longer than 1048576 bytes"},
  };
  for (const auto& [reply, error] : cases) {
    const ScriptedServer server({reply});
    const std::string got = outcome(*open_at(server.url()));
    EXPECT_EQ(text::replace_all(got, server.url() + "/v1/chat/completions", "URL"), error);
    EXPECT_EQ(server.requests().size(), 1u) << error;
  }
}

TEST(Endpoint, StopsTryingAfterTheLastAttempt) {
  const ScriptedServer server({json_reply(503, R"({"error":"loading the model"})")});
  EXPECT_EQ(outcome(*open_at(server.url())),
            "unavailable: " + server.url() + "/v1/chat/completions: status 503: loading the model (attempt 3)");
  EXPECT_EQ(server.requests().size(), 3u);
  EXPECT_THAT(outcome(*open_at(test::refusing_url())), testing::AllOf(HasSubstr("unavailable: http://127.0.0.1:"),
                                                                      HasSubstr("onnect"), HasSubstr("(attempt 3)")));
}

TEST(Endpoint, EveryTimeOutIsBounded) {
  Reply drip = event_reply(std::vector<std::string>(1000, delta(R"({"content":"x"})")));
  drip.before_part = 20ms;
  EndpointOptions options = quick();
  options.timeouts.total = 150ms;
  const ScriptedServer server({drip});
  const Clock::time_point begin = Clock::now();
  EXPECT_THAT(outcome(*open_at(server.url(), options)), HasSubstr("timeout: "));
  EXPECT_LT(Clock::now() - begin, 1s);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(Endpoint, LeavesOutWhatAModelObjectsTo) {
  const auto refuse = [](std::string_view parameter, std::string_view message) {
    return json_reply(
        400, Json{{"error", {{"message", message}, {"param", parameter}, {"code", "unsupported_parameter"}}}}.dump());
  };
  const ScriptedServer server([&](const test::ReceivedRequest& request, int) {
    const Json body = Json::parse(request.body);
    if (body.contains("max_tokens"))
      return refuse(
          "max_tokens",
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
    if (body.contains("temperature")) return refuse("temperature", "Only the default (1) value is supported.");
    if (body.contains("seed")) return json_reply(422, R"({"detail":"Unrecognized argument 'seed'"})");
    return event_reply(chat_events({"x = 4"}));
  });
  const auto endpoint = open_at(server.url());
  EXPECT_EQ(outcome(*endpoint), "x = 4");
  EXPECT_EQ(server.requests().size(), 4u);
  EXPECT_EQ(outcome(*endpoint), "x = 4");
  EXPECT_EQ(server.requests().size(), 5u) << "learnt once";
  const Json last = Json::parse(server.requests().back().body);
  EXPECT_EQ(last["max_completion_tokens"], 512);
  EXPECT_TRUE(last.contains("top_p"));
}

TEST(Endpoint, FollowsNoRedirect) {
  const ScriptedServer other({event_reply(chat_events({"stolen"}))});
  for (const int status : {301, 302, 307, 308}) {
    Reply redirect = json_reply(status, "");
    redirect.headers = {"Location: " + other.url() + "/v1/chat/completions"};
    const ScriptedServer server({redirect});
    EXPECT_THAT(outcome(*open_at(server.url())), HasSubstr("redirects to " + other.url()));
  }
  EXPECT_EQ(other.connections(), 0);
}

TEST(Endpoint, TakesTheOnlyModelWhereNoneIsNamed) {
  struct Case {
    Reply reply;
    std::string outcome;
  };
  const Case cases[] = {
      {json_reply(200, R"({"object":"list","data":[{"id":"org/only-7B"}]})"), "org/only-7B"},
      {json_reply(200, R"({"data":[{"id":"a"},{"id":"b"}]})"), "not_found: URL: 2 models; name one as URL#NAME: a, b"},
      {json_reply(200, R"({"data":[]})"),
       "corrupt: URL: expected a list of models, got '{\"data\":[]}'; name one as URL#NAME"},
      {json_reply(200, "<html>"), "corrupt: URL: expected a list of models, got '<html>'; name one as URL#NAME"},
      {json_reply(401, R"({"error":{"message":"who are you?"}})"), "denied: URL: status 401: who are you?"},
      {json_reply(500, "down"), "unavailable: URL: status 500: down (attempt 3)"},
  };
  for (const auto& [reply, want] : cases) {
    const ScriptedServer server({reply});
    const auto endpoint = Endpoint::open(*parse_model_address(server.url()), quick());
    const std::string got =
        endpoint ? (*endpoint)->name() : fmt::format("{}: {}", name(endpoint.error().code), endpoint.error().message);
    EXPECT_EQ(text::replace_all(got, server.url() + "/v1/models", "URL"), want);
    EXPECT_EQ(server.requests().front().method + " " + server.requests().front().target, "GET /v1/models");
  }
}

TEST(Endpoint, NeverShowsCredentials) {
  const ScriptedServer server({json_reply(500, R"({"error":"got Bearer sk-very-secret-0123456789"})")});
  const std::string with_password = "http://me:hunter2@" + server.url().substr(7);
  const std::string got = outcome(*open_at(with_password));
  EXPECT_THAT(got, testing::AllOf(HasSubstr("Bearer [key]"), Not(HasSubstr("hunter2")), Not(HasSubstr("me:"))));
}

}  // namespace
}  // namespace qed::llm
