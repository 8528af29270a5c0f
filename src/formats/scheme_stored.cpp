// Rows stored in one piece: plain numbers and the block types of GGUF.
#include "formats/linear_schemes.h"
#include "quant/groups.h"

namespace qed::formats {
namespace {

class StoredSource final : public LinearSource {
 public:
  StoredSource(const Tensor& tensor)
      : LinearSource(tensor.shape.rows(), tensor.shape.columns()),
        info_(quant::info(*tensor.type)),
        form_(quant::group_form(*tensor.type)),
        bytes_(tensor.bytes) {}

  std::string scheme() const override { return std::string(info_.name); }
  std::size_t stored_bytes() const override { return bytes_.size(); }
  std::optional<Stored> stored() const override { return Stored{info_.type, bytes_}; }

  std::optional<Groups> groups() const override {
    if (!form_) return std::nullopt;
    return Groups{.weights = form_->weights,
                  .lowest = form_->lowest,
                  .highest = form_->highest,
                  .minimums = form_->minimums,
                  .levels = {},
                  .order = {}};
  }

  void read_rows(std::size_t first, std::size_t count, float* out) const override {
    info_.decode(row(first), count * columns(), out);
  }

  void read_groups(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
                   float* minimums) const override {
    QED_CHECK(form_);
    form_->read(row(first), count * columns(), codes, scales, minimums);
  }

 private:
  const std::byte* row(std::size_t index) const {
    return bytes_.data() + index * quant::bytes_of(info_.type, columns());
  }

  const quant::TypeInfo& info_;
  std::optional<quant::GroupForm> form_;
  std::span<const std::byte> bytes_;
};

}  // namespace

Result<Source> open_stored(const Tensor& tensor) { return std::make_unique<const StoredSource>(tensor); }

}  // namespace qed::formats
