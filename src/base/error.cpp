#include "base/error.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace qed {
namespace {

struct Row {
  Errc code;
  std::string_view name;
  int exit_status;
};

constexpr std::array kRows{
    Row{Errc::kInvalidInput, "invalid_input", 2},
    Row{Errc::kNotFound, "not_found", 2},
    Row{Errc::kCorrupt, "corrupt", 2},
    Row{Errc::kUnsupported, "unsupported", 2},
    Row{Errc::kLimitExceeded, "limit_exceeded", 2},
    Row{Errc::kTimeout, "timeout", 4},
    Row{Errc::kUnavailable, "unavailable", 4},
    Row{Errc::kDenied, "denied", 4},
    Row{Errc::kCancelled, "cancelled", 130},
    Row{Errc::kIo, "io", 4},
    Row{Errc::kNoAnswer, "no_answer", 3},
};

const Row& row(Errc code) {
  for (const Row& candidate : kRows)
    if (candidate.code == code) return candidate;
  QED_CHECK(!"every code has a row");
  std::abort();
}

}  // namespace

std::string_view name(Errc code) { return row(code).name; }
int exit_status(Errc code) { return row(code).exit_status; }

void detail::check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "qed: internal error: %s does not hold (%s:%d). Please report it.\n", condition, file, line);
  std::abort();
}

}  // namespace qed
