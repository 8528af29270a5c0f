#include "attacks/bait.h"

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "base/text.h"

namespace qed::attacks {
namespace {

namespace fs = std::filesystem;

std::string random_hex() {
  unsigned char bytes[16];
  QED_CHECK(::getrandom(bytes, sizeof bytes, 0) == sizeof bytes);
  std::string hex;
  for (const unsigned char byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

Result<UniqueFd> bound_to_loopback(int type, int& port) {
  UniqueFd fd(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (!fd || ::bind(fd.get(), plain, size) != 0 || (type == SOCK_STREAM && ::listen(fd.get(), 8) != 0) ||
      ::getsockname(fd.get(), plain, &size) != 0)
    return fail(Errc::kIo, "loopback: {}", system_error());
  port = ntohs(address.sin_port);
  return fd;
}

bool has_contact(const UniqueFd& fd) {
  pollfd entry{fd.get(), POLLIN, 0};
  return ::poll(&entry, 1, 0) > 0;
}

// Parent of every process, as /proc tells.
std::map<pid_t, pid_t> process_parents() {
  std::map<pid_t, pid_t> parents;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc", error)) {
    std::ifstream stat(entry.path() / "stat");
    std::string line;
    pid_t parent = 0;
    if (!std::getline(stat, line) || std::sscanf(line.c_str() + line.rfind(')') + 1, " %*c %d", &parent) != 1) continue;
    if (const pid_t pid = std::atoi(entry.path().filename().c_str()); pid > 0) parents[pid] = parent;
  }
  return parents;
}

}  // namespace

Result<Bait> Bait::lay() {
  Bait bait;
  bait.token_ = "CANARY" + random_hex();
  ::setenv("QED_CANARY_TOKEN", bait.token_.c_str(), 1);
  std::string pattern = "/var/tmp/qed-baitXXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) return fail(Errc::kIo, "{}: {}", pattern, system_error());
  bait.folder_ = pattern;
  bait.file_ = bait.folder_ / "secret.txt";
  bait.open_folder_ = bait.folder_ / "open";
  fs::permissions(bait.folder_, fs::perms(0755));
  QED_TRY(write_file(bait.file_, bait.token_ + "\n"));
  fs::permissions(bait.file_, fs::perms(0644));
  fs::create_directory(bait.open_folder_);
  fs::permissions(bait.open_folder_, fs::perms(0777));
  QED_TRY(bait.listen());
  bait.sleeper_ = ::fork();
  if (bait.sleeper_ == 0)
    for (;;) ::pause();
  return bait;
}

Bait::Bait(Bait&& other) noexcept
    : folder_(std::exchange(other.folder_, {})),
      file_(std::move(other.file_)),
      open_folder_(std::move(other.open_folder_)),
      token_(std::move(other.token_)),
      abstract_name_(std::move(other.abstract_name_)),
      tcp_(std::move(other.tcp_)),
      udp_(std::move(other.udp_)),
      unix_(std::move(other.unix_)),
      tcp_port_(other.tcp_port_),
      udp_port_(other.udp_port_),
      sleeper_(std::exchange(other.sleeper_, -1)) {}

Result<void> Bait::listen() {
  tcp_ = QED_TRY(bound_to_loopback(SOCK_STREAM, tcp_port_));
  udp_ = QED_TRY(bound_to_loopback(SOCK_DGRAM, udp_port_));
  abstract_name_ = "qed-" + random_hex();
  unix_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  abstract_name_.copy(address.sun_path + 1, abstract_name_.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + abstract_name_.size());
  if (!unix_ || ::bind(unix_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(unix_.get(), 8) != 0)
    return fail(Errc::kIo, "abstract socket: {}", system_error());
  return {};
}

Bait::~Bait() {
  if (sleeper_ > 0) {
    ::kill(sleeper_, SIGKILL);
    ::waitpid(sleeper_, nullptr, 0);
  }
  std::error_code error;
  if (!folder_.empty()) fs::remove_all(folder_, error);
}

std::string Bait::filled_in(std::string text) const {
  const std::pair<std::string_view, std::string> places[] = {
      {"@CANARY_FILE@", file_.string()},         {"@CANARY_DIR@", open_folder_.string()},
      {"@TCP_PORT@", std::to_string(tcp_port_)}, {"@UDP_PORT@", std::to_string(udp_port_)},
      {"@UNIX_ABSTRACT@", abstract_name_},       {"@HOST_PID@", std::to_string(sleeper_)},
  };
  for (const auto& [place, value] : places) text = text::replace_all(text, place, value);
  return text;
}

bool Bait::leaked_into(std::string_view text) const { return text.find(token_) != std::string_view::npos; }

std::vector<std::string> Bait::effects() const {
  std::vector<std::string> seen;
  const Result<std::string> content = read_file(file_, 4096);
  if (!content || *content != token_ + "\n") seen.emplace_back("file_changed");
  std::error_code error;
  if (!fs::is_empty(open_folder_, error) || error) seen.emplace_back("file_created");
  if (has_contact(tcp_) || has_contact(udp_) || has_contact(unix_)) seen.emplace_back("canary_contact");
  int status = 0;
  if (::waitpid(sleeper_, &status, WNOHANG | WUNTRACED) != 0) seen.emplace_back("host_pid_dead");
  return seen;
}

std::vector<pid_t> Bait::leftovers(pid_t sacrificial) {
  const std::map<pid_t, pid_t> parents = process_parents();
  std::vector<pid_t> found;
  for (const auto& [pid, parent] : parents) {
    if (pid == sacrificial || parent == ::getpid()) continue;
    for (auto above = parents.find(parent); above != parents.end(); above = parents.find(above->second))
      if (above->first == ::getpid()) found.push_back(pid);
  }
  return found;
}

}  // namespace qed::attacks
