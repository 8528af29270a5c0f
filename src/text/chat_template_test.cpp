#include "text/chat_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace qed::text {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

ChatTemplate load(const std::string& name) {
  const auto source = read_file(QED_SOURCE_DIR "/tests/data/templates/" + name + ".jinja", 1 << 20);
  QED_CHECK(source.has_value());
  auto chat = ChatTemplate::create(*source, {.bos = "<s>", .eos = "</s>"});
  QED_CHECK(chat.has_value());
  return *std::move(chat);
}

ChatRequest conversation(std::initializer_list<std::pair<const char*, const char*>> turns) {
  ChatRequest request;
  for (const auto& [role, content] : turns) request.messages.push_back({{"role", role}, {"content", content}});
  return request;
}

std::string render(const ChatTemplate& chat, const ChatRequest& request) {
  const auto text = chat.render(request);
  return text ? *text : "error: " + text.error().message;
}

constexpr const char* kMath = "Please reason step by step, and put your final answer within \\boxed{}.";

TEST(ChatTemplate, Qwen2HasADefaultSystemMessage) {
  ChatRequest request = conversation({{"user", "1+1?"}});
  request.variables["default_system"] = kMath;
  EXPECT_EQ(render(load("qwen2"), request),
            std::string("<|im_start|>system\n") + kMath +
                "<|im_end|>\n<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n");
  EXPECT_EQ(render(load("qwen2"), conversation({{"system", "S"}, {"user", "U"}})),
            "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n");
}

TEST(ChatTemplate, StepsForAProcessRewardModelStayAsTheyAre) {
  ChatRequest request = conversation({{"system", kMath}, {"user", "q"}, {"assistant", "one<extra_0>two<extra_0>"}});
  request.add_generation_prompt = false;
  EXPECT_EQ(render(load("qwen2"), request), std::string("<|im_start|>system\n") + kMath +
                                                "<|im_end|>\n<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\n"
                                                "one<extra_0>two<extra_0><|im_end|>\n");
}

TEST(ChatTemplate, Qwen3DropsEarlierThoughtsAndCanGoWithoutAny) {
  ChatRequest request = conversation({{"user", "a"}, {"assistant", "<think>\nt\n</think>\n\nb"}, {"user", "c"}});
  const std::string turns =
      "<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\nb<|im_end|>\n<|im_start|>user\nc<|im_end|>\n"
      "<|im_start|>assistant\n";
  EXPECT_EQ(render(load("qwen3"), request), turns);
  request.variables["enable_thinking"] = false;
  EXPECT_EQ(render(load("qwen3"), request), turns + "<think>\n\n</think>\n\n");
  const ChatRequest last = {
      .messages = conversation({{"user", "a"}, {"assistant", "<think>\nt\n</think>\n\nb"}}).messages,
      .tools = nullptr,
      .add_generation_prompt = false,
      .variables = Json::object()};
  EXPECT_THAT(render(load("qwen3"), last), HasSubstr("assistant\n<think>\nt\n</think>\n\nb<|im_end|>\n"));
}

TEST(ChatTemplate, R1JoinsPartsWithoutLineEndsAndCutsThoughts) {
  EXPECT_EQ(render(load("r1"), conversation({{"system", "S"}, {"user", "U"}})),
            "<s>S<｜User｜>U<｜Assistant｜><think>\n");
  EXPECT_EQ(render(load("r1"), conversation({{"user", "U"}, {"assistant", "<think>x</think>A"}, {"user", "V"}})),
            "<s><｜User｜>U<｜Assistant｜>A<｜end▁of▁sentence｜><｜User｜>V<｜Assistant｜><think>\n");
}

TEST(ChatTemplate, InternLm2StartsWithBos) {
  EXPECT_EQ(render(load("internlm2"), conversation({{"user", "U"}})),
            "<s><|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n");
}

TEST(ChatTemplate, ATemplateMayRefuseAConversation) {
  const auto refused = load("mistral").render(conversation({{"user", "a"}, {"user", "b"}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::kInvalidInput);
  EXPECT_EQ(refused.error().message, "chat template, line 18: Conversation roles must alternate user/assistant");
}

TEST(ChatTemplate, ToolsArePrintedInTheOrderOfTheirKeys) {
  ChatRequest request = conversation({{"user", "U"}});
  request.tools = Json::array({{{"type", "function"}, {"function", {{"name", "run"}, {"description", "é"}}}}});
  EXPECT_THAT(
      render(load("qwen2"), request),
      HasSubstr("\n<tools>\n{\"type\": \"function\", \"function\": {\"name\": \"run\", \"description\": \"é\"}}\n"));
}

TEST(ChatTemplate, ChatMlWhereTheModelBringsNone) {
  EXPECT_EQ(render(*ChatTemplate::create(""), conversation({{"system", "S"}, {"user", "U"}})),
            "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n");
}

}  // namespace
}  // namespace qed::text
