#include "base/processors.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/text.h"

namespace qed {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kMostProcessors = 1 << 16;
constexpr int kDeepestGroup = 64;

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "0-3,8,10-11": an empty text is the empty set.
std::optional<ProcessorSet> parse_list(std::string_view text) {
  ProcessorSet set;
  text = text::trim(text);
  if (text.empty()) return set;
  for (const std::string_view range : text::split(text, ',')) {
    const std::size_t dash = range.find('-');
    const auto first = number<unsigned>(range.substr(0, dash));
    const auto last = dash == range.npos ? first : number<unsigned>(range.substr(dash + 1));
    if (!first || !last || *first > *last || *last >= kMostProcessors) return std::nullopt;
    if (!set.empty() && *first <= set.back()) return std::nullopt;
    for (unsigned processor = *first; processor <= *last; ++processor) set.push_back(processor);
  }
  return set;
}

std::optional<std::string> read_small(const fs::path& path) {
  Result<std::string> text = read_file(path, 1 << 16);
  if (!text) return std::nullopt;
  return *std::move(text);
}

std::optional<ProcessorSet> read_list(const fs::path& path) {
  const std::optional<std::string> text = read_small(path);
  return text ? parse_list(*text) : std::nullopt;
}

ProcessorSet common(const ProcessorSet& a, const ProcessorSet& b) {
  ProcessorSet both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

double ratio(std::optional<double> quota, std::optional<double> period) {
  return quota && period && *quota > 0 && *period > 0 ? *quota / *period : HUGE_VAL;
}

// Version 2: "max 100000" or "150000 100000", microseconds of processor time in each period.
double read_quota(const fs::path& group) {
  const std::optional<std::string> text = read_small(group / "cpu.max");
  if (!text) return HUGE_VAL;
  const auto parts = text::split(text::trim(*text), ' ');
  return parts.size() == 2 ? ratio(number<double>(parts[0]), number<double>(parts[1])) : HUGE_VAL;
}

// Version 1: two files, and a quota of -1 where there is none.
double read_old_quota(const fs::path& group) {
  const auto read = [&](const char* name) {
    const std::optional<std::string> text = read_small(group / name);
    return text ? number<double>(text::trim(*text)) : std::nullopt;
  };
  return ratio(read("cpu.cfs_quota_us"), read("cpu.cfs_period_us"));
}

// The least that a group and those around it grant. In a container the group's own path may not exist, for its files
// are mounted at the top.
double least_quota(const fs::path& mount, std::string_view group, double (*read)(const fs::path&)) {
  double least = read(mount);
  fs::path path = mount;
  int depth = 0;
  for (const std::string_view part : text::split(group, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." || ++depth > kDeepestGroup) break;
    path /= part;
    least = std::min(least, read(path));
  }
  return least;
}

// Lines such as "0::/user.slice" (version 2) and "4:cpu,cpuacct:/docker/1f" (version 1).
double read_quotas(const fs::path& root) {
  const fs::path mounts = root / "sys/fs/cgroup";
  const std::string membership = read_small(root / "proc/self/cgroup").value_or("0::/");
  double least = HUGE_VAL;
  for (const std::string_view line : text::split(membership, '\n')) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1), group = line.substr(second + 1);
    if (controllers.empty())
      for (const fs::path& mount : {mounts, mounts / "unified"})
        least = std::min(least, least_quota(mount, group, read_quota));
    else if (const auto names = text::split(controllers, ','); std::ranges::find(names, "cpu") != names.end())
      for (const fs::path& mount : {mounts / "cpu", mounts / controllers})
        least = std::min(least, least_quota(mount, group, read_old_quota));
  }
  return least;
}

std::vector<ProcessorSet> read_nodes(const fs::path& root, const ProcessorSet& allowed) {
  const fs::path folder = root / "sys/devices/system/node";
  std::vector<ProcessorSet> nodes;
  ProcessorSet found;
  for (const unsigned node : read_list(folder / "online").value_or(ProcessorSet{})) {
    const auto all = read_list(folder / fmt::format("node{}/cpulist", node));
    ProcessorSet usable = common(all.value_or(ProcessorSet{}), allowed);
    found.insert(found.end(), usable.begin(), usable.end());
    if (!usable.empty()) nodes.push_back(std::move(usable));
  }
  std::ranges::sort(found);
  if (found != allowed) return {allowed};
  return nodes;
}

std::vector<ProcessorSet> read_cores(const fs::path& root, const std::vector<ProcessorSet>& nodes) {
  std::vector<ProcessorSet> cores;
  for (const ProcessorSet& node : nodes) {
    std::map<unsigned, ProcessorSet> by_first;
    for (const unsigned processor : node) {
      const auto siblings =
          read_list(root / fmt::format("sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", processor));
      const bool sound = siblings && std::ranges::binary_search(*siblings, processor);
      by_first[sound ? siblings->front() : processor].push_back(processor);
    }
    for (auto& [first, core] : by_first) cores.push_back(std::move(core));
  }
  return cores;
}

// The calling thread's mask. The kernel wants room for all processors that the machine could have.
ProcessorSet read_affinity() {
  ProcessorSet allowed;
  for (std::size_t most = 1024; most <= kMostProcessors && allowed.empty(); most *= 2) {
    std::vector<cpu_set_t> mask(most / CPU_SETSIZE);
    const std::size_t bytes = mask.size() * sizeof(cpu_set_t);
    if (sched_getaffinity(0, bytes, mask.data()) != 0) continue;
    for (unsigned processor = 0; processor < most; ++processor)
      if (CPU_ISSET_S(processor, bytes, mask.data())) allowed.push_back(processor);
  }
  return allowed.empty() ? ProcessorSet{0} : allowed;
}

// Refused or not: it is about speed alone.
void keep_to(const ProcessorSet& processors) {
  std::vector<cpu_set_t> mask(processors.back() / CPU_SETSIZE + 1);
  const std::size_t bytes = mask.size() * sizeof(cpu_set_t);
  for (const unsigned processor : processors) CPU_SET_S(processor, bytes, mask.data());
  sched_setaffinity(0, bytes, mask.data());
}

}  // namespace

Processors available_processors() { return read_processors("/", read_affinity()); }

Processors read_processors(const fs::path& root, ProcessorSet allowed) {
  Processors found;
  found.nodes = read_nodes(root, allowed);
  found.cores = read_cores(root, found.nodes);
  found.quota = read_quotas(root);
  found.allowed = std::move(allowed);
  return found;
}

unsigned team_size(const Processors& processors) {
  const double fed = std::ceil(processors.quota);
  return static_cast<unsigned>(std::max(1.0, std::min(fed, static_cast<double>(processors.cores.size()))));
}

std::vector<ProcessorSet> place_threads(const Processors& processors, unsigned threads, unsigned here) {
  const std::vector<ProcessorSet>& cores = processors.cores;
  const std::vector<ProcessorSet>& nodes = processors.nodes;
  std::vector<ProcessorSet> places(threads);
  if (nodes.size() < 2 || cores.empty()) return places;
  const auto node_of = [&](unsigned processor) {
    return std::ranges::find_if(nodes,
                                [&](const ProcessorSet& node) { return std::ranges::binary_search(node, processor); });
  };
  // Cores lie node by node, so to begin with a node is to turn them round.
  const auto near = std::ranges::find_if(
      cores, [&, first = node_of(here)](const ProcessorSet& core) { return node_of(core.front()) == first; });
  const auto start = static_cast<std::size_t>(near == cores.end() ? 0 : near - cores.begin());
  for (std::size_t i = 0; i < threads; ++i) {
    const std::size_t nth = i * cores.size() / std::max<std::size_t>(threads, cores.size());
    places[i] = *node_of(cores[(start + nth) % cores.size()].front());
  }
  return places;
}

ScopedPlace::ScopedPlace(const ProcessorSet& place) {
  if (place.empty()) return;
  former_ = read_affinity();
  keep_to(place);
}

ScopedPlace::~ScopedPlace() {
  if (!former_.empty()) keep_to(former_);
}

}  // namespace qed
