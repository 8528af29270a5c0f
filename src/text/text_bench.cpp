// Bytes a second of tokenizing and of rendering: `text_bench`. A vocabulary of one's own: QED_TOKENIZER=tokenizer.json
// and QED_TEXT=file text_bench; without them the vocabulary of the test fixtures and the program's own documentation.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "formats/gguf.h"
#include "text/chat_template.h"
#include "text/model_text.h"
#include "text/pre_tokenizer.h"
#include "text/stream_decoder.h"
#include "text/tokenizer_json.h"

namespace qed::text {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

const Tokenizer& tokenizer() {
  static const Tokenizer loaded = [] {
    if (const std::string path = variable("QED_TOKENIZER"); !path.empty())
      return *Tokenizer::create(*parse_tokenizer_json(*read_file(path, kMaxTokenizerJsonBytes), path));
    const auto file = formats::Gguf::open(QED_SOURCE_DIR "/tests/data/parity/tiny-qwen2-q8_0.gguf");
    return std::move(read_model_text(*file)->tokenizer);
  }();
  return loaded;
}

const std::string& prose() {
  static const std::string text = [] {
    if (const std::string path = variable("QED_TEXT"); !path.empty()) return *read_file(path, 1 << 30);
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(QED_SOURCE_DIR "/docs"))
      if (entry.is_regular_file()) all += *read_file(entry.path(), 1 << 20);
    return all;
  }();
  return text;
}

void count_bytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
}

void pre_tokenize(benchmark::State& state) {
  for (auto _ : state)
    for (std::size_t at = 0; at < prose().size();)
      benchmark::DoNotOptimize(at = piece_end(PreTokenizer::kQwen2, prose(), at));
  count_bytes(state, prose().size());
}

void encode(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(tokenizer().encode(prose(), {.parse_special = true}).data());
  count_bytes(state, prose().size());
}

// One piece as long as the text: the worst case of merging.
void encode_one_piece(benchmark::State& state) {
  std::string letters;
  for (const char c : prose()) letters += c >= 'a' && c <= 'z' ? c : 'e';
  for (auto _ : state) benchmark::DoNotOptimize(tokenizer().encode(letters).data());
  count_bytes(state, letters.size());
}

void decode(benchmark::State& state) {
  const std::vector<TokenId> ids = tokenizer().encode(prose());
  for (auto _ : state) benchmark::DoNotOptimize(tokenizer().decode(ids).data());
  count_bytes(state, prose().size());
}

void load(benchmark::State& state) {
  const std::string path = variable("QED_TOKENIZER");
  if (path.empty()) return state.SkipWithError("needs QED_TOKENIZER");
  const std::string bytes = *read_file(path, kMaxTokenizerJsonBytes);
  for (auto _ : state) benchmark::DoNotOptimize(Tokenizer::create(*parse_tokenizer_json(bytes, path))->size());
  count_bytes(state, bytes.size());
}

void render(benchmark::State& state) {
  const ChatTemplate chat =
      *ChatTemplate::create(*read_file(QED_SOURCE_DIR "/tests/data/templates/qwen3.jinja", 1 << 20));
  ChatRequest request;
  for (int turn = 0; turn < state.range(0); ++turn)
    request.messages.push_back({{"role", turn % 2 ? "assistant" : "user"}, {"content", "What is 1 + 1?"}});
  for (auto _ : state) benchmark::DoNotOptimize(chat.render(request)->size());
}

BENCHMARK(pre_tokenize)->Unit(benchmark::kMillisecond);
BENCHMARK(encode)->Unit(benchmark::kMillisecond);
BENCHMARK(encode_one_piece)->Unit(benchmark::kMillisecond);
BENCHMARK(decode)->Unit(benchmark::kMillisecond);
BENCHMARK(load)->Unit(benchmark::kMillisecond);
BENCHMARK(render)->Arg(2)->Arg(100)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace qed::text
