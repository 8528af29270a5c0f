#include "program/native/machine.h"

#include <pthread.h>

#include <ctime>

namespace qed::program::native {
namespace {

constexpr std::uint64_t kStepsBetweenChecks = 4096;
constexpr int kMaxDepth = 1000;                 // CPython's recursion limit,
constexpr int kDepthOfHarness = 5;              // and the frames below a program's module there
constexpr std::size_t kStackReserve = 1 << 20;  // bytes; more than any way between two enter()s takes

double thread_cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// The lowest address that this thread's stack may grow to.
std::uintptr_t stack_bottom() {
  static thread_local const std::uintptr_t bottom = [] {
    pthread_attr_t attributes;
    void* address = nullptr;
    std::size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return std::uintptr_t{0};
    pthread_attr_getstack(&attributes, &address, &size);
    pthread_attr_destroy(&attributes);
    return reinterpret_cast<std::uintptr_t>(address);
  }();
  return bottom;
}

}  // namespace

Machine::Machine(Heap& heap, ValueStack& stack, const NativeLimits& limits, std::stop_token stop)
    : heap_(heap),
      stack_(stack),
      limits_(limits),
      stop_token_(std::move(stop)),
      deadline_(std::chrono::steady_clock::now() + std::chrono::milliseconds(limits.run.wall_ms)),
      cpu_start_ms_(thread_cpu_ms()),
      stack_end_(stack_bottom() + kStackReserve),
      steps_left_(std::min(kStepsBetweenChecks, limits.steps)),
      depth_(kDepthOfHarness) {}

double Machine::cpu_ms() const { return thread_cpu_ms() - cpu_start_ms_; }

void Machine::raise_text(const Type& type, std::string message) {
  Value args = message.empty() ? new_tuple({}) : new_tuple_of(make_str(message));
  raise(own(create<Exception>(type, std::move(args))));
}

Failed Machine::raise(Value exception) {
  if (failed()) return {};
  stop_ = Stop::kException;
  exception_ = std::move(exception);
  return {};
}

Failed Machine::unsupported(std::string_view what) { return end(Stop::kUnsupported, std::string(what)); }

Failed Machine::end(Stop reason, std::string message) {
  if (stop_ > Stop::kException) return {};
  exception_ = {};
  stop_ = reason;
  message_ = std::move(message);
  return {};
}

Value Machine::take_exception() {
  stop_ = Stop::kNone;
  return std::move(exception_);
}

Failed Machine::at(int line) {
  int& noted = stop_ == Stop::kException ? exception().line : line_;
  if (noted == 0) noted = line;
  return {};
}

bool Machine::check_limits(std::uint64_t steps) {
  steps_used_ += std::min(kStepsBetweenChecks, limits_.steps) - steps_left_ + steps;
  steps_left_ = std::min(kStepsBetweenChecks, limits_.steps);
  if (failed()) return false;
  const program::Limits& run = limits_.run;
  if (stop_token_.stop_requested()) return end(Stop::kCancelled, "the run was cancelled");
  if (std::chrono::steady_clock::now() > deadline_)
    return end(Stop::kTimeout, fmt::format("still running after {} ms", run.wall_ms));
  if (cpu_ms() > run.cpu_ms) return end(Stop::kTimeout, fmt::format("used more than {} ms of CPU time", run.cpu_ms));
  if (steps_used_ > limits_.steps) return end(Stop::kTimeout, fmt::format("took more than {} steps", limits_.steps));
  return can_allocate(0);
}

bool Machine::can_allocate(std::size_t bytes) {
  if (bytes > limits_.run.memory_bytes) return raise(kMemoryError, "");
  if (heap_.used() + bytes <= limits_.run.memory_bytes) return !failed();
  return end(Stop::kMemory, fmt::format("needs more than {} bytes", limits_.run.memory_bytes));
}

bool Machine::can_hold_integer(std::size_t bits) {
  if (bits > limits_.integer_bits)
    return end(Stop::kMemory, fmt::format("computes an integer of more than {} bits", limits_.integer_bits));
  return can_allocate(bits / 8);
}

bool Machine::enter(std::string_view activity) {
  if (depth_ >= kMaxDepth) return raise(kRecursionError, "maximum recursion depth exceeded{}", activity);
  if (reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) < stack_end_)
    return unsupported("a recursion deeper than this thread's stack");
  ++depth_;
  return true;
}

bool Machine::enter_call() {
  if (depth_ >= kMaxDepth && indirect_ > 0) return unsupported("so deep a recursion by way of built-in functions");
  return enter();
}

bool Machine::has_room_for_builtin() {
  return depth_ < kMaxDepth || unsupported("a built-in function at the limit of recursion");
}

bool Machine::print(std::string_view text) {
  const std::size_t room = limits_.run.output_bytes - output_.size();
  output_ += text.substr(0, room);
  if (text.size() > room)
    return end(Stop::kOutputLimit, fmt::format("wrote more than {} bytes", limits_.run.output_bytes));
  return true;
}

}  // namespace qed::program::native
