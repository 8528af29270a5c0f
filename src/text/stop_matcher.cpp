#include "text/stop_matcher.h"

#include <algorithm>
#include <utility>

namespace qed::text {
namespace {

std::vector<std::size_t> borders(std::string_view text) {
  std::vector<std::size_t> border(text.size() + 1, 0);
  for (std::size_t i = 1, length = 0; i < text.size(); ++i) {
    while (length > 0 && text[i] != text[length]) length = border[length];
    if (text[i] == text[length]) ++length;
    border[i + 1] = length;
  }
  return border;
}

}  // namespace

StopMatcher::StopMatcher(std::span<const std::string> stops) {
  for (const std::string& stop : stops)
    if (!stop.empty()) progress_.push_back({stop, borders(stop)});
}

void StopMatcher::Progress::advance(char byte) {
  while (matched > 0 && stop[matched] != byte) matched = border[matched];
  if (stop[matched] == byte) ++matched;
}

std::string StopMatcher::feed(std::string_view piece) {
  if (found_) return {};
  for (std::size_t i = 0; i < piece.size(); ++i) {
    const Progress* complete = nullptr;
    for (Progress& one : progress_) {
      one.advance(piece[i]);
      const bool longer = !complete || one.stop.size() > complete->stop.size();
      if (one.matched == one.stop.size() && longer) complete = &one;
    }
    if (!complete) continue;
    held_ += piece.substr(0, i + 1);
    found_ = complete->stop;
    held_.resize(held_.size() - complete->stop.size());
    return std::exchange(held_, {});
  }
  held_ += piece;
  std::size_t keep = 0;
  for (const Progress& one : progress_) keep = std::max(keep, one.matched);
  std::string safe = held_.substr(0, held_.size() - keep);
  held_.erase(0, safe.size());
  return safe;
}

std::string StopMatcher::finish() {
  for (Progress& one : progress_) one.matched = 0;
  return std::exchange(held_, {});
}

std::optional<std::string> StopMatcher::found() const { return found_; }

}  // namespace qed::text
