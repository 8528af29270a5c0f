#include "formats/hf_config.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "formats/json.h"

namespace qed::formats {
namespace {

// What every configuration below has, and what a test adds to it.
Result<HfConfig> parse(std::string_view more, std::string_view generation = "", std::string_view quantization = "") {
  const std::string config =
      fmt::format(R"({{"architectures":["Qwen2ForCausalLM"],"model_type":"qwen2","vocab_size":151936,"hidden_size":1536,
                      "intermediate_size":8960,"num_hidden_layers":28,"num_attention_heads":12{}{}}})",
                  more.empty() ? "" : ",", more);
  return parse_hf_config(config, generation, quantization, "m");
}

std::string error(std::string_view more) {
  const auto config = parse(more);
  return config ? "" : config.error().message;
}

TEST(HfConfig, ReadsAQwen2Model) {
  const auto config = parse(
      R"("num_key_value_heads":2,"rms_norm_eps":1e-06,"rope_theta":1000000.0,"tie_word_embeddings":true,
         "torch_dtype":"bfloat16","max_position_embeddings":32768,"use_sliding_window":false,"sliding_window":32768,
         "max_window_layers":21,"hidden_act":"silu","bos_token_id":151643,"eos_token_id":151645)",
      R"({"eos_token_id":[151645,151643],"pad_token_id":151643,"do_sample":true,"temperature":0.7,"top_p":0.8,
          "top_k":20,"repetition_penalty":1.05})");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->architecture, "Qwen2ForCausalLM");
  EXPECT_EQ(config->model_type, "qwen2");
  EXPECT_EQ(config->dtype, "bfloat16");
  EXPECT_EQ(config->vocabulary, 151936U);
  EXPECT_EQ(config->width, 1536U);
  EXPECT_EQ(config->feed_forward, 8960U);
  EXPECT_EQ(config->layers, 28U);
  EXPECT_EQ(config->heads, 12U);
  EXPECT_EQ(config->kv_heads, 2U);
  EXPECT_EQ(config->head_width, 128U);
  EXPECT_EQ(config->context, 32768U);
  EXPECT_EQ(config->norm_epsilon, 1e-6);
  EXPECT_EQ(config->tied_embeddings, true);
  EXPECT_EQ(config->sliding_window, 0U);
  EXPECT_EQ(config->rope.theta, 1e6);
  EXPECT_EQ(config->rope.type, "default");
  EXPECT_EQ(config->eos, (std::vector<std::uint32_t>{151645, 151643})) << "generation_config.json wins";
  EXPECT_EQ(config->bos, 151643U);
  EXPECT_EQ(config->pad, 151643U);
  EXPECT_EQ(config->generation.temperature, 0.7);
  EXPECT_EQ(config->generation.top_k, 20U);
  EXPECT_EQ(config->generation.min_p, std::nullopt);
  EXPECT_FALSE(config->quantization);
}

TEST(HfConfig, WhatIsMissingHasTheDefaultsOfTheFormat) {
  const auto config = parse(R"("num_key_value_heads":null)");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->kv_heads, 12U);
  EXPECT_EQ(config->rope.theta, 10000);
  EXPECT_EQ(config->tied_embeddings, std::nullopt);
  EXPECT_TRUE(config->eos.empty());
}

TEST(HfConfig, BothSpellingsOfRopeAndDtypeMeanTheSame) {
  for (const char* spelling :
       {R"("rope_theta":5e5,"rope_scaling":{"type":"yarn","factor":4,"original_max_position_embeddings":4096},
           "torch_dtype":"float16")",
        R"("rope_theta":5e5,"rope_scaling":{"rope_type":"yarn","factor":4.0,"original_max_position_embeddings":4096},
           "dtype":"float16")",
        R"("rope_parameters":{"rope_type":"yarn","rope_theta":5e5,"factor":4,
           "original_max_position_embeddings":4096},"dtype":"float16")"}) {
    const auto config = parse(spelling);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->rope.theta, 5e5);
    EXPECT_EQ(config->rope.type, "yarn");
    EXPECT_EQ(config->rope.factor, 4);
    EXPECT_EQ(config->rope.original_context, 4096U);
    EXPECT_EQ(config->rope.beta_fast, 32);
    EXPECT_EQ(config->dtype, "float16");
  }
}

TEST(HfConfig, SlidingWindowsAreReadInEverySpelling) {
  struct Case {
    std::string fields;
    std::uint32_t window, full_layers;
  };
  const Case cases[] = {
      {R"("sliding_window":4096)", 0, 0},  // Qwen's switch is off
      {R"("model_type":"mistral","sliding_window":4096)", 4096, 0},
      {R"("model_type":"mistral","sliding_window":null)", 0, 0},
      {R"("use_sliding_window":true,"sliding_window":4096,"max_window_layers":21)", 4096, 21},
      {R"("use_sliding_window":true,"sliding_window":4096,"layer_types":["full_attention","sliding_attention"])", 4096,
       1},
      {R"("use_sliding_window":true,"sliding_window":4096,"layer_types":["full_attention","full_attention"])", 0, 2},
  };
  for (const auto& [fields, window, full_layers] : cases) {
    const auto config = parse(fields);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->sliding_window, window) << fields;
    EXPECT_EQ(config->full_layers, full_layers) << fields;
  }
}

TEST(HfConfig, WhatIsOffIsNamed) {
  struct Case {
    std::string fields, says;
  };
  const Case cases[] = {
      {R"("num_hidden_layers":"28")",
       "m/config.json: field 'num_hidden_layers': expected an integer from 0 to 4294967295, found string"},
      {R"("num_hidden_layers":null)", "m/config.json: field 'num_hidden_layers' is missing"},
      {R"("hidden_size":0)", "m/config.json: field 'hidden_size' is 0"},
      {R"("hidden_size":-5)", "m/config.json: field 'hidden_size': expected an integer from 0 to 4294967295, found -5"},
      {R"("num_key_value_heads":5)",
       "m/config.json: field 'num_attention_heads': 12 heads do not fit a width of 1536 and 5 key-value heads"},
      {R"("architectures":"Qwen2")", "m/config.json: field 'architectures': expected a list of strings, found string"},
      {R"("architectures":[])", "m/config.json: field 'architectures' is empty"},
      {R"("eos_token_id":[1,"2"])", "m/config.json: field 'eos_token_id': expected token numbers"},
      {R"("rope_scaling":[])", "m/config.json: field 'rope_scaling': expected an object, found array"},
      {R"("rope_scaling":{"factor":"4"})",
       "m/config.json: field 'rope_scaling.factor': expected a number, found string"},
  };
  for (const auto& [fields, says] : cases) EXPECT_EQ(error(fields), says);
  EXPECT_EQ(parse_hf_config("[]", "", "", "m").error().message, "m/config.json: expected a JSON object, found array");
  EXPECT_EQ(parse("", "{").error().message, "m/generation_config.json: no JSON: malformed at byte 2");
}

TEST(HfConfig, ReadsEveryQuantisation) {
  using Method = HfQuantization::Method;
  struct Case {
    std::string fields;
    Method method;
    unsigned bits;
    std::size_t group;
    std::string format;
  };
  const Case cases[] = {
      {R"("quant_method":"awq","bits":4,"group_size":128,"zero_point":true,"version":"gemm",
          "modules_to_not_convert":null)",
       Method::kAwq, 4, 128, "gemm"},
      {R"("quant_method":"awq","w_bit":4,"q_group_size":64,"version":"GEMM")", Method::kAwq, 4, 64, "gemm"},
      {R"("quant_method":"gptq","bits":3,"group_size":-1,"desc_act":true)", Method::kGptq, 3, 0, "gptq"},
      {R"("quant_method":"gptq","bits":8,"group_size":32,"checkpoint_format":"gptq_v2","dynamic":{},
          "is_marlin_format":false)",
       Method::kGptq, 8, 32, "gptq_v2"},
      {R"("quant_method":"compressed-tensors","format":"mixed-precision","config_groups":{"a":{"format":
          "int-quantized","weights":{"num_bits":8,"group_size":null}}})",
       Method::kCompressedTensors, 8, 0, "int-quantized"},
      {R"("quant_method":"compressed-tensors","format":"pack-quantized","sparsity_config":{"format":"dense"},
          "config_groups":{"a":{"weights":{"num_bits":4,"strategy":"group","group_size":128}}})",
       Method::kCompressedTensors, 4, 128, "pack-quantized"},
  };
  for (const auto& [fields, method, bits, group, format] : cases) {
    const auto config = parse(fmt::format(R"("quantization_config":{{{}}})", fields));
    ASSERT_TRUE(config) << config.error().message;
    ASSERT_TRUE(config->quantization);
    EXPECT_EQ(config->quantization->method, method);
    ASSERT_EQ(config->quantization->schemes.size(), 1U);
    const HfQuantization::Scheme& scheme = config->quantization->schemes[0];
    EXPECT_EQ(std::tie(scheme.bits, scheme.group_size, scheme.format), std::tie(bits, group, format));
  }
  for (const auto& [flag, method] : {std::pair("load_in_4bit", Method::kBnb4), {"load_in_8bit", Method::kInt8}})
    EXPECT_EQ(parse(fmt::format(R"("quantization_config":{{"quant_method":"bitsandbytes","{}":true}})", flag))
                  ->quantization->method,
              method);
  EXPECT_EQ(parse("", "", R"({"bits":4,"group_size":128})")->quantization->method, Method::kGptq)
      << "quantize_config.json of old checkpoints names no method";
}

TEST(HfConfig, QuantisationsThatWouldBeMisreadAreRefused) {
  struct Case {
    std::string fields, says;
  };
  const Case cases[] = {
      {R"("quant_method":"hqq")", "quant_method': 'hqq' is not supported"},
      {R"("quant_method":"awq","bits":4,"version":"gemv")", "version': gemv is not supported"},
      {R"("quant_method":"awq","bits":3)", "bits': 3 is not supported"},
      {R"("quant_method":"gptq","bits":4,"checkpoint_format":"marlin")", "checkpoint_format': marlin is not supported"},
      {R"("quant_method":"gptq","bits":4,"dynamic":{"-:.*down.*":{}})", "dynamic' is not supported"},
      {R"("quant_method":"gptq","bits":4,"is_marlin_format":true)", "is_marlin_format' is not supported"},
      {R"("quant_method":"compressed-tensors","format":"float-quantized","config_groups":{"a":{"weights":
          {"num_bits":8,"type":"float"}}})",
       "config_groups.a.format': float-quantized is not supported"},
      {R"("quant_method":"compressed-tensors","format":"pack-quantized","sparsity_config":{"format":
          "sparse-24-bitmask"},"config_groups":{})",
       "sparsity_config.format': sparse-24-bitmask is not supported"},
  };
  for (const auto& [fields, says] : cases)
    EXPECT_EQ(error(fmt::format(R"("quantization_config":{{{}}})", fields)),
              "m/config.json: field 'quantization_config." + says);
}

TEST(HfConfig, ReadsAFolderAndFindsItsTokenizer) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "qed_hf_config";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  EXPECT_EQ(read_hf_config(folder).error().code, Errc::kNotFound);
  ASSERT_TRUE(write_file(folder / "config.json",
                         R"({"architectures":["X"],"vocab_size":1,"hidden_size":1,"intermediate_size":1,
                             "num_hidden_layers":1,"num_attention_heads":1,"eos_token_id":7})"));
  ASSERT_TRUE(write_file(folder / "tokenizer.json", "{}"));
  const auto config = read_hf_config(folder);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->eos, std::vector<std::uint32_t>{7});
  EXPECT_EQ(locate_tokenizer(folder).tokenizer, folder / "tokenizer.json");
  EXPECT_TRUE(locate_tokenizer(folder).sentencepiece.empty());
}

TEST(Json, LimitsHold) {
  const auto code = [](const std::string& text, const JsonLimits& limits = {}) {
    const auto json = parse_json(text, "j", limits);
    return json ? std::string("read") : std::string(name(json.error().code)) + ": " + json.error().message;
  };
  EXPECT_EQ(code("[[1]]", {.depth = 2}), "read");
  EXPECT_EQ(code("[[[1]]]", {.depth = 2}), "limit_exceeded: j: nested deeper than 2");
  EXPECT_EQ(code(std::string(1 << 20, '[')), "limit_exceeded: j: nested deeper than 32");
  EXPECT_EQ(code("[1,2,3]", {.values = 3}), "limit_exceeded: j: more than 3 values");
  EXPECT_EQ(code("[1,2,3]", {.bytes = 3}), "limit_exceeded: j: longer than 3 bytes");
  EXPECT_EQ(code("[\"\\\"" + std::string(2 << 20, 'x')),
            "limit_exceeded: j: a string or a number of over 1048576 bytes at byte 2");
  EXPECT_EQ(code("[1]" + std::string(2 << 20, ' ')), "read") << "blanks are no token";
  EXPECT_EQ(code("[1,"), "corrupt: j: no JSON: malformed at byte 4");
  EXPECT_EQ(code("[1e999]"), "corrupt: j: no JSON: malformed at byte 6");
  EXPECT_EQ(*parse_json(R"({"a":[1,{"b":[]},null],"c":"d"})", "j"),
            nlohmann::json::parse(R"({"a":[1,{"b":[]},null],"c":"d"})"));
}

}  // namespace
}  // namespace qed::formats
