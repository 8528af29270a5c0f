// Checkpoints of every scheme, made by encoders that follow the formats' descriptions and share no code with the
// reader.
#include "formats/checkpoint.h"

#include <gtest/gtest.h>

#include <random>

#include "formats/checkpoint_test.h"
#include "formats/gguf_writer.h"
#include "quant/half.h"

namespace qed::formats {
namespace {

using Words = std::vector<std::uint32_t>;

// Random codes with a scale and a zero point per row and group; scales are half-precision numbers.
struct Weights {
  std::size_t rows, columns, group, groups;
  unsigned bits;
  std::vector<unsigned> codes, zeros;  // [rows][columns], [rows][groups]
  std::vector<quant::Half> scales;     // [rows][groups]
  std::vector<std::uint32_t> group_of;

  Weights(std::size_t rows_, std::size_t columns_, std::size_t group_, unsigned bits_)
      : rows(rows_), columns(columns_), group(group_), groups((columns_ + group_ - 1) / group_), bits(bits_) {
    std::mt19937 random(bits);
    for (std::size_t i = 0; i < rows * columns; ++i) codes.push_back(random() % (1U << bits));
    for (std::size_t i = 0; i < rows * groups; ++i) {
      zeros.push_back(random() % (1U << bits));
      scales.push_back(quant::to_half(0.001F * static_cast<float>(1 + random() % 1000)));
    }
    for (std::size_t c = 0; c < columns; ++c) group_of.push_back(static_cast<std::uint32_t>(c / group));
  }

  float at(std::size_t r, std::size_t c) const {
    const std::size_t g = r * groups + group_of[c];
    return (static_cast<float>(codes[r * columns + c]) - static_cast<float>(zeros[g])) * to_float(scales[g]);
  }

  // [groups][rows], as AWQ and GPTQ keep them.
  std::vector<quant::Half> scales_by_group() const {
    std::vector<quant::Half> turned;
    for (std::size_t g = 0; g < groups; ++g)
      for (std::size_t r = 0; r < rows; ++r) turned.push_back(scales[r * groups + g]);
    return turned;
  }
};

// Puts `value` at bit `at` of a string of bits that begins at word `first` and goes on every `stride` words.
void put_bits(Words& words, std::size_t first, std::size_t stride, std::size_t at, unsigned bits, unsigned value) {
  for (unsigned b = 0; b < bits; ++b) words[first + (at + b) / 32 * stride] |= (value >> b & 1U) << (at + b) % 32;
}

// What the source reads, whole and in pieces, is what the weights say; so are its groups.
void expect_weights(const Checkpoint& checkpoint, const Weights& weights) {
  const auto source = checkpoint.linear("model.layers.0.mlp.up_proj");
  ASSERT_TRUE(source) << source.error().message;
  const LinearSource& linear = **source;
  ASSERT_EQ(linear.rows(), weights.rows);
  ASSERT_EQ(linear.columns(), weights.columns);
  for (const std::size_t piece : {weights.rows, std::size_t{1}, std::size_t{3}}) {
    for (std::size_t first = 0; first < weights.rows; first += piece) {
      const std::size_t count = std::min(piece, weights.rows - first);
      std::vector<float> out(count * weights.columns);
      linear.read_rows(first, count, out.data());
      for (std::size_t i = 0; i < out.size(); ++i)
        ASSERT_EQ(out[i], weights.at(first + i / weights.columns, i % weights.columns)) << first << " + " << i;
    }
  }
  const auto groups = linear.groups();
  ASSERT_TRUE(groups);
  std::vector<std::int8_t> codes(weights.rows * weights.columns);
  std::vector<float> scales(weights.rows * groups->count);
  std::vector<std::int8_t> zeros(scales.size());
  linear.read_groups(0, weights.rows, codes.data(), scales.data(), zeros.data());
  for (std::size_t r = 0; r < weights.rows; ++r) {
    for (std::size_t c = 0; c < weights.columns; ++c) {
      const std::size_t g = r * groups->count + groups->group(c);
      const int code = codes[r * weights.columns + c];
      ASSERT_EQ(static_cast<float>(code - zeros[g]) * scales[g], weights.at(r, c)) << "row " << r << ", column " << c;
      ASSERT_TRUE(groups->zeros || zeros[g] == 0);
      ASSERT_LT(std::abs(2 * code + 1), 1 << groups->bits);
    }
  }
}

void add_awq(Folder& folder, const Weights& weights) {
  constexpr std::size_t kRowOf[] = {0, 2, 4, 6, 1, 3, 5, 7};  // of nibble i
  const std::size_t words = weights.rows / 8;
  Words codes(weights.columns * words), zeros(weights.groups * words);
  for (std::size_t w = 0; w < words; ++w) {
    for (std::size_t i = 0; i < 8; ++i) {
      const std::size_t row = 8 * w + kRowOf[i];
      for (std::size_t c = 0; c < weights.columns; ++c)
        codes[c * words + w] |= weights.codes[row * weights.columns + c] << 4 * i;
      for (std::size_t g = 0; g < weights.groups; ++g)
        zeros[g * words + w] |= weights.zeros[row * weights.groups + g] << 4 * i;
    }
  }
  folder.add(kModule + "qweight", "I32", {weights.columns, words}, codes);
  folder.add(kModule + "qzeros", "I32", {weights.groups, words}, zeros);
  folder.add(kModule + "scales", "F16", {weights.groups, weights.rows}, weights.scales_by_group());
}

TEST(Checkpoint, ReadsAwq) {
  Folder folder;
  const Weights weights(24, 192, 64, 4);
  add_awq(folder, weights);
  const auto checkpoint = folder.open(R"({"quant_method": "awq", "bits": 4, "group_size": 64, "version": "gemm"})");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  expect_weights(*checkpoint, weights);
}

TEST(Checkpoint, AwqPacksCodes0To7AsTheReferenceDoes) {
  Folder folder;
  folder.add<std::uint32_t>(kModule + "qweight", "I32", {1, 1}, {0x75316420});
  folder.add<std::uint32_t>(kModule + "qzeros", "I32", {1, 1}, {0});
  folder.add(kModule + "scales", "F16", {1, 8}, std::vector(8, quant::to_half(1)));
  const auto checkpoint = folder.open(R"({"quant_method": "awq", "w_bit": 4, "q_group_size": -1})");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  std::vector<float> out(8);
  (*checkpoint->linear("model.layers.0.mlp.up_proj"))->read_rows(0, 8, out.data());
  EXPECT_EQ(out, (std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7}));
}

void add_gptq(Folder& folder, const Weights& weights, unsigned stored_less) {
  const std::size_t code_words = weights.columns * weights.bits / 32, zero_words = weights.rows * weights.bits / 32;
  Words codes(code_words * weights.rows), zeros(weights.groups * zero_words);
  for (std::size_t r = 0; r < weights.rows; ++r) {
    for (std::size_t c = 0; c < weights.columns; ++c)
      put_bits(codes, r, weights.rows, c * weights.bits, weights.bits, weights.codes[r * weights.columns + c]);
    for (std::size_t g = 0; g < weights.groups; ++g) {
      const unsigned zero = (weights.zeros[r * weights.groups + g] - stored_less) & ((1U << weights.bits) - 1);
      put_bits(zeros, g * zero_words, 1, r * weights.bits, weights.bits, zero);
    }
  }
  folder.add(kModule + "qweight", "I32", {code_words, weights.rows}, codes);
  folder.add(kModule + "qzeros", "I32", {weights.groups, zero_words}, zeros);
  folder.add(kModule + "scales", "F16", {weights.groups, weights.rows}, weights.scales_by_group());
}

std::string gptq_config(const Weights& weights, std::string_view format) {
  return fmt::format(R"({{"quant_method": "gptq", "bits": {}, "group_size": {}, "checkpoint_format": "{}"}})",
                     weights.bits, weights.group, format);
}

TEST(Checkpoint, ReadsGptqOfEveryWidthAndVersion) {
  for (const unsigned bits : {2U, 3U, 4U, 8U}) {
    for (const bool v1 : {true, false}) {
      SCOPED_TRACE(fmt::format("{} bits, {}", bits, v1 ? "v1" : "v2"));
      Folder folder;
      const Weights weights(32, 160, 64, bits);  // the last group is cut short
      add_gptq(folder, weights, v1 ? 1 : 0);
      const auto checkpoint = folder.open(gptq_config(weights, v1 ? "gptq" : "gptq_v2"));
      ASSERT_TRUE(checkpoint) << checkpoint.error().message;
      expect_weights(*checkpoint, weights);
    }
  }
}

TEST(Checkpoint, ReadsGptqWithGroupsInOrderOfActivation) {
  Folder folder;
  Weights weights(32, 128, 32, 4);
  std::shuffle(weights.group_of.begin(), weights.group_of.end(), std::mt19937(3));
  add_gptq(folder, weights, 1);
  folder.add(kModule + "g_idx", "I32", {weights.columns}, weights.group_of);
  const auto checkpoint = folder.open(gptq_config(weights, "gptq"));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  expect_weights(*checkpoint, weights);
}

TEST(Checkpoint, ReadsGroupsOfUnequalSize) {
  Folder folder;
  Weights weights(32, 128, 32, 4);
  weights.group_of[0] = 3;
  add_gptq(folder, weights, 1);
  folder.add(kModule + "g_idx", "I32", {weights.columns}, weights.group_of);
  const auto checkpoint = folder.open(gptq_config(weights, "gptq"));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  expect_weights(*checkpoint, weights);
}

TEST(Checkpoint, SymmetricGptqHasNoMinimums) {
  Folder folder;
  Weights weights(32, 64, 32, 4);
  for (unsigned& zero : weights.zeros) zero = 8;
  add_gptq(folder, weights, 1);
  const auto checkpoint = folder.open(gptq_config(weights, "gptq"));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  expect_weights(*checkpoint, weights);
  EXPECT_FALSE((*checkpoint->linear("model.layers.0.mlp.up_proj"))->groups()->zeros);
}

TEST(Checkpoint, GptqPacksThreeBitsAsTheReferenceDoes) {
  Words words(3);
  for (unsigned k = 0; k < 32; ++k) put_bits(words, 0, 1, 3 * std::size_t{k}, 3, k % 8);
  EXPECT_EQ(words, (Words{0x88fac688, 0xc688fac6, 0xfac688fa})) << "the encoder of these tests";
  Words nibbles(1);
  for (unsigned k = 0; k < 8; ++k) put_bits(nibbles, 0, 1, 4 * std::size_t{k}, 4, k);
  EXPECT_EQ(nibbles, (Words{0x76543210}));
}

void add_packed(Folder& folder, const Weights& weights, bool symmetric) {
  const std::size_t words = (weights.columns * weights.bits + 31) / 32;
  const std::size_t zero_words = (weights.rows * weights.bits + 31) / 32;
  Words codes(weights.rows * words), zeros(zero_words * weights.groups);
  for (std::size_t r = 0; r < weights.rows; ++r) {
    for (std::size_t c = 0; c < weights.columns; ++c)
      put_bits(codes, r * words, 1, c * weights.bits, weights.bits, weights.codes[r * weights.columns + c]);
    for (std::size_t g = 0; g < weights.groups; ++g)
      put_bits(zeros, g, weights.groups, r * weights.bits, weights.bits, weights.zeros[r * weights.groups + g]);
  }
  folder.add(kModule + "weight_packed", "I32", {weights.rows, words}, codes);
  folder.add<std::int64_t>(kModule + "weight_shape", "I64", {2},
                           {static_cast<std::int64_t>(weights.rows), static_cast<std::int64_t>(weights.columns)});
  folder.add(kModule + "weight_scale", "F16", {weights.rows, weights.groups}, weights.scales);
  if (!symmetric) folder.add(kModule + "weight_zero_point", "I32", {zero_words, weights.groups}, zeros);
}

std::string packed_config(const Weights& weights, bool symmetric) {
  const bool channel = weights.groups == 1;
  return fmt::format(R"({{"quant_method": "compressed-tensors", "format": "pack-quantized",
      "quantization_status": "compressed", "config_groups": {{"group_0": {{"targets": ["Linear"], "weights": {{
      "num_bits": {}, "type": "int", "symmetric": {}, "strategy": "{}", "group_size": {}}}}}}}}})",
                     weights.bits, symmetric, channel ? "channel" : "group",
                     channel ? "null" : std::to_string(weights.group));
}

TEST(Checkpoint, ReadsCompressedTensorsPacked) {
  for (const unsigned bits : {4U, 8U}) {
    for (const bool symmetric : {true, false}) {
      for (const std::size_t group : {std::size_t{32}, std::size_t{100}}) {
        SCOPED_TRACE(fmt::format("{} bits, symmetric {}, groups of {}", bits, symmetric, group));
        Folder folder;
        Weights weights(21, 100, group, bits);  // neither rows nor columns fill their last words
        if (symmetric) std::ranges::fill(weights.zeros, 1U << (bits - 1));
        add_packed(folder, weights, symmetric);
        const auto checkpoint = folder.open(packed_config(weights, symmetric));
        ASSERT_TRUE(checkpoint) << checkpoint.error().message;
        expect_weights(*checkpoint, weights);
      }
    }
  }
}

TEST(Checkpoint, ReadsCompressedTensorsWithAGroupIndex) {
  Folder folder;
  Weights weights(16, 128, 32, 4);
  std::shuffle(weights.group_of.begin(), weights.group_of.end(), std::mt19937(5));
  add_packed(folder, weights, false);
  folder.add(kModule + "weight_g_idx", "I32", {weights.columns}, weights.group_of);
  const auto checkpoint = folder.open(packed_config(weights, false));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  expect_weights(*checkpoint, weights);
}

TEST(Checkpoint, CompressedTensorsPackSignedCodesAsTheReferenceDoes) {
  Folder folder;
  folder.add<std::uint32_t>(kModule + "weight_packed", "I32", {1, 1}, {0x76543210});
  folder.add<std::int64_t>(kModule + "weight_shape", "I64", {2}, {1, 8});
  folder.add<float>(kModule + "weight_scale", "F32", {1, 1}, {1});
  const auto checkpoint = folder.open(packed_config(Weights(1, 8, 8, 4), true));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  std::vector<float> out(8);
  (*checkpoint->linear("model.layers.0.mlp.up_proj"))->read_rows(0, 1, out.data());
  EXPECT_EQ(out, (std::vector<float>{-8, -7, -6, -5, -4, -3, -2, -1}));
}

TEST(Checkpoint, ReadsInt8WithOneScalePerRow) {
  const std::vector<std::int8_t> codes{-127, 0, 5, 127, 3, -128};
  for (const bool bitsandbytes : {true, false}) {
    Folder folder;
    folder.add(kModule + "weight", "I8", {2, 3}, codes);
    folder.add<float>(kModule + (bitsandbytes ? "SCB" : "weight_scale"), "F32", bitsandbytes ? Shape{2} : Shape{2, 1},
                      {bitsandbytes ? 127.F : 1.F, bitsandbytes ? 254.F : 2.F});
    const auto checkpoint = folder.open(
        bitsandbytes ? R"({"quant_method": "bitsandbytes", "load_in_8bit": true})"
                     : R"({"quant_method": "compressed-tensors", "format": "int-quantized", "config_groups": {"g":
                          {"weights": {"num_bits": 8, "type": "int", "strategy": "channel"}}}})");
    ASSERT_TRUE(checkpoint) << checkpoint.error().message;
    const auto source = checkpoint->linear("model.layers.0.mlp.up_proj");
    ASSERT_TRUE(source) << source.error().message;
    std::vector<float> out(6);
    (*source)->read_rows(0, 2, out.data());
    EXPECT_EQ(out, (std::vector<float>{-127, 0, 5, 254, 6, -256}));
  }
}

TEST(Checkpoint, ReadsPlainTensorsOfAFolderAndOfGgufAlike) {
  const std::vector<float> matrix{1, 2, 3, 4, 5, 6}, norm{0.5F, 1.5F, 2.5F};
  std::vector<quant::BFloat16> rounded;
  rounded.reserve(matrix.size());
  for (const float value : matrix) rounded.push_back(quant::to_bfloat16(value));
  Folder folder;
  folder.add("lm_head.weight", "BF16", {2, 3}, rounded);
  folder.add("model.norm.weight", "F32", {3}, norm);
  const auto plain = folder.open("");
  ASSERT_TRUE(plain) << plain.error().message;

  GgufHeader header;
  header.set("general.architecture", "qwen2");
  const std::size_t head = header.add("lm_head.weight", quant::Type::kBf16, {2, 3});
  const std::size_t last = header.add("model.norm.weight", quant::Type::kF32, {3});
  auto writer = header.create(folder.path() / "x.gguf");
  ASSERT_TRUE(writer && writer->write(head, 0, std::as_bytes(std::span(rounded))) &&
              writer->write(last, 0, std::as_bytes(std::span(norm))) && writer->finish());
  const auto gguf = Checkpoint::open(folder.path() / "x.gguf");
  ASSERT_TRUE(gguf) << gguf.error().message;

  for (const Checkpoint* checkpoint : {&*plain, &*gguf}) {
    const auto source = checkpoint->linear("lm_head");
    ASSERT_TRUE(source) << source.error().message;
    std::vector<float> out(3);
    (*source)->read_rows(1, 1, out.data());
    EXPECT_EQ(out, (std::vector<float>{4, 5, 6}));
    EXPECT_EQ((*source)->scheme(), "BF16");
    EXPECT_EQ((*source)->stored()->type, quant::Type::kBf16);
    EXPECT_EQ(*checkpoint->vector("model.norm.weight", 3), norm);
    EXPECT_EQ(checkpoint->vector("model.norm.weight", 4).error().message,
              checkpoint->name() + ": tensor 'model.norm.weight': expected 4 elements, found shape [3]");
    EXPECT_EQ(checkpoint->linear("absent").error().code, Errc::kNotFound);
  }
}

TEST(Checkpoint, TensorsThatContradictEachOtherAreNamed) {
  const Weights weights(32, 128, 32, 4);
  struct Case {
    std::string tensor, dtype;
    Shape shape;
    std::string says;
  };
  const Case cases[] = {
      {"scales", "F16", {3, 32}, "'model.layers.0.mlp.up_proj.scales': expected shape [4, 32], found [3, 32]"},
      {"scales", "I32", {4, 32}, "'model.layers.0.mlp.up_proj.scales': type I32 is not supported"},
      {"qzeros", "I32", {4, 5}, "'model.layers.0.mlp.up_proj.qzeros': expected shape [4, 4], found [4, 5]"},
      {"qzeros", "F32", {4, 4}, "'model.layers.0.mlp.up_proj.qzeros': expected type I32, found F32"},
      {"qweight", "I32", {16}, "'model.layers.0.mlp.up_proj.qweight': expected a matrix, found shape [16]"},
      {"qweight", "I32", {0, 32}, "'model.layers.0.mlp.up_proj.qweight': expected a matrix, found shape [0, 32]"},
      {"g_idx", "I32", {128}, "'model.layers.0.mlp.up_proj.g_idx': element 0 is -1, but there are 4 groups"},
      {"g_idx", "I32", {127}, "'model.layers.0.mlp.up_proj.g_idx': expected shape [128], found [127]"},
  };
  for (const auto& [tensor, dtype, shape, says] : cases) {
    Folder folder;
    const auto add = [&](const std::string& name, const std::string& right_dtype, const Shape& right_shape) {
      const bool wrong = name == tensor;
      const Shape& chosen = wrong ? shape : right_shape;
      const std::string& type = wrong ? dtype : right_dtype;
      folder.add(kModule + name, type, chosen,
                 std::vector<std::uint8_t>(chosen.elements() * bits_of_dtype(type) / 8, 0xFF));
    };
    add("qweight", "I32", {16, 32});
    add("qzeros", "I32", {4, 4});
    add("scales", "F16", {4, 32});
    if (tensor == "g_idx") add("g_idx", "I32", {128});
    const auto checkpoint = folder.open(gptq_config(weights, "gptq"));
    ASSERT_TRUE(checkpoint) << checkpoint.error().message;
    const auto source = checkpoint->linear("model.layers.0.mlp.up_proj");
    ASSERT_FALSE(source) << says;
    EXPECT_EQ(source.error().message, folder.path().string() + ": tensor " + says);
  }
}

TEST(Checkpoint, QuantisedWeightsWithoutAConfigurationAreRefused) {
  Folder folder;
  add_awq(folder, Weights(8, 64, 64, 4));
  const auto checkpoint = folder.open("");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->linear("model.layers.0.mlp.up_proj").error().message,
            folder.path().string() +
                ": tensor 'model.layers.0.mlp.up_proj.qweight': type I32 is not supported without a "
                "quantization_config");
}

}  // namespace
}  // namespace qed::formats
