#include "formats/gguf_parser.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <numeric>

namespace qed::formats {
namespace {

constexpr int kMaxNesting = 4;  // of arrays
constexpr std::uint64_t kMaxKeyBytes = 65535;
constexpr std::uint64_t kMaxNameBytes = 255;  // of a tensor; writers keep to 63
constexpr std::uint32_t kMaxDimensions = 4;
constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();

// Smallest sizes in the file, which bound how many there can be.
constexpr std::size_t kEntryBytes = 8 + 4 + 1;
constexpr std::size_t kTensorBytes = 8 + 4 + 8 + 4 + 8;

// Types that other programs write and qed does not decode, for a message that helps.
std::string_view name_of_undecoded(std::uint32_t id) {
  constexpr struct {
    std::uint32_t id;
    std::string_view name;
  } kRows[] = {{9, "Q8_1"},   {15, "Q8_K"},  {16, "IQ2_XXS"}, {17, "IQ2_XS"}, {18, "IQ3_XXS"},
               {19, "IQ1_S"}, {21, "IQ3_S"}, {22, "IQ2_S"},   {24, "I8"},     {25, "I16"},
               {26, "I32"},   {27, "I64"},   {28, "F64"},     {29, "IQ1_M"},  {34, "TQ1_0"},
               {35, "TQ2_0"}, {39, "MXFP4"}, {40, "NVFP4"},   {41, "Q1_0"},   {42, "Q2_0"}};
  for (const auto& row : kRows)
    if (row.id == id) return row.name;
  return "unknown";
}

}  // namespace

Result<std::span<const std::byte>> GgufParser::take(std::uint64_t count, std::string_view field) {
  const std::size_t left = bytes_.size() - position_;
  if (count > left)
    return bad(Errc::kCorrupt, "{} needs {} bytes at offset {}, but the file ends after {}", field, count, position_,
               left);
  const auto taken = bytes_.subspan(position_, count);
  position_ += count;
  return taken;
}

template <class T>
Result<T> GgufParser::number(std::string_view field) {
  const auto bytes = QED_TRY(take(sizeof(T), field));
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

Result<std::string_view> GgufParser::string(std::string_view field, std::uint64_t max_bytes) {
  const auto length = QED_TRY(number<std::uint64_t>(field));
  if (length > max_bytes)
    return bad(Errc::kCorrupt, "{} is {} bytes long, at most {} are allowed", field, length, max_bytes);
  const auto bytes = QED_TRY(take(length, field));
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<std::uint64_t> GgufParser::count(std::string_view what, std::uint64_t limit, std::size_t min_bytes_each) {
  const auto claimed = QED_TRY(number<std::uint64_t>(what));
  if (claimed > (bytes_.size() - position_) / min_bytes_each)
    return bad(Errc::kCorrupt, "the {} is {}, more than {} bytes can hold", what, claimed, bytes_.size());
  if (claimed > limit) return bad(Errc::kLimitExceeded, "the {} is {}, the limit is {}", what, claimed, limit);
  return claimed;
}

Result<std::uint32_t> GgufParser::read_version() {
  const auto magic = QED_TRY(number<std::uint32_t>("the magic number"));
  if (magic != kGgufMagic) return bad(Errc::kCorrupt, "does not begin with 'GGUF'");
  const auto version = QED_TRY(number<std::uint32_t>("the version"));
  if (version == 2 || version == 3) return version;
  if (const auto swapped = __builtin_bswap32(version); swapped == 2 || swapped == 3)
    return bad(Errc::kUnsupported, "a big-endian GGUF file");
  return bad(Errc::kUnsupported, "GGUF version {}, expected 2 or 3", version);
}

Result<Gguf> GgufParser::parse() {
  gguf_.name_ = file_;
  gguf_.version_ = QED_TRY(read_version());
  const auto tensors = QED_TRY(count("tensor count", Gguf::kMaxTensors, kTensorBytes));
  const auto entries = QED_TRY(count("metadata count", Gguf::kMaxEntries, kEntryBytes));
  gguf_.entries_.reserve(entries);
  for (std::uint64_t i = 0; i < entries; ++i) QED_TRY(read_entry(i));
  QED_TRY(read_alignment());
  gguf_.tensors_.reserve(tensors);
  offsets_.reserve(tensors);
  for (std::uint64_t i = 0; i < tensors; ++i) QED_TRY(read_tensor(i));
  QED_TRY(place_tensors());
  QED_TRY(check_overlap());
  return std::move(gguf_);
}

Result<void> GgufParser::read_entry(std::uint64_t index) {
  where_ = fmt::format("metadata entry {}", index);
  const auto key = QED_TRY(string("the key", kMaxKeyBytes));
  where_ = "key " + in_quotes(key);
  const GgufValue value = QED_TRY(read_value(QED_TRY(read_type()), 0));
  if (!gguf_.entry_index_.emplace(key, gguf_.entries_.size()).second) return bad(Errc::kCorrupt, "stands there twice");
  gguf_.entries_.push_back({key, value});
  where_.clear();
  return {};
}

Result<GgufValue::Type> GgufParser::read_type() {
  const auto type = QED_TRY(number<std::uint32_t>("the type of a value"));
  if (type > static_cast<std::uint32_t>(GgufValue::Type::kF64))
    return bad(Errc::kCorrupt, "{} is no type of a value", type);
  return static_cast<GgufValue::Type>(type);
}

Result<GgufValue> GgufParser::read_value(GgufValue::Type type, int depth) {
  if (type == GgufValue::Type::kArray) return read_array(depth + 1);
  GgufValue value{.type = type, .element = {}, .count = 0, .bytes = {}};
  if (type == GgufValue::Type::kString) {
    value.bytes = std::as_bytes(std::span(QED_TRY(string("a string", kAny))));
  } else {
    value.bytes = QED_TRY(take(size_of(type), name(type)));
  }
  return value;
}

Result<GgufValue> GgufParser::read_array(int depth) {
  if (depth > kMaxNesting) return bad(Errc::kLimitExceeded, "arrays are nested deeper than {}", kMaxNesting);
  GgufValue array{.type = GgufValue::Type::kArray, .element = {}, .count = 0, .bytes = {}};
  array.element = QED_TRY(read_type());
  const std::size_t each = size_of(array.element);
  array.count = QED_TRY(count("element count", kAny, each == 0 ? sizeof(std::uint64_t) : each));
  const std::size_t begin = position_;
  if (each != 0) {
    QED_TRY(take(array.count * each, "an array"));
  } else {
    for (std::uint64_t i = 0; i < array.count; ++i) QED_TRY(read_value(array.element, depth));
  }
  array.bytes = bytes_.subspan(begin, position_ - begin);
  return array;
}

Result<void> GgufParser::read_alignment() {
  constexpr std::string_view kKey = "general.alignment";
  const auto alignment = QED_TRY(gguf_.get_or<std::uint32_t>(kKey, 32));
  if (alignment < 8 || !std::has_single_bit(alignment))
    return bad(Errc::kCorrupt, "key '{}' is {}, expected a power of two from 8", kKey, alignment);
  gguf_.alignment_ = alignment;
  return {};
}

Result<Shape> GgufParser::read_shape() {
  const auto rank = QED_TRY(number<std::uint32_t>("the number of dimensions"));
  if (rank > kMaxDimensions)
    return bad(Errc::kCorrupt, "has {} dimensions, at most {} are allowed", rank, kMaxDimensions);
  Shape shape;
  for (std::uint32_t axis = 0; axis < rank; ++axis) {
    const auto size = QED_TRY(number<std::uint64_t>("a dimension"));
    if (size == 0) return bad(Errc::kCorrupt, "dimension {} is 0", axis);
    shape.prepend(size);
  }
  if (!shape.product_fits()) return bad(Errc::kCorrupt, "the shape {} overflows", to_string(shape));
  return shape;
}

Result<void> GgufParser::read_tensor(std::uint64_t index) {
  where_ = fmt::format("tensor {}", index);
  Tensor tensor;
  tensor.name = QED_TRY(string("the name", kMaxNameBytes));
  where_ = "tensor " + in_quotes(tensor.name);
  tensor.shape = QED_TRY(read_shape());
  const auto id = QED_TRY(number<std::uint32_t>("the type"));
  tensor.type = quant::type_from_gguf(id);
  if (!tensor.type) return bad(Errc::kUnsupported, "type {} ({}) is not supported", id, name_of_undecoded(id));
  const quant::TypeInfo& type = quant::info(*tensor.type);
  tensor.dtype = type.name;
  if (tensor.shape.columns() % type.block_weights != 0)
    return bad(Errc::kCorrupt, "rows of {} are no multiple of the {} weights in a block of {}", tensor.shape.columns(),
               type.block_weights, type.name);
  offsets_.push_back(QED_TRY(number<std::uint64_t>("the offset")));
  if (!gguf_.tensor_index_.emplace(tensor.name, index).second) return bad(Errc::kCorrupt, "stands there twice");
  gguf_.tensors_.push_back(tensor);
  where_.clear();
  return {};
}

// The tensors' bytes, now that the end of the header is known.
Result<void> GgufParser::place_tensors() {
  const std::size_t padding = (gguf_.alignment_ - position_ % gguf_.alignment_) % gguf_.alignment_;
  const auto data = bytes_.subspan(std::min(position_ + padding, bytes_.size()));
  for (std::size_t i = 0; i < gguf_.tensors_.size(); ++i) {
    Tensor& tensor = gguf_.tensors_[i];
    const std::uint64_t offset = offsets_[i];
    const quant::TypeInfo& type = quant::info(*tensor.type);
    std::size_t size = 0;
    if (__builtin_mul_overflow(tensor.shape.elements() / type.block_weights, type.block_bytes, &size) ||
        offset > data.size() || size > data.size() - offset)
      return fail(Errc::kCorrupt, "{}: tensor {}: {} {} at offset {} do not fit into the {} bytes of data", file_,
                  in_quotes(tensor.name), to_string(tensor.shape), type.name, offset, data.size());
    if (offset % gguf_.alignment_ != 0)
      return fail(Errc::kCorrupt, "{}: tensor {}: offset {} is no multiple of the alignment {}", file_,
                  in_quotes(tensor.name), offset, gguf_.alignment_);
    tensor.bytes = data.subspan(offset, size);
  }
  return {};
}

// Tensors that shared bytes could add up to many times the file.
Result<void> GgufParser::check_overlap() const {
  std::vector<const Tensor*> order;
  order.reserve(gguf_.tensors_.size());
  for (const Tensor& tensor : gguf_.tensors_) order.push_back(&tensor);
  std::ranges::sort(order, {}, [](const Tensor* tensor) { return tensor->bytes.data(); });
  for (std::size_t i = 1; i < order.size(); ++i)
    if (order[i - 1]->bytes.data() + order[i - 1]->bytes.size() > order[i]->bytes.data())
      return fail(Errc::kCorrupt, "{}: tensors {} and {} overlap", file_, in_quotes(order[i - 1]->name),
                  in_quotes(order[i]->name));
  return {};
}

}  // namespace qed::formats
