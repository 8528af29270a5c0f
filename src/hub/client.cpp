#include "hub/client.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "hub/download.h"
#include "hub/patience.h"

namespace qed::hub {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kHub = "https://huggingface.co";
constexpr int kMaxRedirects = 10;
constexpr std::size_t kMaxPages = 1000;
// Of what the hub says, and of a file's bytes, which take as long as they take.
constexpr llm::Timeouts kWords{.connect = 10s, .first_byte = 60s, .idle = 60s, .total = 300s};
llm::Timeouts of_bytes(const ClientOptions& options) {
  return {.connect = 10s,
          .first_byte = options.stall,
          .idle = options.stall,
          .total = 24h * 30,
          .least_speed = kLeastSpeed};
}

// For a path: everything but unreserved characters (RFC 3986) and '/'.
std::string percent_encoded(std::string_view path) {
  std::string encoded;
  for (const char c : path) {
    const bool plain = text::is_alpha(c) || text::is_digit(c) || std::string_view("-._~/").find(c) != std::string::npos;
    encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

bool same_origin(const llm::Url& a, const llm::Url& b) {
  const auto port = [](const llm::Url& url) {
    return !url.port.empty() ? url.port : url.scheme == "https" ? "443" : "80";
  };
  return a.scheme == b.scheme && a.host == b.host && port(a) == port(b);
}

bool is_redirect(const llm::HttpResponse& response) {
  return response.status >= 300 && response.status < 400 && !response.location.empty();
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

Result<Endpoint> choose_endpoint(std::string_view mirror, const Environment& environment) {
  const auto variable = [&](const char* name) {
    const char* value = environment(name);
    return std::string(text::trim(value ? value : ""));
  };
  const std::string set = variable("HF_ENDPOINT");
  const std::string_view address = !mirror.empty() ? mirror : !set.empty() ? std::string_view(set) : kHub;
  Endpoint chosen{.options = {.endpoint = QED_TRY(llm::parse_url(address))}, .notice = {}};
  const std::string token = variable("HF_TOKEN");
  if (std::ranges::any_of(token, [](char c) { return c <= ' ' || c > '~'; }))
    return fail(Errc::kInvalidInput, "HF_TOKEN: not a token: blanks, control or non-ASCII characters in it");
  const llm::Url& url = chosen.options.endpoint;
  if (token.empty() || url.scheme == "https" || url.loopback())
    chosen.options.token = token;
  else
    chosen.notice = fmt::format("HF_TOKEN is not sent to {} over plain http", url.host);
  return chosen;
}

Result<Client::Reply> Client::follow(const llm::Url& url, const std::vector<std::string>& headers, bool as_stored,
                                     const llm::BodySink& on_body, const std::stop_token& stop) {
  Reply reply{.response = {}, .url = url, .hashes = {}, .size = {}};
  for (int hops = 0; hops <= kMaxRedirects; ++hops) {
    llm::HttpRequest request{.url = reply.url, .headers = headers, .body = {}, .as_stored = as_stored};
    if (!options_.token.empty() && same_origin(reply.url, options_.endpoint))
      request.headers.push_back("Authorization: Bearer " + options_.token);
    reply.response = QED_TRY(http_.exchange(
        request, as_stored ? of_bytes(options_) : kWords,
        [&](const llm::HttpResponse& response, std::string_view bytes) {
          return !is_redirect(response) && on_body(response, bytes);
        },
        stop));
    if (Hashes linked = hashes_of_etag(reply.response.header("x-linked-etag")); linked.any())
      reply.hashes = std::move(linked);
    if (const auto size = number_of(reply.response.header("x-linked-size"))) reply.size = size;
    if (!is_redirect(reply.response)) {
      // The storage behind a hub may put anything into an ETag of 64 digits; 40 are git's.
      if (!reply.hashes.any()) reply.hashes.git_blob = hashes_of_etag(reply.response.header("etag")).git_blob;
      return reply;
    }
    llm::Url next = QED_TRY(llm::parse_url(reply.response.location));
    if (reply.url.scheme == "https" && next.scheme != "https")
      return fail(Errc::kDenied, "{}: leads from https to unencrypted {}", reply.url.display(), next.display());
    reply.url = std::move(next);
  }
  return fail(Errc::kUnavailable, "{}: more than {} redirects", url.display(), kMaxRedirects);
}

// A body in memory, after as many attempts as it takes.
Result<Client::Page> Client::get(const llm::Url& url, const std::stop_token& stop) {
  for (Patience patience(options_);;) {
    std::string body;
    bool too_long = false;
    Result<Reply> reply = follow(
        url, {"Accept: application/json"}, false,
        [&](const llm::HttpResponse&, std::string_view bytes) {
          too_long = body.size() + bytes.size() > kMaxReplyBytes;
          if (!too_long) body += bytes;
          return !too_long;
        },
        stop);
    if (too_long) return fail(Errc::kLimitExceeded, "{}: a reply of over {} bytes", url.display(), kMaxReplyBytes);
    if (reply && !may_pass(reply->response.status)) return Page{*std::move(reply), std::move(body)};
    Error error = reply ? explain(*reply, {}) : reply.error();
    if (!may_pass(error)) return std::unexpected(std::move(error));
    QED_TRY(patience.wait(std::move(error), reply ? reply->response.retry_after : std::nullopt, stop));
  }
}

Error Client::explain(const Reply& reply, const ModelName& name) const {
  const int status = reply.response.status;
  const std::string where = reply.url.display();
  const std::string_view code = reply.response.header("x-error-code");
  const std::string page = options_.endpoint.display() + "/" + name.repository();
  if ((status == 401 || status == 403) && options_.token.empty())
    return {Errc::kDenied, fmt::format("{}: the hub refuses ({}): {} is gated or private, or there is no such model; "
                                       "accept its terms on {} and set HF_TOKEN, or check the name",
                                       where, status, name.repository(), page)};
  if ((status == 401 || status == 403) && (code == "GatedRepo" || status == 403))
    return {Errc::kDenied, fmt::format("{}: the hub refuses ({}): the account of HF_TOKEN has no access to {}; accept "
                                       "its terms on {}",
                                       where, status, name.repository(), page)};
  if (status == 401)
    return {Errc::kDenied, fmt::format("{}: the hub refuses (401): HF_TOKEN is not valid, or {} is not there", where,
                                       name.repository())};
  if (status == 404) return {Errc::kNotFound, fmt::format("{}: not there (404)", where)};
  if (status == 429) return {Errc::kUnavailable, fmt::format("{}: too many requests for the hub (429)", where)};
  return {may_pass(status) ? Errc::kUnavailable : Errc::kUnsupported,
          fmt::format("{}: the hub answers with status {}", where, status)};
}

Result<Listing> Client::list(const ModelName& name, const std::string& revision, const std::stop_token& stop) {
  const llm::Url model = options_.endpoint.below("api/models/" + percent_encoded(name.repository()));
  const llm::Url address = revision.empty() ? model : model.below("revision/" + percent_encoded(revision));
  const Page page = QED_TRY(get(address, stop));
  if (page.reply.response.status == 404)
    return fail(Errc::kNotFound, "{}: no model {}{}", address.display(), name.repository(),
                revision.empty() ? "" : " with revision '" + revision + "'");
  if (page.reply.response.status != 200) return std::unexpected(explain(page.reply, name));
  Listing listing = QED_TRY(parse_model_reply(page.body, address.display()));

  // Sizes and hashes are in the tree. A mirror without one is believed to have the files at least.
  std::vector<RemoteFile> files;
  llm::Url next = model.below("tree/" + listing.revision);
  next.query = "recursive=true";
  for (std::size_t pages = 0; pages < kMaxPages; ++pages) {
    const Page tree = QED_TRY(get(next, stop));
    if (tree.reply.response.status == 404 && pages == 0) return listing;
    if (tree.reply.response.status != 200) return std::unexpected(explain(tree.reply, name));
    QED_TRY(parse_tree_reply(tree.body, next.display(), files));
    const std::string link = next_page(tree.reply.response.header("link"));
    if (link.empty()) break;
    next = QED_TRY(llm::parse_url(link));
    if (!same_origin(next, options_.endpoint))
      return fail(Errc::kCorrupt, "{}: the next page is on another server", next.display());
  }
  listing.files = std::move(files);
  return listing;
}

Result<Hashes> Client::download(const ModelName& name, const std::string& revision, const RemoteFile& file,
                                const std::filesystem::path& target, std::uint64_t limit, const Progress& progress,
                                const std::stop_token& stop) {
  // What lies there of another version of the file has another identity, and is not continued.
  const auto& [sha256, git_blob] = file.hashes;
  const std::string& identity = !sha256.empty() ? sha256 : !git_blob.empty() ? git_blob : revision;
  PartialFile partial = QED_TRY(PartialFile::open(target, identity, stop));
  Download download{.client = *this,
                    .name = name,
                    .url = options_.endpoint.below(
                        fmt::format("{}/resolve/{}/{}", name.repository(), revision, percent_encoded(file.path))),
                    .file = file,
                    .limit = limit,
                    .progress = progress,
                    .partial = partial};
  progress(partial.size());
  QED_TRY(download.run(stop));
  QED_TRY(partial.publish());
  return std::move(download.checked);
}

}  // namespace qed::hub
