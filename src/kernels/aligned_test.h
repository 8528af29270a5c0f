// Memory for tests.
#pragma once

#include <cstddef>
#include <vector>

namespace qed::kernels {

// Zeros, aligned as panels, activations and blocks of keys want it.
struct Aligned {
  struct Line {
    alignas(64) std::byte bytes[64];
  };
  explicit Aligned(std::size_t bytes) : lines((bytes + 63) / 64) {}
  std::byte* data() { return lines.data()->bytes; }
  std::vector<Line> lines;
};

}  // namespace qed::kernels
