// An impatient client of a scripted server, for tests of endpoints.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "llm/endpoint.h"

namespace qed::llm {

inline constexpr std::string_view kKey = "sk-very-secret-0123456789";

inline EndpointOptions quick() {
  return {.api_key = std::string(kKey),
          .timeouts = {.connect = std::chrono::milliseconds(300),
                       .first_byte = std::chrono::milliseconds(200),
                       .idle = std::chrono::milliseconds(200),
                       .total = std::chrono::milliseconds(3000)},
          .retries = {.attempts = 3,
                      .initial = std::chrono::milliseconds(2),
                      .longest = std::chrono::milliseconds(10),
                      .longest_retry_after = std::chrono::milliseconds(30)},
          .concurrency = 8,
          .max_reply_bytes = 1 << 20};
}

inline Request question(int samples = 1) {
  Request request;
  request.messages = {{.role = "user", .content = "What is 2 + 3?", .image = {}}};
  request.samples = samples;
  return request;
}

inline std::unique_ptr<Endpoint> open_at(const std::string& url, EndpointOptions options = quick()) {
  Result<ModelAddress> address = parse_model_address(url + "#scripted");
  EXPECT_TRUE(address);
  Result<std::unique_ptr<Endpoint>> endpoint = Endpoint::open(*address, std::move(options));
  EXPECT_TRUE(endpoint);
  return *std::move(endpoint);
}

// One sample of a server that replies so: its text, or its error as "code: message".
inline std::string outcome(Endpoint& endpoint, std::string* streamed = nullptr) {
  const auto sink = [&](int, std::string_view piece) {
    if (!streamed) return;
    if (piece.empty()) streamed->clear();
    streamed->append(piece);
  };
  const Result<std::vector<Generation>> result = endpoint.sample(question(), sink, {});
  if (!result) return fmt::format("{}: {}", name(result.error().code), result.error().message);
  EXPECT_EQ(result->size(), 1u);
  return result->front().text;
}

inline std::string event(std::string_view json) { return fmt::format("data: {}\n\n", json); }
inline std::string delta(std::string_view json) {
  return event(fmt::format(R"({{"choices":[{{"index":0,"delta":{}}}]}})", json));
}
inline const std::string kEnd =
    event(R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})") + event("[DONE]");

}  // namespace qed::llm
