#include "energy/settings.h"

#include <gtest/gtest.h>

#include <map>

namespace qed::energy {
namespace {

Result<Settings> with(const std::map<std::string, std::string>& variables) {
  return read_settings([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(EnergySettings, DefaultToTheFirstDeployment) {
  for (const auto& settings : {*with({}), *with({{"DEFAULT_7B_WH", " "}, {"SAMPLE_INTERVAL_S", ""}})}) {
    EXPECT_DOUBLE_EQ(settings.grams_per_kwh, 450);
    EXPECT_DOUBLE_EQ(settings.local_prior_wh, 3.0);
    EXPECT_DOUBLE_EQ(settings.remote_grams_per_1k_tokens, 120);
    EXPECT_EQ(settings.sample_interval.count(), 200);
  }
}

TEST(EnergySettings, ComeFromTheEnvironmentInItsUnits) {
  const auto settings = with({{"DEFAULT_KGCO2_PER_KWH", "0.056"},
                              {"DEFAULT_7B_WH", " 1.5\n"},
                              {"GPT5_G_CO2_PER_1K_TOK", "7e1"},
                              {"SAMPLE_INTERVAL_S", "0.05"}});
  ASSERT_TRUE(settings);
  EXPECT_DOUBLE_EQ(settings->grams_per_kwh, 56);
  EXPECT_DOUBLE_EQ(settings->local_prior_wh, 1.5);
  EXPECT_DOUBLE_EQ(settings->remote_grams_per_1k_tokens, 70);
  EXPECT_EQ(settings->sample_interval.count(), 50);
}

TEST(EnergySettings, NameTheVariableThatIsOff) {
  struct Case {
    std::string variable, value, message;
  };
  const Case cases[] = {
      {"DEFAULT_KGCO2_PER_KWH", "450", "DEFAULT_KGCO2_PER_KWH='450': expected a number of kg CO2 per kWh from 0 to 5"},
      {"DEFAULT_7B_WH", "-1", "DEFAULT_7B_WH='-1': expected a number of watt-hours from 0 to 1000"},
      {"GPT5_G_CO2_PER_1K_TOK", "nan", "GPT5_G_CO2_PER_1K_TOK='nan': expected a number of grams from 0 to 100000"},
      {"SAMPLE_INTERVAL_S", "0", "SAMPLE_INTERVAL_S='0': expected a number of seconds from 0.01 to 60"},
      {"SAMPLE_INTERVAL_S", "0,2", "SAMPLE_INTERVAL_S='0,2': expected a number of seconds from 0.01 to 60"},
      {"DEFAULT_7B_WH", "3 Wh", "DEFAULT_7B_WH='3 Wh': expected a number of watt-hours from 0 to 1000"},
  };
  for (const auto& [variable, value, message] : cases) {
    const auto settings = with({{variable, value}});
    ASSERT_FALSE(settings) << value;
    EXPECT_EQ(settings.error().code, Errc::kInvalidInput);
    EXPECT_EQ(settings.error().message, message);
  }
}

}  // namespace
}  // namespace qed::energy
