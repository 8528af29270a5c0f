#include "sandbox/sandbox.h"

#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include <nlohmann/json.hpp>

#include "sandbox/filter.h"
#include "sandbox/jail.h"
#include "sandbox/pool.h"
#include "sandbox/supervisor.h"

namespace qed::sandbox {
namespace {

// Kernel memory of a run that no limit of its own counts: pipes, page tables.
constexpr std::uint64_t kOverheadBytes = 64 << 20;
constexpr std::uint64_t kInterpreterBytes = 256 << 20;

nlohmann::json resource_limits(const Limits& limits) {
  return {
      {int{RLIMIT_CPU}, limits.cpu_ms / 1000 + 2},  // behind the supervisor's finer clock
      {int{RLIMIT_FSIZE}, limits.file_bytes},
      {int{RLIMIT_NOFILE}, limits.open_files},
      {int{RLIMIT_NPROC}, 1},
      {int{RLIMIT_CORE}, 0},
      {int{RLIMIT_MEMLOCK}, 0},
      {int{RLIMIT_MSGQUEUE}, 0},
  };
}

std::string to_hex(const std::vector<sock_filter>& filter) {
  std::string hex;
  const auto* bytes = reinterpret_cast<const unsigned char*>(filter.data());
  for (std::size_t i = 0; i < filter.size() * sizeof(sock_filter); ++i) hex += fmt::format("{:02x}", bytes[i]);
  return hex;
}

Result<Plan> make_plan(const Interpreter& interpreter, bool namespaces) {
  Plan plan;
  plan.namespaces = namespaces;
  plan.root = QED_TRY(plan_root(interpreter.needs));
  if (plan.root.binds.size() > kMaxBinds)
    return fail(Errc::kLimitExceeded, "{}: needs {} folders, at most {} can be shown to a program", interpreter.path,
                plan.root.binds.size(), kMaxBinds);
  // An interpreter that lives under /tmp keeps its place.
  plan.scratch = std::ranges::find(plan.root.folders, "tmp") == plan.root.folders.end() ? "tmp" : "scratch";
  plan.executable = interpreter.path;
  plan.arguments = {interpreter.path,
                    "-s",
                    "-S",
                    "-B",
                    "-c",
                    "import marshal, posix\n"
                    "zygote, script = marshal.loads(posix.read(3, 1 << 24))\n"
                    "posix.close(3)\n"
                    "exec(zygote, {'__name__': 'zygote', 'SCRIPT': script})"};
  // The hash seed is fixed: a program that is run again meets its sets in the same order.
  plan.environment = {"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "LC_ALL=C.UTF-8", "PYTHONHASHSEED=0"};
  for (const std::string& argument : plan.arguments) plan.argv.push_back(argument.c_str());
  for (const std::string& variable : plan.environment) plan.envp.push_back(variable.c_str());
  plan.argv.push_back(nullptr);
  plan.envp.push_back(nullptr);
  return plan;
}

Result<std::string> make_config(const Interpreter& interpreter, const Options& options, const Plan& plan) {
  const bool full = options.isolation == Isolation::kFull;
  const bool filtered = options.isolation != Isolation::kUnsafeNone;
  std::vector<std::string> readable;
  if (full) readable.emplace_back("/");
  if (!full)
    for (const Root::Bind& bind : plan.root.binds) readable.push_back(bind.source);
  const Limits& limits = options.limits;
  const nlohmann::json config = {
      {"namespaces", full ? 1 : 0},
      {"landlock", filtered ? 1 : 0},
      {"filter", filtered ? to_hex(QED_TRY(make_filter(/*alone=*/full))) : std::string()},
      {"modules", interpreter.module_paths},
      {"readable", readable},
      {"scratch", "/" + plan.scratch},
      {"scratch_options", fmt::format("size={},nr_inodes={},mode=0700,uid={},gid={}", limits.scratch_bytes,
                                      limits.scratch_inodes, kInsideId, kInsideId)},
      {"limits", resource_limits(limits)},
  };
  return config.dump();
}

}  // namespace

std::string_view name(Isolation isolation) {
  switch (isolation) {
    case Isolation::kFull:
      return "full";
    case Isolation::kLandlock:
      return "landlock";
    case Isolation::kUnsafeNone:
      return "unsafe-none";
  }
  return {};
}

struct Sandbox::State {
  State(Recipe recipe, const Options& wanted) : options(wanted), pool(std::move(recipe), wanted) {}
  Options options;
  Pool pool;
};

Sandbox::Sandbox(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox& Sandbox::operator=(Sandbox&&) noexcept = default;
Sandbox::~Sandbox() = default;

Result<Sandbox> Sandbox::create(const Interpreter& interpreter, const Options& options) {
  Recipe recipe;
  recipe.plan = QED_TRY(make_plan(interpreter, options.isolation == Isolation::kFull));
  recipe.config = QED_TRY(make_config(interpreter, options, recipe.plan));
  recipe.code = interpreter.code;
  recipe.isolation = options.isolation;
  recipe.memory_bytes = options.limits.memory_bytes;
  const auto places = static_cast<std::uint64_t>(
      options.concurrency > 0 ? options.concurrency : std::max(1u, std::thread::hardware_concurrency()));
  recipe.jail_bytes =
      kInterpreterBytes +
      2 * places * (options.limits.memory_bytes + options.limits.scratch_bytes + kOverheadBytes);  // a run, its judge
  return Sandbox(std::make_unique<State>(std::move(recipe), options));
}

Result<Outcome> Sandbox::run(const Job& job, std::stop_token stop) const {
  constexpr int kTries = 2;  // a run whose interpreter dies under it is not to blame
  for (int tries = 1;; ++tries) {
    const Pool::Lease lease = QED_TRY(state_->pool.acquire(job.preload, stop));
    Supervisor supervisor(lease.zygote(), state_->options.limits, state_->options.isolation);
    Result<Outcome> outcome = supervisor.watch(job, stop);
    if (supervisor.odd()) lease.distrust(supervisor.lost());
    if (outcome || !supervisor.lost() || tries == kTries) return outcome;
  }
}

void Sandbox::warm_up(std::size_t preload) const { state_->pool.warm_up(preload); }

Metrics Sandbox::metrics() const { return state_->pool.metrics(); }

}  // namespace qed::sandbox
