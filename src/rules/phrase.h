// Phrases: what people write around the mathematics, as a small pattern language compiled once.
//
//   word            that word, whatever its case; punctuation stands for itself; -- is a dash in prose, no minus
//   (a|b c|d)       one of them           [a]  perhaps           (a)+  once or more
//   {f:expr}        a slot of slots.h, captured as "f"; {expr} is captured under its type's name
//   {shape=cube|rectangular box}          the words chosen, captured as "shape"
//   <ask>           a shared part, from the table in phrase_parts.h
//
// A phrase reads a question only as a whole: every token is matched by something. Two slots never touch, as "2x = 4x"
// might then be read as "2x = 4" and "x"; for the same reason the article "a" and the dash need a word behind them.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/slots.h"

namespace qed::rules {

struct PhraseNode;

// What a phrase captured. Valid as long as the Slots it was read with.
class Match {
 public:
  bool has(std::string_view name) const { return find(name) != nullptr; }
  const Formula& formula(std::string_view name) const;            // the slot must have been captured
  const std::vector<Formula>& list(std::string_view name) const;  // empty where it was not
  std::string word(std::string_view name) const;                  // "" where it was not
  const Value* find(std::string_view name) const;                 // the first of that name
  std::size_t count(std::string_view name) const;                 // within ( … )+ a name may be captured often
  std::vector<const Value*> all(std::string_view name) const;

 private:
  friend class Matcher;
  std::vector<std::pair<std::string_view, const Value*>> captures_;
  std::vector<std::unique_ptr<Value>> owned_;
};

class Phrase {
 public:
  explicit Phrase(std::string_view pattern);  // stops the program at a malformed pattern: it is part of the program
  const PhraseNode& root() const { return *root_; }

 private:
  std::shared_ptr<const PhraseNode> root_;
};

// Matches phrases against one question. `accept` may refuse a match, and the search goes on.
class Matcher {
 public:
  Matcher(const Question& question, Slots& slots) : question_(question), slots_(slots) {}

  // Tokens [begin, end) as a whole.
  bool match(const Phrase& phrase, std::size_t begin, std::size_t end, const std::function<bool(const Match&)>& accept);
  // The longest run from `begin` that the phrase reads; begin itself where there is none. For phrases without slots.
  std::size_t longest(const Phrase& phrase, std::size_t begin, std::size_t end);

 private:
  using Next = std::function<bool(std::size_t)>;
  bool word(const PhraseNode& node, std::size_t at) const;
  bool step(const PhraseNode& node, std::size_t at, const Next& next);
  bool sequence(const PhraseNode& node, std::size_t child, std::size_t at, const Next& next);
  bool repeat(const PhraseNode& node, std::size_t at, const Next& next);
  bool slot(const PhraseNode& node, std::size_t at, const Next& next);
  bool choice(const PhraseNode& node, std::size_t at, const Next& next);
  bool shared(const PhraseNode& node, std::size_t at, const Next& next);

  const Question& question_;
  Slots& slots_;
  Match match_;
  std::size_t end_ = 0;
  std::size_t steps_ = 0;
  std::size_t slot_end_ = 0;  // where the slot before ended; 0: none yet
  std::map<std::pair<const PhraseNode*, std::size_t>, std::vector<std::size_t>> ends_;  // of shared parts, per end_
};

}  // namespace qed::rules
