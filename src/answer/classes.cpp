#include "answer/classes.h"

#include <unordered_map>

#include "base/text.h"

namespace qed::answer {

std::vector<AnswerClass> group(std::span<const std::string> answers, const EqualOptions& options) {
  std::vector<AnswerClass> classes;
  std::unordered_map<std::string_view, std::size_t> class_of;  // by text
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::string_view text = text::trim(answers[i]);
    if (text.empty()) continue;
    const auto [entry, fresh] = class_of.try_emplace(text, classes.size());
    if (fresh) {
      std::size_t c = 0;
      while (c < classes.size() && !equal(classes[c].answer, text, options)) ++c;
      entry->second = c;
      if (c == classes.size()) classes.push_back({.answer = answers[i], .members = {}});
    }
    classes[entry->second].members.push_back(i);
  }
  return classes;
}

}  // namespace qed::answer
