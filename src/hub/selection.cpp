#include "hub/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

#include "base/text.h"

namespace qed::hub {
namespace {

constexpr std::string_view kGguf = ".gguf", kSafetensors = ".safetensors";
constexpr std::size_t kMaxListed = 40;

// Everything besides weights that loading a Hugging Face folder may read.
constexpr std::array<std::string_view, 15> kSideFiles{"config.json",
                                                      "generation_config.json",
                                                      "tokenizer.json",
                                                      "tokenizer_config.json",
                                                      "tokenizer.model",
                                                      "special_tokens_map.json",
                                                      "added_tokens.json",
                                                      "vocab.json",
                                                      "merges.txt",
                                                      "chat_template.jinja",
                                                      "chat_template.json",
                                                      "quantize_config.json",
                                                      "quantization_config.json",
                                                      "quant_config.json",
                                                      "model.safetensors.index.json"};

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// NAME-00002-of-00003.gguf as NAME and the numbers.
struct Part {
  std::string_view stem;
  unsigned number = 1, count = 1;
};
Part part_of(std::string_view path, std::string_view ending) {
  constexpr std::string_view kShape = "-00000-of-00000";
  const Part whole{.stem = path.substr(0, path.size() - ending.size())};
  if (whole.stem.size() <= kShape.size()) return whole;
  const std::string_view tail = whole.stem.substr(whole.stem.size() - kShape.size());
  for (std::size_t i = 0; i < kShape.size(); ++i)
    if (kShape[i] == '0' ? !text::is_digit(tail[i]) : tail[i] != kShape[i]) return whole;
  Part part{.stem = whole.stem.substr(0, whole.stem.size() - kShape.size())};
  std::from_chars(tail.data() + 1, tail.data() + 6, part.number);
  std::from_chars(tail.data() + 10, tail.data() + 15, part.count);
  return part;
}

// "q4_k_m" in "qwen2.5-0.5b-instruct-q4_k_m": between marks, so that "q4_k" is another one.
bool carries(std::string_view name, std::string_view quantisation) {
  for (std::size_t at = name.find(quantisation); at != std::string_view::npos; at = name.find(quantisation, at + 1)) {
    const std::size_t end = at + quantisation.size();
    const bool begins = at == 0 || std::string_view("-._/").find(name[at - 1]) != std::string_view::npos;
    const bool ends = end == name.size() || std::string_view("-./").find(name[end]) != std::string_view::npos;
    if (begins && ends) return true;
  }
  return false;
}

bool is_shard(std::string_view path) {
  return path.ends_with(kSafetensors) && path.find('/') == std::string_view::npos &&
         part_of(path, kSafetensors).count > 1 && part_of(path, kSafetensors).stem == "model";
}

// Weights at the top of the repository: what model.safetensors.index.json stands for, else model.safetensors.
std::vector<std::string> checkpoint_files(std::span<const std::string> paths) {
  const auto has = [&](std::string_view path) { return std::ranges::find(paths, path) != paths.end(); };
  const bool sharded = has("model.safetensors.index.json") && std::ranges::any_of(paths, is_shard);
  if (!has("config.json") || (!sharded && !has("model.safetensors"))) return {};
  std::vector<std::string> files;
  for (const std::string_view side : kSideFiles)
    if (has(side) && (sharded || side != "model.safetensors.index.json")) files.emplace_back(side);
  if (!sharded) files.emplace_back("model.safetensors");
  for (const std::string& path : paths)
    if (sharded && is_shard(path)) files.push_back(path);
  return files;
}

std::string listed(const std::vector<GgufChoice>& choices) {
  std::string text;
  for (std::size_t i = 0; i < std::min(choices.size(), kMaxListed); ++i)
    text += fmt::format("\n  :{}", choices[i].label());
  if (choices.size() > kMaxListed) text += fmt::format("\n  and {} more", choices.size() - kMaxListed);
  return text;
}

}  // namespace

std::string GgufChoice::label() const { return std::string(part_of(paths.front(), kGguf).stem); }

bool GgufChoice::matches(std::string_view filter) const {
  const std::string wanted = text::lower(filter), path = text::lower(paths.front()), stem = text::lower(label());
  return wanted == path || wanted == stem || carries(stem, wanted) || text::matches_glob(file_name(path), wanted) ||
         text::matches_glob(file_name(stem), wanted);
}

std::vector<GgufChoice> gguf_choices(std::span<const std::string> paths) {
  std::map<std::pair<std::string_view, unsigned>, std::map<unsigned, std::string>> sets;  // by stem and parts
  for (const std::string& path : paths) {
    if (!path.ends_with(kGguf) || file_name(path).starts_with("mmproj")) continue;
    const Part part = part_of(path, kGguf);
    sets[{part.stem, part.count}][part.number] = path;
  }
  std::vector<GgufChoice> choices;
  for (const auto& [key, parts] : sets) {
    if (parts.size() != key.second || parts.begin()->first != 1 || parts.rbegin()->first != key.second) continue;
    GgufChoice& choice = choices.emplace_back();
    for (const auto& [number, path] : parts) choice.paths.push_back(path);
  }
  return choices;
}

Result<GgufChoice> select_gguf(const std::vector<GgufChoice>& choices, std::string_view filter, std::string_view what) {
  std::vector<GgufChoice> fitting;
  for (const GgufChoice& choice : choices)
    if (filter.empty() || choice.matches(filter)) fitting.push_back(choice);
  if (fitting.size() == 1) return fitting.front();
  // A name in full means that file, even where it is part of another's name.
  const auto exact = std::ranges::find_if(fitting, [&](const GgufChoice& choice) { return choice.label() == filter; });
  if (exact != fitting.end()) return *exact;
  if (choices.empty()) return fail(Errc::kNotFound, "{}: no GGUF file, so ':{}' names nothing", what, filter);
  if (fitting.empty())
    return fail(Errc::kNotFound, "{}: nothing fits ':{}'; there are{}", what, filter, listed(choices));
  return fail(Errc::kInvalidInput, "{}: several GGUF models fit; add one of{}", what, listed(fitting));
}

Result<std::vector<std::string>> select_files(std::span<const std::string> paths, std::string_view filter,
                                              std::string_view what) {
  const std::vector<GgufChoice> choices = gguf_choices(paths);
  std::vector<std::string> checkpoint = filter.empty() ? checkpoint_files(paths) : std::vector<std::string>();
  if (!checkpoint.empty()) return checkpoint;
  if (choices.empty() && filter.empty())
    return fail(Errc::kNotFound, "{}: neither GGUF files nor config.json with safetensors: nothing that qed runs",
                what);
  return QED_TRY(select_gguf(choices, filter, what)).paths;
}

}  // namespace qed::hub
