#include "hub/pull.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <tuple>

#include "hub/selection.h"

namespace qed::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSpareBytes = 256 << 20;  // of the disk, which stay free
constexpr std::chrono::milliseconds kLockPoll{100};

Result<UniqueFd> lock(const Cache& cache, const ModelName& name, const PullOptions& options,
                      const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  for (;;) {
    if (auto held = QED_TRY(cache.try_lock(name))) return *std::move(held);
    if (options.progress) options.progress({});
    std::unique_lock waiting(mutex);
    stopped.wait_for(waiting, stop, kLockPoll, [] { return false; });
    if (stop.stop_requested()) return fail(Errc::kCancelled, "{}: interrupted", name.full());
  }
}

// Whether the file is there as the hub has it: by hash, or by size and revision where there is none to compare.
bool is_there(const fs::path& path, const RemoteFile& file, const Manifest& manifest, const std::string& revision) {
  const auto known = manifest.files.find(file.path);
  std::error_code error;
  if (known == manifest.files.end() || fs::file_size(path, error) != known->second.size || error) return false;
  const auto& [hub, mine] = std::tie(file.hashes, known->second.hashes);
  if (!hub.sha256.empty()) return mine.sha256 == hub.sha256;
  if (!hub.git_blob.empty() && mine.sha256.empty()) return mine.git_blob == hub.git_blob;
  return known->second.revision == revision;
}

Result<std::uint64_t> room(const fs::path& folder) {
  std::error_code error;
  const fs::space_info space = fs::space(folder, error);
  if (error) return fail(Errc::kIo, "{}: {}", folder.string(), error.message());
  return space.available > kSpareBytes ? space.available - kSpareBytes : 0;
}

struct Job {
  Client& client;
  const Cache& cache;
  const ModelName& name;
  const PullOptions& options;
  Listing listing;
  std::vector<RemoteFile> files;
  Manifest manifest;
  PullProgress progress;

  fs::path target(const RemoteFile& file) const { return cache.folder(name) / file.path; }
  Result<void> fetch(const RemoteFile& file, const std::stop_token& stop);
  Result<void> check_room() const;
};

// Refuses at the start what would fill the disk in the end.
Result<void> Job::check_room() const {
  std::uint64_t wanted = 0;
  for (const RemoteFile& file : files)
    if (!is_there(target(file), file, manifest, listing.revision)) wanted += file.size.value_or(0);
  const std::uint64_t free = QED_TRY(room(cache.folder(name)));
  if (wanted <= free) return {};
  return fail(Errc::kLimitExceeded, "{}: {} MiB to fetch, and {} has room for {} MiB", name.full(), wanted >> 20,
              cache.root().string(), free >> 20);
}

Result<void> Job::fetch(const RemoteFile& file, const std::stop_token& stop) {
  ++progress.number;
  progress.file = file.path;
  const std::uint64_t before = progress.done;
  if (is_there(target(file), file, manifest, listing.revision)) {
    progress.done += manifest.files[file.path].size;
    return {};
  }
  std::uint64_t last = 0;
  bool first = true;
  const auto on_bytes = [&](std::uint64_t bytes) {
    // What an earlier run left counts as done, but not as fetched.
    if (!first && bytes > last) progress.fetched += bytes - last;
    first = false;
    last = bytes;
    progress.done = before + bytes;
    if (options.progress) options.progress(progress);
  };
  Hashes checked = QED_TRY(
      client.download(name, listing.revision, file, target(file), QED_TRY(room(cache.folder(name))), on_bytes, stop));
  std::error_code error;
  const std::uint64_t size = fs::file_size(target(file), error);
  progress.done = before + size;
  manifest.files[file.path] = {.size = size, .hashes = std::move(checked), .revision = listing.revision};
  manifest.endpoint = client.options().endpoint.display();
  return cache.write_manifest(name, manifest);
}

}  // namespace

Result<Pulled> pull(Client& client, const Cache& cache, const ModelName& name, const PullOptions& options,
                    const std::stop_token& stop) {
  Job job{.client = client,
          .cache = cache,
          .name = name,
          .options = options,
          .listing = QED_TRY(client.list(name, options.revision, stop)),
          .files = {},
          .manifest = {},
          .progress = {}};
  std::vector<std::string> paths;
  for (const RemoteFile& file : job.listing.files) paths.push_back(file.path);
  const std::vector<std::string> chosen = QED_TRY(select_files(paths, name.filter, name.repository()));
  for (const std::string& path : chosen) job.files.push_back(*job.listing.find(path));

  const UniqueFd held = QED_TRY(lock(cache, name, options, stop));
  job.manifest = QED_TRY(cache.read_manifest(name));
  QED_TRY(job.check_room());
  job.progress.files = job.files.size();
  for (const RemoteFile& file : job.files) job.progress.all += file.size.value_or(0);
  for (const RemoteFile& file : job.files) QED_TRY(job.fetch(file, stop));

  std::vector<Pulled::File> files;
  for (const std::string& path : chosen) files.push_back({path, job.manifest.files[path].hashes});
  const bool gguf = chosen.front().ends_with(".gguf");
  return Pulled{.path = gguf ? cache.folder(name) / chosen.front() : cache.folder(name),
                .revision = job.listing.revision,
                .files = std::move(files),
                .bytes = job.progress.done,
                .fetched = job.progress.fetched};
}

}  // namespace qed::hub
