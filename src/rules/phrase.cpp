#include "rules/phrase.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "rules/phrase_parts.h"

namespace qed::rules {

struct PhraseNode {
  enum class Type { kWord, kSequence, kChoice, kOptional, kRepeat, kSlot, kWords, kShared };
  Type type;
  std::string text;  // the word, or the name of a capture
  SlotType slot = SlotType::kExpr;
  std::vector<PhraseNode> children;
  std::shared_ptr<const PhraseNode> part;
};

namespace {

constexpr std::size_t kMaxSteps = 20'000;

std::shared_ptr<const PhraseNode> shared_part(std::string_view name);

// Recursive descent over the pattern language.
class Compiler {
 public:
  explicit Compiler(std::string_view pattern) : pattern_(pattern) {}

  PhraseNode compile() {
    PhraseNode node = choice();
    QED_CHECK(at_ == pattern_.size());
    return node;
  }

 private:
  void skip_blanks() {
    while (at_ < pattern_.size() && pattern_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ == pattern_.size() || pattern_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view until(char close) {
    const std::size_t end = pattern_.find(close, at_);
    QED_CHECK(end != std::string_view::npos);
    const std::string_view inside = pattern_.substr(at_, end - at_);
    at_ = end + 1;
    return inside;
  }

  PhraseNode choice() {
    PhraseNode node{PhraseNode::Type::kChoice, {}, {}, {}, {}};
    do node.children.push_back(sequence());
    while (take('|'));
    if (node.children.size() > 1) return node;
    PhraseNode only = std::move(node.children.front());
    return only;
  }

  PhraseNode sequence() {
    PhraseNode node{PhraseNode::Type::kSequence, {}, {}, {}, {}};
    for (skip_blanks(); at_ < pattern_.size() && std::string_view("|)]").find(pattern_[at_]) == std::string_view::npos;
         skip_blanks())
      node.children.push_back(atom());
    return node;
  }

  PhraseNode atom() {
    if (take('(')) {
      PhraseNode node = choice();
      QED_CHECK(take(')'));
      if (at_ == pattern_.size() || pattern_[at_] != '+') return node;
      ++at_;
      PhraseNode repeat{PhraseNode::Type::kRepeat, {}, {}, {}, {}};
      repeat.children.push_back(std::move(node));
      return repeat;
    }
    if (take('[')) {
      PhraseNode node{PhraseNode::Type::kOptional, {}, {}, {}, {}};
      node.children.push_back(choice());
      QED_CHECK(take(']'));
      return node;
    }
    if (take('<')) return part(until('>'));
    if (take('{')) return capture(until('}'));
    std::size_t end = at_ + (pattern_[at_] == '\\' ? 1 : 0);  // \( and its like stand for themselves
    while (++end < pattern_.size() && std::string_view(" |()[]{}<").find(pattern_[end]) == std::string_view::npos) {
    }
    std::string word(pattern_.substr(at_, end - at_));
    at_ = end;
    if (word.front() == '\\' && word.size() == 2) word.erase(0, 1);
    return {PhraseNode::Type::kWord, std::move(word), {}, {}, {}};
  }

  // A part that captures is written out in place; where another ends does not depend on the captures before it.
  PhraseNode part(std::string_view name) {
    const auto* found = std::ranges::find(kPhraseParts, name, &PhrasePart::name);
    QED_CHECK(found != std::end(kPhraseParts));
    if (found->pattern.find('{') != std::string_view::npos) return Compiler(found->pattern).compile();
    return {PhraseNode::Type::kShared, {}, {}, {}, shared_part(name)};
  }

  PhraseNode capture(std::string_view inside) {
    if (const std::size_t sign = inside.find('='); sign != std::string_view::npos) {
      PhraseNode node{PhraseNode::Type::kWords, std::string(inside.substr(0, sign)), {}, {}, {}};
      node.children.push_back(Compiler(inside.substr(sign + 1)).compile());
      return node;
    }
    const std::size_t colon = inside.find(':');
    const std::string_view type = colon == std::string_view::npos ? inside : inside.substr(colon + 1);
    const std::optional<SlotType> slot = slot_type(type);
    QED_CHECK(slot.has_value());
    return {PhraseNode::Type::kSlot, std::string(inside.substr(0, colon)), *slot, {}, {}};
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
};

std::shared_ptr<const PhraseNode> shared_part(std::string_view name) {
  static std::map<std::string, std::shared_ptr<const PhraseNode>, std::less<>> compiled;
  if (const auto found = compiled.find(name); found != compiled.end()) return found->second;
  const auto* part = std::ranges::find(kPhraseParts, name, &PhrasePart::name);
  QED_CHECK(part != std::end(kPhraseParts));
  auto node = std::make_shared<const PhraseNode>(Compiler(part->pattern).compile());
  compiled.emplace(name, node);
  return node;
}

}  // namespace

Phrase::Phrase(std::string_view pattern) : root_(std::make_shared<const PhraseNode>(Compiler(pattern).compile())) {}

const Value* Match::find(std::string_view name) const {
  const auto found = std::ranges::find(captures_, name, &std::pair<std::string_view, const Value*>::first);
  return found == captures_.end() ? nullptr : found->second;
}

std::size_t Match::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count(captures_, name, &std::pair<std::string_view, const Value*>::first));
}

std::vector<const Value*> Match::all(std::string_view name) const {
  std::vector<const Value*> values;
  for (const auto& [captured, value] : captures_) {
    if (captured == name) values.push_back(value);
  }
  return values;
}

const Formula& Match::formula(std::string_view name) const {
  const Value* value = find(name);
  QED_CHECK(value && !value->items.empty());
  return value->items.front();
}

const std::vector<Formula>& Match::list(std::string_view name) const {
  static const std::vector<Formula> kNone;
  const Value* value = find(name);
  return value ? value->items : kNone;
}

std::string Match::word(std::string_view name) const {
  const Value* value = find(name);
  return value ? value->words : std::string();
}

bool Matcher::match(const Phrase& phrase, std::size_t begin, std::size_t end,
                    const std::function<bool(const Match&)>& accept) {
  if (end != end_) ends_.clear();
  end_ = end;
  steps_ = 0;
  slot_end_ = 0;
  match_ = Match();
  return step(phrase.root(), begin, [&](std::size_t at) { return at == end_ && accept(match_); });
}

std::size_t Matcher::longest(const Phrase& phrase, std::size_t begin, std::size_t end) {
  if (end != end_) ends_.clear();
  end_ = end;
  steps_ = 0;
  slot_end_ = 0;
  std::size_t longest = begin;
  step(phrase.root(), begin, [&](std::size_t at) {
    longest = std::max(longest, at);
    return false;
  });
  return longest;
}

bool Matcher::word(const PhraseNode& node, std::size_t at) const {
  if (at >= end_ || question_.tokens[at].lower != (node.text == "--" ? "-" : node.text)) return false;
  const Token& token = question_.tokens[at];
  if (token.math && token.type == TokenType::kWord && token.text.size() > 1) return false;
  if (node.text != "a" && node.text != "--") return true;
  if (at + 1 >= end_) return false;
  const Token& after = question_.tokens[at + 1];
  if (token.math || (node.text == "a" && after.type == TokenType::kNumber && after.space_before)) return !token.math;
  constexpr std::string_view kOperations[] = {"plus",       "minus",   "times", "over", "divided",
                                              "multiplied", "squared", "cubed", "and",  "is",
                                              "equals",     "if",      "when",  "such", "in"};
  return after.type == TokenType::kWord && !after.math && after.text.size() > 1 &&
         std::ranges::find(kOperations, after.lower) == std::end(kOperations);
}

bool Matcher::step(const PhraseNode& node, std::size_t at, const Next& next) {
  if (++steps_ > kMaxSteps) return false;
  switch (node.type) {
    case PhraseNode::Type::kWord: {
      if (node.text != "~") return word(node, at) && next(at + 1);
      const std::size_t before = std::exchange(slot_end_, 0);
      const bool found = next(at);
      slot_end_ = before;
      return found;
    }
    case PhraseNode::Type::kSequence:
      return sequence(node, 0, at, next);
    case PhraseNode::Type::kChoice:
      return std::ranges::any_of(node.children, [&](const PhraseNode& child) { return step(child, at, next); });
    case PhraseNode::Type::kOptional:
      return step(node.children.front(), at, next) || next(at);
    case PhraseNode::Type::kRepeat:
      return repeat(node, at, next);
    case PhraseNode::Type::kSlot:
      return slot(node, at, next);
    case PhraseNode::Type::kWords:
      return choice(node, at, next);
    case PhraseNode::Type::kShared:
      return shared(*node.part, at, next);
  }
  return false;
}

bool Matcher::sequence(const PhraseNode& node, std::size_t child, std::size_t at, const Next& next) {
  if (child == node.children.size()) return next(at);
  return step(node.children[child], at, [&](std::size_t end) { return sequence(node, child + 1, end, next); });
}

bool Matcher::repeat(const PhraseNode& node, std::size_t at, const Next& next) {
  return step(node.children.front(), at,
              [&](std::size_t end) { return end > at && (repeat(node, end, next) || next(end)); });
}

bool Matcher::slot(const PhraseNode& node, std::size_t at, const Next& next) {
  if (at >= end_ || (at > 0 && at == slot_end_)) return false;
  const std::size_t slot_before = slot_end_;
  for (std::size_t end = std::min(slots_.limit(node.slot, at), end_); end > at; --end) {
    if (++steps_ > kMaxSteps) return false;
    const Value* value = slots_.read(node.slot, at, end);
    if (!value) continue;
    match_.captures_.emplace_back(node.text, value);
    slot_end_ = end;
    const bool found = next(end);
    slot_end_ = slot_before;
    match_.captures_.pop_back();
    if (found) return true;
  }
  return false;
}

bool Matcher::choice(const PhraseNode& node, std::size_t at, const Next& next) {
  return step(node.children.front(), at, [&](std::size_t end) {
    auto value = std::make_unique<Value>();
    std::tie(value->begin, value->end) = std::pair(at, end);
    for (std::size_t i = at; i < end; ++i) value->words += (i > at ? " " : "") + question_.tokens[i].lower;
    match_.captures_.emplace_back(node.text, value.get());
    match_.owned_.push_back(std::move(value));
    const bool found = next(end);
    match_.owned_.pop_back();
    match_.captures_.pop_back();
    return found;
  });
}

// Parts capture nothing, so where they end is remembered; longer readings come first.
bool Matcher::shared(const PhraseNode& node, std::size_t at, const Next& next) {
  const auto [found, fresh] = ends_.try_emplace({&node, at});
  if (fresh) {
    std::vector<std::size_t> ends;
    step(node, at, [&](std::size_t end) {
      if (std::ranges::find(ends, end) == ends.end()) ends.push_back(end);
      return false;
    });
    std::ranges::sort(ends, std::greater());
    ends_[{&node, at}] = std::move(ends);
  }
  const std::vector<std::size_t> ends = ends_[{&node, at}];
  return std::ranges::any_of(ends, [&](std::size_t end) { return next(end); });
}

}  // namespace qed::rules
