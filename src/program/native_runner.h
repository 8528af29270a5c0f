// Programs of the plain part of Python, run in this process by an interpreter of our own: microseconds instead of a
// sandbox's milliseconds, and nothing to escape from, for it can do nothing but compute.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string_view>

#include "base/error.h"
#include "program/program.h"

namespace qed::program {

inline constexpr std::string_view kNativeIsolation = "native";  // a native run's `isolation`

struct NativeLimits {
  Limits run;
  std::uint64_t steps = std::uint64_t{1} << 40;     // statements, loop rounds, and what costs as much
  std::size_t integer_bits = std::size_t{1} << 28;  // of one integer
};

// The program's run, to the byte what the sandbox would report but for its `isolation`, "native". Errors: kUnsupported,
// "not in the subset: a class (line 3)", where only CPython can tell what the program does; kCancelled on request.
// Runs have no effects, so the program may simply be run elsewhere then. Safe to call from several threads at once.
Result<Run> run_natively(const Program& program, const NativeLimits& limits, std::stop_token stop = {});

// Runs programs natively where they are in the subset, and hands all others to `fallback`.
std::unique_ptr<Runner> make_native_runner(const Limits& limits, std::unique_ptr<Runner> fallback);

}  // namespace qed::program
