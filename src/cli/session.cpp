#include "cli/session.h"

#include <algorithm>
#include <thread>

#include "cli/tiers.h"
#include "program/native_runner.h"

namespace qed::cli {
namespace {

Result<solver::Options> make_options(const Arguments& arguments, const Settings& settings,
                                     const SessionOptions& wanted) {
  solver::Options options;
  options.extract = wanted.extract;
  options.equal = wanted.equal;
  const auto as_int = [](std::optional<long> value) {
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
  };
  options.samples = as_int(QED_TRY(arguments.integer("samples", 1, 4096)));
  options.temperature = QED_TRY(arguments.real("temperature", 0, 2));
  options.max_tokens = as_int(QED_TRY(arguments.integer("max-tokens", 1, 1'000'000)));
  options.repair_rounds = as_int(QED_TRY(arguments.integer("repair", 0, 16))).value();
  options.gate_threshold = settings.solver.gate_threshold;
  options.grid_g_per_kwh = settings.energy.grams_per_kwh;
  return options;
}

}  // namespace

Result<int> session_jobs(const Arguments& arguments) {
  const long processors = std::max(1L, static_cast<long>(std::thread::hardware_concurrency()));
  return static_cast<int>(QED_TRY(arguments.integer("jobs", 1, 1024)).value_or(processors));
}

Result<std::shared_ptr<program::Runner>> make_runner(const Arguments& arguments) {
  program::Limits limits;
  const double seconds = QED_TRY(arguments.real("time-limit", 0.01, 3600)).value();
  limits.wall_ms = static_cast<int>(seconds * 1000);
  limits.cpu_ms = std::max(limits.cpu_ms, limits.wall_ms / 2);
  limits.memory_bytes = static_cast<std::size_t>(QED_TRY(arguments.integer("memory-limit", 64, 1 << 20)).value()) << 20;
  return std::shared_ptr<program::Runner>(
      program::make_native_runner(limits, QED_TRY(program::make_python_runner(limits, arguments.text("python")))));
}

Result<std::unique_ptr<Session>> Session::open(const Arguments& arguments, const SessionOptions& options) {
  const Settings settings = QED_TRY(read_settings());
  std::unique_ptr<Session> session(new Session());
  Result<std::unique_ptr<energy::Meter>> meter = energy::open_meter({.interval = settings.energy.sample_interval});
  if (meter) {
    session->meter_ = *std::move(meter);
  } else {
    session->no_meter_ = meter.error().message;
  }
  session->ledger_ = std::make_unique<energy::Ledger>(session->meter_.get(), settings.energy.grams_per_kwh);
  session->solver_ = std::make_unique<solver::Solver>(QED_TRY(make_tiers(arguments, options.models, settings)),
                                                      QED_TRY(make_runner(arguments)), *session->ledger_,
                                                      QED_TRY(make_options(arguments, settings, options)));
  return session;
}

}  // namespace qed::cli
