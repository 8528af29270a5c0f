// Knowledge points down the module list: a file of one module includes only what the module may know.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/lines.h"
#include "base/text.h"

namespace qed {
namespace {

using Names = std::set<std::string>;

// What each module may know directly; it may also know what those know, and every module may know base.
const std::map<std::string, Names> kMayKnow{
    {"cli",
     {"server", "classroom", "tune", "eval", "compress", "solver", "vision", "hub", "llm", "program", "energy",
      "store"}},
    {"server",
     {"classroom", "tune", "eval", "compress", "solver", "vision", "llm", "hub", "program", "energy", "store"}},
    {"classroom", {"solver", "answer", "store"}},
    {"tune", {"eval", "compress", "store"}},
    {"eval", {"solver", "answer", "store"}},
    {"compress", {"model", "formats", "quant"}},
    {"solver", {"llm", "rules", "program", "answer", "energy", "retrieval"}},
    {"rules", {"answer"}},
    {"retrieval", {"llm", "store"}},
    {"vision", {"llm", "model"}},
    {"hub", {"llm"}},
    {"llm", {"engine"}},
    {"engine", {"model", "text"}},
    {"model", {"kernels", "formats"}},
    {"text", {"formats"}},
    {"formats", {"quant"}},
    {"kernels", {"quant"}},
    {"quant", {}},
    {"program", {"sandbox"}},
    {"sandbox", {}},
    {"answer", {}},
    {"energy", {}},
    {"store", {}},
    {"base", {}},
};

Names known_to(const std::string& module) {
  Names known{module, "base"};
  std::vector<std::string> open{module};
  while (!open.empty()) {
    const std::string next = open.back();
    open.pop_back();
    for (const std::string& below : kMayKnow.at(next))
      if (known.insert(below).second) open.push_back(below);
  }
  return known;
}

// The module named by `#include "module/…"`, or nothing.
std::string included_module(std::string_view line) {
  constexpr std::string_view kDirective = "#include \"";
  line = text::trim(line);
  if (!line.starts_with(kDirective)) return {};
  line.remove_prefix(kDirective.size());
  const std::size_t slash = line.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(line.substr(0, slash));
}

// "rules/rules.cpp:12 knows solver" for every include that points up or aside.
std::vector<std::string> wrong_arrows(const std::filesystem::path& source_folder) {
  std::vector<std::string> wrong;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_folder)) {
    const std::string extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp") continue;
    const std::filesystem::path file = std::filesystem::relative(entry.path(), source_folder);
    const std::string module = *file.begin();
    if (!kMayKnow.contains(module)) {
      wrong.push_back(file.string() + ": no module is named " + module);
      continue;
    }
    const Names known = known_to(module);
    LineReader reader = *LineReader::open(entry.path());
    for (auto line = reader.next(); line && *line; line = reader.next()) {
      const std::string included = included_module(**line);
      if (!included.empty() && included != "support" && !known.contains(included))
        wrong.push_back(file.string() + ":" + std::to_string(reader.line_number()) + " knows " + included);
    }
  }
  return wrong;
}

TEST(ModuleArrows, PointDownTheList) {
  for (const std::string& arrow : wrong_arrows(QED_SOURCE_DIR "/src")) ADD_FAILURE() << arrow;
}

TEST(ModuleArrows, AnArrowThatPointsUpIsFound) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "qed_arrows";
  std::filesystem::create_directories(folder / "rules");
  ASSERT_TRUE(write_file(folder / "rules/x.cpp",
                         "#include <vector>\n#include \"answer/equal.h\"\n  #include \"solver/solver.h\"\n"));
  ASSERT_TRUE(write_file(folder / "rules/y.h", "#include \"base/error.h\"\n#include \"program/program.h\"\n"));
  std::vector<std::string> wrong = wrong_arrows(folder);
  std::sort(wrong.begin(), wrong.end());
  EXPECT_EQ(wrong, (std::vector<std::string>{"rules/x.cpp:3 knows solver", "rules/y.h:2 knows program"}));
}

TEST(ModuleArrows, TheListHasNoCycle) {
  for (const auto& [module, direct] : kMayKnow)
    for (const std::string& below : direct)
      EXPECT_FALSE(known_to(below).contains(module)) << module << " and " << below;
}

}  // namespace
}  // namespace qed
