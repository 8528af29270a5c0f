#include "sandbox/cgroup.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <thread>

#include "base/file.h"
#include "base/text.h"

namespace qed::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kProcBytes = 1 << 20;
constexpr std::string_view kPrefix = "qed-";

bool put(const fs::path& path, std::string_view value) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return fd && ::write(fd.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size());
}

struct Hierarchy {
  fs::path own;  // this process's group
  int version;
};

bool has(const std::vector<std::string_view>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// "4:memory:/a/b" lines give the path of this process's group; version 2 has the line "0::/a/b".
std::string group_path(const std::string& groups, int version) {
  for (const std::string_view line : text::split(std::string_view(groups), '\n')) {
    const std::vector<std::string_view> parts = text::split(line, ':');
    if (parts.size() < 3) continue;
    const bool ours = version == 2 ? line.starts_with("0::") : has(text::split(parts[1], ','), "memory");
    if (ours) return std::string(parts[2]);
  }
  return {};
}

// Mounts as in "30 23 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory".
std::vector<Hierarchy> hierarchies() {
  std::vector<Hierarchy> found;
  const Result<std::string> mounts = read_file("/proc/self/mountinfo", kProcBytes);
  const Result<std::string> groups = read_file("/proc/self/cgroup", kProcBytes);
  if (!mounts || !groups) return found;
  for (const std::string_view line : text::split(std::string_view(*mounts), '\n')) {
    const std::vector<std::string_view> words = text::split(line, ' ');
    const auto dash = std::ranges::find(words, "-");
    if (words.size() < 5 || words.end() - dash < 4) continue;
    const int version = dash[1] == "cgroup2" ? 2 : dash[1] == "cgroup" ? 1 : 0;
    if (version == 0 || (version == 1 && !has(text::split(dash[3], ','), "memory"))) continue;
    const fs::path mount(words[4]);
    const fs::path own = mount / fs::path(group_path(*groups, version)).relative_path();
    std::error_code error;
    found.push_back({fs::is_directory(own, error) ? own : mount, version});  // a container's mount may start lower
  }
  return found;
}

// Groups of processes that were killed before they could tidy up.
void remove_orphans(const fs::path& parent) {
  std::error_code error;
  for (fs::directory_iterator entries(parent, error), end; !error && entries != end; entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (!name.starts_with(kPrefix)) continue;
    pid_t pid = 0;
    std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), pid);
    if (pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH) ::rmdir(entries->path().c_str());
  }
}

bool limit(const fs::path& folder, int version, std::uint64_t memory_bytes) {
  const std::string bytes = std::to_string(memory_bytes);
  if (version == 1) return put(folder / "memory.limit_in_bytes", bytes);
  put(folder / "memory.swap.max", "0");
  return put(folder / "memory.max", bytes);
}

}  // namespace

Result<Cgroup> Cgroup::create(std::uint64_t memory_bytes) {
  static std::atomic<unsigned> next = 0;
  std::string reason = "no control group with the memory controller is mounted";
  for (const auto& [own, version] : hierarchies()) {
    remove_orphans(own);
    const fs::path folder = own / fmt::format("{}{}-{}", kPrefix, ::getpid(), next++);
    if (::mkdir(folder.c_str(), 0755) != 0) {
      reason = fmt::format("{}: {}", folder.string(), system_error());
      continue;
    }
    Cgroup group(folder, version);
    if (limit(folder, version, memory_bytes)) return group;
    reason = fmt::format("{}: its memory cannot be limited: {}", folder.string(), system_error());
  }
  return fail(Errc::kUnavailable, "{}", reason);
}

Cgroup::Cgroup(Cgroup&& other) noexcept : folder_(std::move(other.folder_)), version_(other.version_) {
  other.folder_.clear();
}

Cgroup& Cgroup::operator=(Cgroup&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(version_, other.version_);
  return *this;
}

Cgroup::~Cgroup() {
  // A process leaves its group a moment after it was reaped.
  for (int tries = 0; !folder_.empty() && ::rmdir(folder_.c_str()) != 0 && errno == EBUSY && tries < 100; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

bool Cgroup::add(pid_t pid) const { return put(folder_ / "cgroup.procs", std::to_string(pid)); }

}  // namespace qed::sandbox
