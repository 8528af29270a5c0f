#include "cli/answer_pair.h"

#include "answer/expression.h"
#include "cli/rows.h"

namespace qed::cli {
namespace {

std::string stated(std::string text, const answer::ExtractOptions& options) {
  if (answer::parse(text)) return text;
  auto found = answer::extract(text, options);
  return found ? std::move(found->text) : text;
}

}  // namespace

Result<AnswerPair> read_pair(const nlohmann::json& row, const AnswerOptions& defaults) {
  AnswerPair pair{.gold = QED_TRY(text_field(row, "gold")), .given = QED_TRY(text_field(row, "pred")), .equal = {}};
  AnswerOptions options = QED_TRY(read_answer_options(row, defaults));
  if (!options.rules.empty()) options.extract.rules = options.rules;
  const auto form = row.find("form");
  if (form != row.end() && *form == "response") {
    pair.gold = stated(std::move(pair.gold), options.extract);
    pair.given = stated(std::move(pair.given), options.extract);
  }
  pair.equal = options.equal;
  return pair;
}

}  // namespace qed::cli
