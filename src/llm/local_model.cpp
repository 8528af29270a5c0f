#include "llm/local_model.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "formats/checkpoint.h"
#include "text/stop_matcher.h"
#include "text/stream_decoder.h"

namespace qed::llm {
namespace {

using model::Token;
using Clock = std::chrono::steady_clock;

// Turns the tokens of every sample into text, and looks out for stop strings.
class Transcript : public engine::Listener {
 public:
  Transcript(const text::Tokenizer& tokenizer, const Request& request, const TokenSink& on_token,
             std::size_t prompt_tokens)
      : on_token_(on_token), first_sample_(request.first_sample), left_(static_cast<std::size_t>(request.samples)) {
    for (std::size_t i = 0; i < left_; ++i) {
      samples_.push_back({text::StreamDecoder(tokenizer, {.skip_special = true, .at_start = false}),
                          text::StopMatcher(request.sampling.stop),
                          {}});
      samples_.back().generation.sample = first_sample_ + static_cast<int>(i);
      samples_.back().generation.prompt_tokens = static_cast<int>(prompt_tokens);
    }
  }

  bool on_token(std::size_t index, const engine::Choice& choice) override {
    Sample& sample = samples_[index];
    ++sample.generation.completion_tokens;
    append(sample, sample.matcher.feed(sample.decoder.push(choice.token)));
    return !sample.matcher.found();
  }

  void on_finish(std::size_t index, engine::Finish finish) override {
    Sample& sample = samples_[index];
    append(sample, sample.matcher.feed(sample.decoder.finish()));
    append(sample, sample.matcher.finish());
    sample.generation.finish = finish == engine::Finish::kLength ? Finish::kLength : Finish::kStop;
    sample.generation.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    const std::lock_guard lock(mutex_);
    cancelled_ |= finish == engine::Finish::kCancelled;
    --left_;
    done_.notify_all();
  }

  Result<std::vector<Generation>> wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return left_ == 0; });
    if (cancelled_) return fail(Errc::kCancelled, "generation was interrupted");
    std::vector<Generation> generations;
    for (Sample& sample : samples_) generations.push_back(std::move(sample.generation));
    return generations;
  }

 private:
  struct Sample {
    text::StreamDecoder decoder;
    text::StopMatcher matcher;
    Generation generation;
  };

  void append(Sample& sample, const std::string& piece) {
    if (piece.empty()) return;
    sample.generation.text += piece;
    if (on_token_) on_token_(sample.generation.sample, piece);
  }

  const TokenSink& on_token_;
  const int first_sample_;
  const Clock::time_point start_ = Clock::now();
  std::vector<Sample> samples_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::size_t left_;        // guarded by mutex_
  bool cancelled_ = false;  // guarded by mutex_
};

// What ends an answer, by the model's files and by the names that chat models give it.
std::vector<Token> end_tokens(const formats::Checkpoint& checkpoint, const text::Tokenizer& tokenizer) {
  std::vector<Token> ends;
  if (const auto eos = tokenizer.eos()) ends.push_back(static_cast<Token>(*eos));
  for (const char* name : {"<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>"})
    if (const auto token = tokenizer.find(name)) ends.push_back(static_cast<Token>(*token));
  if (const formats::HfConfig* config = checkpoint.config())
    for (const std::uint32_t token : config->eos) ends.push_back(static_cast<Token>(token));
  return ends;
}

}  // namespace

LocalModel::LocalModel(std::string name, engine::Engine engine, text::ModelText text, std::vector<Token> ends)
    : name_(std::move(name)), text_(std::move(text)), ends_(std::move(ends)), engine_(std::move(engine)) {
  for (std::size_t id = 0; id < text_.tokenizer.size(); ++id) {
    const auto token = static_cast<text::TokenId>(id);
    if (text_.tokenizer.type(token) == text::TokenType::kControl)
      special_spellings_.emplace_back(text_.tokenizer.bytes(token));
  }
  std::erase_if(special_spellings_, [](const std::string& spelling) { return spelling.size() < 2; });
}

Result<std::unique_ptr<LocalModel>> LocalModel::open(const std::filesystem::path& path, const LocalOptions& options,
                                                     const std::stop_token& stop) {
  const formats::Checkpoint checkpoint = QED_TRY(formats::Checkpoint::open(path));
  text::ModelText text =
      checkpoint.gguf() ? QED_TRY(text::read_model_text(*checkpoint.gguf())) : QED_TRY(text::read_model_text(path));
  ThreadTeam team(options.threads);
  model::Model model = QED_TRY(model::Model::load(path, {}, team, options.progress, stop));
  if (model.is_reward_model() && !options.rewards)
    return fail(Errc::kInvalidInput, "{}: a reward model scores text (qed score), it does not answer", path.string());
  std::vector<Token> ends = end_tokens(checkpoint, text.tokenizer);
  const engine::EngineOptions kv{.kv_bytes = std::max(options.kv_bytes, 2 * model.block_bytes())};
  engine::Engine engine = QED_TRY(engine::Engine::start(std::move(model), kv, options.threads));
  const std::filesystem::path plain = (path / "").lexically_normal().parent_path();
  return std::unique_ptr<LocalModel>(
      new LocalModel(plain.extension() == ".gguf" ? plain.stem().string() : plain.filename().string(),
                     std::move(engine), std::move(text), std::move(ends)));
}

// Text from outside must not end its own turn: a zero-width space breaks up what spells a control token.
std::string LocalModel::defused(std::string content) const {
  for (const std::string& spelling : special_spellings_)
    for (std::size_t at = content.find(spelling); at != std::string::npos; at = content.find(spelling, at + 4))
      content.insert(at + 1, "\u200B");
  return content;
}

Result<std::string> LocalModel::render(const std::vector<Message>& messages) const {
  text::ChatRequest chat;
  for (const Message& message : messages) {
    if (!message.image.empty()) return fail(Errc::kUnsupported, "{}: this model reads no images", name_);
    chat.messages.push_back({{"role", message.role}, {"content", defused(message.content)}});
  }
  return text_.chat.render(chat);
}

Result<std::vector<Generation>> LocalModel::sample(const Request& request, const TokenSink& on_token,
                                                   std::stop_token stop) {
  const std::string prompt = QED_TRY(render(request.messages));
  return complete(prompt, request, on_token, std::move(stop));
}

Result<std::vector<Generation>> LocalModel::complete(const std::string& prompt, const Request& request,
                                                     const TokenSink& on_token, std::stop_token stop) {
  const auto ids = text_.tokenizer.encode(prompt, {.parse_special = true});
  return run({ids.begin(), ids.end()}, request, on_token, std::move(stop));
}

Result<std::vector<Generation>> LocalModel::run(std::vector<Token> prompt, const Request& request,
                                                const TokenSink& on_token, std::stop_token stop) {
  const auto transcript = std::make_shared<Transcript>(text_.tokenizer, request, on_token, prompt.size());
  engine::Request job;
  job.prompt = std::move(prompt);
  job.samples = static_cast<std::size_t>(request.samples);
  job.first_sample = static_cast<std::size_t>(request.first_sample);
  job.max_tokens = static_cast<std::size_t>(request.sampling.max_tokens);
  job.sampling.temperature = static_cast<float>(request.sampling.temperature);
  job.sampling.top_p = static_cast<float>(request.sampling.top_p);
  job.sampling.seed = request.sampling.seed;
  job.stop_tokens = ends_;
  QED_TRY(engine_.submit(std::move(job), transcript, std::move(stop)));
  return transcript->wait();
}

}  // namespace qed::llm
