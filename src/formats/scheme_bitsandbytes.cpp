// bitsandbytes. LLM.int8 keeps one scale for each row:
//   weight I8 [rows, columns]    SCB F32 [rows]    w = code * SCB / 127
// The 4-bit types look values up in a table of 16 levels and keep a scale for each block of the flattened weight:
//   weight: two codes to a byte, the first in the high nibble    weight.quant_map F32 [16]: the levels
//   weight.absmax F32 [blocks]: the scales, or U8 with weight.nested_absmax F32 and weight.nested_quant_map F32 [256]:
//     scale = nested_quant_map[absmax[b]] * nested_absmax[b / nested block] + offset
//   weight.quant_state.bitsandbytes__nf4 (or __fp4) U8: JSON that gives the shape, the block sizes and the offset
#include <algorithm>
#include <cstring>
#include <numeric>

#include "formats/grouped_source.h"
#include "formats/json.h"
#include "formats/linear_schemes.h"
#include "formats/unpack.h"

namespace qed::formats {
namespace {

class Int8Source final : public GroupedSource {
 public:
  Int8Source(Layout layout, const Tensor& codes, const Tensor& scales)
      : GroupedSource(std::move(layout)), codes_(codes), scales_(scales) {}

  std::string scheme() const override { return "LLM.int8"; }

 protected:
  void unpack(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
              std::int8_t* zeros) const override {
    std::memcpy(codes, codes_.bytes.data() + first * columns(), count * columns());
    for (std::size_t r = first; r < first + count; ++r) {
      *scales++ = real(scales_.bytes, *scales_.type, r) / 127;
      *zeros++ = 0;
    }
  }

 private:
  const Tensor &codes_, &scales_;
};

struct State {
  std::string type;  // "nf4"
  std::size_t rows = 0, columns = 0;
  std::size_t block = 0, nested_block = 0;  // nested_block 0: not double quantised
  float nested_offset = 0;
};

struct Scales {
  const Tensor* absmax;
  const Tensor *nested_absmax = nullptr, *nested_map = nullptr;  // both or none
};

class FourBitSource final : public LinearSource {
 public:
  FourBitSource(State state, const Tensor& codes, const Tensor& levels, const Scales& scales, std::size_t stored_bytes)
      : LinearSource(state.rows, state.columns),
        state_(std::move(state)),
        codes_(codes),
        scales_(scales),
        stored_bytes_(stored_bytes) {
    std::memcpy(levels_.data(), levels.bytes.data(), sizeof levels_);
  }

  std::string scheme() const override {
    return fmt::format("bitsandbytes {}, blocks of {}{}", state_.type, state_.block,
                       state_.nested_block == 0 ? "" : ", double quantised");
  }
  std::size_t stored_bytes() const override { return stored_bytes_; }

  // Blocks may reach over the ends of rows: then groups are the pieces that a row's ends and theirs leave whole.
  std::optional<Groups> groups() const override {
    const std::size_t weights = std::gcd(columns(), state_.block);
    return Groups{
        .bits = 4, .count = columns() / weights, .weights = weights, .levels = levels_, .zeros = false, .group_of = {}};
  }

  void read_rows(std::size_t first, std::size_t count, float* out) const override {
    const std::size_t end = (first + count) * columns();
    for (std::size_t i = first * columns(); i < end;) {
      const float scale = scale_of(i / state_.block);
      const std::size_t block_end = std::min(end, (i / state_.block + 1) * state_.block);
      for (; i < block_end; ++i) *out++ = levels_[code(i)] * scale;
    }
  }

  void read_groups(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
                   std::int8_t* zeros) const override {
    const std::size_t weights = std::gcd(columns(), state_.block);
    for (std::size_t i = first * columns(); i < (first + count) * columns(); ++i) {
      *codes++ = static_cast<std::int8_t>(code(i));
      if (i % weights != 0) continue;
      *scales++ = scale_of(i / state_.block);
      *zeros++ = 0;
    }
  }

 private:
  unsigned code(std::size_t i) const {
    const auto both = std::to_integer<unsigned>(codes_.bytes[i / 2]);
    return i % 2 == 0 ? both >> 4 : both & 15U;
  }

  float scale_of(std::size_t block) const {
    if (state_.nested_block == 0) return real(scales_.absmax->bytes, quant::Type::kF32, block);
    const auto code = std::to_integer<std::size_t>(scales_.absmax->bytes[block]);
    return real(scales_.nested_map->bytes, quant::Type::kF32, code) *
               real(scales_.nested_absmax->bytes, quant::Type::kF32, block / state_.nested_block) +
           state_.nested_offset;
  }

  State state_;
  const Tensor& codes_;
  std::array<float, 16> levels_;
  Scales scales_;
  std::size_t stored_bytes_;
};

Result<State> parse_state(std::string_view text, const std::string& name) {
  const nlohmann::json json = QED_TRY(parse_json(text, name, {.bytes = 1 << 16, .values = 1000, .depth = 4}));
  const JsonFields fields = QED_TRY(JsonFields::of(json, name));
  State state;
  state.type = QED_TRY(fields.get<std::string>("quant_type"));
  state.block = QED_TRY(fields.get<std::size_t>("blocksize"));
  const nlohmann::json* shape = fields.find("shape");
  if (!shape || !shape->is_array() || shape->size() != 2 || !(*shape)[0].is_number_unsigned() ||
      !(*shape)[1].is_number_unsigned())
    return fail(Errc::kCorrupt, "{}: expected two sizes", fields.where("shape"));
  state.rows = (*shape)[0].get<std::size_t>();
  state.columns = (*shape)[1].get<std::size_t>();
  if (state.block == 0 || state.rows == 0 || state.columns == 0)
    return fail(Errc::kCorrupt, "{}: a size is 0", fields.where("shape"));
  if (!fields.has("nested_blocksize")) return state;
  state.nested_block = QED_TRY(fields.get<std::size_t>("nested_blocksize"));
  if (state.nested_block == 0) return fail(Errc::kCorrupt, "{} is 0", fields.where("nested_blocksize"));
  state.nested_offset = static_cast<float>(QED_TRY(fields.get<double>("nested_offset")));
  return state;
}

std::size_t blocks_in(std::size_t elements, std::size_t block) { return (elements - 1) / block + 1; }

}  // namespace

Result<Source> open_int8(const ModuleTensors& tensors) {
  const Tensor& codes = *QED_TRY(tensors.get("weight", "I8"));
  if (codes.shape.rank() != 2 || codes.shape.elements() == 0)
    return tensors.bad("weight", Errc::kCorrupt, "expected a matrix, found shape " + to_string(codes.shape));
  const Tensor& scales = *QED_TRY(tensors.get_real("SCB", {codes.shape[0]}));
  const Tensor* format = tensors.find("weight_format");
  if (format && !std::ranges::all_of(format->bytes, [](std::byte byte) { return byte == std::byte{0}; }))
    return tensors.bad("weight_format", Errc::kUnsupported, "only the row format (0) is supported");
  return std::make_unique<const Int8Source>(
      GroupedSource::Layout{.rows = codes.shape[0],
                            .columns = codes.shape[1],
                            .bits = 8,
                            .group_weights = codes.shape[1],
                            .group_count = 1,
                            .zeros = false,
                            .group_of = {},
                            .stored_bytes = codes.bytes.size() + scales.bytes.size()},
      codes, scales);
}

Result<Source> open_bnb4(const ModuleTensors& tensors) {
  const bool nf4 = tensors.find("weight.quant_state.bitsandbytes__nf4");
  const std::string state_name = fmt::format("weight.quant_state.bitsandbytes__{}", nf4 ? "nf4" : "fp4");
  const Tensor& state_tensor = *QED_TRY(tensors.get(state_name, "U8"));
  const std::string_view text(reinterpret_cast<const char*>(state_tensor.bytes.data()), state_tensor.bytes.size());
  State state = QED_TRY(parse_state(text, tensors.full_name(state_name)));

  // The bytes of the codes may be declared as any type.
  const Tensor& codes = *QED_TRY(tensors.get("weight"));
  std::size_t elements = 0;
  if (__builtin_mul_overflow(state.rows, state.columns, &elements) || elements / 2 + elements % 2 != codes.bytes.size())
    return tensors.bad(
        "weight", Errc::kCorrupt,
        fmt::format("{} bytes do not hold the 4-bit codes of [{}, {}]", codes.bytes.size(), state.rows, state.columns));
  const std::size_t blocks = blocks_in(elements, state.block);
  const bool nested = state.nested_block != 0;
  Scales scales{.absmax = QED_TRY(tensors.get("weight.absmax", nested ? "U8" : "F32", {blocks}))};
  const Tensor& levels = *QED_TRY(tensors.get("weight.quant_map", "F32", {16}));
  std::size_t bytes = codes.bytes.size() + scales.absmax->bytes.size() + levels.bytes.size() + text.size();
  if (nested) {
    scales.nested_absmax = QED_TRY(tensors.get("weight.nested_absmax", "F32", {blocks_in(blocks, state.nested_block)}));
    scales.nested_map = QED_TRY(tensors.get("weight.nested_quant_map", "F32", {256}));
    bytes += scales.nested_absmax->bytes.size() + scales.nested_map->bytes.size();
  }
  return std::make_unique<const FourBitSource>(std::move(state), codes, levels, scales, bytes);
}

}  // namespace qed::formats
