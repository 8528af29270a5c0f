// The state of one run: its limits and what it has used of them, what it printed, and the failure that is on its way
// out. A failure is never thrown: the operation returns nothing (an empty Value or Maybe, or false) and leaves it here.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "program/native/heap.h"
#include "program/native/objects.h"
#include "program/native/types.h"
#include "program/native_runner.h"

namespace qed::program::native {

// Why a run ends without reaching its end. Only an exception can be caught by the program.
enum class Stop : std::uint8_t { kNone, kException, kUnsupported, kTimeout, kMemory, kOutputLimit, kCancelled };

// What a failing operation returns: it turns into the "nothing" of whatever the function yields.
struct Failed {
  operator Value() const { return {}; }
  operator bool() const { return false; }
};

// A T, or nothing where computing it failed.
template <class T>
class Maybe {
 public:
  Maybe(T value) : value_(std::move(value)) {}
  Maybe(Failed) {}
  explicit operator bool() const { return value_.has_value(); }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  const T* operator->() const { return &*value_; }

 private:
  std::optional<T> value_;
};

// Frames and arguments, at fixed addresses. Reused from run to run.
class ValueStack {
 public:
  static constexpr std::size_t kCapacity = 1 << 19;
  ValueStack() : values_(std::make_unique_for_overwrite<std::byte[]>(kCapacity * sizeof(Value))) {}
  Value* data() { return reinterpret_cast<Value*>(values_.get()); }
  std::size_t size = 0;

 private:
  std::unique_ptr<std::byte[]> values_;
};

class Machine {
 public:
  Machine(Heap& heap, ValueStack& stack, const NativeLimits& limits, std::stop_token stop);

  // --- failures ---
  template <class... Parts>
  Failed raise(const Type& type, fmt::format_string<Parts...> format, Parts&&... parts) {
    if (stop_ == Stop::kNone) raise_text(type, fmt::format(format, std::forward<Parts>(parts)...));
    return {};
  }
  Failed raise(Value exception);  // an Exception object
  // The program leaves the subset: "a class (line 3)".
  Failed unsupported(std::string_view what);
  Failed end(Stop reason, std::string message);

  Stop stop() const { return stop_; }
  bool failed() const { return stop_ != Stop::kNone; }
  const std::string& message() const { return message_; }  // of what is not an exception
  Exception& exception() const { return exception_.as<Exception>(); }
  Value take_exception();  // the pending exception; nothing is pending any more
  // Notes the line of a pending failure, unless a place further in has done so.
  Failed at(int line);
  int line() const { return line_; }

  // --- limits ---
  bool tick(std::uint64_t steps = 1) {
    if (steps_left_ > steps) {
      steps_left_ -= steps;
      return true;
    }
    return check_limits(steps);
  }
  // What no memory holds raises a MemoryError, as it does in CPython; what only this run has no room for ends it.
  bool can_allocate(std::size_t bytes);
  bool can_hold_integer(std::size_t bits);
  // One level deeper in nested data; `activity` is what the RecursionError says: " in comparison".
  bool enter(std::string_view activity = {});
  // One level deeper in calls. Where CPython counts built-in functions on the way too, only it knows the depth.
  bool enter_call();
  void leave() { --depth_; }
  class Level {  // enter() and leave() as a scope
   public:
    explicit Level(Machine& machine, std::string_view activity = {})
        : machine_(machine), entered_(machine.enter(activity)) {}
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    ~Level() {
      if (entered_) machine_.leave();
    }
    explicit operator bool() const { return entered_; }

   private:
    Machine& machine_;
    bool entered_;
  };
  class CallLevel {  // enter_call() and leave() as a scope
   public:
    explicit CallLevel(Machine& machine) : machine_(machine), entered_(machine.enter_call()) {}
    CallLevel(const CallLevel&) = delete;
    CallLevel& operator=(const CallLevel&) = delete;
    ~CallLevel() {
      if (entered_) machine_.leave();
    }
    explicit operator bool() const { return entered_; }

   private:
    Machine& machine_;
    bool entered_;
  };
  // While alive, calls come by way of something else than a function of the program.
  class Indirect {
   public:
    explicit Indirect(Machine& machine) : machine_(machine) { ++machine_.indirect_; }
    Indirect(const Indirect&) = delete;
    Indirect& operator=(const Indirect&) = delete;
    ~Indirect() { --machine_.indirect_; }
    explicit operator bool() const { return machine_.has_room_for_builtin(); }

   private:
    Machine& machine_;
  };
  double cpu_ms() const;

  // --- output ---
  bool print(std::string_view text);
  std::string& output() { return output_; }

  Heap& heap() { return heap_; }
  ValueStack& stack() { return stack_; }
  std::vector<Value> handled;          // exceptions whose except clauses are running, innermost last
  std::vector<const Object*> showing;  // containers whose repr is being written, outermost first
  int decimal_digits = 28;

 private:
  void raise_text(const Type& type, std::string message);
  bool check_limits(std::uint64_t steps);
  bool has_room_for_builtin();

  Heap& heap_;
  ValueStack& stack_;
  const NativeLimits& limits_;
  std::stop_token stop_token_;
  std::chrono::steady_clock::time_point deadline_;
  double cpu_start_ms_;
  std::uintptr_t stack_end_;
  std::uint64_t steps_left_ = 0;  // until the next look at the clocks
  std::uint64_t steps_used_ = 0;
  int depth_ = 0;
  int indirect_ = 0;

  Stop stop_ = Stop::kNone;
  Value exception_;
  std::string message_;
  int line_ = 0;
  std::string output_;
};

// Values on top of the stack, dropped at the end of the scope.
class Window {
 public:
  explicit Window(Machine& machine) : stack_(machine.stack()), machine_(machine), base_(stack_.size) {}
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window() {
    while (stack_.size > base_) std::destroy_at(stack_.data() + --stack_.size);
  }
  bool push(Value value) {
    if (!room(1)) return false;
    new (stack_.data() + stack_.size++) Value(std::move(value));
    return true;
  }
  bool grow(std::size_t count) {  // by nothings
    if (!room(count)) return false;
    for (; count > 0; --count) new (stack_.data() + stack_.size++) Value();
    return true;
  }
  std::span<Value> values() const { return {stack_.data() + base_, stack_.size - base_}; }

 private:
  bool room(std::size_t count) {
    return stack_.size + count <= ValueStack::kCapacity || machine_.unsupported("so many arguments and variables");
  }
  ValueStack& stack_;
  Machine& machine_;
  std::size_t base_;
};

}  // namespace qed::program::native
