// What an escaped program would reach: a file with a secret, a folder, ports, a process, and what it would leave
// behind.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace qed::attacks {

// Create one before the sandbox: it puts the secret into the environment too.
class Bait {
 public:
  static Result<Bait> lay();
  Bait(Bait&& other) noexcept;
  Bait& operator=(Bait&&) = delete;
  ~Bait();

  std::string filled_in(std::string text) const;  // the value_names of the attack set replaced
  bool leaked_into(std::string_view text) const;  // the secret

  // Effects that must not be, by their names in the attack set. Empty: none.
  std::vector<std::string> effects() const;
  // Descendants of this process besides the sacrificial one and warm interpreters, which are direct children.
  static std::vector<pid_t> leftovers(pid_t sacrificial);
  pid_t sacrificial() const { return sleeper_; }

 private:
  Bait() = default;
  Result<void> listen();

  std::filesystem::path folder_, file_, open_folder_;
  std::string token_, abstract_name_;
  UniqueFd tcp_, udp_, unix_;
  int tcp_port_ = 0, udp_port_ = 0;
  pid_t sleeper_ = -1;
};

}  // namespace qed::attacks
