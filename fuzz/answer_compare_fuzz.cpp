// Two texts divided by a newline: comparing them returns, is symmetric, and nothing differs from itself.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "answer/equal.h"
#include "answer/expression.h"
#include "base/error.h"

using qed::answer::compare;
using qed::answer::Verdict;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t middle = text.find('\n');
  const std::string_view a = text.substr(0, middle), b = middle == text.npos ? a : text.substr(middle + 1);
  const Verdict forth = compare(a, b).verdict, back = compare(b, a).verdict;
  QED_CHECK(forth == back);
  // The added term keeps the texts apart, so that the values are compared and not the spelling; the factor keeps a
  // letter in brackets from being a choice.
  const std::string before = "0+2*(" + std::string(a) + ")", after = "2*(" + std::string(a) + ")+0";
  QED_CHECK(compare(a, a).verdict != Verdict::kDifferent);
  if (qed::answer::parse(a) && qed::answer::parse(before) && qed::answer::parse(after))
    QED_CHECK(compare(before, after).verdict != Verdict::kDifferent);
  return 0;
}
