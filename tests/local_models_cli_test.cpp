// qed score and qed chat as their users meet them, over the parity fixtures.
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "formats/safetensors.h"
#include "support/process.h"

namespace qed {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using nlohmann::json;
using support::Finished;
using testing::HasSubstr;

const std::string kParity = QED_SOURCE_DIR "/tests/data/parity/";

Finished qed_run(std::vector<std::string> words, const std::string& input = "") {
  words.insert(words.begin(), QED_BINARY);
  return support::run(words, input, {"HOME=/nonexistent"});
}

double log_probability(const std::vector<double>& logits, std::size_t token) {
  double sum = 0;
  for (const double logit : logits) sum += std::exp(logit);
  return logits[token] - std::log(sum);
}

TEST(Score, AgreesWithTheExactLogits) {
  // Keys and values in half precision, and 8-bit activations where weights are quantised.
  for (const auto& [name, bound] :
       {std::pair{"tiny-qwen2-f32", 2e-3}, {"tiny-qwen3-f16", 2e-3}, {"tiny-qwen2-k-q8_0", 0.25}}) {
    const json expected = json::parse(*read_file(kParity + name + ".json", 64 << 20));
    for (const json& test : expected["cases"]) {
      auto ids = test["prompt"].get<std::vector<int>>();
      const std::size_t prompt = ids.size();
      const auto greedy = test["greedy"].get<std::vector<int>>();
      ids.insert(ids.end(), greedy.begin(), greedy.end());
      const Finished finished =
          qed_run({"score", "--model", kParity + name + ".gguf", "--ids", fmt::format("{}", fmt::join(ids, ","))});
      ASSERT_EQ(finished.status, 0) << finished.err;
      const json scored = json::parse(finished.out);
      ASSERT_EQ(scored["scores"].size(), ids.size() - 1);
      const auto at = [&](std::size_t position) {
        return scored["scores"][position - 1]["log_probability"].get<double>();
      };
      EXPECT_NEAR(at(prompt),
                  log_probability(test["exact_logits_after_prompt"], static_cast<std::size_t>(greedy.front())), bound);
      EXPECT_NEAR(at(ids.size() - 1),
                  log_probability(test["exact_logits_last_step"], static_cast<std::size_t>(greedy.back())), bound);
      double sum = 0;
      for (const json& row : scored["scores"]) sum += row["log_probability"].get<double>();
      EXPECT_NEAR(scored["log_probability"].get<double>(), sum, 1e-9);
      EXPECT_NEAR(scored["perplexity"].get<double>(), std::exp(-sum / static_cast<double>(ids.size() - 1)), 1e-6);
    }
  }
}

TEST(Score, TakesItsTextFromThreePlaces) {
  const std::string model = kParity + "tiny-qwen2-q8_0.gguf", text = "the number of";  // 83, 71, 68, 360, 260
  const fs::path file = fs::path(testing::TempDir()) / "qed_score.txt";
  ASSERT_TRUE(write_file(file, text));
  const Finished given = qed_run({"score", "--model", model, text});
  ASSERT_EQ(given.status, 0) << given.err;
  EXPECT_EQ(qed_run({"score", "--model", model, "--file", file}).out, given.out);
  EXPECT_EQ(qed_run({"score", "--model", model, "--file", "-"}, text).out, given.out);
  EXPECT_EQ(qed_run({"score", "--model", model, "--ids", "83,71,68,360,260"}).out, given.out);
  EXPECT_EQ(json::parse(given.out)["scores"][0]["text"], "h");

  for (const std::vector<std::string>& words : {std::vector<std::string>{"score", text},
                                                {"score", "--model", model},
                                                {"score", "--model", model, ""},
                                                {"score", "--model", model, "--ids", "1", text},
                                                {"score", "--model", model, "--ids", "9999"}})
    EXPECT_EQ(qed_run(words).status, 2);
}

constexpr std::size_t kWidth = 32;

struct HeadTensor {
  std::string name;
  formats::Shape shape;
  std::vector<float> values;
};

std::vector<float> constant(std::size_t count, float value) { return std::vector<float>(count, value); }

// A model of one layer that adds nothing, so that what a head says at a mark is known: the hidden vector there is that
// of the mark's embedding, all ones.
void write_model(const fs::path& folder, const std::vector<HeadTensor>& head) {
  fs::create_directories(folder);
  constexpr std::size_t kVocabulary = 3;
  ASSERT_TRUE(write_file(folder / "config.json", R"({"architectures":["Qwen2ForProcessRewardModel"],
    "model_type":"qwen2","vocab_size":3,"hidden_size":32,"intermediate_size":32,"num_hidden_layers":1,
    "num_attention_heads":2,"num_key_value_heads":2,"max_position_embeddings":64,"rms_norm_eps":1e-6,
    "rope_theta":10000.0,"tie_word_embeddings":false,"torch_dtype":"float32"})"));
  ASSERT_TRUE(write_file(folder / "tokenizer.json", R"({"version":"1.0","added_tokens":[
    {"id":2,"content":"<extra_0>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
    "normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":false,"use_regex":true},
    "post_processor":null,"decoder":{"type":"ByteLevel"},
    "model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":[]}})"));
  formats::SafetensorsHeader header;
  std::vector<std::pair<std::size_t, std::vector<float>>> tensors;
  const auto add = [&](const std::string& name, const formats::Shape& shape, std::vector<float> values) {
    tensors.emplace_back(header.add(name, "F32", shape), std::move(values));
  };
  std::vector<float> embedding = constant(kVocabulary * kWidth, 0.5F);
  for (std::size_t i = 0; i < kWidth; ++i) embedding[i * 2 % kWidth] = -1;  // of 'a'
  add("model.embed_tokens.weight", {kVocabulary, kWidth}, embedding);
  const std::string layer = "model.layers.0.";
  for (const char* norm : {"input_layernorm", "post_attention_layernorm"})
    add(layer + norm + ".weight", {kWidth}, constant(kWidth, 1));
  for (const char* matrix : {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
                             "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"})
    add(layer + matrix + ".weight", {kWidth, kWidth}, constant(kWidth * kWidth, 0));
  for (const char* bias : {"q", "k", "v"})
    add(layer + "self_attn." + bias + "_proj.bias", {kWidth}, constant(kWidth, 0));
  add("model.norm.weight", {kWidth}, constant(kWidth, 1));
  for (const HeadTensor& tensor : head) add(tensor.name, tensor.shape, tensor.values);
  auto writer = *header.create(folder / "model.safetensors");
  for (const auto& [number, values] : tensors) ASSERT_TRUE(writer.write(number, 0, std::as_bytes(std::span(values))));
  ASSERT_TRUE(writer.finish());
}

TEST(Score, GivesTheRewardOfEachStep) {
  const fs::path folder = fs::path(testing::TempDir()) / "qed_reward_model";
  std::vector<float> identity = constant(kWidth * kWidth, 0), last = constant(2 * kWidth, 0);
  for (std::size_t i = 0; i < kWidth; ++i) identity[i * kWidth + i] = 1;
  std::fill(last.begin() + kWidth, last.end(), 1.0F / kWidth);  // (0, 1) at a mark
  write_model(folder, {{"score.0.weight", {kWidth, kWidth}, identity},
                       {"score.0.bias", {kWidth}, constant(kWidth, 0)},
                       {"score.2.weight", {2, kWidth}, last},
                       {"score.2.bias", {2}, {0, 0}}});
  const Finished finished = qed_run({"score", "--model", folder, "ab<extra_0>b<extra_0>a"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const json scored = json::parse(finished.out);
  ASSERT_EQ(scored["rewards"].size(), 2U);
  for (const json& reward : scored["rewards"]) EXPECT_NEAR(reward.get<double>(), 1 / (1 + std::exp(-1.0)), 1e-5);
  const Finished unmarked = qed_run({"score", "--model", folder, "ab"});
  EXPECT_EQ(unmarked.status, 2);
  EXPECT_THAT(unmarked.err, HasSubstr("end each with <extra_0>"));
  EXPECT_THAT(qed_run({"generate", folder, "ab"}).err, HasSubstr("a reward model scores text"));
}

TEST(Score, GivesTheRewardOfATextByEitherNameOfTheHead) {
  const fs::path folder = fs::path(testing::TempDir()) / "qed_value_head";
  for (const std::string head : {"v_head.summary", "v_head"}) {
    write_model(folder, {{head + ".weight", {1, kWidth}, constant(kWidth, 2.0F / kWidth)}});
    const Finished finished = qed_run({"score", "--model", folder, "ab<extra_0>"});
    ASSERT_EQ(finished.status, 0) << finished.err;
    const json scored = json::parse(finished.out);
    ASSERT_TRUE(scored.contains("reward")) << head;
    EXPECT_NEAR(scored["reward"].get<double>(), 2, 1e-4) << head;
  }
}

// The head of a classifier, say: the embedding must not take its place.
TEST(Score, WantsTheHeadThatTheConfigurationPromises) {
  const fs::path folder = fs::path(testing::TempDir()) / "qed_no_head";
  write_model(folder, {{"score.weight", {1, kWidth}, constant(kWidth, 1)}});
  const Finished finished = qed_run({"score", "--model", folder, "ab"});
  EXPECT_NE(finished.status, 0);
  EXPECT_THAT(finished.err, HasSubstr("'lm_head.weight'"));
}

TEST(Chat, AnswersThroughPipesAndRemembers) {
  const std::string model = kParity + "tiny-qwen2-k-q4_k_m.gguf";
  const fs::path file = fs::path(testing::TempDir()) / "qed_chat.json";
  const auto chat = [&](const std::string& input) {
    return qed_run({"chat", "--temperature", "0", "--max-tokens", "8", "--system", "Count.", model}, input);
  };
  const Finished once = chat("Hello\n");
  ASSERT_EQ(once.status, 0) << once.err;
  const Finished finished = chat("Hello\nAgain\n/save " + file.string() + "\n/reset\nHello");
  ASSERT_EQ(finished.status, 0) << finished.err;
  EXPECT_TRUE(finished.out.starts_with(once.out));
  EXPECT_TRUE(finished.out.ends_with(once.out));  // as if nothing had been said before
  const json saved = json::parse(*read_file(file, 1 << 20));
  ASSERT_EQ(saved.size(), 5U);
  EXPECT_EQ(saved[0], (json{{"role", "system"}, {"content", "Count."}}));
  EXPECT_EQ(saved[2]["content"].get<std::string>() + "\n", once.out);
  EXPECT_EQ(saved[3], (json{{"role", "user"}, {"content", "Again"}}));

  const Finished other = chat("/system Do not count.\nHello\n");
  EXPECT_NE(other.out, once.out);
  EXPECT_EQ(chat("").status, 0);
  EXPECT_THAT(chat("/help\n").out, HasSubstr("/reset"));
  const Finished odd = chat("/nonsense\n");
  EXPECT_EQ(odd.status, 2);
  EXPECT_THAT(odd.err, HasSubstr("expected /reset"));
}

// A program on a terminal of its own.
class Terminal {
 public:
  explicit Terminal(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_ = ::forkpty(&fd_, nullptr, nullptr, nullptr);
    if (pid_ == 0) {
      ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
  }
  ~Terminal() {
    ::kill(pid_, SIGKILL);
    ::close(fd_);
  }

  void type(std::string_view text) const {
    EXPECT_EQ(::write(fd_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  // Reads until one of `marks` has come; its number, or -1 after some time.
  int wait_for(const std::vector<std::string>& marks) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    for (;;) {
      for (std::size_t i = 0; i < marks.size(); ++i)
        if (const std::size_t at = seen_.find(marks[i]); at != std::string::npos) {
          seen_.erase(0, at + marks[i].size());
          return static_cast<int>(i);
        }
      if (std::chrono::steady_clock::now() > end || !read_more()) return -1;
    }
  }

  // More than what was waited for, or the end of what there is.
  void wait_for_more() {
    while (seen_.empty() && read_more()) continue;
  }

  int status() {
    int raw = 0;
    ::waitpid(pid_, &raw, 0);
    return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
  }

 private:
  // False at the end; nothing may have come within a second.
  bool read_more() {
    pollfd entry{fd_, POLLIN, 0};
    if (::poll(&entry, 1, 1000) <= 0) return true;
    char bytes[4096];
    const ssize_t got = ::read(fd_, bytes, sizeof(bytes));
    if (got > 0) seen_.append(bytes, static_cast<std::size_t>(got));
    return got > 0;
  }

  pid_t pid_ = -1;
  int fd_ = -1;
  std::string seen_;
};

TEST(Chat, CtrlCStopsTheAnswerAndThenTheProgram) {
  Terminal terminal({QED_BINARY, "chat", "--threads", "1", "--temperature", "1", "--max-tokens", "470",
                     kParity + "tiny-qwen2-k-q8_0.gguf"});
  bool stopped = false;
  for (int attempt = 0; attempt < 20 && !stopped; ++attempt) {  // the answer may end before the key is pressed
    ASSERT_EQ(terminal.wait_for({"\n> "}), 0);
    terminal.type("/reset\n");
    ASSERT_EQ(terminal.wait_for({"\n> "}), 0);
    terminal.type("Hi\n");
    ASSERT_EQ(terminal.wait_for({"Hi\r\n"}), 0);
    terminal.wait_for_more();
    terminal.type("\x03");
    const int seen = terminal.wait_for({"[stopped]", "reached]", "\n> "});
    ASSERT_GE(seen, 0);
    stopped = seen == 0;
  }
  EXPECT_TRUE(stopped);
  ASSERT_EQ(terminal.wait_for({"\n> "}), 0);
  terminal.type("/help\n");
  EXPECT_EQ(terminal.wait_for({"/save FILE"}), 0);
  ASSERT_EQ(terminal.wait_for({"\n> "}), 0);
  terminal.type("\x03");
  EXPECT_EQ(terminal.status(), 0);
}

TEST(Chat, CtrlDLeaves) {
  Terminal terminal({QED_BINARY, "chat", kParity + "tiny-qwen2-k-q8_0.gguf"});
  ASSERT_EQ(terminal.wait_for({"\n> "}), 0);
  terminal.type("\x04");
  EXPECT_EQ(terminal.status(), 0);
}

}  // namespace
}  // namespace qed
