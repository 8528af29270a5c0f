// A hub of this process with one model, for tests of pulling.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/sha.h"
#include "hub/pull.h"
#include "support/scripted_server.h"

namespace qed::hub {

inline const std::string kRevision = "0123456789abcdef0123456789abcdef01234567";

inline std::string weights(std::size_t bytes) {
  std::string content;
  for (std::uint32_t state = 1; content.size() < bytes; state = state * 1664525 + 1013904223)
    content += static_cast<char>(state >> 24);
  return content;
}
inline const std::string kWeights = weights(300'000);

inline test::Reply file_reply(std::string content) {
  return {.content_type = "application/octet-stream", .headers = {}, .parts = {std::move(content)}};
}

// What a hub does with a request for `content`, ranges included.
inline test::Reply serve(const test::ReceivedRequest& request, const std::string& content) {
  const auto range = request.headers.find("range");
  if (range == request.headers.end()) return file_reply(content);
  const std::size_t from = std::stoul(range->second.substr(range->second.find('=') + 1));
  if (from >= content.size()) return test::json_reply(416, "");
  test::Reply reply = file_reply(content.substr(from));
  reply.status = 206;
  reply.headers = {fmt::format("Content-Range: bytes {}-{}/{}", from, content.size() - 1, content.size())};
  return reply;
}

// A hub with one model, o/m, whose files are `files`; `misbehave` may answer a request for a file in its own way.
class PullTest : public testing::Test {
 protected:
  using Misbehave = std::function<std::optional<test::Reply>(const test::ReceivedRequest&, int attempt)>;

  PullTest() { std::filesystem::remove_all(root_); }
  ~PullTest() override { std::filesystem::remove_all(root_); }

  test::Reply answer(const test::ReceivedRequest& request) {
    if (request.target == "/api/models/o/m") return test::json_reply(200, model_.dump());
    if (request.target == "/api/models/o/m/tree/" + kRevision + "?recursive=true") {
      if (!has_tree_) return test::json_reply(404, "{}");
      nlohmann::json tree = nlohmann::json::array();
      for (const auto& [path, content] : files_) {
        nlohmann::json entry{{"type", "file"}, {"path", path}, {"size", content.size() + claimed_bytes_}};
        if (const auto blob = blobs_.find(path); blob != blobs_.end()) entry["oid"] = blob->second;
        if (path.ends_with(".gguf"))
          entry["lfs"] = {{"oid", sha256(content)}, {"size", content.size() + claimed_bytes_}};
        tree.push_back(entry);
      }
      return test::json_reply(200, tree.dump());
    }
    const std::string prefix = "/o/m/resolve/" + kRevision + "/";
    if (!request.target.starts_with(prefix)) return test::json_reply(404, "{}");
    if (misbehave_)
      if (const auto reply = misbehave_(request, attempts_++)) return *reply;
    const auto file = files_.find(request.target.substr(prefix.size()));
    return file == files_.end() ? test::json_reply(404, "{}") : serve(request, file->second);
  }

  Result<Pulled> pull_it(const std::string& name = "o/m", const std::stop_token& stop = {},
                         const std::string& token = "") {
    model_["sha"] = kRevision;
    model_["siblings"] = nlohmann::json::array();
    for (const auto& [path, content] : files_) model_["siblings"].push_back({{"rfilename", path}});
    Client client({.endpoint = *llm::parse_url(server_.url()),
                   .token = token,
                   .first_wait = std::chrono::milliseconds(1),
                   .longest_wait = std::chrono::seconds(2),
                   .attempts = attempts_allowed_,
                   .stall = stall_,
                   .on_wait = [this](const Error&, std::chrono::milliseconds) { ++waits_; }});
    return pull(client, cache_, *parse_model_name(name), options_, stop);
  }

  std::string content(const std::string& path) const { return *read_file(root_ / "o/m" / path, 1 << 20); }
  std::size_t partial_files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_))
      count += entry.path().extension() == ".part";
    return count;
  }
  std::vector<std::string> ranges() const {
    std::vector<std::string> found;
    for (const test::ReceivedRequest& request : server_.requests())
      if (request.headers.contains("range")) found.push_back(request.headers.at("range"));
    return found;
  }

  const std::filesystem::path root_ =
      std::filesystem::path(testing::TempDir()) / ("qed_hub_pull_" + std::to_string(::getpid()));
  const Cache cache_{root_};
  std::map<std::string, std::string> files_{{"m-q4_0.gguf", kWeights}, {"README.md", "hello"}};
  nlohmann::json model_ = nlohmann::json::object();
  bool has_tree_ = true;
  std::uint64_t claimed_bytes_ = 0;           // more than there are
  std::map<std::string, std::string> blobs_;  // git's hashes that the tree tells
  int attempts_allowed_ = 6;
  std::chrono::seconds stall_{60};
  Misbehave misbehave_;
  std::atomic<int> attempts_ = 0;  // of the files, counted by the server's threads
  int waits_ = 0;
  PullOptions options_;
  test::ScriptedServer server_{[this](const test::ReceivedRequest& request, int) { return answer(request); }};
};

}  // namespace qed::hub
