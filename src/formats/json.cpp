#include "formats/json.h"

#include <fmt/format.h>

#include <limits>
#include <optional>

#include "formats/tensor.h"

namespace qed::formats {
namespace {

using Json = nlohmann::json;

// Builds the value while it is being parsed, and stops the parser at a limit.
class Builder {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(std::int64_t value) { return add(value); }
  bool number_unsigned(std::uint64_t value) { return add(value); }
  bool number_float(double value, const std::string& /*text*/) { return add(value); }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(Json::binary_t& /*value*/) { return false; }
  bool key(std::string& value) {
    key_ = std::move(value);
    return true;
  }
  bool start_object(std::size_t /*elements*/) { return open(Json::object()); }
  bool start_array(std::size_t /*elements*/) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t position, const std::string& /*token*/, const Json::exception& /*error*/) {
    error_ = fmt::format("no JSON: malformed at byte {}", position);
    return false;
  }

  const std::string& error() const { return error_; }
  const std::string& limit() const { return limit_; }
  Json take() { return std::move(root_); }

 private:
  bool add(Json value) { return place(std::move(value)) != nullptr; }

  bool open(Json value) {
    if (open_.size() == limits_.depth) {
      limit_ = fmt::format("nested deeper than {}", limits_.depth);
      return false;
    }
    Json* placed = place(std::move(value));
    if (!placed) return false;
    open_.push_back(placed);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  // Where the value now is. Appending to an array moves only values that are complete.
  Json* place(Json value) {
    if (++values_ > limits_.values) {
      limit_ = fmt::format("more than {} values", limits_.values);
      return nullptr;
    }
    if (open_.empty()) return &(root_ = std::move(value));
    Json& parent = *open_.back();
    if (parent.is_object()) return &(parent[key_] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }

  const JsonLimits& limits_;
  Json root_;
  std::vector<Json*> open_;
  std::string key_, error_, limit_;
  std::size_t values_ = 0;
};

// What a JSON value reads as in T.
template <class T>
std::optional<T> convert(const Json& value) {
  if constexpr (std::is_same_v<T, bool>) {
    if (value.is_boolean()) return value.get<bool>();
  } else if constexpr (std::is_same_v<T, double>) {
    if (value.is_number()) return value.get<double>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (value.is_string()) return value.get<std::string>();
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    if (!value.is_array()) return std::nullopt;
    T list;
    for (const Json& element : value) {
      if (!element.is_string()) return std::nullopt;
      list.push_back(element.get<std::string>());
    }
    return list;
  } else {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() <= std::numeric_limits<T>::max())
      return static_cast<T>(value.get<std::uint64_t>());
  }
  return std::nullopt;
}

template <class T>
std::string expected() {
  if constexpr (std::is_same_v<T, bool>) return "true or false";
  if constexpr (std::is_same_v<T, double>) return "a number";
  if constexpr (std::is_same_v<T, std::string>) return "a string";
  if constexpr (std::is_same_v<T, std::vector<std::string>>) return "a list of strings";
  if constexpr (std::is_integral_v<T>) return fmt::format("an integer from 0 to {}", std::numeric_limits<T>::max());
}

std::string found(const Json& value) {
  if (value.is_number()) return value.dump();
  return value.type_name();
}

}  // namespace

Result<void> check_token_lengths(std::string_view text, std::string_view name) {
  constexpr std::size_t kMaxTokenBytes = 1 << 20;
  constexpr std::string_view kBetween = " \t\r\n,:[]{}";
  bool in_string = false;
  std::size_t begin = 0;  // of the token
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"' || (!in_string && kBetween.contains(text[at]))) {
      in_string = text[at] == '"' && !in_string;
      begin = at + 1;
    } else if (at - begin >= kMaxTokenBytes) {
      return fail(Errc::kLimitExceeded, "{}: a string or a number of over {} bytes at byte {}", name, kMaxTokenBytes,
                  begin);
    } else if (text[at] == '\\' && in_string) {
      ++at;
    }
  }
  return {};
}

Result<Json> parse_json(std::string_view text, std::string_view name, const JsonLimits& limits) {
  if (text.size() > limits.bytes) return fail(Errc::kLimitExceeded, "{}: longer than {} bytes", name, limits.bytes);
  QED_TRY(check_token_lengths(text, name));
  Builder builder(limits);
  if (Json::sax_parse(text, &builder)) return builder.take();
  if (!builder.limit().empty()) return fail(Errc::kLimitExceeded, "{}: {}", name, builder.limit());
  return fail(Errc::kCorrupt, "{}: {}", name, builder.error());
}

Result<JsonFields> JsonFields::of(const Json& value, std::string_view file, std::string path) {
  if (value.is_object()) return JsonFields(value, file, std::move(path));
  if (path.empty()) return fail(Errc::kCorrupt, "{}: expected a JSON object, found {}", file, found(value));
  path.pop_back();
  return fail(Errc::kCorrupt, "{}: field '{}': expected an object, found {}", file, path, found(value));
}

const Json* JsonFields::find(std::string_view key) const {
  const auto member = object_->find(key);
  return member == object_->end() || member->is_null() ? nullptr : &*member;
}

template <class T>
Result<T> JsonFields::get(std::string_view key) const {
  const Json* value = find(key);
  if (!value) return fail(Errc::kNotFound, "{} is missing", where(key));
  if (auto converted = convert<T>(*value)) return *std::move(converted);
  return fail(Errc::kCorrupt, "{}: expected {}, found {}", where(key), expected<T>(), found(*value));
}

template Result<bool> JsonFields::get(std::string_view) const;
template Result<std::uint32_t> JsonFields::get(std::string_view) const;
template Result<std::size_t> JsonFields::get(std::string_view) const;
template Result<double> JsonFields::get(std::string_view) const;
template Result<std::string> JsonFields::get(std::string_view) const;
template Result<std::vector<std::string>> JsonFields::get(std::string_view) const;

Result<JsonFields> JsonFields::object(std::string_view key) const {
  const Json* value = find(key);
  if (!value) return fail(Errc::kNotFound, "{} is missing", where(key));
  return of(*value, file_, fmt::format("{}{}.", path_, key));
}

std::string JsonFields::where(std::string_view key) const { return fmt::format("{}: field '{}{}'", file_, path_, key); }

}  // namespace qed::formats
