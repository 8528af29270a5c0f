// Finds stop strings in text that arrives piece by piece, and lets through only what cannot belong to one.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qed::text {

class StopMatcher {
 public:
  // Empty strings are ignored.
  explicit StopMatcher(std::span<const std::string> stops);

  // The text before the stop string, or as much as is certain to be none of it. The stop string that ends first counts,
  // the longest of those that end together. After it, everything fed is dropped.
  std::string feed(std::string_view piece);
  std::string finish();  // the text ended: what was held back

  // The stop string that was found, if any.
  std::optional<std::string> found() const;

 private:
  // Knuth, Morris and Pratt: how much of one stop string the text so far ends with.
  struct Progress {
    std::string stop;
    std::vector<std::size_t> border;  // of each prefix: the longest proper prefix that is its suffix
    std::size_t matched = 0;
    void advance(char byte);
  };
  std::vector<Progress> progress_;
  std::string held_;  // as long as the furthest progress
  std::optional<std::string> found_;
};

}  // namespace qed::text
