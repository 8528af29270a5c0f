#include "energy/ledger.h"

#include <numeric>
#include <utility>

#include "energy/carbon.h"

namespace qed::energy {
namespace {

constexpr std::size_t kRecentSpans = 32;  // of the rolling mean

void add(std::optional<double>& sum, const std::optional<double>& value) {
  if (value) sum = sum.value_or(0) + *value;
}

void add(TierTotal& total, const Cost& cost) {
  total.cost += cost;
  ++total.charges;
  if (!cost.joules) ++total.unmetered;
}

}  // namespace

Cost& operator+=(Cost& sum, const Cost& cost) {
  add(sum.joules, cost.joules);
  add(sum.grams, cost.grams);
  return sum;
}

double Ledger::grams(double joules) const { return grams_of(watt_hours(joules), grams_per_kwh_); }

void Ledger::settle() {
  std::optional<double> reading;
  if (meter_)
    if (const Result<double> joules = meter_->joules()) reading = *joules;
  const bool known = reading && settled_;
  for (auto& [id, span] : open_) {
    if (!known)
      span.joules.reset();
    else if (span.joules)
      *span.joules += (*reading - *settled_) / static_cast<double>(open_.size());
  }
  settled_ = reading;
}

Ledger::Span Ledger::open(std::string_view tier) {
  const std::lock_guard lock(mutex_);
  settle();
  const std::size_t id = next_id_++;
  Open span{.tier = std::string(tier)};
  if (!settled_) span.joules.reset();
  open_.emplace(id, std::move(span));
  return Span(*this, id);
}

Cost Ledger::close(std::size_t id) {
  const std::lock_guard lock(mutex_);
  settle();
  const Open span = std::move(open_.extract(id).mapped());
  Cost cost{.joules = span.joules, .grams = {}};
  if (span.joules) {
    cost.grams = grams(*span.joules);
    std::deque<double>& recent = recent_joules_[span.tier];
    recent.push_back(*span.joules);
    if (recent.size() > kRecentSpans) recent.pop_front();
  }
  add(totals_[span.tier], cost);
  return cost;
}

Cost Ledger::charge_remote(std::string_view tier, double grams) {
  const Cost cost{.joules = {}, .grams = grams};
  const std::lock_guard lock(mutex_);
  add(totals_[std::string(tier)], cost);
  return cost;
}

std::optional<double> Ledger::mean_grams(std::string_view tier) const {
  const std::lock_guard lock(mutex_);
  const auto recent = recent_joules_.find(tier);
  if (recent == recent_joules_.end()) return std::nullopt;
  const std::deque<double>& spans = recent->second;
  return grams(std::accumulate(spans.begin(), spans.end(), 0.0) / static_cast<double>(spans.size()));
}

std::map<std::string, TierTotal, std::less<>> Ledger::totals() const {
  const std::lock_guard lock(mutex_);
  return totals_;
}

Cost Ledger::Span::end() {
  Ledger* const ledger = std::exchange(ledger_, nullptr);
  return ledger ? ledger->close(id_) : Cost{};
}

}  // namespace qed::energy
