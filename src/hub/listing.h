// What a hub says about a model: its revision and its files. The bytes come from a network: sizes, counts and names are
// checked, and nothing else is believed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::hub {

// What a file's bytes hash to, in lower-case hexadecimal digits; empty where nobody says.
struct Hashes {
  std::string sha256 = {};    // 64: of large files
  std::string git_blob = {};  // 40: SHA-1 of "blob SIZE", a zero byte and the bytes, as git names the small ones

  bool any() const { return !sha256.empty() || !git_blob.empty(); }
};

struct RemoteFile {
  std::string path;                   // plain: see classify_path()
  std::optional<std::uint64_t> size;  // bytes, where the hub says
  Hashes hashes = {};
};

struct Listing {
  std::string revision;  // the commit that a branch or tag stands for
  std::vector<RemoteFile> files;

  const RemoteFile* find(std::string_view path) const;  // null where there is none
};

inline constexpr std::size_t kMaxReplyBytes = 32 << 20;
inline constexpr std::size_t kMaxFiles = 100'000;
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 46;  // so that sums of sizes stay below 2^63

// The reply of GET /api/models/ORG/MODEL/revision/REV: "sha" and "siblings". Errors begin with `where`.
// kCorrupt for what is no such JSON, or names a file that is not plain.
Result<Listing> parse_model_reply(std::string_view body, std::string_view where);

// A page of GET /api/models/ORG/MODEL/tree/REV: appends its files to `files`.
Result<void> parse_tree_reply(std::string_view body, std::string_view where, std::vector<RemoteFile>& files);

// The address in `Link: <…>; rel="next"`; empty where there is none.
std::string next_page(std::string_view link_header);

// The hash in an ETag ("\"9f43…\"", perhaps weak or bare): 64 hexadecimal digits are a SHA-256, 40 name a git blob,
// and anything else is none.
Hashes hashes_of_etag(std::string_view etag);

}  // namespace qed::hub
