// Any text as a program: it is refused or run, within small limits, and the interpreter survives it.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/utf8.h"
#include "program/native_runner.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string source(reinterpret_cast<const char*>(data), size);
  qed::program::NativeLimits limits;
  limits.steps = 20'000;
  limits.integer_bits = 1 << 16;
  limits.run.memory_bytes = 16 << 20;
  limits.run.output_bytes = 4 << 10;
  const auto run = qed::program::run_natively({source, {"assert ans is not None"}}, limits);
  if (run) {
    QED_CHECK(run->stdout_text.size() <= limits.run.output_bytes);
    QED_CHECK(!qed::utf8::find_invalid(run->answer));
  } else {
    QED_CHECK(run.error().code == qed::Errc::kUnsupported);
  }
  return 0;
}
