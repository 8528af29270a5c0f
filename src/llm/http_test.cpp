#include "llm/http.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>

#include "base/file.h"
#include "support/scripted_server.h"

namespace qed::llm {
namespace {

using namespace std::chrono_literals;
using test::json_reply;
using test::Reply;
using test::ScriptedServer;
using testing::HasSubstr;

constexpr Timeouts kQuick{.connect = 150ms, .first_byte = 2000ms, .idle = 2000ms, .total = 5000ms};

struct Exchange {
  Result<HttpResponse> response;
  std::string body;
};

Exchange get(HttpClient& client, const std::string& url, const BodySink& also = {}) {
  Exchange exchange;
  const HttpRequest request{.url = *parse_url(url), .headers = {"X-Test: yes"}, .body = {}};
  exchange.response = client.exchange(request, kQuick,
                                      [&](const HttpResponse& response, std::string_view bytes) {
                                        exchange.body += bytes;
                                        return !also || also(response, bytes);
                                      },
                                      {});
  return exchange;
}

TEST(Url, KnowsThisMachine) {
  for (const std::string_view host : {"localhost", "127.0.0.1", "127.8.9.1", "[::1]", "model.localhost", "LOCALHOST"})
    EXPECT_TRUE(parse_url(fmt::format("http://{}:80", host))->loopback()) << host;
  for (const std::string_view host :
       {"10.0.0.1", "127.evil.com", "localhost.evil.com", "example.com", "[fe80::1]", "128.0.0.1"})
    EXPECT_FALSE(parse_url(fmt::format("http://{}:80", host))->loopback()) << host;
}

TEST(Http, GivesStatusHeadersAndBody) {
  Reply reply = json_reply(503, "busy");
  reply.content_type = "Text/Plain; charset=utf-8";
  reply.headers = {"Retry-After: 7"};
  const ScriptedServer server({reply});
  HttpClient client;
  const Exchange exchange = get(client, server.url() + "/a/b?c=d");
  ASSERT_TRUE(exchange.response);
  EXPECT_EQ(exchange.response->status, 503);
  EXPECT_EQ(exchange.response->content_type, "text/plain");
  EXPECT_EQ(exchange.response->retry_after, 7s);
  EXPECT_EQ(exchange.response->header("retry-after"), "7");
  EXPECT_EQ(exchange.response->header("etag"), "");
  EXPECT_EQ(exchange.body, "busy");
  EXPECT_EQ(server.requests().at(0).method + " " + server.requests().at(0).target, "GET /a/b?c=d");
  EXPECT_EQ(server.requests().at(0).headers.at("x-test"), "yes");
}

TEST(Http, AResponseWithoutABodyStillHasItsStatus) {
  const ScriptedServer server({json_reply(204, "")});
  HttpClient client;
  const Exchange exchange = get(client, server.url());
  ASSERT_TRUE(exchange.response);
  EXPECT_EQ(exchange.response->status, 204);
}

TEST(Http, KeepsAConnectionForTheNextExchange) {
  const ScriptedServer server({json_reply(200, "{}")});
  HttpClient client;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get(client, server.url()).body, "{}");
  EXPECT_EQ(server.requests().size(), 3u);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Http, TheReaderMayEndAnExchangeEarly) {
  Reply endless = test::event_reply(std::vector<std::string>(10'000, std::string(1000, 'x')));
  const ScriptedServer server({endless});
  HttpClient client;
  const Exchange exchange = get(client, server.url(), [](const HttpResponse&, std::string_view) { return false; });
  ASSERT_TRUE(exchange.response) << exchange.response.error().message;
  EXPECT_LT(exchange.body.size(), 100'000u);
}

TEST(Http, ReachesThisMachineWithoutAProxy) {
  const ScriptedServer server({json_reply(200, "direct")});
  const std::string proxy = test::refusing_url();
  ::setenv("http_proxy", proxy.c_str(), 1);
  HttpClient client;
  const Exchange exchange = get(client, server.url());
  ::unsetenv("http_proxy");
  EXPECT_EQ(exchange.body, "direct");
}

TEST(Http, BoundsTheTimeToConnect) {
  // A listener whose queue is full lets the kernel drop what else wants to connect.
  const UniqueFd listener(::socket(AF_INET, SOCK_STREAM, 0));
  ASSERT_TRUE(listener);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(::bind(listener.get(), generic, size), 0);
  ASSERT_EQ(::listen(listener.get(), 0), 0);
  ASSERT_EQ(::getsockname(listener.get(), generic, &size), 0);
  std::vector<UniqueFd> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    (void)::connect(waiting.back().get(), generic, size);  // under way; it never completes
  }
  HttpClient client;
  const auto begin = std::chrono::steady_clock::now();
  const Exchange exchange = get(client, fmt::format("http://127.0.0.1:{}", ntohs(address.sin_port)));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
  ASSERT_FALSE(exchange.response);
  EXPECT_EQ(exchange.response.error().code, Errc::kTimeout) << exchange.response.error().message;
}

TEST(Http, NamesAHostThatIsNotThere) {
  HttpClient client;
  const Exchange exchange = get(client, "http://no-such-host.invalid/v1");
  ASSERT_FALSE(exchange.response);
  EXPECT_THAT(exchange.response.error().message, HasSubstr("http://no-such-host.invalid/v1: "));
}

}  // namespace
}  // namespace qed::llm
