#include <nlohmann/json.hpp>

#include "energy/carbon.h"
#include "solver/solver.h"

namespace qed::solver {

nlohmann::json to_json(const Solution& solution) {
  nlohmann::json object{{"answer", solution.answer},
                        {"text", solution.text},
                        {"tier", solution.tier},
                        {"route", solution.route},
                        {"confidence", solution.confidence},
                        {"verified", solution.verified},
                        {"votes", solution.votes},
                        {"samples", solution.samples},
                        {"difficulty", name(solution.plan.difficulty)},
                        {"plan",
                         {{"samples", solution.plan.samples},
                          {"temperature", solution.plan.temperature},
                          {"max_tokens", solution.plan.max_tokens}}},
                        {"escalation_blocked", solution.escalation_blocked},
                        {"program", solution.best.program},
                        {"checks", solution.best.checks},
                        {"tokens", solution.tokens},
                        {"seconds", solution.seconds}};
  for (const auto& [tier, cost] : solution.cost) {
    object["energy_wh_" + tier] = cost.joules ? nlohmann::json(energy::watt_hours(*cost.joules)) : nlohmann::json();
    object["gco2_" + tier] = cost.grams ? nlohmann::json(*cost.grams) : nlohmann::json();
  }
  return object;
}

}  // namespace qed::solver
