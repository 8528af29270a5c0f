#include "solver/event.h"

#include <nlohmann/json.hpp>

#include "program/json.h"

namespace qed::solver {
namespace {

using nlohmann::json;

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};

json fields(const Planned& e) {
  return {{"difficulty", name(e.plan.difficulty)},
          {"samples", e.plan.samples},
          {"temperature", e.plan.temperature},
          {"max_tokens", e.plan.max_tokens},
          {"tiers", e.tiers}};
}
json fields(const TierStarted& e) { return {{"tier", e.tier}}; }
json fields(const TierPassed& e) { return {{"tier", e.tier}, {"reason", e.reason}, {"failed", e.failed}}; }
json fields(const Token& e) { return {{"tier", e.tier}, {"sample", e.sample}, {"piece", e.piece}}; }
json fields(const Proposed& e) {
  return {{"tier", e.tier},      {"sample", e.sample},   {"repair_round", e.repair_round},
          {"text", e.text},      {"program", e.program}, {"tokens", e.tokens},
          {"seconds", e.seconds}};
}
json fields(const Executed& e) {
  return {{"tier", e.tier}, {"sample", e.sample}, {"repair_round", e.repair_round}, {"run", to_json(e.run)}};
}
json fields(const Scored& e) {
  return {{"tier", e.tier},
          {"sample", e.sample},
          {"repair_round", e.repair_round},
          {"answer", e.answer},
          {"score", e.score}};
}
json fields(const Grouped& e) {
  json classes = json::array();
  for (const Grouped::Class& group : e.classes) classes.push_back({{"answer", group.answer}, {"votes", group.votes}});
  return {{"tier", e.tier}, {"classes", std::move(classes)}, {"confidence", e.confidence}};
}
json fields(const Repaired& e) {
  return {{"tier", e.tier},
          {"round", e.round},
          {"confidence_before", e.confidence_before},
          {"confidence_after", e.confidence_after},
          {"kept", e.kept}};
}
json fields(const Gate& e) {
  return {{"from", e.from},
          {"to", e.to},
          {"gain_points", e.gain_points},
          {"predicted_grams", e.predicted_grams},
          {"cre", e.cre},
          {"threshold", e.threshold},
          {"open", e.open}};
}
json fields(const Solved& e) {
  return {{"tier", e.tier}, {"answer", e.answer}, {"confidence", e.confidence}, {"verified", e.verified}};
}

}  // namespace

std::string_view name(const Event& event) {
  return std::visit(
      Overloaded{[](const Planned&) { return "planned"; }, [](const TierStarted&) { return "tier_started"; },
                 [](const TierPassed&) { return "tier_passed"; }, [](const Token&) { return "token"; },
                 [](const Proposed&) { return "candidate"; }, [](const Executed&) { return "executed"; },
                 [](const Scored&) { return "scored"; }, [](const Grouped&) { return "grouped"; },
                 [](const Repaired&) { return "repaired"; }, [](const Gate&) { return "gate"; },
                 [](const Solved&) { return "solved"; }},
      event);
}

nlohmann::json to_json(const Event& event) {
  json object = std::visit([](const auto& e) { return fields(e); }, event);
  object["event"] = name(event);
  return object;
}

}  // namespace qed::solver
