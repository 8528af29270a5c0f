#include "cli/command.h"

#include <gtest/gtest.h>

#include "cli/help.h"

namespace qed::cli {
namespace {

const Command kSample{
    .name = "sample",
    .summary = "A command for tests.",
    .positional = "[WORD…]",
    .description = "Long.\n\nSecond paragraph.",
    .options = {{"count", "N", "How many.", "3"},
                {"model", "ADDRESS", "A model.", "", /*repeatable=*/true},
                {"json", "", "A switch.", ""},
                {"shape", "NAME", "A shape.", "", false, Option::Value::kText, {"round", "flat"}}},
    .examples = {},
    .run = [](const Arguments&) -> Result<int> { return 0; },
};

Result<Arguments> parsed(std::vector<std::string> words) { return parse(kSample, words); }

TEST(Command, OptionsAndWordsComeApart) {
  const Arguments arguments = *parsed({"--model", "a", "what is 2+2", "--model=b", "--json"});
  EXPECT_EQ(arguments.positional(), (std::vector<std::string>{"what is 2+2"}));
  EXPECT_EQ(arguments.all("model"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(arguments.has("json"));
  EXPECT_FALSE(arguments.has("count"));
  EXPECT_EQ(arguments.text("count"), "3") << "the default";
  EXPECT_EQ(*arguments.integer("count", 1, 10), 3);
}

TEST(Command, WordsBehindTwoDashesAreTheUsersText) {
  EXPECT_EQ(parsed({"--json", "--", "-3 + 5"})->positional(), (std::vector<std::string>{"-3 + 5"}));
  EXPECT_EQ(parsed({"--", "--json"})->positional(), (std::vector<std::string>{"--json"}));
}

TEST(Command, WordsKeepTheirBackslashesAndQuotes) {
  for (const std::string question : {R"(\frac{1}{2} + "a" 'b' \n)", "[1, 2] x", "{1,2}", "a=b", "", "%x%"})
    EXPECT_EQ(parsed({"--", question})->positional(), (std::vector<std::string>{question}));
}

TEST(Command, ErrorsNameTheWordAndWhatWasExpected) {
  struct Case {
    std::vector<std::string> words;
    std::string says;
  };
  const Case cases[] = {
      {{"--cuont", "3"}, "--cuont"},
      {{"--count"}, "--count"},
      {{"--count", "1", "--count", "2"}, "--count: given 2 times, expected once"},
      {{"--shape", "square"}, "--shape square: expected one of round, flat"},
  };
  for (const auto& [words, says] : cases) {
    const Result<Arguments> result = parsed(words);
    ASSERT_FALSE(result) << says;
    EXPECT_EQ(result.error().code, Errc::kInvalidInput);
    EXPECT_NE(result.error().message.find(says), std::string::npos) << result.error().message;
  }
}

TEST(Command, NumbersAreCheckedAgainstTheirRange) {
  EXPECT_EQ(parsed({"--count", "x"})->integer("count", 1, 10).error().message,
            "--count x: expected a whole number from 1 to 10");
  EXPECT_FALSE(parsed({"--count", "11"})->integer("count", 1, 10));
  EXPECT_FALSE(parsed({"--count", "3.5"})->integer("count", 1, 10));
  EXPECT_DOUBLE_EQ(parsed({"--count", "3.5"})->real("count", 0, 10)->value(), 3.5);
  EXPECT_FALSE(parsed({"--count", "nan"})->real("count", 0, 10));
}

TEST(Help, EveryCommandAndOptionIsInHelpManualAndCompletion) {
  const std::string manual = manual_page();
  const std::string bash = *completion_script("bash"), zsh = *completion_script("zsh"),
                    fish = *completion_script("fish");
  for (const Command* command : commands()) {
    EXPECT_NE(overview(false).find(command->name), std::string::npos);
    const std::string page = help_page(*command, false);
    for (const Option& option : command->options) {
      const std::string flag = "--" + std::string(option.name);
      EXPECT_NE(page.find(flag), std::string::npos) << flag;
      EXPECT_NE(bash.find(flag), std::string::npos) << flag;
      EXPECT_NE(zsh.find(flag), std::string::npos) << flag;
      EXPECT_NE(fish.find("-l " + std::string(option.name)), std::string::npos) << flag;
      std::string escaped = flag;
      for (std::size_t at = 0; (at = escaped.find('-', at)) != std::string::npos; at += 2) escaped.insert(at, "\\");
      EXPECT_NE(manual.find(escaped), std::string::npos) << escaped;
    }
  }
}

TEST(Help, LinesFitATerminal) {
  for (const Command* command : commands()) {
    const std::string page = help_page(*command, false);
    for (std::size_t at = 0; at < page.size();) {
      const std::size_t end = page.find('\n', at);
      EXPECT_LE(end - at, 110u) << page.substr(at, end - at);
      at = end + 1;
    }
  }
}

}  // namespace
}  // namespace qed::cli
