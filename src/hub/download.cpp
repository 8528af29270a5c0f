#include "hub/download.h"

#include <algorithm>

#include "base/text.h"
#include "hub/patience.h"

namespace qed::hub {

Result<void> Download::run(const std::stop_token& stop) {
  using Clock = std::chrono::steady_clock;
  std::uint64_t furthest = partial.size();
  for (Patience patience(client.options());;) {
    const Clock::time_point begin = Clock::now();
    Result<void> done = attempt(stop);
    if (done || !may_pass(done.error())) return done;
    // Bytes one by one would make any number of attempts look useful.
    const double seconds = std::max(1.0, std::chrono::duration<double>(Clock::now() - begin).count());
    const std::uint64_t gained = std::max(furthest, partial.size()) - furthest;
    if (static_cast<double>(gained) >= seconds * kLeastSpeed) patience.progress();
    furthest += gained;
    QED_TRY(patience.wait(std::move(done).error(), retry_after, stop));
  }
}

Result<void> Download::attempt(const std::stop_token& stop) {
  retry_after.reset();
  began = false;
  if (file.size && partial.size() > *file.size) QED_TRY(partial.restart());
  if (file.size && partial.size() == *file.size && file.hashes.any() && partial.size() > 0)
    return check(*file.size, file.hashes, stop);
  std::vector<std::string> range;
  if (partial.size() > 0) range.push_back(fmt::format("Range: bytes={}-", partial.size()));
  Result<void> taken;
  const auto sink = [&](const llm::HttpResponse& response, std::string_view bytes) {
    if (response.status != 200 && response.status != 206) return false;  // the text of an error
    taken = take(response, bytes);
    return taken.has_value();
  };
  const Result<Client::Reply> reply = client.follow(url, range, /*as_stored=*/true, sink, stop);
  QED_TRY(std::move(taken));
  if (!reply) return std::unexpected(reply.error());
  const int status = reply->response.status;
  retry_after = reply->response.retry_after;
  if (status == 416 || (status == 200 && !began)) QED_TRY(partial.restart());
  if (status == 416) return fail(Errc::kUnavailable, "{}: the hub refuses to go on where it stopped", url.display());
  if (status != 200 && status != 206) return std::unexpected(client.explain(*reply, name));
  // A listing without a SHA-256 may know a large file by the pointer that git holds in its place.
  const bool listed = file.hashes.any() && (!file.hashes.sha256.empty() || reply->hashes.sha256.empty());
  return check(file.size.value_or(reply->size.value_or(partial.size())), listed ? file.hashes : reply->hashes, stop);
}

// Whether the body that begins is the file, from where the partial file ends.
Result<void> Download::begin(const llm::HttpResponse& response) {
  began = true;
  if (response.content_type == "text/html" && !file.path.ends_with(".html"))
    return fail(Errc::kCorrupt, "{}: a web page came in place of the file; does this network ask for a login?",
                url.display());
  if (response.status == 200 && partial.size() > 0) return partial.restart();  // ranges are ignored
  if (response.status == 206) {
    const std::string wanted = fmt::format("bytes {}-", partial.size());
    if (response.header("content-range").starts_with(wanted)) return {};
    QED_TRY(partial.restart());
    return fail(Errc::kUnavailable, "{}: another part came than the one asked for", url.display());
  }
  return {};
}

Result<void> Download::take(const llm::HttpResponse& response, std::string_view bytes) {
  if (!began) QED_TRY(begin(response));
  if (file.size && partial.size() + bytes.size() > *file.size) {
    QED_TRY(partial.restart());
    return fail(Errc::kCorrupt, "{}: longer than the {} bytes that the hub announced", url.display(), *file.size);
  }
  if (partial.size() + bytes.size() > limit) {
    QED_TRY(partial.restart());
    return fail(Errc::kLimitExceeded, "{}: longer than the {} bytes that the disk has room for", url.display(), limit);
  }
  QED_TRY(partial.append(bytes));
  progress(partial.size());
  return {};
}

// What is wrong with the bytes; empty where they have the announced hash, or none is.
Result<std::string> Download::mismatch(const Hashes& announced, const std::stop_token& stop) const {
  if (!announced.sha256.empty()) {
    const std::string found = partial.sha256();
    if (found == announced.sha256) return std::string();
    return fmt::format("SHA-256 is {}, not {}", found, announced.sha256);
  }
  if (announced.git_blob.empty()) return std::string();
  // There are mirrors that put the plain SHA-1 of a file where the hub has git's.
  const auto [blob, plain] = QED_TRY(partial.sha1s(stop));
  if (blob == announced.git_blob || plain == announced.git_blob) return std::string();
  return fmt::format("git blob hash is {}, not {}", blob, announced.git_blob);
}

// A second mismatch is the hub's, not the line's.
Result<void> Download::check(std::uint64_t size, const Hashes& announced, const std::stop_token& stop) {
  if (partial.size() != size)
    return fail(Errc::kUnavailable, "{}: ended after {} of {} bytes", url.display(), partial.size(), size);
  const std::string wrong = QED_TRY(mismatch(announced, stop));
  if (wrong.empty()) {
    checked = announced;
    return {};
  }
  QED_TRY(partial.restart());
  const Errc code = mismatched ? Errc::kCorrupt : Errc::kUnavailable;
  mismatched = true;
  return fail(code, "{}: {} as the hub announced", url.display(), wrong);
}

}  // namespace qed::hub
