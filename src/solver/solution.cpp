#include <nlohmann/json.hpp>

#include "solver/solver.h"

namespace qed::solver {

nlohmann::json to_json(const Solution& solution) {
  const auto or_null = [](const std::optional<double>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json();
  };
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
    object["energy_wh_" + tier] = or_null(cost.energy_wh);
    object["gco2_" + tier] = or_null(cost.gco2);
  }
  return object;
}

}  // namespace qed::solver
