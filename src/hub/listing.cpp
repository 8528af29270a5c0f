#include "hub/listing.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/utf8.h"
#include "hub/model_name.h"

namespace qed::hub {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 32;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return text::is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// What is not JSON, and what is nested too deep, is null.
json parse_json(std::string_view body) {
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= kMaxDepth; };
  if (body.size() > kMaxReplyBytes || utf8::find_invalid(body)) return nullptr;
  json parsed = json::parse(body, shallow, /*allow_exceptions=*/false);
  return parsed.is_discarded() ? json() : parsed;
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<void> add_file(const json& entry, const char* name_key, std::string_view where, std::vector<RemoteFile>& files) {
  RemoteFile file{.path = text_of(entry, name_key), .size = {}};
  if (files.size() >= kMaxFiles) return fail(Errc::kLimitExceeded, "{}: more than {} files", where, kMaxFiles);
  const PathKind kind = classify_path(file.path);
  if (kind == PathKind::kHostile)
    return fail(Errc::kCorrupt, "{}: a name that no file of a model may have: {}", where, json(file.path).dump());
  if (kind == PathKind::kHidden) return {};  // .gitattributes and the like are no part of a model
  const auto size = entry.find("size");
  if (size != entry.end() && size->is_number_unsigned()) file.size = size->get<std::uint64_t>();
  if (const auto lfs = entry.find("lfs"); lfs != entry.end() && lfs->is_object()) {
    file.hashes.sha256 = hashes_of_etag(text_of(*lfs, lfs->contains("oid") ? "oid" : "sha256")).sha256;
    if (const auto real = lfs->find("size"); real != lfs->end() && real->is_number_unsigned())
      file.size = real->get<std::uint64_t>();
  } else {
    file.hashes.git_blob = hashes_of_etag(text_of(entry, "oid")).git_blob;  // with "lfs" it would be the pointer's
  }
  if (file.size > kMaxFileBytes)
    return fail(Errc::kLimitExceeded, "{}: {} is said to have {} bytes", where, file.path, *file.size);
  files.push_back(std::move(file));
  return {};
}

}  // namespace

const RemoteFile* Listing::find(std::string_view path) const {
  const auto found = std::ranges::find(files, path, &RemoteFile::path);
  return found == files.end() ? nullptr : &*found;
}

Result<Listing> parse_model_reply(std::string_view body, std::string_view where) {
  const json reply = parse_json(body);
  const auto siblings = reply.is_object() ? reply.find("siblings") : reply.end();
  if (!reply.is_object() || siblings == reply.end() || !siblings->is_array())
    return fail(Errc::kCorrupt, "{}: not what a model hub answers (JSON with \"siblings\")", where);
  Listing listing{.revision = text_of(reply, "sha"), .files = {}};
  if (listing.revision.size() < 7 || listing.revision.size() > 64 || !is_hex(listing.revision))
    return fail(Errc::kCorrupt, "{}: field \"sha\": expected a commit", where);
  for (const json& entry : *siblings)
    if (entry.is_object()) QED_TRY(add_file(entry, "rfilename", where, listing.files));
  return listing;
}

Result<void> parse_tree_reply(std::string_view body, std::string_view where, std::vector<RemoteFile>& files) {
  const json reply = parse_json(body);
  if (!reply.is_array()) return fail(Errc::kCorrupt, "{}: not what a model hub answers (a JSON array)", where);
  for (const json& entry : reply)
    if (entry.is_object() && text_of(entry, "type") == "file") QED_TRY(add_file(entry, "path", where, files));
  return {};
}

std::string next_page(std::string_view link_header) {
  for (const std::string_view part : text::split(link_header, ',')) {
    const std::size_t open = part.find('<'), close = part.find('>');
    if (open < close && close != std::string_view::npos && part.find("rel=\"next\"", close) != std::string_view::npos)
      return std::string(part.substr(open + 1, close - open - 1));
  }
  return {};
}

Hashes hashes_of_etag(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
  std::string digits = text::lower(etag);
  if (!is_hex(digits)) return {};
  if (digits.size() == 64) return {.sha256 = std::move(digits)};
  if (digits.size() == 40) return {.git_blob = std::move(digits)};
  return {};
}

}  // namespace qed::hub
