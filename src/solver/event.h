// What happens on the data path, as it happens. Everything that reports (progress, traces, logs, meters) reads this
// one stream.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "program/program.h"
#include "solver/plan.h"

namespace qed::solver {

struct Planned {
  Plan plan;
  std::vector<std::string> tiers;
};
struct TierStarted {
  std::string tier;
};
// The tier has nothing to offer: no rule reads the question, a recording does not know it, a server is down.
struct TierPassed {
  std::string tier;
  std::string reason;
  bool failed = false;
};
struct Token {
  std::string tier;
  int sample;
  std::string piece;
};
struct Proposed {
  std::string tier;
  int sample;
  int repair_round;
  std::string text;
  std::string program;
  int tokens;
  double seconds;
};
struct Executed {
  std::string tier;
  int sample;
  int repair_round;
  program::Run run;
};
struct Scored {
  std::string tier;
  int sample;
  int repair_round;
  std::string answer;
  double score;
};
struct Grouped {
  struct Class {
    std::string answer;
    std::size_t votes;
  };
  std::string tier;
  std::vector<Class> classes;
  double confidence;
};
struct Repaired {
  std::string tier;
  int round;
  double confidence_before, confidence_after;
  bool kept;
};
struct Gate {
  std::string from, to;
  double gain_points;      // expected accuracy gain, percentage points
  double predicted_grams;  // CO2-equivalent
  double cre;              // gain per gram
  double threshold;
  bool open;
};
struct Solved {
  std::string tier;
  std::string answer;
  double confidence;
  bool verified;
};

using Event =
    std::variant<Planned, TierStarted, TierPassed, Token, Proposed, Executed, Scored, Grouped, Repaired, Gate, Solved>;

// Called on the thread that solves the problem; Token also from model threads. Never two calls at once for a problem.
using EventSink = std::function<void(const Event&)>;

std::string_view name(const Event& event);   // "planned", "token", ...
nlohmann::json to_json(const Event& event);  // {"event": name, ...}: one line of a trace

}  // namespace qed::solver
