#include "hub/download.h"

#include <algorithm>

#include "base/text.h"
#include "hub/patience.h"

namespace qed::hub {

Result<void> Download::run(const std::stop_token& stop) {
  std::uint64_t furthest = partial.size();
  for (Patience patience(client.options());;) {
    Result<void> done = attempt(stop);
    if (done || !may_pass(done.error())) return done;
    if (partial.size() > furthest) patience.progress();
    furthest = std::max(furthest, partial.size());
    QED_TRY(patience.wait(std::move(done).error(), retry_after, stop));
  }
}

Result<void> Download::attempt(const std::stop_token& stop) {
  retry_after.reset();
  began = false;
  if (file.size && partial.size() > *file.size) QED_TRY(partial.restart());
  if (file.size && partial.size() == *file.size && !file.sha256.empty() && partial.size() > 0)
    return check(*file.size, file.sha256);
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
  return check(file.size.value_or(reply->size.value_or(partial.size())),
               file.sha256.empty() ? reply->sha256 : file.sha256);
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

// A second mismatch is the hub's, not the line's.
Result<void> Download::check(std::uint64_t size, const std::string& sha256) {
  if (partial.size() != size)
    return fail(Errc::kUnavailable, "{}: ended after {} of {} bytes", url.display(), partial.size(), size);
  if (sha256.empty() || partial.sha256() == sha256) return {};
  const std::string found = partial.sha256();
  QED_TRY(partial.restart());
  const Errc code = mismatched ? Errc::kCorrupt : Errc::kUnavailable;
  mismatched = true;
  return fail(code, "{}: SHA-256 is {}, not {} as the hub announced", url.display(), found, sha256);
}

}  // namespace qed::hub
