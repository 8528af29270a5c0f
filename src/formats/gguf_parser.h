// Reads the header of one GGUF file: see gguf.h for what is promised. Used by gguf.cpp only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "formats/gguf.h"

namespace qed::formats {

class GgufParser {
 public:
  // `file` is what messages call the bytes.
  GgufParser(std::span<const std::byte> bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {}

  Result<Gguf> parse();

 private:
  Result<std::uint32_t> read_version();
  Result<void> read_entry(std::uint64_t index);
  Result<GgufValue> read_value(GgufValue::Type type, int depth);
  Result<GgufValue> read_array(int depth);
  Result<GgufValue::Type> read_type();
  Result<void> read_alignment();
  Result<void> read_tensor(std::uint64_t index);
  Result<Shape> read_shape();
  Result<void> place_tensors();
  Result<void> check_overlap() const;

  // Each takes bytes from the front of what is left; `field` names them in errors.
  template <class T>
  Result<T> number(std::string_view field);
  Result<std::string_view> string(std::string_view field, std::uint64_t max_bytes);
  Result<std::span<const std::byte>> take(std::uint64_t count, std::string_view field);
  Result<std::uint64_t> count(std::string_view what, std::uint64_t limit, std::size_t min_bytes_each);

  template <class... Arguments>
  std::unexpected<Error> bad(Errc code, fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
    return fail(code, "{}: {}{}{}", file_, where_, where_.empty() ? "" : ": ",
                fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  std::span<const std::byte> bytes_;
  std::size_t position_ = 0;
  std::string file_;
  std::string where_;  // the entry or tensor that is being read
  std::vector<std::uint64_t> offsets_;
  Gguf gguf_;
};

}  // namespace qed::formats
