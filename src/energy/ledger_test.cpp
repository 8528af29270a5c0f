#include "energy/ledger.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace qed::energy {
namespace {

class FakeMeter final : public Meter {
 public:
  const std::string& source() const override { return source_; }
  Result<double> joules() override {
    if (broken) return fail(Errc::kIo, "broken");
    return spent.load();
  }
  std::atomic<double> spent = 1000;
  std::atomic<bool> broken = false;

 private:
  std::string source_ = "fake";
};

constexpr double kWh = 3600;
constexpr double kGramsPerKwh = 450;

TEST(Ledger, ChargesASpanWithWhatWasSpentWhileItWasOpen) {
  FakeMeter meter;
  Ledger ledger(&meter, kGramsPerKwh);
  meter.spent = 5000;
  Ledger::Span span = ledger.open("local");
  meter.spent = 5000 + 2 * kWh;
  const Cost cost = span.end();
  EXPECT_DOUBLE_EQ(cost.joules.value(), 2 * kWh);
  EXPECT_DOUBLE_EQ(cost.grams.value(), 0.9);
  EXPECT_FALSE(span.end().joules) << "a span ends once";
  meter.spent = 100'000;
  EXPECT_DOUBLE_EQ(ledger.totals().at("local").cost.joules.value(), 2 * kWh);
}

TEST(Ledger, SpansAtTheSameTimeShareAndCountNothingTwice) {
  FakeMeter meter;
  Ledger ledger(&meter, kGramsPerKwh);
  Ledger::Span first = ledger.open("a");
  meter.spent = meter.spent + 100;
  Ledger::Span second = ledger.open("b");
  meter.spent = meter.spent + 60;
  EXPECT_DOUBLE_EQ(first.end().joules.value(), 100 + 30);
  meter.spent = meter.spent + 7;
  EXPECT_DOUBLE_EQ(second.end().joules.value(), 30 + 7);
}

TEST(Ledger, WhatIsNotMeasuredIsAbsentAndNotZero) {
  Ledger without(nullptr, kGramsPerKwh);
  EXPECT_FALSE(without.open("local").end().joules);
  EXPECT_FALSE(without.open("local").end().grams);
  const TierTotal total = without.totals().at("local");
  EXPECT_FALSE(total.cost.joules);
  EXPECT_EQ(total.charges, 2u);
  EXPECT_EQ(total.unmetered, 2u);

  FakeMeter meter;
  Ledger ledger(&meter, kGramsPerKwh);
  Ledger::Span during = ledger.open("local");
  meter.broken = true;
  Ledger::Span blind = ledger.open("local");
  meter.broken = false;
  Ledger::Span after = ledger.open("local");
  meter.spent = meter.spent + 30;
  EXPECT_FALSE(during.end().joules);
  EXPECT_FALSE(blind.end().joules);
  EXPECT_DOUBLE_EQ(after.end().joules.value(), 10);
  EXPECT_EQ(ledger.totals().at("local").unmetered, 2u);
}

TEST(Ledger, MeanIsOfTheLastMeasuredSpans) {
  FakeMeter meter;
  Ledger ledger(&meter, kGramsPerKwh);
  EXPECT_FALSE(ledger.mean_grams("local"));
  for (const double wh : {1.0, 3.0}) {
    Ledger::Span span = ledger.open("local");
    meter.spent = meter.spent + wh * kWh;
  }
  EXPECT_DOUBLE_EQ(ledger.mean_grams("local").value(), 2.0 / 1000 * 450);
  EXPECT_FALSE(ledger.mean_grams("other"));
  for (int i = 0; i < 32; ++i) {
    Ledger::Span span = ledger.open("local");
    meter.spent = meter.spent + 4 * kWh;
  }
  EXPECT_DOUBLE_EQ(ledger.mean_grams("local").value(), 4.0 / 1000 * 450) << "old spans leave the mean";
}

TEST(Ledger, ARemoteTierCostsWhatIsEstimated) {
  Ledger ledger(nullptr, kGramsPerKwh);
  const Cost cost = ledger.charge_remote("remote", 300);
  EXPECT_DOUBLE_EQ(cost.grams.value(), 300);
  EXPECT_FALSE(cost.joules);
  ledger.charge_remote("remote", 60);
  EXPECT_DOUBLE_EQ(ledger.totals().at("remote").cost.grams.value(), 360);
}

TEST(Ledger, ChargesOfManyThreadsAddUpToTheMeter) {
  FakeMeter meter;
  const double begin = meter.spent;
  Ledger ledger(&meter, kGramsPerKwh);
  Ledger::Span whole = ledger.open("frame");
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&, thread] {
        for (int i = 0; i < 200; ++i) {
          Ledger::Span span = ledger.open(thread % 2 ? "a" : "b");
          meter.spent.fetch_add(0.25);
        }
      });
  }
  whole.end();
  double sum = 0;
  for (const auto& [tier, total] : ledger.totals()) sum += total.cost.joules.value();
  EXPECT_NEAR(sum, meter.spent - begin, 1e-6);
  EXPECT_EQ(ledger.totals().at("a").charges, 400u);
}

}  // namespace
}  // namespace qed::energy
