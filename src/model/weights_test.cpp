// Weights in other forms than floats: by groups, as AWQ, GPTQ and bitsandbytes keep them, and BF16 in 12 bits.
#include "model/weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include "formats/checkpoint_test.h"
#include "model/model.h"
#include "quant/half.h"

namespace qed::model {
namespace {

constexpr std::size_t kWidth = 64, kFeedForward = 96, kVocabulary = 48, kGroup = 32;

constexpr std::string_view kConfig =
    R"("architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "vocab_size": 48, "hidden_size": 64,
       "intermediate_size": 96, "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 4,
       "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "max_position_embeddings": 128, "tie_word_embeddings": true)";

// A model of one layer, whose plain tensors are random numbers.
struct Folder : formats::Folder {
  explicit Folder(const std::string& name) : formats::Folder(name, kConfig) {
    std::mt19937 random(1);
    for (const char* norm : {"model.norm", "model.layers.0.input_layernorm", "model.layers.0.post_attention_layernorm"})
      add(std::string(norm) + ".weight", "F32", {kWidth}, std::vector<float>(kWidth, 1));
    std::vector<float> embedding(kVocabulary * kWidth);
    for (float& value : embedding) value = std::normal_distribution<float>()(random);
    add("model.embed_tokens.weight", "F32", {kVocabulary, kWidth}, embedding);
    for (const char* bias : {"q_proj", "k_proj", "v_proj"})
      add(std::string("model.layers.0.self_attn.") + bias + ".bias", "F32", {kWidth}, std::vector<float>(kWidth, 0.1F));
  }
  const std::filesystem::path& written(const std::string& quantization) {
    EXPECT_TRUE(write(quantization));
    return path();
  }
};

struct Shape {
  std::string module;
  std::size_t rows, columns;
};
const std::vector<Shape> kModules{{"self_attn.q_proj", kWidth, kWidth},    {"self_attn.k_proj", kWidth, kWidth},
                                  {"self_attn.v_proj", kWidth, kWidth},    {"self_attn.o_proj", kWidth, kWidth},
                                  {"mlp.gate_proj", kFeedForward, kWidth}, {"mlp.up_proj", kFeedForward, kWidth},
                                  {"mlp.down_proj", kWidth, kFeedForward}};

std::string name_of(const Shape& shape) { return "model.layers.0." + shape.module + "."; }

std::vector<std::uint32_t> words(std::size_t count, std::mt19937& random) {
  std::vector<std::uint32_t> words(count);
  for (std::uint32_t& word : words) word = static_cast<std::uint32_t>(random());
  return words;
}

// Small enough that eight bits do not drown the activations.
std::vector<quant::Half> scales(std::size_t count, float largest, std::mt19937& random) {
  std::vector<quant::Half> scales(count);
  for (quant::Half& scale : scales)
    scale = quant::to_half(std::uniform_real_distribution<float>(largest / 2, largest)(random));
  return scales;
}

void add_gptq(Folder& folder, unsigned bits, bool scattered) {
  std::mt19937 random(bits);
  for (const Shape& shape : kModules) {
    const std::size_t groups = shape.columns / kGroup, packed = shape.rows * bits / 32;
    folder.add(name_of(shape) + "qweight", "I32", {shape.columns * bits / 32, shape.rows},
               words(shape.columns * bits / 32 * shape.rows, random));
    folder.add(name_of(shape) + "qzeros", "I32", {groups, packed}, words(groups * packed, random));
    folder.add(name_of(shape) + "scales", "F16", {groups, shape.rows},
               scales(groups * shape.rows, 0.2F / static_cast<float>(1U << bits), random));
    std::vector<std::uint32_t> group_of(shape.columns);
    for (std::size_t c = 0; c < shape.columns; ++c) group_of[c] = static_cast<std::uint32_t>(c / kGroup);
    if (scattered) std::shuffle(group_of.begin(), group_of.end(), random);
    folder.add(name_of(shape) + "g_idx", "I32", {shape.columns}, group_of);
  }
}

void add_nf4(Folder& folder) {
  std::mt19937 random(4);
  for (const Shape& shape : kModules) {
    std::vector<std::uint8_t> codes(shape.rows * shape.columns / 2);
    for (std::uint8_t& code : codes) code = static_cast<std::uint8_t>(random());
    // Blocks of 64 reach over the ends of rows of 96.
    const std::size_t blocks = shape.rows * shape.columns / 64;
    std::vector<float> absmax(blocks), levels(16);
    for (float& scale : absmax) scale = std::uniform_real_distribution<float>(0.1F, 0.2F)(random);
    for (std::size_t i = 0; i < 16; ++i) levels[i] = std::sin((static_cast<float>(i) - 7.5F) / 5);
    const std::string state = R"({"quant_type": "nf4", "blocksize": 64, "dtype": "float32", "shape": [)" +
                              std::to_string(shape.rows) + ", " + std::to_string(shape.columns) + "]}";
    folder.add(name_of(shape) + "weight", "U8", {codes.size(), 1}, codes);
    folder.add(name_of(shape) + "weight.absmax", "F32", {blocks}, absmax);
    folder.add(name_of(shape) + "weight.quant_map", "F32", {16}, levels);
    folder.add(name_of(shape) + "weight.quant_state.bitsandbytes__nf4", "U8", {state.size()},
               std::vector<char>(state.begin(), state.end()));
  }
}

// The same weights, as the checkpoint itself reads them, in a folder of floats.
void add_decoded(Folder& folder, const std::filesystem::path& of) {
  const auto checkpoint = formats::Checkpoint::open(of);
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  for (const Shape& shape : kModules) {
    const auto source = checkpoint->linear("model.layers.0." + shape.module);
    ASSERT_TRUE(source) << source.error().message;
    std::vector<float> weights(shape.rows * shape.columns);
    (*source)->read_rows(0, shape.rows, weights.data());
    folder.add(name_of(shape) + "weight", "F32", {shape.rows, shape.columns}, weights);
  }
}

struct Loaded {
  std::vector<float> logits;
  std::size_t bytes;
};

Loaded run(const std::filesystem::path& path) {
  ThreadTeam team(2);
  Result<Model> model = Model::load(path, {.kv = kernels::KvType::kFloat}, team);
  EXPECT_TRUE(model) << model.error().message;
  const std::vector<Token> tokens{3, 14, 15, 9, 26, 5, 35, 8, 9, 7};
  std::vector<std::byte> block(model->block_bytes() + 64);
  std::byte* const aligned = block.data() + (64 - reinterpret_cast<std::uintptr_t>(block.data()) % 64);
  std::byte* const blocks[] = {aligned};
  const Slice slice{.tokens = tokens, .start = 0, .blocks = blocks, .outputs = 1};
  const std::span<const float> logits = model->forward(std::span(&slice, 1), team);
  return {{logits.begin(), logits.begin() + kVocabulary}, model->weight_bytes()};
}

Weights load(const std::filesystem::path& path) {
  ThreadTeam team(2);
  const formats::Checkpoint checkpoint = *formats::Checkpoint::open(path);
  const Config config = *read_config(checkpoint);
  return *load_weights(checkpoint, config, team, {}, {});
}

double spread(const std::vector<float>& logits) {
  const auto [least, most] = std::ranges::minmax(logits);
  return double{most} - least;
}

// What a model says, and what the same weights as floats say.
std::pair<Loaded, Loaded> run_both(const std::filesystem::path& grouped) {
  Folder floats("floats");
  add_decoded(floats, grouped);
  return {run(grouped), run(floats.written(""))};
}

// Floats on both sides: not a bit differs.
void expect_equal(const std::filesystem::path& grouped) {
  const auto [mine, reference] = run_both(grouped);
  EXPECT_GT(spread(mine.logits), 0.5);
  EXPECT_EQ(mine.logits, reference.logits);
}

// Integer codes meet activations of 8 bits.
void expect_near(const std::filesystem::path& grouped) {
  const auto [mine, reference] = run_both(grouped);
  EXPECT_NE(mine.logits, reference.logits);
  for (std::size_t i = 0; i < kVocabulary; ++i)
    EXPECT_NEAR(mine.logits[i], reference.logits[i], 0.02 * spread(reference.logits)) << i;
}

TEST(GroupedWeights, MeetActivationsOfEightBits) {
  for (const unsigned bits : {2U, 4U, 8U}) {
    SCOPED_TRACE(bits);
    Folder folder("gptq" + std::to_string(bits));
    add_gptq(folder, bits, false);
    expect_near(folder.written(R"({"quant_method": "gptq", "group_size": 32, "desc_act": false, "bits": )" +
                               std::to_string(bits) + "}"));
  }
}

TEST(GroupedWeights, InOrderOfActivationAreThoseWeights) {
  for (const unsigned bits : {4U, 8U}) {
    SCOPED_TRACE(bits);
    Folder folder("gptq" + std::to_string(bits));
    add_gptq(folder, bits, true);
    expect_equal(folder.written(R"({"quant_method": "gptq", "group_size": 32, "desc_act": true, "bits": )" +
                                std::to_string(bits) + "}"));
  }
}

TEST(GroupedWeights, OfSixteenLevelsAreThoseWeights) {
  Folder folder("nf4");
  add_nf4(folder);
  expect_equal(folder.written(R"({"quant_method": "bitsandbytes", "load_in_4bit": true})"));
}

TEST(GroupedWeights, TakeTheirFilesSize) {
  Folder folder("gptq4");
  add_gptq(folder, 4, false);
  const std::filesystem::path path = folder.written(R"({"quant_method": "gptq", "group_size": 32, "bits": 4})");
  const Weights weights = load(path);
  for (const Linear* matrix : {&weights.layers[0].query, &weights.layers[0].gate, &weights.layers[0].down}) {
    const std::size_t numbers = matrix->panels.rows * matrix->panels.columns;
    // A scale of four bytes and a zero point of one for every 32 codes of half a byte; panels begin on cache lines.
    const std::size_t bytes = numbers / 2 + numbers / kGroup * 5;
    EXPECT_GE(matrix->panels.bytes(), bytes);
    EXPECT_LT(matrix->panels.bytes(), bytes + 64 * matrix->panels.count());
  }
}

TEST(Bf16Weights, TakeThreeQuartersOfTheirFile) {
  Folder folder("bf16");
  std::mt19937 random(7);
  std::normal_distribution<float> normal(0, 0.05F);
  for (const Shape& shape : kModules) {
    std::vector<quant::BFloat16> weights(shape.rows * shape.columns);
    const bool odd = shape.module == "mlp.up_proj";  // with every exponent, as nobody trains
    for (quant::BFloat16& weight : weights)
      weight = odd ? quant::BFloat16{static_cast<std::uint16_t>(random())} : quant::to_bfloat16(normal(random));
    folder.add(name_of(shape) + "weight", "BF16", {shape.rows, shape.columns}, weights);
  }
  const Weights weights = load(folder.written(""));
  const formats::Checkpoint checkpoint = *formats::Checkpoint::open(folder.path());
  const Linear* const matrices[] = {&weights.layers[0].query, &weights.layers[0].down, &weights.layers[0].up};
  const char* const modules[] = {"self_attn.q_proj", "mlp.down_proj", "mlp.up_proj"};
  for (std::size_t m = 0; m < 3; ++m) {
    SCOPED_TRACE(modules[m]);
    const kernels::Panels& panels = matrices[m]->panels;
    EXPECT_EQ(panels.compact, m < 2);
    EXPECT_LE(panels.bytes(), panels.rows * panels.columns * 2);
    const auto source = *checkpoint.linear(std::string("model.layers.0.") + modules[m]);
    std::vector<float> stored(panels.columns), kept(panels.columns);
    for (std::size_t row = 0; row < panels.rows; ++row) {
      source->read_rows(row, 1, stored.data());
      kernels::decode_row(panels, row, kept.data());
      EXPECT_EQ(std::memcmp(stored.data(), kept.data(), stored.size() * sizeof(float)), 0) << "row " << row;
    }
  }
}

}  // namespace
}  // namespace qed::model
