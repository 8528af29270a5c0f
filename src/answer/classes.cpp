#include "answer/classes.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "answer/evaluate.h"
#include "answer/expression.h"
#include "answer/wording.h"
#include "base/text.h"

namespace qed::answer {
namespace {

// What answers are equal by without a comparison: their rational value, or else their text.
struct Key {
  std::string text;
  bool number = false;
};

bool is_bare_number(const Expression& expression) {
  for (NodeId id = 0; id < expression.size(); ++id) switch (expression.kind(id)) {
      case Kind::kNumber:
      case Kind::kNegate:
      case Kind::kDivide:
      case Kind::kMixed:
      case Kind::kAdd:
      case Kind::kMultiply:
      case Kind::kPower:
        break;
      default:
        return false;
    }
  return true;
}

Key key_of(std::string_view answer) {
  if (const Result<Expression> parsed = parse(answer); parsed && is_bare_number(*parsed))
    if (const auto value = Evaluator(*parsed, {}).exact(parsed->root())) return {value->get_str(), true};
  return {bare_text(answer), false};
}

// Sets that grow together; a set is known by its smallest element.
class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void unite(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

struct Representative {
  std::string_view answer;
  bool number;
};

}  // namespace

std::vector<AnswerClass> group(std::span<const std::string> answers, const EqualOptions& options) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::unordered_map<std::string_view, std::size_t> of_text;  // so that a text is read once
  std::unordered_map<std::string, std::size_t> of_key;
  std::vector<Representative> representatives;
  std::vector<std::size_t> of_answer(answers.size(), kNone);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::string_view text = text::trim(answers[i]);
    if (text.empty()) continue;
    const auto [known, fresh] = of_text.try_emplace(text, 0);
    if (fresh) {
      Key key = key_of(text);
      const auto [entry, is_new] = of_key.try_emplace((key.number ? "=" : "\"") + key.text, representatives.size());
      if (is_new) representatives.push_back({text, key.number});
      known->second = entry->second;
    }
    of_answer[i] = known->second;
  }
  // Two numbers with different keys differ, unless a convention overlooks it.
  const bool overlooks = options.tolerance > 0 || options.rounding >= 0 || options.modulus != 0;
  UnionFind sets(representatives.size());
  for (std::size_t b = 1; b < representatives.size(); ++b)
    for (std::size_t a = 0; a < b; ++a) {
      if (sets.find(a) == sets.find(b)) continue;
      if (representatives[a].number && representatives[b].number && !overlooks) continue;
      if (equal(representatives[a].answer, representatives[b].answer, options)) sets.unite(a, b);
    }
  std::vector<AnswerClass> classes;
  std::vector<std::size_t> class_of(representatives.size(), kNone);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (of_answer[i] == kNone) continue;
    std::size_t& index = class_of[sets.find(of_answer[i])];
    if (index == kNone) {
      index = classes.size();
      classes.push_back({.answer = answers[i], .members = {}});
    }
    classes[index].members.push_back(i);
  }
  return classes;
}

}  // namespace qed::answer
