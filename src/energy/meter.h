// Measured energy. A meter counts joules; where none can be had, the reason is told and nothing is counted.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/error.h"

namespace qed::energy {

// Safe to call from several threads at once.
class Meter {
 public:
  virtual ~Meter() = default;
  virtual const std::string& source() const = 0;  // what is measured: "RAPL: package-0, package-0/dram"

  // Joules since the meter was opened, by everything that ran on the measured parts. kIo where a reading failed: the
  // energy of that time is lost, but the next reading that succeeds counts it if no counter went round twice.
  virtual Result<double> joules() = 0;
};

struct MeterOptions {
  std::filesystem::path root = "/sys/class/powercap";
  std::chrono::milliseconds interval{200};  // between readings, so that no counter goes round unseen
};

// The processor's own counters (Intel and AMD RAPL) through Linux powercap: every package, and memory where it is
// counted beside the package. kUnavailable where there are none, kDenied where they may not be read (on most systems
// only root may), both with what to do about it.
Result<std::unique_ptr<Meter>> open_meter(const MeterOptions& options);

}  // namespace qed::energy
