#include "text/merge_list.h"

namespace qed::text {

MergeList::MergeList(Vocabulary& vocabulary, std::string_view place)
    : vocabulary_(vocabulary), place_(place), index_(vocabulary.tokens.size()) {
  for (TokenId id = 0; id < vocabulary.tokens.size(); ++id) index_.insert(vocabulary.tokens, id);
}

Result<TokenId> MergeList::find(std::string_view spelling) const {
  if (const auto id = index_.find(vocabulary_.tokens, spelling)) return *id;
  return fail(Errc::kCorrupt, "{}: merge {}: '{}' is no token", place_, vocabulary_.merges.size(),
              spelling.substr(0, 80));
}

Result<void> MergeList::add(std::string_view left, std::string_view right) {
  if (vocabulary_.merges.size() >= kMaxMerges)
    return fail(Errc::kLimitExceeded, "{}: more than {} merges", place_, kMaxMerges);
  whole_.assign(left).append(right);
  const auto rank = static_cast<std::uint32_t>(vocabulary_.merges.size());
  vocabulary_.merges.push_back({QED_TRY(find(left)), QED_TRY(find(right)), QED_TRY(find(whole_)), rank});
  return {};
}

Result<void> MergeList::add(std::string_view pair) {
  const std::size_t blank = pair.find(' ');
  if (blank == std::string_view::npos || pair.find(' ', blank + 1) != std::string_view::npos)
    return fail(Errc::kCorrupt, "{}: merge {}: '{}' is no pair divided by one blank", place_, vocabulary_.merges.size(),
                pair.substr(0, 80));
  return add(pair.substr(0, blank), pair.substr(blank + 1));
}

}  // namespace qed::text
