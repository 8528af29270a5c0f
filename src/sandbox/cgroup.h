// A control group that bounds the memory of a jail as a whole, where this process may make one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/error.h"

namespace qed::sandbox {

// Removed when destroyed; its processes must be gone by then.
class Cgroup {
 public:
  // Below this process's own group of the memory controller, version 2 or 1. kUnavailable says why there is none.
  static Result<Cgroup> create(std::uint64_t memory_bytes);
  Cgroup(Cgroup&& other) noexcept;
  Cgroup& operator=(Cgroup&& other) noexcept;
  ~Cgroup();

  bool add(pid_t pid) const;
  int version() const { return version_; }

 private:
  Cgroup(std::filesystem::path folder, int version) : folder_(std::move(folder)), version_(version) {}
  std::filesystem::path folder_;
  int version_;
};

}  // namespace qed::sandbox
