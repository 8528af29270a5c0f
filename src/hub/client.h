// The protocol of the Hugging Face hub, and of mirrors that speak it.
//
// Redirects are followed here, so that the token goes to the hub itself and nowhere else. Whatever may pass (lost
// connections, time-outs, 429 and 5xx) is tried again after a while; a download goes on where it stopped.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/environment.h"
#include "base/error.h"
#include "hub/listing.h"
#include "hub/model_name.h"
#include "llm/http.h"

namespace qed::hub {

// Bytes a second: a server that trickles is as good as one that is gone.
inline constexpr std::size_t kLeastSpeed = 1024;

struct ClientOptions {
  llm::Url endpoint;
  std::string token = {};                           // empty for none
  std::chrono::milliseconds first_wait{1000};       // doubled after each failure
  std::chrono::milliseconds longest_wait{300'000};  // also of what a server may ask for
  int attempts = 6;                                 // in a row that bring less than kLeastSpeed
  std::chrono::seconds stall{60};  // a connection that is slower than kLeastSpeed for so long is given up
  std::function<void(const Error& error, std::chrono::milliseconds wait)> on_wait = {};  // before another attempt
};

// The endpoint: `mirror` where it is not empty, else HF_ENDPOINT, else https://huggingface.co. The token: HF_TOKEN,
// which is refused (kInvalidInput) where it holds characters that no header can carry, and dropped, with a sentence in
// `notice`, where it would travel unencrypted to another machine.
struct Endpoint {
  ClientOptions options;
  std::string notice;
};
Result<Endpoint> choose_endpoint(std::string_view mirror, const Environment& environment);

class Client {
 public:
  explicit Client(ClientOptions options) : options_(std::move(options)) {}

  // The files of a branch, tag or commit; empty for the default branch.
  Result<Listing> list(const ModelName& name, const std::string& revision, const std::stop_token& stop);

  // Bytes of the file that are there: first those of an earlier call; less than before where it had to start over.
  using Progress = std::function<void(std::uint64_t bytes)>;
  // Fetches one file into `target`, through a partial file beside it that a later call continues. It appears under its
  // name only when its size and hash are right. Returns the hash that was checked, of the listing or else of the
  // response: none where neither has one. kLimitExceeded where it would exceed `limit` bytes.
  Result<Hashes> download(const ModelName& name, const std::string& revision, const RemoteFile& file,
                          const std::filesystem::path& target, std::uint64_t limit, const Progress& progress,
                          const std::stop_token& stop);

  const ClientOptions& options() const { return options_; }

 private:
  friend struct Download;
  // The response after all redirects, and what the hub said of the file on the way.
  struct Reply {
    llm::HttpResponse response;
    llm::Url url;  // that answered
    Hashes hashes;
    std::optional<std::uint64_t> size;
  };
  Result<Reply> follow(const llm::Url& url, const std::vector<std::string>& headers, bool as_stored,
                       const llm::BodySink& on_body, const std::stop_token& stop);
  struct Page {
    Reply reply;
    std::string body;
  };
  Result<Page> get(const llm::Url& url, const std::stop_token& stop);
  Error explain(const Reply& reply, const ModelName& name) const;

  ClientOptions options_;
  llm::HttpClient http_;
};

}  // namespace qed::hub
