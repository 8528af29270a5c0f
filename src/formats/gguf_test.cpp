#include "formats/gguf.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/file.h"
#include "formats/gguf_writer.h"

namespace qed::formats {
namespace {

using Type = GgufValue::Type;

const std::filesystem::path kParity = QED_SOURCE_DIR "/tests/data/parity";

TEST(Gguf, ReadsMetadataAndTensorsOfAFile) {
  const auto file = Gguf::open(kParity / "tiny-qwen2-k-q4_k_m.gguf");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(*file->get<std::string_view>("general.architecture"), "qwen2");
  EXPECT_EQ(*file->get<std::uint32_t>("qwen2.block_count"), 2U);
  EXPECT_FLOAT_EQ(*file->get<float>("qwen2.rope.freq_base"), 1e6F);
  EXPECT_EQ(file->get<std::vector<std::string_view>>("tokenizer.ggml.tokens")->size(), 512U);
  EXPECT_EQ(*file->get_or<std::uint32_t>("qwen2.absent", 64), 64U);
  const Tensor* k = file->find("blk.0.attn_k.weight");
  ASSERT_TRUE(k);
  EXPECT_EQ(k->shape, (Shape{128, 256}));
  EXPECT_EQ(k->type, quant::Type::kQ4K);
  EXPECT_EQ(k->bytes.size(), 128U * 144);
}

TEST(Gguf, ReadsEveryFixture) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kParity)) {
    if (entry.path().extension() != ".gguf") continue;
    const auto file = Gguf::open(entry.path());
    EXPECT_TRUE(file) << file.error().message;
    ++files;
  }
  EXPECT_EQ(files, 15U);
}

TEST(Gguf, AWrongKindIsNamed) {
  const auto file = Gguf::open(kParity / "tiny-qwen2-k-q4_k_m.gguf");
  ASSERT_TRUE(file) << file.error().message;
  const std::string name = file->name();
  EXPECT_EQ(file->get<bool>("qwen2.block_count").error().message,
            name + ": key 'qwen2.block_count': expected a bool, found u32 2");
  EXPECT_EQ(file->get<std::uint32_t>("general.architecture").error().message,
            name + ": key 'general.architecture': expected an integer from 0 to 4294967295, found string");
  EXPECT_EQ(file->get<std::vector<float>>("tokenizer.ggml.tokens").error().message,
            name + ": key 'tokenizer.ggml.tokens': element 0: expected a number, found string");
  EXPECT_EQ(file->get<bool>("qwen2.absent").error().code, Errc::kNotFound);
}

// A folder of its own for each test.
std::filesystem::path folder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const auto path = std::filesystem::path(testing::TempDir()) / "qed_gguf" / test->name();
  std::filesystem::create_directories(path);
  return path;
}

Result<void> write(const GgufHeader& header, const std::filesystem::path& path,
                   const std::vector<std::vector<std::byte>>& tensors) {
  TensorWriter writer = QED_TRY(header.create(path));
  for (std::size_t i = 0; i < tensors.size(); ++i) QED_TRY(writer.write(i, 0, tensors[i]));
  return writer.finish();
}

std::string small_file() {
  GgufHeader header;
  header.set("general.architecture", "qwen2");
  header.set("a.bool", true);
  header.set("a.u16", std::uint16_t{65535});
  header.set("a.i32", std::int32_t{-5});
  header.set("a.u32", std::uint32_t{7});
  header.set("a.u64", std::uint64_t{1} << 63);
  header.set("a.f32", 0.5F);
  header.set("a.f64", 0.25);
  header.set("a.i32s", std::span<const std::int32_t>(std::vector<std::int32_t>{1, -2, 3}));
  header.set("a.f32s", std::span<const float>(std::vector<float>{1.5F}));
  header.set("a.strings", std::span<const std::string>(std::vector<std::string>{"x", "", "yz"}));
  header.add("w", quant::Type::kQ8_0, {3, 64});
  header.add("b", quant::Type::kF32, {3});
  const auto path = folder() / "small.gguf";
  std::vector<std::byte> w(204), b(12);
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = static_cast<std::byte>(i);
  EXPECT_TRUE(write(header, path, {w, b}));
  return *read_file(path, 1 << 20);
}

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

TEST(Gguf, WhatIsWrittenIsRead) {
  const std::string bytes = small_file();
  const auto file = Gguf::read(bytes_of(bytes), "small");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(*file->get<bool>("a.bool"), true);
  EXPECT_EQ(*file->get<std::uint32_t>("a.u16"), 65535U) << "any integer type will do";
  EXPECT_EQ(*file->get<std::int64_t>("a.i32"), -5);
  EXPECT_EQ(*file->get<float>("a.u32"), 7) << "an integer is a number";
  EXPECT_EQ(*file->get<std::uint64_t>("a.u64"), std::uint64_t{1} << 63);
  EXPECT_EQ(*file->get<double>("a.f32"), 0.5);
  EXPECT_EQ(*file->get<float>("a.f64"), 0.25F);
  EXPECT_EQ(*file->get<std::vector<std::int32_t>>("a.i32s"), (std::vector<std::int32_t>{1, -2, 3}));
  EXPECT_EQ(*file->get<std::vector<std::string_view>>("a.strings"), (std::vector<std::string_view>{"x", "", "yz"}));
  EXPECT_EQ(file->get<std::uint32_t>("a.i32").error().message,
            "small: key 'a.i32': expected an integer from 0 to 4294967295, found i32 -5");
  const Tensor* w = file->find("w");
  ASSERT_TRUE(w);
  EXPECT_EQ(w->shape, (Shape{3, 64}));
  EXPECT_EQ(w->bytes.size(), 204U);
  EXPECT_EQ(w->bytes[203], std::byte{203});
  EXPECT_EQ(bytes.size() % 32, 0U);
}

TEST(Gguf, MetadataSurvivesACopyWordForWord) {
  const auto original = Gguf::open(kParity / "tiny-qwen3-q8_0.gguf");
  ASSERT_TRUE(original) << original.error().message;
  GgufHeader header;
  for (const auto& [key, value] : original->metadata()) header.set(key, value);
  std::vector<std::vector<std::byte>> data;
  for (const Tensor& tensor : original->tensors()) {
    header.add(tensor.name, *tensor.type, tensor.shape);
    data.emplace_back(tensor.bytes.begin(), tensor.bytes.end());
  }
  const auto path = folder() / "copy.gguf";
  ASSERT_TRUE(write(header, path, data));
  EXPECT_EQ(*read_file(path, 1 << 24), *read_file(kParity / "tiny-qwen3-q8_0.gguf", 1 << 24));
}

TEST(Gguf, EveryTruncationIsAnError) {
  const std::string bytes = small_file();
  const std::size_t data_end = bytes.size() - 20;  // the last tensor has 12 bytes and 20 of padding
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    // In memory of exactly that length, where a sanitizer sees any step beyond.
    const auto front = bytes_of(bytes).first(length);
    const std::vector<std::byte> cut(front.begin(), front.end());
    const auto file = Gguf::read(cut, "cut");
    EXPECT_EQ(file.has_value(), length >= data_end) << length;
    EXPECT_TRUE(file || file.error().message.starts_with("cut: "));
  }
}

// Reads all that a file says, as a loader or a listing would.
void touch(const Gguf& file) {
  for (const auto& [key, value] : file.metadata()) {
    (void)file.get<std::vector<std::string_view>>(key);
    (void)file.get<std::uint64_t>(key);
    if (value.type != Type::kArray) continue;
    GgufElements elements(value);
    std::uint64_t count = 0;
    while (elements.next()) ++count;
    EXPECT_EQ(count, value.count);
  }
  std::byte sum{};
  for (const Tensor& tensor : file.tensors())
    for (const std::byte byte : tensor.bytes) sum ^= byte;
  EXPECT_LE(std::to_integer<int>(sum), 255);
}

TEST(Gguf, FlippedBitsGiveAFileOrAnErrorButNoCrash) {
  const std::string bytes = small_file();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::vector<std::byte> flipped(bytes_of(bytes).begin(), bytes_of(bytes).end());
    flipped[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    if (const auto file = Gguf::read(flipped, "flipped")) touch(*file);
  }
}

// A header by hand.
class Raw {
 public:
  Raw(std::uint64_t tensors, std::uint64_t entries) { u32(kGgufMagic).u32(3).u64(tensors).u64(entries); }
  Raw& u32(std::uint32_t value) { return put(&value, sizeof value); }
  Raw& u64(std::uint64_t value) { return put(&value, sizeof value); }
  Raw& text(std::string_view text) { return u64(text.size()).put(text.data(), text.size()); }
  Raw& tensor(std::string_view name, std::initializer_list<std::uint64_t> dimensions, std::uint32_t type,
              std::uint64_t offset) {
    text(name).u32(static_cast<std::uint32_t>(dimensions.size()));
    for (const std::uint64_t dimension : dimensions) u64(dimension);
    return u32(type).u64(offset);
  }
  Raw& pad(std::size_t bytes) {
    bytes_.resize((bytes_.size() + 31) / 32 * 32 + bytes);
    return *this;
  }
  std::string error() const {
    const auto file = Gguf::read(bytes_of(bytes_), "x");
    return file ? "" : file.error().message;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  Raw& put(const void* data, std::size_t size) {
    bytes_.append(static_cast<const char*>(data), size);
    return *this;
  }
  std::string bytes_;
};

TEST(Gguf, WhatIsOffIsNamed) {
  constexpr std::uint64_t kHuge = std::uint64_t{1} << 62;
  struct Case {
    Raw file;
    std::string says;
  };
  const Case cases[] = {
      {Raw(kHuge, 0).pad(64), "x: the tensor count is 4611686018427387904, more than 96 bytes can hold"},
      {Raw(0, kHuge).pad(64), "x: the metadata count is 4611686018427387904, more than 96 bytes can hold"},
      {Raw(0, 1).u64(kHuge).pad(64),
       "x: metadata entry 0: the key is 4611686018427387904 bytes long, at most 65535 are allowed"},
      {Raw(0, 1).text("k").u32(13).pad(64), "x: key 'k': 13 is no type of a value"},
      {Raw(0, 1).text("k").u32(8).u64(kHuge).pad(64), "x: key 'k': a string needs 4611686018427387904 bytes at offset"},
      {Raw(0, 1).text("k").u32(9).u32(4).u64(kHuge).pad(64),
       "x: key 'k': the element count is 4611686018427387904, more than"},
      {Raw(0, 1).text("k").u32(9).u32(9).u64(1).u32(9).u64(1).u32(9).u64(1).u32(9).u64(1).u32(9).u64(0).pad(64),
       "x: key 'k': arrays are nested deeper than 4"},
      {Raw(0, 2).text("k").u32(4).u32(1).text("k").u32(4).u32(2).pad(64), "x: key 'k': stands there twice"},
      {Raw(0, 1).text("general.alignment").u32(4).u32(24).pad(64),
       "x: key 'general.alignment' is 24, expected a power of two from 8"},
      {Raw(2, 0).tensor("w", {32}, 0, 0).tensor("w", {32}, 0, 128).pad(256), "x: tensor 'w': stands there twice"},
      {Raw(1, 0).tensor("w", {1, 1, 1, 1, 1}, 0, 0).pad(64), "x: tensor 'w': has 5 dimensions, at most 4 are allowed"},
      {Raw(1, 0).tensor("w", {32, 0}, 0, 0).pad(64), "x: tensor 'w': dimension 1 is 0"},
      {Raw(1, 0).tensor("w", {kHuge, kHuge}, 0, 0).pad(64),
       "x: tensor 'w': the shape [4611686018427387904, "
       "4611686018427387904] overflows"},
      {Raw(1, 0).tensor("w", {kHuge}, 0, 0).pad(64), "x: tensor 'w': [4611686018427387904] F32 at offset 0 do not fit"},
      {Raw(1, 0).tensor("w", {16}, 0, 0).pad(32), "x: tensor 'w': [16] F32 at offset 0 do not fit into the 32 bytes"},
      {Raw(1, 0).tensor("w", {8}, 0, 16).pad(64), "x: tensor 'w': offset 16 is no multiple of the alignment 32"},
      {Raw(1, 0).tensor("w", {48}, 8, 0).pad(64),
       "x: tensor 'w': rows of 48 are no multiple of the 32 weights in a block of Q8_0"},
      {Raw(1, 0).tensor("w", {256}, 16, 0).pad(256), "x: tensor 'w': type 16 (IQ2_XXS) is not supported"},
      {Raw(1, 0).tensor("w", {256}, 99, 0).pad(256), "x: tensor 'w': type 99 (unknown) is not supported"},
      {Raw(2, 0).tensor("v", {16}, 0, 0).tensor("w", {8}, 0, 32).pad(64), "x: tensors 'v' and 'w' overlap"},
      {Raw(1, 0).tensor("\x01\xff\n", {8}, 99, 0).pad(64), "x: tensor ' � ': type 99"},
  };
  for (const auto& [file, says] : cases) EXPECT_TRUE(file.error().starts_with(says)) << says << "\n" << file.error();
}

TEST(Gguf, OtherVersionsAndByteOrdersAreRefused) {
  const auto with_version = [](std::string_view four_bytes) {
    std::string bytes = Raw(0, 0).pad(0).bytes();
    bytes.replace(4, 4, four_bytes);
    const auto file = Gguf::read(bytes_of(bytes), "x");
    return file ? fmt::format("version {}", file->version()) : file.error().message;
  };
  EXPECT_EQ(with_version({"\x02\0\0\0", 4}), "version 2");
  EXPECT_EQ(with_version({"\x03\0\0\0", 4}), "version 3");
  EXPECT_EQ(with_version({"\x01\0\0\0", 4}), "x: GGUF version 1, expected 2 or 3");
  EXPECT_EQ(with_version({"\0\0\0\x03", 4}), "x: a big-endian GGUF file");
  EXPECT_EQ(Gguf::read({}, "x").error().message,
            "x: the magic number needs 4 bytes at offset 0, but the file ends after 0");
}

TEST(Gguf, NestedArraysAreLegal) {
  // [[1, 2], []] of u8, then a key behind it.
  Raw raw(0, 2);
  raw.text("nested").u32(9).u32(9).u64(2).u32(4).u64(2).u32(1).u32(2).u32(4).u64(0);
  raw.text("behind").u32(4).u32(9).pad(0);
  const auto file = Gguf::read(bytes_of(raw.bytes()), "x");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(*file->get<std::uint32_t>("behind"), 9U);
  GgufElements outer(*file->find_value("nested"));
  const auto first = outer.next(), second = outer.next();
  ASSERT_TRUE(first && second && !outer.next());
  EXPECT_EQ(first->count, 2U);
  EXPECT_EQ(second->count, 0U);
  GgufElements inner(*first);
  EXPECT_EQ(inner.next()->natural(), 1U);
  EXPECT_EQ(inner.next()->natural(), 2U);
}

// NAME-0000i-of-00002.gguf with one tensor each.
void write_part(const std::filesystem::path& folder, std::uint16_t part, std::uint16_t number, std::string_view tensor,
                std::int32_t total = 2) {
  GgufHeader header;
  header.set("split.no", number);
  header.set("split.count", std::uint16_t{2});
  header.set("split.tensors.count", total);
  if (part == 0) header.set("general.name", "whole");
  header.add(tensor, quant::Type::kF32, {2});
  const float values[] = {static_cast<float>(part), 1};
  const auto bytes = std::as_bytes(std::span(values));
  ASSERT_TRUE(write(header, folder / fmt::format("m-0000{}-of-00002.gguf", part + 1), {{bytes.begin(), bytes.end()}}));
}

TEST(Gguf, ASplitSetOpensFromAnyPart) {
  write_part(folder(), 0, 0, "first");
  write_part(folder(), 1, 1, "second");
  for (const char* name : {"m-00001-of-00002.gguf", "m-00002-of-00002.gguf"}) {
    const auto file = Gguf::open(folder() / name);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(*file->get<std::string_view>("general.name"), "whole");
    EXPECT_EQ(file->parts(), 2U);
    ASSERT_TRUE(file->find("first") && file->find("second"));
    float value = -1;
    std::memcpy(&value, file->find("second")->bytes.data(), sizeof value);
    EXPECT_EQ(value, 1);
  }
}

TEST(Gguf, ASplitSetThatDoesNotFitTogetherIsRefused) {
  const auto first = folder() / "m-00001-of-00002.gguf", second = folder() / "m-00002-of-00002.gguf";
  std::filesystem::remove(second);
  write_part(folder(), 0, 0, "first");
  EXPECT_EQ(Gguf::open(first).error().code, Errc::kNotFound) << "the second is missing";
  write_part(folder(), 1, 0, "second");
  EXPECT_EQ(Gguf::open(first).error().message, second.string() + ": says it is part 1 of another set");
  write_part(folder(), 1, 1, "first");
  EXPECT_EQ(Gguf::open(first).error().message, second.string() + ": tensor 'first' is in another part too");
  write_part(folder(), 0, 0, "first", 3);
  write_part(folder(), 1, 1, "second", 3);
  EXPECT_EQ(Gguf::open(first).error().message,
            first.string() + ": the parts hold 2 tensors, 'split.tensors.count' says 3");
  std::filesystem::rename(first, folder() / "renamed.gguf");
  EXPECT_EQ(Gguf::open(folder() / "renamed.gguf").error().code, Errc::kInvalidInput);
}

TEST(MappedFile, ErrorsNameThePath) {
  EXPECT_EQ(Gguf::open(folder() / "absent.gguf").error().code, Errc::kNotFound);
  EXPECT_EQ(Gguf::open(folder()).error().message, folder().string() + ": expected a regular file");
  ASSERT_TRUE(write_file(folder() / "empty.gguf", ""));
  EXPECT_EQ(Gguf::open(folder() / "empty.gguf").error().code, Errc::kCorrupt);
}

TEST(MappedFile, ReleasedPagesAreReadAgain) {
  std::string content(100'000, 'a');
  content.back() = 'z';
  ASSERT_TRUE(write_file(folder() / "pages", content));
  auto file = MappedFile::open(folder() / "pages");
  ASSERT_TRUE(file);
  const MappedFile moved = *std::move(file);
  prefetch(moved.bytes());
  EXPECT_EQ(moved.bytes().back(), std::byte{'z'});
  release(moved.bytes().subspan(10));
  EXPECT_EQ(moved.bytes().back(), std::byte{'z'});
  EXPECT_EQ(moved.bytes()[50'000], std::byte{'a'});
}

TEST(TensorWriter, AnUnfinishedFileLeavesNothing) {
  GgufHeader header;
  header.add("w", quant::Type::kF32, {4});
  const auto path = folder() / "unfinished.gguf";
  {
    ASSERT_TRUE(header.create(path));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

}  // namespace
}  // namespace qed::formats
