// A curve of the benchmark as an SVG picture.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace qed::cli {

// One contender's tokens a second at each number of sequences.
struct Curve {
  std::string name;
  std::vector<double> rates;
};

// Tokens a second (solid) and milliseconds for a token of each sequence (dashed) over the number of sequences, which
// grows by powers of two to the right. `sequences` is as long as every curve's rates.
std::string saturation_chart(const std::string& title, std::span<const std::size_t> sequences,
                             std::span<const Curve> curves);

}  // namespace qed::cli
