#include "answer/expression.h"

namespace qed::answer {

NodeId Expression::add(Kind kind, std::span<const NodeId> children, std::string_view text) {
  const auto id = static_cast<NodeId>(nodes_.size());
  nodes_.push_back({.kind = kind,
                    .first_child = static_cast<std::uint32_t>(children_.size()),
                    .child_count = static_cast<std::uint32_t>(children.size()),
                    .text_begin = static_cast<std::uint32_t>(text_.size()),
                    .text_size = static_cast<std::uint32_t>(text.size())});
  children_.insert(children_.end(), children.begin(), children.end());
  text_.append(text);
  return id;
}

}  // namespace qed::answer
