// Checkpoints for tests.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "formats/checkpoint.h"
#include "formats/gguf_writer.h"

namespace qed::formats {

// Members of a config.json.
inline constexpr std::string_view kSmallConfig =
    R"("architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "vocab_size": 8, "hidden_size": 64,
       "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 1)";

// A checkpoint folder under construction; a test's folders have different names.
class Folder {
 public:
  explicit Folder(const std::string& name = "folder", std::string_view config = kSmallConfig) : config_(config) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::path(testing::TempDir()) / ("qed_checkpoint_" + std::to_string(::getpid())) /
            test->name() / name;
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;

  template <class T>
  void add(const std::string& name, std::string_view dtype, const Shape& shape, const std::vector<T>& values) {
    ids_.push_back(header_.add(name, dtype, shape));
    const auto bytes = std::as_bytes(std::span(values));
    data_.emplace_back(bytes.begin(), bytes.end());
  }

  Result<void> write(const std::string& quantization) {
    TensorWriter writer = QED_TRY(header_.create(path_ / "model.safetensors"));
    for (std::size_t i = 0; i < ids_.size(); ++i) QED_TRY(writer.write(ids_[i], 0, data_[i]));
    QED_TRY(writer.finish());
    const std::string comma = quantization.empty() ? "" : R"(, "quantization_config": )" + quantization;
    return write_file(path_ / "config.json", "{" + config_ + comma + "}");
  }
  Result<Checkpoint> open(const std::string& quantization) {
    QED_TRY(write(quantization));
    return Checkpoint::open(path_);
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  std::string config_;
  std::filesystem::path path_;
  SafetensorsHeader header_;
  std::vector<std::size_t> ids_;
  std::vector<std::vector<std::byte>> data_;
};

inline const std::string kModule = "model.layers.0.mlp.up_proj.";

}  // namespace qed::formats
