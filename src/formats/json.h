// JSON of a checkpoint's small files: bounded in size, depth and number of values, with errors that name file and
// field.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace qed::formats {

struct JsonLimits {
  std::size_t bytes = 16 << 20;
  std::size_t values = 300'000;  // at some 130 bytes each
  std::size_t depth = 32;
};

// The JSON parser copies the string or number that it reads several times over: kLimitExceeded for one of over 1 MiB.
Result<void> check_token_lengths(std::string_view text, std::string_view name);

// kCorrupt for what is no JSON, kLimitExceeded past the limits; `name` names the text in errors.
Result<nlohmann::json> parse_json(std::string_view text, std::string_view name, const JsonLimits& limits = {});

// The members of a JSON object under typed access. A member that is null counts as missing.
// A view: file name and object must outlive it.
class JsonFields {
 public:
  // kCorrupt where `value` is no object. `path` leads to it within the file: "" or "rope_scaling.".
  static Result<JsonFields> of(const nlohmann::json& value, std::string_view file, std::string path = {});

  const nlohmann::json* find(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }

  // kNotFound where it is missing, kCorrupt where it is of another kind.
  // T: bool, std::uint32_t, std::size_t, double, std::string, std::vector<std::string>.
  template <class T>
  Result<T> get(std::string_view key) const;
  template <class T>
  Result<T> get_or(std::string_view key, T fallback) const {
    if (!has(key)) return fallback;
    return get<T>(key);
  }
  Result<JsonFields> object(std::string_view key) const;

  // "FILE: field 'rope_scaling.type'": how errors of callers begin.
  std::string where(std::string_view key) const;

 private:
  JsonFields(const nlohmann::json& object, std::string_view file, std::string path)
      : object_(&object), file_(file), path_(std::move(path)) {}

  const nlohmann::json* object_;
  std::string_view file_;
  std::string path_;
};

}  // namespace qed::formats
