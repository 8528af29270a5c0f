#include "eval/report.h"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/utf8.h"
#include "eval/interval.h"

namespace qed::eval {
namespace {

using nlohmann::json;

double share(std::size_t part, std::size_t whole) {
  return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

std::string percent(std::size_t part, std::size_t whole) {
  return whole ? fmt::format("{:.2f} %", 100 * share(part, whole)) : "–";
}

std::string with_interval(std::size_t part, std::size_t whole) {
  const Interval interval = wilson(part, whole);
  return fmt::format("{} ({} of {}; 95 % interval {:.2f}–{:.2f} %)", percent(part, whole), part, whole,
                     100 * interval.low, 100 * interval.high);
}

using Row = std::vector<std::string>;

// Columns as wide as their widest cell; the first to the left, figures to the right.
std::string table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], utf8::display_width(row[i]));
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - utf8::display_width(row[i]), ' ');
      line += (i ? "  " : "") + (i ? padding + row[i] : row[i] + padding);
    }
    text += line + '\n';
  }
  return text;
}

Row agreement_row(const SourceAgreement& source, const std::string& title) {
  return {title,
          std::to_string(source.labelled()),
          percent(source.agree, source.labelled()),
          std::to_string(source.disagree),
          percent(source.right, source.labelled()),
          percent(source.labelled_right, source.labelled()),
          std::to_string(source.unlabelled + source.passed_over)};
}

// One line of a table: no line ends, and not too long.
std::string shortened(std::string_view text, std::size_t bytes = 48) {
  std::string line = text::collapse_spaces(text);
  if (line.size() <= bytes) return line;
  line.resize(bytes);
  line.resize(utf8::complete_prefix(line));
  return line + "…";
}

json to_json(const SourceAgreement& source) {
  return {{"source", source.source},         {"agree", source.agree},
          {"disagree", source.disagree},     {"agreement", share(source.agree, source.labelled())},
          {"right", source.right},           {"labelled_right", source.labelled_right},
          {"unlabelled", source.unlabelled}, {"passed_over", source.passed_over}};
}

json to_json(const Outcome& outcome) {
  json row = {{"id", outcome.id},
              {"gold", outcome.gold},
              {"answer", outcome.answer},
              {"tier", outcome.tier},
              {"right", outcome.right},
              {"verified", outcome.verified},
              {"confidence", outcome.confidence},
              {"samples", outcome.samples},
              {"tokens", outcome.tokens},
              {"seconds", outcome.seconds}};
  if (!outcome.error.empty()) row["error"] = outcome.error;
  return row;
}

}  // namespace

std::string to_text(const Agreement& agreement, std::size_t listed) {
  std::vector<Row> rows = {{"model/mode", "labelled", "agree", "disagree", "right", "label right", "not compared"}};
  for (const SourceAgreement& source : agreement.sources) rows.push_back(agreement_row(source, source.source));
  if (agreement.sources.size() > 1) rows.push_back(agreement_row(agreement.total, "all"));
  std::string text = fmt::format("{}: agreement with the labels {}\n\n", agreement.recording,
                                 with_interval(agreement.total.agree, agreement.total.labelled()));
  text += table(rows);
  if (agreement.disagreements.empty() || listed == 0) return text;

  std::vector<Row> list = {{"question", "line", "model/mode", "gold", "read", "by", "label"}};
  for (const Disagreement& row : agreement.disagreements) {
    if (list.size() > listed) break;
    list.push_back({row.question_id, std::to_string(row.line), row.source, shortened(row.gold), shortened(row.answer),
                    row.how, row.label ? "right" : "wrong"});
  }
  text += "\nDisagreements\n" + table(list);
  if (agreement.disagreements.size() > listed)
    text += fmt::format("and {} more\n", agreement.disagreements.size() - listed);
  return text;
}

std::string to_text(const Evaluation& evaluation) {
  const Summary summary = summarise(evaluation);
  std::string text =
      fmt::format("{}: accuracy {}\n\n", evaluation.data_set, with_interval(summary.right, summary.total));
  std::vector<Row> rows = {{"tier", "answered", "share", "right"}};
  for (const auto& [tier, route] : summary.routes)
    rows.push_back({tier, std::to_string(route.answered), percent(route.answered, summary.total),
                    percent(route.right, route.answered)});
  if (summary.abstained)
    rows.push_back({"(abstained)", std::to_string(summary.abstained), percent(summary.abstained, summary.total), ""});
  if (summary.failed)
    rows.push_back({"(failed)", std::to_string(summary.failed), percent(summary.failed, summary.total), ""});
  text += table(rows);
  text += fmt::format("\nsamples per question {:.2f}, tokens {:.0f}; seconds p50 {:.3f}, p99 {:.3f}, all {:.1f}\n",
                      summary.mean_samples, summary.mean_tokens, summary.p50_seconds, summary.p99_seconds,
                      evaluation.seconds);
  return text;
}

json to_json(const Agreement& agreement) {
  const Interval interval = wilson(agreement.total.agree, agreement.total.labelled());
  json report = {{"recording", agreement.recording},
                 {"agreement", share(agreement.total.agree, agreement.total.labelled())},
                 {"interval_95", {interval.low, interval.high}},
                 {"agree", agreement.total.agree},
                 {"disagree", agreement.total.disagree},
                 {"unlabelled", agreement.total.unlabelled},
                 {"passed_over", agreement.total.passed_over},
                 {"sources", json::array()},
                 {"disagreements", json::array()}};
  for (const SourceAgreement& source : agreement.sources) report["sources"].push_back(to_json(source));
  for (const Disagreement& row : agreement.disagreements)
    report["disagreements"].push_back({{"question_id", row.question_id},
                                       {"line", row.line},
                                       {"source", row.source},
                                       {"gold", row.gold},
                                       {"answer", row.answer},
                                       {"how", row.how},
                                       {"label", row.label}});
  return report;
}

json to_json(const Evaluation& evaluation) {
  const Summary summary = summarise(evaluation);
  const Interval interval = wilson(summary.right, summary.total);
  json report = {{"data_set", evaluation.data_set},
                 {"total", summary.total},
                 {"right", summary.right},
                 {"wrong", summary.wrong},
                 {"abstained", summary.abstained},
                 {"failed", summary.failed},
                 {"verified", summary.verified},
                 {"accuracy", share(summary.right, summary.total)},
                 {"interval_95", {interval.low, interval.high}},
                 {"routes", json::object()},
                 {"mean_samples", summary.mean_samples},
                 {"mean_tokens", summary.mean_tokens},
                 {"mean_confidence", summary.mean_confidence},
                 {"p50_seconds", summary.p50_seconds},
                 {"p99_seconds", summary.p99_seconds},
                 {"seconds", evaluation.seconds},
                 {"outcomes", json::array()}};
  for (const auto& [tier, route] : summary.routes)
    report["routes"][tier] = {
        {"answered", route.answered}, {"share", share(route.answered, summary.total)}, {"right", route.right}};
  for (const Outcome& outcome : evaluation.outcomes) report["outcomes"].push_back(to_json(outcome));
  return report;
}

}  // namespace qed::eval
