// Jinja templates, in the subset that chat templates use, with the meaning of jinja2 under trim_blocks and
// lstrip_blocks. Templates are untrusted: parsing and rendering are bounded in time, memory, depth and output.
//
// Statements: for (with if, else, unpacking, loop), if, set (also of a namespace's attribute, and as a block), macro,
// filter, generation, break, continue, raw. Tables of filters, tests, methods and functions: builtins.h.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/error.h"
#include "text/jinja/value.h"

namespace qed::text::jinja {

// A parsed template: immutable, so that any number of threads may render it at once.
class Template {
 public:
  // `name` stands before the line in every error: "chat template, line 3: …". kCorrupt, kUnsupported, kLimitExceeded.
  static Result<Template> parse(std::string_view source, std::string_view name);
  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;
  ~Template();

  // `variables` is an object. kInvalidInput where the template calls raise_exception, which carries its words;
  // kCorrupt, kUnsupported or kLimitExceeded where it fails in another way. `now` is what strftime_now prints.
  Result<std::string> render(const nlohmann::ordered_json& variables, const Limits& limits = {},
                             std::chrono::system_clock::time_point now = std::chrono::system_clock::now()) const;

 private:
  struct Parsed;
  explicit Template(std::unique_ptr<const Parsed> parsed);
  std::unique_ptr<const Parsed> parsed_;
};

}  // namespace qed::text::jinja
