#include <algorithm>
#include <set>
#include <vector>

#include "base/text.h"
#include "program/outline.h"
#include "program/program.h"

namespace qed::program {
namespace {

struct Block {
  std::string tag;      // "python", "output", "" ...
  std::string content;  // without the fence's indentation
};

std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

// The fence that opens a line, "```" or "~~~~", or nothing.
std::string_view fence_of(std::string_view line) {
  line.remove_prefix(indent_of(line));
  if (line.empty() || (line[0] != '`' && line[0] != '~')) return {};
  const std::size_t length = std::min(line.find_first_not_of(line[0]), line.size());
  return length >= 3 ? line.substr(0, length) : std::string_view();
}

bool closes(std::string_view line, std::string_view fence) {
  const std::string_view mark = fence_of(line);
  return mark.size() >= fence.size() && mark[0] == fence[0] && text::trim(line).size() == mark.size();
}

// Fenced blocks in order; a last one that does not close reaches to the end.
std::vector<Block> fenced_blocks(std::string_view response) {
  std::vector<Block> blocks;
  std::string_view fence;  // of the block being read
  std::size_t indent = 0;
  for (std::string_view line : text::split(response, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (fence.empty()) {
      fence = fence_of(line);
      if (fence.empty()) continue;
      indent = indent_of(line);
      std::string_view info = text::trim(line.substr(indent + fence.size()));
      info = info.substr(0, info.find_first_of(" \t{,"));
      blocks.push_back({text::lower(info), {}});
    } else if (closes(line, fence)) {
      fence = {};
    } else {
      line.remove_prefix(std::min(indent, indent_of(line)));
      blocks.back().content.append(line).push_back('\n');
    }
  }
  return blocks;
}

bool tagged_python(const Block& block) {
  constexpr std::string_view kTags[] = {"python", "python3", "py", "py3", "sage", "tool_code"};
  return std::ranges::find(kTags, block.tag) != std::end(kTags);
}

// `blocks[last]` after every earlier block whose names it needs, directly or through another.
std::string joined(const std::vector<Block>& blocks, const std::vector<Outline>& outlines, std::size_t last) {
  std::set<std::string_view> needs = outlines[last].needs;
  std::vector<std::size_t> chosen{last};
  for (std::size_t i = last; i-- > 0 && !needs.empty();) {
    const Outline& earlier = outlines[i];
    const auto offered = [&](std::string_view name) { return earlier.offers.contains(name); };
    if (!earlier.whole || !(earlier.star_import || std::ranges::any_of(needs, offered))) continue;
    std::erase_if(needs, offered);
    needs.insert(earlier.needs.begin(), earlier.needs.end());
    chosen.push_back(i);
  }
  std::string program;
  for (const std::size_t i : chosen) program.insert(0, blocks[i].content);
  return program;
}

}  // namespace

std::optional<std::string> find_program(std::string_view response) {
  std::vector<Block> blocks = fenced_blocks(response);
  std::erase_if(blocks, [](const Block& block) { return !(tagged_python(block) || block.tag.empty()); });
  std::vector<Outline> outlines;
  for (const Block& block : blocks) outlines.push_back(outline(block.content));
  for (std::size_t i = blocks.size(); i-- > 0;)
    if (outlines[i].whole && (tagged_python(blocks[i]) || outlines[i].answers)) return joined(blocks, outlines, i);
  // A program with an error in it is still what the model meant to run: its message helps to repair it.
  for (std::size_t i = blocks.size(); i-- > 0;)
    if (tagged_python(blocks[i]) && !text::trim(blocks[i].content).empty()) return std::move(blocks[i].content);
  if (!blocks.empty()) return std::nullopt;

  const Outline whole = outline(response);
  if (!whole.answers) return std::nullopt;
  return std::string(response.substr(0, whole.end));
}

}  // namespace qed::program
