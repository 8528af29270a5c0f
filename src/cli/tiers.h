// Tiers are configuration: this is where it becomes objects, and where adapters are chosen.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "energy/settings.h"
#include "solver/settings.h"
#include "solver/tier.h"

namespace qed::cli {

// What a deployment has set in the environment.
struct Settings {
  energy::Settings energy;
  solver::Settings solver;
};
Result<Settings> read_settings();

// Options that several commands share.
const std::vector<Option>& tier_options();

// The rules (unless --no-rules), then a tier for each --model in the order given, else for each entry of --tiers, else
// for SOLVER_BASE/SOLVER_MODEL and ESCALATE_BASE/ESCALATE_MODEL of the environment.
// `first_models` come ahead of all of these.
Result<std::vector<solver::Tier>> make_tiers(const Arguments& arguments, const std::vector<std::string>& first_models,
                                             const Settings& settings);

// `first` and then `second`: a command's own options before the shared ones.
std::vector<Option> joined(std::vector<Option> first, const std::vector<Option>& second);

}  // namespace qed::cli
