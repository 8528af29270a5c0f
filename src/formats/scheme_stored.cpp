// Rows stored in one piece: plain numbers and the block types of GGUF.
#include "formats/linear_schemes.h"

namespace qed::formats {
namespace {

class StoredSource final : public LinearSource {
 public:
  StoredSource(const Tensor& tensor)
      : LinearSource(tensor.shape.rows(), tensor.shape.columns()),
        info_(quant::info(*tensor.type)),
        bytes_(tensor.bytes) {}

  std::string scheme() const override { return std::string(info_.name); }
  std::size_t stored_bytes() const override { return bytes_.size(); }
  std::optional<Stored> stored() const override { return Stored{info_.type, bytes_}; }

  void read_rows(std::size_t first, std::size_t count, float* out) const override {
    info_.decode(row(first), count * columns(), out);
  }

 private:
  const std::byte* row(std::size_t index) const {
    return bytes_.data() + index * quant::bytes_of(info_.type, columns());
  }

  const quant::TypeInfo& info_;
  std::span<const std::byte> bytes_;
};

}  // namespace

Result<Source> open_stored(const Tensor& tensor) { return std::make_unique<const StoredSource>(tensor); }

}  // namespace qed::formats
