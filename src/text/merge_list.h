// Merges by spelling, as files list them, to merges by id.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "text/vocabulary.h"

namespace qed::text {

class MergeList {
 public:
  // Appends to `vocabulary.merges`; its tokens must be complete and stay as they are. `place` names the list in errors.
  MergeList(Vocabulary& vocabulary, std::string_view place);

  // The next merge, of lower priority than those before. kCorrupt where a part or the whole is no token.
  Result<void> add(std::string_view left, std::string_view right);
  Result<void> add(std::string_view pair);  // "left right"

 private:
  Result<TokenId> find(std::string_view spelling) const;

  Vocabulary& vocabulary_;
  std::string_view place_;
  StringIndex index_;
  std::string whole_;
};

}  // namespace qed::text
