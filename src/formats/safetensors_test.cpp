#include "formats/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/file.h"

namespace qed::formats {
namespace {

std::filesystem::path folder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const auto path = std::filesystem::path(testing::TempDir()) / "qed_safetensors" / test->name();
  std::filesystem::create_directories(path);
  return path;
}

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// A file with this header and so many bytes of data.
std::string file_with(std::string_view json, std::size_t data_bytes = 0) {
  const std::uint64_t length = json.size();
  std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
  bytes += json;
  for (std::size_t i = 0; i < data_bytes; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

Result<void> write(const SafetensorsHeader& header, const std::filesystem::path& path,
                   const std::vector<std::string>& data) {
  TensorWriter writer = QED_TRY(header.create(path));
  for (std::size_t i = 0; i < data.size(); ++i) {
    // In two pieces, the last one first.
    const std::size_t half = data[i].size() / 2;
    QED_TRY(writer.write(i, half, bytes_of(data[i]).subspan(half)));
    QED_TRY(writer.write(i, 0, bytes_of(data[i]).first(half)));
  }
  return writer.finish();
}

std::string small_file() {
  SafetensorsHeader header;
  header.add("b.bytes", "U8", {3});
  header.add("w", "F32", {2, 2});
  header.add("a.half", "BF16", {1, 2, 1});
  header.add("empty", "F32", {0, 7});
  header.add("scalar", "I64", {});
  const auto path = folder() / "small.safetensors";
  EXPECT_TRUE(write(header, path, {"xyz", std::string(16, 'w'), "half", "", "12345678"}));
  return *read_file(path, 1 << 20);
}

TEST(Safetensors, WhatIsWrittenIsRead) {
  const std::string bytes = small_file();
  const auto file = Safetensors::read(bytes_of(bytes), "small");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->metadata().at("format"), "pt");
  EXPECT_EQ(file->tensors().size(), 5U);
  const Tensor* w = file->find("w");
  ASSERT_TRUE(w);
  EXPECT_EQ(w->shape, (Shape{2, 2}));
  EXPECT_EQ(w->type, quant::Type::kF32);
  EXPECT_EQ(w->bytes[15], std::byte{'w'});
  EXPECT_EQ(file->find("a.half")->dtype, "BF16");
  EXPECT_EQ(file->find("empty")->bytes.size(), 0U);
  EXPECT_EQ(file->find("scalar")->shape.rank(), 0U);
  EXPECT_EQ(file->find("scalar")->bytes[7], std::byte{'8'});
  EXPECT_EQ(file->find("b.bytes")->type, std::nullopt);
  EXPECT_EQ(file->find("absent"), nullptr);
}

TEST(Safetensors, TheWriterFollowsTheConventions) {
  const std::string bytes = small_file();
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  EXPECT_EQ(length % 8, 0U);
  // Largest elements first, then by name.
  std::size_t at = 0;
  for (const char* name : {"__metadata__", "scalar", "\"empty", "\"w\"", "a.half", "b.bytes"}) {
    const std::size_t next = bytes.find(name);
    EXPECT_NE(next, std::string::npos);
    EXPECT_GT(next, at) << name;
    at = next;
  }
}

TEST(Safetensors, EveryTruncationIsAnError) {
  const std::string bytes = small_file();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto front = bytes_of(bytes).first(length);
    const std::vector<std::byte> cut(front.begin(), front.end());
    const auto file = Safetensors::read(cut, "cut");
    ASSERT_FALSE(file) << length;
    EXPECT_TRUE(file.error().message.starts_with("cut: ")) << file.error().message;
  }
  EXPECT_FALSE(Safetensors::read(bytes_of(bytes + "x"), "longer")) << "bytes that belong to no tensor";
}

TEST(Safetensors, FlippedBitsGiveAFileOrAnErrorButNoCrash) {
  const std::string bytes = small_file();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    const auto file = Safetensors::read(bytes_of(flipped), "flipped");
    if (!file) continue;
    std::size_t sum = 0;
    for (const Tensor& tensor : file->tensors()) sum += tensor.bytes.size();
    EXPECT_EQ(sum, 31U);
  }
}

TEST(Safetensors, WhatIsOffIsNamed) {
  constexpr std::string_view kOne = R"("dtype":"U8","shape":[1],"data_offsets":[0,1])";
  const auto entry = [](std::string_view fields) { return fmt::format(R"({{"w":{{{}}}}})", fields); };
  struct Case {
    std::string file, says;
  };
  const Case cases[] = {
      {"abc", "x: too short for a safetensors file"},
      {file_with("{}").replace(0, 8, "\xff\xff\xff\xff\xff\xff\xff\xff"), "x: no safetensors file, or cut off"},
      {file_with("[]"), "x: the header does not begin with '{'"},
      {file_with("{\"w\""), "x: the header is no JSON: malformed at byte"},
      {file_with("{\"\xff\":1}"), "x: the header is no JSON: malformed at byte"},
      {file_with("{} x"), "x: the header is no JSON: malformed at byte"},
      {file_with(R"({"w":1})"), "x: tensor 'w': the header has a number where a tensor's entry is expected"},
      {file_with(R"({"w":[]})"), "x: tensor 'w': the header has a list where a tensor's entry is expected"},
      {file_with(entry(R"("dtype":"Q9")")), "x: tensor 'w': dtype 'Q9' is not known"},
      {file_with(entry(R"("dtype":"U8")")), "x: tensor 'w': dtype, shape or data_offsets is missing"},
      {file_with(entry(R"("shape":[-1])")), "x: tensor 'w': the header has a negative number where a size is expected"},
      {file_with(entry(R"("shape":[1.5])")), "x: tensor 'w': the header has a fraction where a size is expected"},
      {file_with(entry(R"("shape":[[1]])")), "x: tensor 'w': the header has a list where a size is expected"},
      {file_with(entry(R"("color":[1])")), "x: tensor 'w': the header has field 'color' where dtype, shape or"},
      {file_with(entry(R"("shape":[1,1,1,1,1,1,1])")), "x: tensor 'w': more than 6 dimensions"},
      {file_with(entry(R"("data_offsets":[0,1,2])")), "x: tensor 'w': more than two data_offsets"},
      {file_with(entry(R"("dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0])")),
       "x: tensor 'w': the shape [4294967296, 4294967296] overflows"},
      {file_with(entry(R"("dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0])")),
       "x: tensor 'w': 0 bytes do not hold [4611686018427387904] F32"},
      {file_with(entry(R"("dtype":"U8","shape":[1],"data_offsets":[0,2])"), 1),
       "x: tensor 'w': data_offsets [0, 2] do not lie within the 1 bytes of data"},
      {file_with(entry(R"("dtype":"U8","shape":[2],"data_offsets":[0,1])"), 1),
       "x: tensor 'w': 1 bytes do not hold [2] U8"},
      {file_with(entry(R"("dtype":"F4","shape":[1],"data_offsets":[0,1])"), 1),
       "x: tensor 'w': 1 bytes do not hold [1] F4"},
      {file_with(entry(kOne), 2), "x: 1 bytes of data belong to no tensor"},
      {file_with(fmt::format(R"({{"w":{{{}}},"w":{{{}}}}})", kOne, kOne), 1), "x: tensor 'w' stands there twice"},
      {file_with(fmt::format(R"({{"v":{{{}}},"w":{{{}}}}})", kOne, kOne), 1),
       "x: tensor 'w': begins at byte 0 of the data, where byte 1 is next"},
      {file_with(R"({"__metadata__":{"k":1}})"), "x: tensor '__metadata__': the header has a number where a string is"},
  };
  for (const auto& [file, says] : cases) {
    const auto read = Safetensors::read(bytes_of(file), "x");
    ASSERT_FALSE(read) << says;
    EXPECT_TRUE(read.error().message.starts_with(says)) << says << "\n" << read.error().message;
  }
  EXPECT_TRUE(Safetensors::read(bytes_of(file_with("{}   ")), "padded"));
}

TEST(Safetensors, DeepNestingIsRefusedAtOnce) {
  std::string deep = R"({"w":)";
  deep.append(1 << 20, '[');
  const auto file = Safetensors::read(bytes_of(file_with(deep)), "deep");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Errc::kCorrupt);
}

// One tensor of one byte in a file of its own.
void write_shard(const std::filesystem::path& path, std::string_view tensor) {
  SafetensorsHeader header;
  header.add(tensor, "U8", {1});
  ASSERT_TRUE(write(header, path, {"x"}));
}

TEST(Shards, OpenAsTheIndexSays) {
  write_shard(folder() / "model-00001-of-00002.safetensors", "a");
  write_shard(folder() / "model-00002-of-00002.safetensors", "b");
  const auto with_index = [](std::string_view map) -> Result<std::vector<Safetensors>> {
    QED_TRY(write_file(folder() / "model.safetensors.index.json", fmt::format(R"({{"weight_map":{}}})", map)));
    return open_shards(folder());
  };
  const auto shards = with_index(R"({"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"})");
  ASSERT_TRUE(shards) << shards.error().message;
  EXPECT_EQ(shards->size(), 2U);
  const std::string index = (folder() / "model.safetensors.index.json").string();
  EXPECT_EQ(with_index(R"({"b":"model-00001-of-00002.safetensors"})").error().message,
            index + ": tensor 'b' is not in 'model-00001-of-00002.safetensors'");
  for (const char* name : {"../x", "/etc/passwd", "..", "", "a\\\\b"})
    EXPECT_EQ(with_index(fmt::format(R"({{"a":"{}"}})", name)).error().message,
              index + ": tensor 'a': expected the plain name of a file");
  EXPECT_EQ(with_index("[]").error().message, index + ": field 'weight_map': expected an object, found array");
  EXPECT_EQ(with_index(R"({"a":"absent"})").error().code, Errc::kNotFound);
}

}  // namespace
}  // namespace qed::formats
