// One file on its way from the hub to its partial file, over as many exchanges as it takes.
#pragma once

#include "hub/client.h"
#include "hub/partial_file.h"

namespace qed::hub {

struct Download {
  Client& client;
  const ModelName& name;
  llm::Url url;
  const RemoteFile& file;
  std::uint64_t limit;  // bytes
  const Client::Progress& progress;
  PartialFile& partial;
  // Of the attempt under way, and of those before.
  std::optional<std::chrono::seconds> retry_after = {};
  bool began = false;       // a body
  bool mismatched = false;  // all was there, and the hash was another
  Hashes checked = {};      // the hash that the bytes have, in the end

  // Until all bytes are there and right. Errors: those of Client::download().
  Result<void> run(const std::stop_token& stop);

  Result<void> attempt(const std::stop_token& stop);
  Result<void> begin(const llm::HttpResponse& response);
  Result<void> take(const llm::HttpResponse& response, std::string_view bytes);
  Result<void> check(std::uint64_t size, const Hashes& announced, const std::stop_token& stop);
  Result<std::string> mismatch(const Hashes& announced, const std::stop_token& stop) const;
};

}  // namespace qed::hub
