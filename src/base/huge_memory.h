// Memory for weights and caches: anonymous, zeroed, on huge pages where the system gives them. Reading it costs fewer
// address translations than a mapped file does, which is worth a fifth and more when a model reads all of its weights
// for every token.
#pragma once

#include <cstddef>
#include <utility>

#include "base/error.h"

namespace qed {

class HugeMemory {
 public:
  HugeMemory() = default;
  // kLimitExceeded where the system refuses; `what` names the use in the error.
  static Result<HugeMemory> allocate(std::size_t bytes, std::string_view what);

  HugeMemory(HugeMemory&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  HugeMemory& operator=(HugeMemory&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~HugeMemory();

  // Gives back what lies behind the first `bytes`, to whole pages.
  void shrink(std::size_t bytes);

  std::byte* data() const { return data_; }
  std::size_t size() const { return bytes_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace qed
