// Whatever a file claims, reading it takes at most twice its size and 64 MiB: measured at operator new.
#include <gtest/gtest.h>
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "formats/gguf.h"
#include "formats/hf_config.h"
#include "formats/json.h"
#include "formats/safetensors.h"

namespace {

std::atomic<std::size_t> live_bytes{0}, peak_bytes{0};

}  // namespace

// Not inlined: g++ takes the pair for a mismatch where it sees malloc meet operator delete.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  void* memory = std::malloc(size);
  if (!memory) return nullptr;
  const std::size_t now = live_bytes += malloc_usable_size(memory);
  if (now > peak_bytes) peak_bytes = now;
  return memory;
}
void* operator new(std::size_t size) {
  void* memory = operator new(size, std::nothrow);
  if (!memory) std::abort();
  return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  live_bytes -= malloc_usable_size(memory);
  std::free(memory);
}
// The analyzer takes the operator that frees for one that is handed freed memory.
// NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDelete)
void operator delete(void* memory, std::size_t /*size*/) noexcept { operator delete(memory); }

namespace qed::formats {
namespace {

// What `work` takes at its worst, beyond what was taken before.
template <class Work>
std::size_t peak_of(const Work& work) {
  const std::size_t before = live_bytes;
  peak_bytes = before;
  work();
  return peak_bytes - before;
}

void expect_bounded(std::size_t taken, std::size_t file_bytes) {
  EXPECT_LE(taken, 2 * file_bytes + (std::size_t{64} << 20)) << "of a file of " << file_bytes;
}

template <class T>
void put(std::string& file, T value) {
  file.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string gguf_start(std::uint64_t tensors, std::uint64_t entries) {
  std::string file;
  put(file, kGgufMagic);
  put(file, std::uint32_t{3});
  put(file, tensors);
  put(file, entries);
  return file;
}

// One key "k" with an array of `count` elements, all zero bytes: numbers or empty strings.
std::string gguf_with_array(GgufValue::Type element, std::uint64_t count) {
  std::string file = gguf_start(0, 1);
  put(file, std::uint64_t{1});
  file += 'k';
  put(file, std::uint32_t{9});
  put(file, static_cast<std::uint32_t>(element));
  put(file, count);
  const std::size_t each = size_of(element) == 0 ? 8 : size_of(element);
  file.resize(file.size() + each * count);
  return file;
}

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

TEST(Memory, OfGgufFilesIsBounded) {
  std::string most_tensors = gguf_start(Gguf::kMaxTensors, 0);
  for (std::uint64_t i = 0; i < Gguf::kMaxTensors; ++i) {
    put(most_tensors, std::uint64_t{4});
    put(most_tensors, static_cast<std::uint32_t>(i));  // the name
    put(most_tensors, std::uint32_t{0});
    put(most_tensors, std::uint32_t{0});
    put(most_tensors, 32 * i);
  }
  most_tensors.resize(most_tensors.size() + 32 * Gguf::kMaxTensors);
  const std::string files[] = {most_tensors, gguf_with_array(GgufValue::Type::kString, Gguf::kMaxListed),
                               gguf_with_array(GgufValue::Type::kU8, 100'000'000),
                               gguf_with_array(GgufValue::Type::kU8, Gguf::kMaxListed),
                               gguf_with_array(GgufValue::Type::kArray, 1'000'000)};
  for (const std::string& file : files) {
    const std::size_t taken = peak_of([&] {
      const auto read = Gguf::read(bytes_of(file), "m");
      if (!read) return;
      (void)read->get<std::vector<std::string_view>>("k");
      (void)read->get<std::vector<std::int32_t>>("k");
    });
    expect_bounded(taken, file.size());
  }
}

TEST(Memory, OfSafetensorsHeadersIsBounded) {
  const auto file_with = [](std::string_view header) {
    std::string file;
    put(file, std::uint64_t{header.size()});
    return file.append(header);
  };
  std::string most_tensors = "{", metadata = R"({"__metadata__":{)";
  for (std::size_t i = 0; i < Safetensors::kMaxTensors; ++i)
    most_tensors += fmt::format(R"({}"{}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})", i ? "," : "", i);
  for (int i = 0; i < 100'000; ++i) metadata += fmt::format(R"({}"{}":"")", i ? "," : "", i);
  const std::string files[] = {file_with(most_tensors + "}"), file_with(metadata + "}}"),
                               file_with("{\"" + std::string(Safetensors::kMaxHeaderBytes - 2, 'n')),
                               file_with("{\"w\":" + std::string(Safetensors::kMaxHeaderBytes - 5, '['))};
  for (const std::string& file : files)
    expect_bounded(peak_of([&] { (void)Safetensors::read(bytes_of(file), "m"); }), file.size());
  EXPECT_TRUE(Safetensors::read(bytes_of(files[0]), "m")) << "as many tensors as allowed";
}

TEST(Memory, OfJsonIsBounded) {
  const std::size_t limit = JsonLimits().bytes;
  std::string lists = "[", map = "{\"weight_map\":{";
  while (lists.size() < limit - 8) lists += "[],";
  while (map.size() < limit - 80) map += fmt::format(R"("{:020}":"model-00001-of-00002.safetensors",)", map.size());
  for (const std::string& text : {lists, map, "\"" + std::string(limit - 1, 'x'), std::string(limit, '[')})
    expect_bounded(peak_of([&] { (void)parse_json(text, "m"); }), text.size());
  for (const std::string& text : {lists, map})
    expect_bounded(peak_of([&] { (void)parse_hf_config(text.substr(0, 4 << 20), "", "", "m"); }), 4 << 20);
}

}  // namespace
}  // namespace qed::formats
