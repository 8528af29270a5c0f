// Reads the header of one safetensors file: see safetensors.h for what is promised. Used by safetensors.cpp only.
// The JSON parser calls it value by value, so that no tree of the header is ever built.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "formats/safetensors.h"

namespace qed::formats {

class SafetensorsParser {
 public:
  SafetensorsParser(std::span<const std::byte> bytes, std::string file) : bytes_(bytes) {
    safetensors_.name_ = std::move(file);
  }
  Result<Safetensors> parse();

  // What the JSON parser calls.
  bool null() { return unexpected("null"); }
  bool boolean(bool /*value*/) { return unexpected("a bool"); }
  bool number_integer(std::int64_t /*value*/) { return unexpected("a negative number"); }
  bool number_float(double /*value*/, const std::string& /*text*/) { return unexpected("a fraction"); }
  bool binary(nlohmann::json::binary_t& /*value*/) { return unexpected("bytes"); }
  bool number_unsigned(std::uint64_t value);
  bool string(std::string& value);
  bool key(std::string& value);
  bool start_object(std::size_t elements);
  bool end_object();
  bool start_array(std::size_t elements);
  bool end_array();
  bool parse_error(std::size_t position, const std::string& token, const nlohmann::json::exception& error);

 private:
  // What the next value belongs to.
  enum class State { kStart, kNames, kMetadata, kEntry, kShape, kOffsets };

  bool unexpected(std::string_view found);
  bool stop(Errc code, std::string message);
  Result<void> finish_entry();
  Result<void> check_tiling();

  std::span<const std::byte> bytes_;
  std::span<const std::byte> data_;
  State state_ = State::kStart;
  std::string name_, field_;
  Tensor tensor_;
  std::vector<std::uint64_t> offsets_;
  bool has_shape_ = false;
  Error error_{Errc::kCorrupt, {}};
  Safetensors safetensors_;
};

}  // namespace qed::formats
