// Answers made by a seeded generator: ways of writing one value, which must all be equal, and near misses, of which
// none may be. What is compared is always the first way of writing against each of the others.
#pragma once

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "answer/equal.h"
#include "answer/expression.h"

namespace qed::answer::metamorphic {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // low..high, both included; the same on every machine.
  long integer(long low, long high) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return low + static_cast<long>((state_ >> 33) % static_cast<std::uint64_t>(high - low + 1));
  }
  long nonzero(long size) {
    const long value = integer(1, size);
    return integer(0, 1) == 0 ? value : -value;
  }
  template <class List>
  auto pick(const List& list) {
    return list[static_cast<std::size_t>(integer(0, static_cast<long>(std::size(list)) - 1))];
  }

 private:
  std::uint64_t state_;
};

struct Family {
  std::vector<std::string> same;
  std::vector<std::string> other;
};
using Maker = std::function<Family(Random&)>;

inline std::string grouped(long n, std::string_view separator) {
  std::string digits = std::to_string(std::abs(n));
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, separator);
  return (n < 0 ? "-" : "") + digits;
}

// "+ 3", "- 3"
inline std::string plus(long n) { return fmt::format("{} {}", n < 0 ? "-" : "+", std::abs(n)); }

struct Named {
  std::string_view name;
  Maker make;
  bool formulas = true;  // false: words and choices, which are not printed
};

constexpr int kFamiliesPerMaker = 25;

inline void expect_ways_equal(const std::vector<Named>& makers) {
  std::size_t checks = 0;
  for (const auto& [name, make, formulas] : makers) {
    Random random(20'240'917);
    for (int i = 0; i < kFamiliesPerMaker; ++i) {
      const Family family = make(random);
      for (const std::string& way : family.same) {
        const Judgement forth = compare(family.same[0], way), back = compare(way, family.same[0]);
        EXPECT_EQ(forth.verdict, Verdict::kEqual)
            << name << ": " << family.same[0] << " against " << way << " by " << forth.method;
        EXPECT_EQ(back.verdict, Verdict::kEqual)
            << name << ": " << way << " against " << family.same[0] << " by " << back.method;
        checks += 2;
      }
    }
  }
  EXPECT_GT(checks, 3'000U);
}

inline void expect_near_misses_apart(const std::vector<Named>& makers) {
  std::size_t checks = 0;
  for (const auto& [name, make, formulas] : makers) {
    Random random(65'537);
    for (int i = 0; i < kFamiliesPerMaker; ++i) {
      const Family family = make(random);
      for (const std::string& near : family.other) {
        for (std::size_t way = 0; way < std::min<std::size_t>(family.same.size(), 2); ++way) {
          EXPECT_FALSE(equal(family.same[way], near)) << name << ": " << family.same[way] << " against " << near;
          EXPECT_FALSE(equal(near, family.same[way])) << name << ": " << near << " against " << family.same[way];
          checks += 2;
        }
      }
    }
  }
  EXPECT_GT(checks, 4'000U);
}

inline void expect_prints_equal(const std::vector<Named>& makers) {
  for (const auto& [name, make, formulas] : makers) {
    if (!formulas) continue;
    Random random(31'337);
    for (int i = 0; i < kFamiliesPerMaker; ++i)
      for (const std::string& way : make(random).same) {
        const Result<Expression> parsed = parse(way);
        if (!parsed) continue;
        EXPECT_TRUE(equal(way, to_latex(*parsed))) << name << ": " << way << " printed as " << to_latex(*parsed);
      }
  }
}

}  // namespace qed::answer::metamorphic
