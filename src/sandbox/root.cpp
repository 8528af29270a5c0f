#include "sandbox/root.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace qed::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxLinks = 40;  // along one path, as the kernel allows

// Follows `path` component by component, noting each link on the way, and yields what it finally names.
class Resolver {
 public:
  explicit Resolver(std::map<std::string, std::string>& links) : links_(links) {}

  // Empty where the path leads nowhere.
  fs::path resolve(const fs::path& path, int depth = 0) {
    fs::path real = "/";
    for (auto part = path.begin(); part != path.end(); ++part) {
      if (*part == "/" || *part == "." || part->empty()) continue;
      if (*part == "..") {
        real = real.parent_path();
        continue;
      }
      const fs::path next = real / *part;
      std::error_code error;
      const fs::file_status status = fs::symlink_status(next, error);
      if (error || !fs::exists(status)) return {};
      if (!fs::is_symlink(status)) {
        real = next;
        continue;
      }
      if (depth >= kMaxLinks) return {};
      const fs::path says = fs::read_symlink(next, error);
      if (error) return {};
      links_[next.string()] = says.string();
      fs::path rest = says.is_absolute() ? says : real / says;
      for (++part; part != path.end(); ++part) rest /= *part;
      return resolve(rest, depth + 1);
    }
    return real;
  }

 private:
  std::map<std::string, std::string>& links_;
};

bool inside(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::string relative(const std::string& path) { return path.substr(1); }

}  // namespace

Result<Root> plan_root(std::span<const std::string> needs) {
  std::map<std::string, std::string> links;
  std::set<std::string> sources;
  Resolver resolver(links);
  for (const std::string& need : needs) {
    const fs::path real = resolver.resolve(need);
    if (real == "/") return fail(Errc::kUnsupported, "{}: leads to the whole file system", need);
    if (!real.empty()) sources.insert(real.string());
  }
  const auto covered = [&](const std::string& path) {
    return std::ranges::any_of(sources, [&](const std::string& source) { return inside(path, source); });
  };

  Root root;
  std::set<std::string> folders;
  const auto add_parents = [&](const std::string& path) {
    for (fs::path parent = fs::path(path).parent_path(); parent != "/"; parent = parent.parent_path())
      folders.insert(parent.string());
  };
  for (const std::string& source : sources) {
    if (covered(source)) continue;
    root.binds.push_back({source, relative(source), fs::is_directory(source)});
    add_parents(source);
  }
  for (const auto& [path, target] : links) {
    if (covered(path)) continue;
    root.links.push_back({relative(path), target});
    add_parents(path);
  }
  for (const std::string& folder : folders) root.folders.push_back(relative(folder));  // sorted: parents come first
  return root;
}

}  // namespace qed::sandbox
