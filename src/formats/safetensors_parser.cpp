#include "formats/safetensors_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "formats/json.h"

namespace qed::formats {
namespace {

struct Dtype {
  std::string_view name;
  std::size_t bits;
  std::optional<quant::Type> type;
};
constexpr Dtype kDtypes[] = {
    {"F32", 32, quant::Type::kF32},
    {"F16", 16, quant::Type::kF16},
    {"BF16", 16, quant::Type::kBf16},
    {"F64", 64, {}},
    {"I64", 64, {}},
    {"U64", 64, {}},
    {"C64", 64, {}},
    {"I32", 32, {}},
    {"U32", 32, {}},
    {"I16", 16, {}},
    {"U16", 16, {}},
    {"I8", 8, {}},
    {"U8", 8, {}},
    {"BOOL", 8, {}},
    {"F8_E4M3", 8, {}},
    {"F8_E5M2", 8, {}},
    {"F8_E8M0", 8, {}},
    {"F8_E4M3FNUZ", 8, {}},
    {"F8_E5M2FNUZ", 8, {}},
    {"F6_E2M3", 6, {}},
    {"F6_E3M2", 6, {}},
    {"F4", 4, {}},
};

const Dtype* find_dtype(std::string_view name) {
  for (const Dtype& row : kDtypes)
    if (row.name == name) return &row;
  return nullptr;
}

constexpr std::size_t kMaxNameBytes = 1024;
constexpr std::size_t kMaxMetadataBytes = 1 << 20;  // of keys and values together

}  // namespace

std::size_t bits_of_dtype(std::string_view dtype) {
  const Dtype* row = find_dtype(dtype);
  return row ? row->bits : 0;
}

bool SafetensorsParser::stop(Errc code, std::string message) {
  error_ = {code, fmt::format("{}: {}{}{}", safetensors_.name_, name_.empty() ? "" : "tensor " + in_quotes(name_),
                              name_.empty() ? "" : ": ", message)};
  return false;
}

bool SafetensorsParser::unexpected(std::string_view found) {
  constexpr std::string_view kExpected[] = {"an object of tensors",         "a tensor's entry", "a string",
                                            "dtype, shape or data_offsets", "a size",           "an offset"};
  return stop(Errc::kCorrupt, fmt::format("the header has {} where {} is expected", found,
                                          kExpected[static_cast<std::size_t>(state_)]));
}

bool SafetensorsParser::start_object(std::size_t /*elements*/) {
  if (state_ == State::kStart) {
    state_ = State::kNames;
    return true;
  }
  if (state_ != State::kNames) return unexpected("an object");
  if (name_ == "__metadata__") {
    state_ = State::kMetadata;
    return true;
  }
  if (safetensors_.tensors_.size() == Safetensors::kMaxTensors)
    return stop(Errc::kLimitExceeded, fmt::format("more than {} tensors", Safetensors::kMaxTensors));
  state_ = State::kEntry;
  tensor_ = {};
  offsets_.clear();
  has_shape_ = false;
  return true;
}

bool SafetensorsParser::key(std::string& value) {
  if (state_ != State::kNames) {
    field_ = std::move(value);
    return true;
  }
  if (value.size() > kMaxNameBytes)
    return stop(Errc::kLimitExceeded, fmt::format("a tensor's name of {} bytes", value.size()));
  name_ = std::move(value);
  return true;
}

bool SafetensorsParser::string(std::string& value) {
  if (state_ == State::kMetadata) {
    std::size_t bytes = field_.size() + value.size();
    for (const auto& [key, text] : safetensors_.metadata_) bytes += key.size() + text.size();
    if (bytes > kMaxMetadataBytes || safetensors_.metadata_.size() == 1000)
      return stop(Errc::kLimitExceeded, "more metadata than allowed");
    if (!safetensors_.metadata_.emplace(field_, std::move(value)).second)
      return stop(Errc::kCorrupt, fmt::format("{} stands there twice", in_quotes(field_)));
    return true;
  }
  if (state_ != State::kEntry || field_ != "dtype" || !tensor_.dtype.empty()) return unexpected("a string");
  const Dtype* row = find_dtype(value);
  if (!row) return stop(Errc::kUnsupported, fmt::format("dtype {} is not known", in_quotes(value)));
  tensor_.dtype = row->name;
  tensor_.type = row->type;
  return true;
}

bool SafetensorsParser::start_array(std::size_t /*elements*/) {
  if (state_ != State::kEntry) return unexpected("a list");
  if (field_ == "shape" && !has_shape_) {
    has_shape_ = true;
    state_ = State::kShape;
  } else if (field_ == "data_offsets" && offsets_.empty()) {
    state_ = State::kOffsets;
  } else {
    return unexpected(fmt::format("field {}", in_quotes(field_)));
  }
  return true;
}

bool SafetensorsParser::end_array() {
  state_ = State::kEntry;
  return true;
}

bool SafetensorsParser::number_unsigned(std::uint64_t value) {
  if (state_ == State::kShape) {
    if (tensor_.shape.rank() == Shape::kMaxRank)
      return stop(Errc::kLimitExceeded, fmt::format("more than {} dimensions", Shape::kMaxRank));
    tensor_.shape.append(value);
  } else if (state_ == State::kOffsets) {
    if (offsets_.size() == 2) return stop(Errc::kCorrupt, "more than two data_offsets");
    offsets_.push_back(value);
  } else {
    return unexpected("a number");
  }
  return true;
}

bool SafetensorsParser::end_object() {
  if (state_ == State::kEntry) {
    if (auto finished = finish_entry(); !finished) {
      error_ = std::move(finished).error();
      return false;
    }
  }
  name_.clear();
  state_ = State::kNames;
  return true;
}

Result<void> SafetensorsParser::finish_entry() {
  const auto bad = [&](std::string_view what) {
    return fail(Errc::kCorrupt, "{}: tensor {}: {}", safetensors_.name_, in_quotes(name_), what);
  };
  if (tensor_.dtype.empty() || !has_shape_ || offsets_.size() != 2)
    return bad("dtype, shape or data_offsets is missing");
  if (!tensor_.shape.product_fits()) return bad(fmt::format("the shape {} overflows", to_string(tensor_.shape)));
  const std::uint64_t begin = offsets_[0], end = offsets_[1];
  if (begin > end || end > data_.size())
    return bad(fmt::format("data_offsets [{}, {}] do not lie within the {} bytes of data", begin, end, data_.size()));
  std::size_t bits = 0;
  if (__builtin_mul_overflow(tensor_.shape.elements(), bits_of_dtype(tensor_.dtype), &bits) || bits % 8 != 0 ||
      bits / 8 != end - begin)
    return bad(fmt::format("{} bytes do not hold {} {}", end - begin, to_string(tensor_.shape), tensor_.dtype));
  tensor_.bytes = data_.subspan(begin, end - begin);
  safetensors_.names_.push_back(std::move(name_));
  safetensors_.tensors_.push_back(tensor_);
  return {};
}

bool SafetensorsParser::parse_error(std::size_t position, const std::string& /*token*/,
                                    const nlohmann::json::exception& /*error*/) {
  name_.clear();
  return stop(Errc::kCorrupt, fmt::format("the header is no JSON: malformed at byte {}", position));
}

// Every byte of the data belongs to exactly one tensor.
Result<void> SafetensorsParser::check_tiling() {
  std::vector<const Tensor*> order;
  order.reserve(safetensors_.tensors_.size());
  for (const Tensor& tensor : safetensors_.tensors_) order.push_back(&tensor);
  const auto begin = [&](const Tensor& tensor) { return tensor.bytes.data() - data_.data(); };
  std::ranges::sort(order, {}, [&](const Tensor* tensor) { return std::pair(begin(*tensor), tensor->bytes.size()); });
  std::size_t end = 0;
  for (const Tensor* tensor : order) {
    if (std::cmp_not_equal(begin(*tensor), end))
      return fail(Errc::kCorrupt, "{}: tensor {}: begins at byte {} of the data, where byte {} is next",
                  safetensors_.name_, in_quotes(tensor->name), begin(*tensor), end);
    end += tensor->bytes.size();
  }
  if (end == data_.size()) return {};
  return fail(Errc::kCorrupt, "{}: {} bytes of data belong to no tensor", safetensors_.name_, data_.size() - end);
}

Result<Safetensors> SafetensorsParser::parse() {
  const std::string& file = safetensors_.name_;
  std::uint64_t length = 0;
  if (bytes_.size() < sizeof length) return fail(Errc::kCorrupt, "{}: too short for a safetensors file", file);
  std::memcpy(&length, bytes_.data(), sizeof length);
  const auto rest = bytes_.subspan(sizeof length);
  if (length > rest.size())
    return fail(Errc::kCorrupt, "{}: no safetensors file, or cut off: its header of {} bytes does not fit into {}",
                file, length, rest.size());
  if (length > Safetensors::kMaxHeaderBytes)
    return fail(Errc::kLimitExceeded, "{}: a header of {} bytes, the limit is {}", file, length,
                Safetensors::kMaxHeaderBytes);
  const std::string_view header(reinterpret_cast<const char*>(rest.data()), length);
  if (!header.starts_with('{')) return fail(Errc::kCorrupt, "{}: the header does not begin with '{{'", file);
  QED_TRY(check_token_lengths(header, file));
  data_ = rest.subspan(length);
  if (!nlohmann::json::sax_parse(header, this)) return std::unexpected(std::move(error_));
  for (std::size_t i = 0; i < safetensors_.tensors_.size(); ++i) safetensors_.tensors_[i].name = safetensors_.names_[i];
  std::ranges::sort(safetensors_.tensors_, {}, &Tensor::name);
  const auto twin = std::ranges::adjacent_find(safetensors_.tensors_, {}, &Tensor::name);
  if (twin != safetensors_.tensors_.end())
    return fail(Errc::kCorrupt, "{}: tensor {} stands there twice", file, in_quotes(twin->name));
  QED_TRY(check_tiling());
  return std::move(safetensors_);
}

}  // namespace qed::formats
