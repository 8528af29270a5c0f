// Weights a second out of each scheme, as loading a model reads them: 64 rows at a time, by floats and by groups.
#include <benchmark/benchmark.h>

#include <cstring>

#include <nlohmann/json.hpp>

#include "formats/checkpoint.h"

namespace qed::formats {
namespace {

constexpr std::size_t kRows = 1024, kColumns = 4096, kGroup = 128, kGroups = kColumns / kGroup, kRowsAtOnce = 64;

struct Part {
  std::string name, dtype;
  std::vector<std::size_t> shape;
};

struct Scheme {
  std::string name;
  HfQuantization quantization;
  std::vector<Part> parts;
};

const std::vector<Scheme>& schemes() {
  using Method = HfQuantization::Method;
  static const std::vector<Scheme> kSchemes{
      {"bf16", {}, {{"weight", "BF16", {kRows, kColumns}}}},
      {"awq",
       {Method::kAwq, {{4, kGroup, "gemm"}}},
       {{"qweight", "I32", {kColumns, kRows / 8}},
        {"qzeros", "I32", {kGroups, kRows / 8}},
        {"scales", "F16", {kGroups, kRows}}}},
      {"gptq4",
       {Method::kGptq, {{4, kGroup, "gptq"}}},
       {{"qweight", "I32", {kColumns / 8, kRows}},
        {"qzeros", "I32", {kGroups, kRows / 8}},
        {"scales", "F16", {kGroups, kRows}}}},
      {"gptq3",
       {Method::kGptq, {{3, kGroup, "gptq"}}},
       {{"qweight", "I32", {kColumns * 3 / 32, kRows}},
        {"qzeros", "I32", {kGroups, kRows * 3 / 32}},
        {"scales", "F16", {kGroups, kRows}}}},
      {"packed4",
       {Method::kCompressedTensors, {{4, kGroup, "pack-quantized"}}},
       {{"weight_packed", "I32", {kRows, kColumns / 8}},
        {"weight_shape", "I64", {2}},
        {"weight_scale", "BF16", {kRows, kGroups}}}},
  };
  return kSchemes;
}

// One layer "a" in a safetensors file in memory, all bytes 0x11 but for the shape.
std::vector<std::byte> file_of(const Scheme& scheme) {
  nlohmann::json header;
  std::size_t end = 0;
  for (const Part& part : scheme.parts) {
    std::size_t bytes = bits_of_dtype(part.dtype) / 8;
    for (const std::size_t size : part.shape) bytes *= size;
    header["a." + part.name] = {{"dtype", part.dtype}, {"shape", part.shape}, {"data_offsets", {end, end + bytes}}};
    end += bytes;
  }
  const std::string text = header.dump();
  const std::uint64_t length = text.size();
  std::vector<std::byte> file(sizeof length + length + end, std::byte{0x11});
  std::memcpy(file.data(), &length, sizeof length);
  std::memcpy(file.data() + sizeof length, text.data(), length);
  if (header.contains("a.weight_shape")) {
    const std::uint64_t shape[] = {kRows, kColumns};
    const std::size_t at = header["a.weight_shape"]["data_offsets"][0];
    std::memcpy(file.data() + sizeof length + length + at, shape, sizeof shape);
  }
  return file;
}

void read(benchmark::State& state, bool by_groups) {
  const Scheme& scheme = schemes()[static_cast<std::size_t>(state.range(0))];
  const std::vector<std::byte> bytes = file_of(scheme);
  HfConfig config;
  config.quantization = scheme.quantization;
  std::vector<Safetensors> shards;
  shards.push_back(*Safetensors::read(bytes, "bench"));
  const Checkpoint checkpoint = *Checkpoint::assemble(std::move(config), std::move(shards), "bench");
  const auto source = *checkpoint.linear("a");
  if (by_groups && !source->groups()) return state.SkipWithError("no groups");
  std::vector<float> out(kRowsAtOnce * kColumns), scales(kRowsAtOnce * kGroups);
  std::vector<std::int8_t> codes(out.size()), zeros(scales.size());
  for (auto _ : state) {
    for (std::size_t row = 0; row < kRows; row += kRowsAtOnce) {
      if (by_groups)
        source->read_groups(row, kRowsAtOnce, codes.data(), scales.data(), zeros.data());
      else
        source->read_rows(row, kRowsAtOnce, out.data());
      benchmark::ClobberMemory();
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows * kColumns));
  state.SetLabel(scheme.name);
}

BENCHMARK_CAPTURE(read, rows, false)->DenseRange(0, 4);
BENCHMARK_CAPTURE(read, groups, true)->DenseRange(1, 4);

}  // namespace
}  // namespace qed::formats
