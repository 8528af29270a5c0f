#include "llm/model_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace qed::llm {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ModelAddress, IsAnUrlAndAName) {
  struct Case {
    std::string_view text, url, name;
  };
  constexpr Case kCases[] = {
      {"http://localhost:8000/v1#qwen2.5-math", "http://localhost:8000/v1", "qwen2.5-math"},
      {"http://localhost:8000#org/Model-7B", "http://localhost:8000/v1", "org/Model-7B"},
      {"http://localhost:8000/", "http://localhost:8000/v1", ""},
      {"https://API.example.com/openai/v1/#m:7b", "https://api.example.com/openai/v1", "m:7b"},
      {"http://[::1]:11434#x", "http://[::1]:11434/v1", "x"},
      {"https://user:secret@example.com#x", "https://example.com/v1", "x"},
  };
  for (const auto& [text, url, name] : kCases) {
    const Result<ModelAddress> address = parse_model_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->url.display(), url);
    EXPECT_EQ(address->name, name);
  }
  EXPECT_EQ(parse_model_address("https://h/v1?api-version=2#x")->url.below("models").full(),
            "https://h/v1/models?api-version=2");
}

TEST(ModelAddress, RefusesWhatIsNoHttpAddressAndRepeatsNoPassword) {
  for (const std::string_view text :
       {"", "qwen2.5-math", "localhost:8000", "ftp://host/v1#m", "file:///etc/passwd", "http://", "http://host:99999#m",
        "http://host/v1#", "https://user:secret@host:port#m", "http://a b/#m"}) {
    const Result<ModelAddress> address = parse_model_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, Errc::kInvalidInput);
    EXPECT_THAT(address.error().message, HasSubstr("expected")) << text;
    EXPECT_THAT(address.error().message, Not(HasSubstr("secret")));
  }
}

TEST(ApiKey, GoesWhereItBelongs) {
  using Variables = std::map<std::string, std::string>;
  struct Case {
    std::string_view url;
    Variables variables;
    std::string_view key, notice;
  };
  const Case cases[] = {
      {"https://api.openai.com/v1", {{"OPENAI_API_KEY", " k1\n"}}, "k1", ""},
      {"https://api.openai.com/v1", {{"OPENAI_API_KEY", "k1"}, {"QED_API_KEY", "k2"}}, "k2", ""},
      {"https://api.openai.com/v1", {{"QED_API_KEY", "k2"}, {"QED_API_KEY_API_OPENAI_COM", "k3"}}, "k3", ""},
      {"https://other.org/v1", {{"QED_API_KEY_API_OPENAI_COM", "k3"}}, "", ""},
      {"http://localhost:8000/v1", {{"OPENAI_API_KEY", "k1"}}, "k1", ""},
      {"http://gpu-box:8000/v1",
       {{"OPENAI_API_KEY", "k1"}},
       "",
       "OPENAI_API_KEY is not sent to gpu-box over plain http; use https, or set QED_API_KEY_GPU_BOX"},
      {"http://gpu-box:8000/v1",
       {{"QED_API_KEY", "k2"}},
       "k2",
       "QED_API_KEY goes to gpu-box over plain http: others may read it"},
      {"https://other.org/v1", {{"QED_API_KEY", ""}, {"OPENAI_API_KEY", "k1"}}, "k1", ""},
      {"https://other.org/v1", {}, "", ""},
  };
  for (const auto& [url, variables, key, notice] : cases) {
    const auto lookup = [&](const char* name) {
      const auto found = variables.find(name);
      return found == variables.end() ? nullptr : found->second.c_str();
    };
    const Result<ApiKey> result = api_key_for(*parse_url(url), lookup);
    ASSERT_TRUE(result) << url;
    EXPECT_EQ(result->key, key) << url;
    EXPECT_EQ(result->notice, notice) << url;
  }
  const auto split = api_key_for(*parse_url("https://h"), [](const char*) { return "a\r\nHost: evil"; });
  ASSERT_FALSE(split);
  EXPECT_THAT(split.error().message, testing::AllOf(HasSubstr("QED_API_KEY_H"), Not(HasSubstr("evil"))));
}

}  // namespace
}  // namespace qed::llm
