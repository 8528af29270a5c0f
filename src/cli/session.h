// What a command that solves needs, made from its arguments and the environment: tiers, a program runner, an energy
// ledger, and the solver over them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "energy/ledger.h"
#include "program/program.h"
#include "solver/solver.h"

namespace qed::cli {

// What a command decides itself.
struct SessionOptions {
  std::vector<std::string> models;  // addresses of tiers, ahead of those that the arguments name
  answer::ExtractOptions extract;
  answer::EqualOptions equal;
};

class Session {
 public:
  static Result<std::unique_ptr<Session>> open(const Arguments& arguments, const SessionOptions& options = {});

  const solver::Solver& solver() const { return *solver_; }
  const std::string& no_meter() const {
    return no_meter_;
  }  // "no meter: …", why no energy is measured; empty where it is

 private:
  Session() = default;
  std::unique_ptr<energy::Meter> meter_;
  std::unique_ptr<energy::Ledger> ledger_;
  std::string no_meter_;
  std::unique_ptr<solver::Solver> solver_;
};

// --jobs, or one for each processor.
Result<int> session_jobs(const Arguments& arguments);

}  // namespace qed::cli
