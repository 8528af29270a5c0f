// Errors are values. What the outside can cause (files, networks, model text, programs) returns a Result;
// a broken promise of our own code is a bug and stops the program through QED_CHECK.
#pragma once

#include <fmt/core.h>

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace qed {

enum class Errc {
  kInvalidInput,   // the caller's words are off: a usage error, an empty question, a malformed option
  kNotFound,       // a file, a model, an interpreter, a row that is not there
  kCorrupt,        // bytes that break their format
  kUnsupported,    // well-formed, but outside what qed does
  kLimitExceeded,  // larger, deeper or longer than allowed
  kTimeout,        // no answer in time
  kUnavailable,    // a server, a device or a kernel feature that did not answer or is not there
  kDenied,         // refused for lack of permission or credentials
  kCancelled,      // stopped on request
  kIo,             // the operating system failed a read or a write
  kNoAnswer,       // every tier abstained
};

// "not_found" and the like: what JSON output and logs carry.
std::string_view name(Errc code);

// The process exit status for a command that ended in `code`: 2 usage, 3 no tier could answer, 4 the rest.
int exit_status(Errc code);

struct Error {
  Errc code;
  std::string message;  // one sentence that names the thing and the place, and what was expected
};

// A value, or the reason there is none; the compiler objects when it is ignored.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

// return fail(Errc::kNotFound, "{}: no tensor named '{}'", path, name);
template <class... Arguments>
std::unexpected<Error> fail(Errc code, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  return std::unexpected(Error{code, fmt::format(format, std::forward<Arguments>(arguments)...)});
}

namespace detail {
template <class T>
T release(Result<T>&& result) {
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace detail

}  // namespace qed

// The value of a Result, or an early return of its error from the enclosing function. May be nested.
#define QED_TRY(...) QED_TRY_NUMBERED(__COUNTER__, __VA_ARGS__)
#define QED_TRY_NUMBERED(number, ...) QED_TRY_NAMED(number, __VA_ARGS__)
#define QED_TRY_NAMED(number, ...)                                                            \
  __extension__({                                                                             \
    auto qed_result_##number = (__VA_ARGS__);                                                 \
    if (!qed_result_##number) return std::unexpected(std::move(qed_result_##number).error()); \
    ::qed::detail::release(std::move(qed_result_##number));                                   \
  })

// A promise of our own code; active in every build.
#define QED_CHECK(condition) \
  (static_cast<bool>(condition) ? void() : ::qed::detail::check_failed(#condition, __FILE__, __LINE__))
