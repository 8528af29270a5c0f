// Who spent what: energy and carbon per tier.
//
// Method. A meter counts what the whole package takes: this program, the interpreters it starts, a model server on
// the same machine, other programs, idle power. While one span is open, all of it is that span's; while several are,
// each gets an equal share, settled whenever one opens or closes. So charges never add up to more than was measured,
// concurrent problems count nothing twice, and a charge is an upper bound where other programs were busy too.
// What was not measured is absent, never zero.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "energy/meter.h"

namespace qed::energy {

// Absent is not zero: what was not measured has no value.
struct Cost {
  std::optional<double> joules;  // measured, or absent
  std::optional<double> grams;   // of CO2-equivalent: of the joules, or estimated for a remote tier
};

Cost& operator+=(Cost& sum, const Cost& cost);

struct TierTotal {
  Cost cost;  // of the charges that have one
  std::size_t charges = 0;
  std::size_t unmetered = 0;  // charges without joules
};

// Safe to use from several threads at once. Must outlive its spans; `meter` must outlive it, and may be null.
class Ledger {
 public:
  class Span;

  Ledger(Meter* meter, double grams_per_kwh) : meter_(meter), grams_per_kwh_(grams_per_kwh) {}
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // From now until the span ends, `tier` works for one problem on this machine.
  Span open(std::string_view tier);

  // What a remote tier is estimated to have emitted: there are no joules to measure here.
  Cost charge_remote(std::string_view tier, double grams);

  // What the tier's last measured spans emitted in the mean; nullopt before the first.
  std::optional<double> mean_grams(std::string_view tier) const;

  std::map<std::string, TierTotal, std::less<>> totals() const;

 private:
  struct Open {
    std::string tier;
    std::optional<double> joules = 0;  // absent once a reading failed
  };
  void settle();  // shares what was spent since the last settlement among the open spans
  Cost close(std::size_t id);
  double grams(double joules) const;

  Meter* meter_;
  double grams_per_kwh_;
  mutable std::mutex mutex_;
  std::map<std::size_t, Open> open_;  // guarded by mutex_, as all below
  std::map<std::string, TierTotal, std::less<>> totals_;
  std::map<std::string, std::deque<double>, std::less<>> recent_joules_;
  std::size_t next_id_ = 0;
  std::optional<double> settled_;  // the meter's last reading; absent where it failed
};

// Ends at the latest when destroyed.
class Ledger::Span {
 public:
  Span(Span&& other) noexcept : ledger_(std::exchange(other.ledger_, nullptr)), id_(other.id_) {}
  Span& operator=(Span&&) = delete;
  ~Span() { end(); }

  Cost end();  // a second call returns an empty cost

 private:
  friend class Ledger;
  Span(Ledger& ledger, std::size_t id) : ledger_(&ledger), id_(id) {}
  Ledger* ledger_;
  std::size_t id_;
};

}  // namespace qed::energy
