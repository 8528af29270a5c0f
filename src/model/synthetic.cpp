#include "model/synthetic.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <random>

#include "kernels/compact_bf16.h"
#include "quant/half.h"
#include "quant/recipe.h"

namespace qed::model {
namespace {

using quant::Role;

struct Shape {
  std::string_view name, architecture;
  std::size_t layers, width, heads, kv_heads, head_width, feed_forward, vocabulary;
  double rope_base;
  std::size_t context;
  bool tied;
};

constexpr std::array kShapes{
    Shape{"qwen2.5-0.5b", "qwen2", 24, 896, 14, 2, 64, 4864, 151936, 1e6, 32768, true},
    Shape{"qwen2.5-1.5b", "qwen2", 28, 1536, 12, 2, 128, 8960, 151936, 1e6, 32768, true},
    Shape{"qwen2.5-math-1.5b", "qwen2", 28, 1536, 12, 2, 128, 8960, 151936, 1e4, 4096, true},
    Shape{"qwen2.5-3b", "qwen2", 36, 2048, 16, 2, 128, 11008, 151936, 1e6, 32768, true},
    Shape{"qwen2.5-7b", "qwen2", 28, 3584, 28, 4, 128, 18944, 152064, 1e6, 32768, false},
    Shape{"qwen3-0.6b", "qwen3", 28, 1024, 16, 8, 128, 3072, 151936, 1e6, 40960, true},
    Shape{"qwen3-1.7b", "qwen3", 28, 2048, 16, 8, 128, 6144, 151936, 1e6, 40960, true},
    Shape{"qwen3-4b", "qwen3", 36, 2560, 32, 8, 128, 9728, 151936, 1e6, 40960, true},
};

Config config_of(const Shape& shape) {
  Config c;
  c.architecture = find_architecture(shape.architecture);
  c.width = shape.width;
  c.layers = shape.layers;
  c.heads = shape.heads;
  c.kv_heads = shape.kv_heads;
  c.head_width = shape.head_width;
  c.feed_forward = shape.feed_forward;
  c.vocabulary = shape.vocabulary;
  c.context = shape.context;
  c.tied_head = shape.tied;
  c.rope.base = shape.rope_base;
  return c;
}

float small_number(std::uint32_t word) { return static_cast<float>(word % 2001) * 1e-5F - 0.01F; }

// Random codes under small scales, so that numbers stay finite through all layers.
void fill(kernels::Panels& panels, std::byte* data, unsigned seed) {
  std::minstd_rand random(seed);
  if (panels.compact) {
    // Steps of 1e-5 have few enough exponents for there to be no exceptions: the size is known beforehand.
    const auto draw = [&] { return small_number(static_cast<std::uint32_t>(random())); };
    QED_CHECK(kernels::pack_drawn(panels, data, draw) && panels.exceptions == 0);
    return;
  }
  const kernels::Layout& layout = kernels::layout(panels.type);
  const auto half = quant::to_half(0.002F);
  for (std::size_t p = 0; p < panels.count(); ++p) {
    std::byte* at = data + p * panels.panel_bytes();
    for (const kernels::Field& field : layout.fields) {
      const std::size_t elements = panels.blocks() * field.count * kernels::kPanelRows;
      for (std::size_t i = 0; i < elements; ++i, at += field.bytes) {
        const auto word = static_cast<std::uint32_t>(random()) << 1 ^ static_cast<std::uint32_t>(random()) >> 3;
        const float number = small_number(word);
        if (panels.type == quant::Type::kF32) {
          std::memcpy(at, &number, 4);
        } else if (panels.type == quant::Type::kF16) {
          const quant::Half small = quant::to_half(number);
          std::memcpy(at, &small, 2);
        } else if (panels.type == quant::Type::kBf16) {
          const std::array pair{quant::to_bfloat16(number), quant::to_bfloat16(-number)};
          std::memcpy(at, pair.data(), 4);
        } else if (field.bytes == 2) {
          std::memcpy(at, &half, 2);
        } else {
          std::memcpy(at, &word, field.bytes);
        }
      }
    }
  }
}

}  // namespace

Result<Synthetic> make_synthetic(std::string_view name, ThreadTeam& team) {
  const std::size_t colon = name.find(':');
  const auto* shape = std::ranges::find(kShapes, name.substr(0, colon), &Shape::name);
  const auto recipe = quant::Recipe::find(colon == name.npos ? "Q8_0" : name.substr(colon + 1));
  if (shape == kShapes.end() || !recipe) {
    std::vector<std::string_view> known;
    for (const Shape& each : kShapes) known.push_back(each.name);
    return fail(Errc::kInvalidInput,
                "synthetic model '{}': expected SHAPE:TYPE, such as qwen2.5-1.5b:q4_k_m; shapes: {}", name,
                fmt::join(known, ", "));
  }
  Synthetic made{.config = config_of(*shape), .weights = {}};
  const Config& c = made.config;
  Weights& weights = made.weights;

  std::vector<Linear*> matrices;
  const auto add = [&](Linear& matrix, Role role, std::size_t layer, std::size_t rows, std::size_t columns) {
    matrix.panels = {.type = recipe->type(role, layer, c.layers, columns, c.tied_head, c.heads / c.kv_heads),
                     .rows = rows,
                     .columns = columns};
    matrix.panels.compact = kernels::CompactPacker::fits(matrix.panels.type, columns);
    matrices.push_back(&matrix);
  };
  weights.layers.resize(c.layers);
  weights.final_norm.assign(c.width, 1);
  add(weights.embedding, Role::kEmbedding, 0, c.vocabulary, c.width);
  if (!c.tied_head) add(weights.head, Role::kHead, 0, c.vocabulary, c.width);
  for (std::size_t i = 0; i < c.layers; ++i) {
    Layer& layer = weights.layers[i];
    layer.attention_norm.assign(c.width, 1);
    layer.feed_forward_norm.assign(c.width, 1);
    if (c.architecture->query_key_norm) {
      layer.query_norm.assign(c.head_width, 1);
      layer.key_norm.assign(c.head_width, 1);
    }
    add(layer.query, Role::kQuery, i, c.query_width(), c.width);
    add(layer.key, Role::kKey, i, c.kv_width(), c.width);
    add(layer.value, Role::kValue, i, c.kv_width(), c.width);
    add(layer.attention_output, Role::kAttentionOutput, i, c.width, c.query_width());
    add(layer.gate, Role::kGate, i, c.feed_forward, c.width);
    add(layer.up, Role::kUp, i, c.feed_forward, c.width);
    add(layer.down, Role::kDown, i, c.width, c.feed_forward);
  }

  std::size_t all = 0;
  for (const Linear* matrix : matrices) all += matrix->panels.bytes();
  weights.memory = QED_TRY(HugeMemory::allocate(all, fmt::format("the synthetic model {}", name)));
  std::byte* next = weights.memory.data();
  for (Linear* matrix : matrices) {
    matrix->panels.data = next;
    next += matrix->panels.bytes();
  }
  team.run([&](unsigned thread) {
    for (std::size_t i = thread; i < matrices.size(); i += team.size())
      fill(matrices[i]->panels, const_cast<std::byte*>(matrices[i]->panels.data), static_cast<unsigned>(i + 1));
  });
  if (c.tied_head) weights.head = weights.embedding;
  return made;
}

}  // namespace qed::model
