#include "formats/gguf.h"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <limits>

#include "formats/gguf_parser.h"

namespace qed::formats {
namespace {

// What a value reads as in T, and what T is called in messages.
template <class T>
std::optional<T> convert(const GgufValue& value) {
  if constexpr (std::same_as<T, bool>) {
    return value.boolean();
  } else if constexpr (std::same_as<T, std::string_view>) {
    return value.text();
  } else if constexpr (std::floating_point<T>) {
    if (const auto real = value.real()) return static_cast<T>(*real);
    return std::nullopt;
  } else if constexpr (std::unsigned_integral<T>) {
    const auto natural = value.natural();
    if (!natural || *natural > std::numeric_limits<T>::max()) return std::nullopt;
    return static_cast<T>(*natural);
  } else {
    const auto integer = value.integer();
    if (!integer || *integer < std::numeric_limits<T>::min() || *integer > std::numeric_limits<T>::max())
      return std::nullopt;
    return static_cast<T>(*integer);
  }
}

template <class T>
std::string expected() {
  if constexpr (std::same_as<T, bool>) return "a bool";
  if constexpr (std::same_as<T, std::string_view>) return "a string";
  if constexpr (std::floating_point<T>) return "a number";
  return fmt::format("an integer from {} to {}", std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

// What was found instead: the kind, and an integer's value.
std::string found(const GgufValue& value) {
  if (const auto natural = value.natural()) return fmt::format("{} {}", describe_type(value), *natural);
  if (const auto integer = value.integer()) return fmt::format("{} {}", describe_type(value), *integer);
  return describe_type(value);
}

template <class T>
struct List : std::false_type {};
template <class T>
struct List<std::vector<T>> : std::true_type {};

template <class T>
Result<std::vector<T>> convert_list(const GgufValue& value, std::string_view file, std::string_view key) {
  if (value.type != GgufValue::Type::kArray)
    return fail(Errc::kCorrupt, "{}: key '{}': expected an array, found {}", file, key, found(value));
  if (value.count > Gguf::kMaxListed)
    return fail(Errc::kLimitExceeded, "{}: key '{}': an array of {} elements, the limit is {}", file, key, value.count,
                Gguf::kMaxListed);
  std::vector<T> list;
  list.reserve(value.count);
  GgufElements elements(value);
  while (const auto element = elements.next()) {
    const auto converted = convert<T>(*element);
    if (!converted)
      return fail(Errc::kCorrupt, "{}: key '{}': element {}: expected {}, found {}", file, key, list.size(),
                  expected<T>(), found(*element));
    list.push_back(*converted);
  }
  return list;
}

// NAME-00002-of-00003.gguf: what stands before the number, and the number of parts.
struct SplitName {
  std::string base;
  std::uint64_t part = 0, parts = 0;  // part counts from 1
};

std::optional<SplitName> split_name(const std::string& file) {
  constexpr std::string_view kPattern = "-00000-of-00000.gguf";
  if (file.size() <= kPattern.size()) return std::nullopt;
  const std::string tail = file.substr(file.size() - kPattern.size());
  SplitName name{.base = file.substr(0, file.size() - kPattern.size())};
  for (std::size_t i = 0; i < kPattern.size(); ++i) {
    const bool digit = tail[i] >= '0' && tail[i] <= '9';
    if (kPattern[i] == '0' ? !digit : tail[i] != kPattern[i]) return std::nullopt;
    if (digit) {
      std::uint64_t& number = i < 6 ? name.part : name.parts;
      number = 10 * number + static_cast<std::uint64_t>(tail[i] - '0');
    }
  }
  return name;
}

}  // namespace

template <class T>
Result<T> Gguf::get(std::string_view key) const {
  const GgufValue* value = find_value(key);
  if (!value) return fail(Errc::kNotFound, "{}: key '{}' is missing", name_, key);
  if constexpr (List<T>::value) {
    return convert_list<typename T::value_type>(*value, name_, key);
  } else {
    if (const auto converted = convert<T>(*value)) return *converted;
    return fail(Errc::kCorrupt, "{}: key '{}': expected {}, found {}", name_, key, expected<T>(), found(*value));
  }
}

template Result<bool> Gguf::get(std::string_view) const;
template Result<std::uint16_t> Gguf::get(std::string_view) const;
template Result<std::int32_t> Gguf::get(std::string_view) const;
template Result<std::uint32_t> Gguf::get(std::string_view) const;
template Result<std::int64_t> Gguf::get(std::string_view) const;
template Result<std::uint64_t> Gguf::get(std::string_view) const;
template Result<float> Gguf::get(std::string_view) const;
template Result<double> Gguf::get(std::string_view) const;
template Result<std::string_view> Gguf::get(std::string_view) const;
template Result<std::vector<std::int32_t>> Gguf::get(std::string_view) const;
template Result<std::vector<std::uint32_t>> Gguf::get(std::string_view) const;
template Result<std::vector<float>> Gguf::get(std::string_view) const;
template Result<std::vector<std::string_view>> Gguf::get(std::string_view) const;

const GgufValue* Gguf::find_value(std::string_view key) const {
  const auto found_key = entry_index_.find(key);
  return found_key == entry_index_.end() ? nullptr : &entries_[found_key->second].value;
}

const Tensor* Gguf::find(std::string_view tensor) const {
  const auto found_name = tensor_index_.find(tensor);
  return found_name == tensor_index_.end() ? nullptr : &tensors_[found_name->second];
}

Result<Gguf> Gguf::read(std::span<const std::byte> bytes, std::string name) {
  return GgufParser(bytes, std::move(name)).parse();
}

namespace {

Result<Gguf> open_part(const std::filesystem::path& path, std::vector<MappedFile>& files) {
  files.push_back(QED_TRY(MappedFile::open(path)));
  return Gguf::read(files.back().bytes(), path.string());
}

}  // namespace

Result<Gguf> Gguf::open(const std::filesystem::path& path) {
  std::vector<MappedFile> files;
  Gguf first = QED_TRY(open_part(path, files));
  const auto parts = QED_TRY(first.get_or<std::uint16_t>("split.count", 1));
  if (parts > 1) {
    const auto name = split_name(path.filename());
    if (!name || name->parts != parts || parts > kMaxParts)
      return fail(Errc::kInvalidInput, "{}: one of {} parts, but it is not named like NAME-00001-of-{:05}.gguf",
                  path.string(), parts, parts);
    files.clear();
    for (std::uint16_t i = 0; i < parts; ++i) {
      const auto sibling = path.parent_path() / fmt::format("{}-{:05}-of-{:05}.gguf", name->base, i + 1, parts);
      Gguf part = QED_TRY(open_part(sibling, files));
      const auto number = QED_TRY(part.get<std::uint16_t>("split.no"));
      if (number != i || QED_TRY(part.get<std::uint16_t>("split.count")) != parts)
        return fail(Errc::kCorrupt, "{}: says it is part {} of another set", part.name_, number + 1);
      if (i == 0) {
        first = std::move(part);
      } else {
        QED_TRY(first.adopt(std::move(part)));
      }
    }
    QED_TRY(first.check_tensor_count());
  }
  first.files_ = std::move(files);
  return first;
}

// Adds the tensors of another part.
Result<void> Gguf::adopt(Gguf part) {
  if (tensors_.size() + part.tensors_.size() > kMaxTensors)
    return fail(Errc::kLimitExceeded, "{}: the parts hold more than {} tensors", part.name_, kMaxTensors);
  for (const Tensor& tensor : part.tensors_) {
    if (!tensor_index_.emplace(tensor.name, tensors_.size()).second)
      return fail(Errc::kCorrupt, "{}: tensor {} is in another part too", part.name_, in_quotes(tensor.name));
    tensors_.push_back(tensor);
  }
  return {};
}

Result<void> Gguf::check_tensor_count() const {
  const auto total = QED_TRY(get_or<std::int64_t>("split.tensors.count", static_cast<std::int64_t>(tensors_.size())));
  if (std::cmp_equal(total, tensors_.size())) return {};
  return fail(Errc::kCorrupt, "{}: the parts hold {} tensors, 'split.tensors.count' says {}", name_, tensors_.size(),
              total);
}

}  // namespace qed::formats
