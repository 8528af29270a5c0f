#include "energy/meter.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <stop_token>
#include <system_error>
#include <thread>
#include <tuple>
#include <vector>

#include "base/file.h"
#include "base/text.h"

namespace qed::energy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = 4096;
constexpr double kMicrojoulesPerJoule = 1e6;

struct Counter {
  std::string name;         // "package-0", "package-0/dram"
  fs::path file;            // energy_uj
  std::uint64_t range = 0;  // the counter restarts from 0 after this, in microjoules
  std::uint64_t last = 0;
};

Result<std::uint64_t> read_number(const fs::path& file) {
  const std::string content = QED_TRY(read_file(file, kMaxFileBytes));
  const std::string_view text = text::trim(content);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return fail(Errc::kCorrupt, "{}: expected microjoules, got '{}'", file.string(), text.substr(0, 40));
  return number;
}

std::string name_of(const fs::path& zone) {
  const Result<std::string> content = read_file(zone / "name", kMaxFileBytes);
  return content ? std::string(text::trim(*content)) : std::string();
}

std::vector<fs::path> folders(const fs::path& root) {
  std::vector<fs::path> found;
  std::error_code error;
  // Zones in /sys/class/powercap are links; below one, its subzones are folders.
  for (fs::directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error))
    if (std::error_code ignored; entry->is_directory(ignored)) found.push_back(entry->path());
  std::ranges::sort(found, {}, [](const fs::path& path) {
    const std::string name = path.filename().string();
    return std::pair(name.starts_with("intel-rapl-mmio"), name);  // the second interface comes second
  });
  return found;
}

// The zones to add up. A package's core and uncore zones are within it and psys is around it, so they do not count
// again; nor does the same package seen through a second interface (intel-rapl-mmio).
std::vector<Counter> find_counters(const fs::path& root) {
  std::vector<Counter> counters;
  std::set<std::string> seen;
  for (const fs::path& zone : folders(root)) {
    const std::string package = name_of(zone);
    if (!package.starts_with("package-") || !seen.insert(package).second) continue;
    counters.push_back({.name = package, .file = zone / "energy_uj"});
    for (const fs::path& part : folders(zone))
      if (name_of(part) == "dram") counters.push_back({.name = package + "/dram", .file = part / "energy_uj"});
  }
  return counters;
}

class RaplMeter final : public Meter {
 public:
  RaplMeter(std::vector<Counter> counters, std::chrono::milliseconds interval) : counters_(std::move(counters)) {
    for (const Counter& counter : counters_) source_ += (source_.empty() ? "RAPL: " : ", ") + counter.name;
    watcher_ = std::jthread([this, interval](const std::stop_token& stop) { watch(stop, interval); });
  }

  const std::string& source() const override { return source_; }

  Result<double> joules() override {
    const std::lock_guard lock(mutex_);
    for (Counter& counter : counters_) {
      const std::uint64_t now = QED_TRY(read_number(counter.file));
      // Lower than before: it went round, once.
      microjoules_ +=
          now >= counter.last ? now - counter.last : counter.range - std::min(counter.last, counter.range) + now;
      counter.last = now;
    }
    return static_cast<double>(microjoules_) / kMicrojoulesPerJoule;
  }

 private:
  void watch(const std::stop_token& stop, std::chrono::milliseconds interval) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      stopped.wait_for(lock, stop, interval, [] { return false; });
      std::ignore = joules();  // of a failure, those are told who ask for the energy
    }
  }

  std::string source_;
  std::mutex mutex_;
  std::vector<Counter> counters_;  // guarded by mutex_
  std::uint64_t microjoules_ = 0;  // guarded by mutex_
  std::jthread watcher_;           // last: stops before what it uses goes
};

}  // namespace

Result<std::unique_ptr<Meter>> open_meter(const MeterOptions& options) {
  std::vector<Counter> counters = find_counters(options.root);
  if (counters.empty())
    return fail(Errc::kUnavailable,
                "no meter: {} has no processor package (virtual machines and containers seldom have one)",
                options.root.string());
  for (Counter& counter : counters) {
    if (!UniqueFd(::open(counter.file.c_str(), O_RDONLY | O_CLOEXEC)) && (errno == EACCES || errno == EPERM))
      return fail(Errc::kDenied, "no meter: {}: {}; run as root or make the file readable", counter.file.string(),
                  system_error());
    const Result<std::uint64_t> now = read_number(counter.file);
    if (!now) return fail(now.error().code, "no meter: {}", now.error().message);
    counter.last = *now;
    counter.range = QED_TRY(read_number(counter.file.parent_path() / "max_energy_range_uj"));
  }
  return std::make_unique<RaplMeter>(std::move(counters), options.interval);
}

}  // namespace qed::energy
