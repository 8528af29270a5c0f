// Listings, selections and the cache, without a network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "hub/cache.h"
#include "hub/listing.h"
#include "hub/selection.h"

namespace qed::hub {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(ModelName, HasTwoPartsAndPerhapsAFilter) {
  const ModelName name = *parse_model_name("Qwen/Qwen2.5-0.5B-Instruct-GGUF:Q4_K_M");
  EXPECT_EQ(name.organisation, "Qwen");
  EXPECT_EQ(name.model, "Qwen2.5-0.5B-Instruct-GGUF");
  EXPECT_EQ(name.filter, "Q4_K_M");
  EXPECT_EQ(name.full(), "Qwen/Qwen2.5-0.5B-Instruct-GGUF:Q4_K_M");
  EXPECT_EQ(parse_model_name("a/b")->repository(), "a/b");
  EXPECT_EQ(parse_model_name("a/b:dir/x-*.gguf")->filter, "dir/x-*.gguf");
  for (const std::string_view bad : {"", "a", "a/", "/b", "a/b/c", "../b", "a/..", "a/b:", "a b/c", "-a/b", "a:b/c",
                                     "http://h/x", "a/b:x\ny", "a/\xff"})
    EXPECT_FALSE(parse_model_name(bad)) << bad;
  EXPECT_FALSE(parse_model_name(std::string("a/b\0c", 5)));
  EXPECT_FALSE(parse_model_name("a/" + std::string(200, 'b')));
}

TEST(Paths, LeadNowhereElse) {
  for (const std::string_view plain : {"config.json", "onnx/model.json", "a..b", "Über.gguf", "x y"})
    EXPECT_EQ(classify_path(plain), PathKind::kPlain) << plain;
  for (const std::string_view hidden : {".gitattributes", "a/.b", ".a/b"})
    EXPECT_EQ(classify_path(hidden), PathKind::kHidden) << hidden;
  for (const std::string_view hostile :
       {"", "/etc/passwd", "../x", "a/../../x", "a/..", "./a", "a//b", "a/", "a\\b", "a\nb", "a\x7f", "\xff"})
    EXPECT_EQ(classify_path(hostile), PathKind::kHostile) << hostile;
  EXPECT_EQ(classify_path(std::string("a\0b", 3)), PathKind::kHostile);
  EXPECT_EQ(classify_path(std::string(300, 'a')), PathKind::kHostile);
}

TEST(Listing, ReadsModelAndTree) {
  const Listing listing = *parse_model_reply(R"({"sha":"0123456789abcdef","siblings":[{"rfilename":"config.json"},
                             {"rfilename":".gitattributes"},{"rfilename":"a.gguf","size":7}]})",
                                             "here");
  EXPECT_EQ(listing.revision, "0123456789abcdef");
  ASSERT_EQ(listing.files.size(), 2U);
  EXPECT_EQ(listing.find("a.gguf")->size, 7U);
  EXPECT_EQ(listing.find("b.gguf"), nullptr);

  const std::string hash(64, 'a');
  std::vector<RemoteFile> files;
  ASSERT_TRUE(parse_tree_reply(R"([{"type":"directory","path":"d"},{"type":"file","path":"d/x.json","size":3},
                                   {"type":"file","path":"m.gguf","size":130,"lfs":{"oid":")" +
                                   hash + R"(","size":9}}])",
                               "here", files));
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].size, 3U);
  EXPECT_EQ(files[0].hashes.sha256, "");
  EXPECT_EQ(files[1].size, 9U);
  EXPECT_EQ(files[1].hashes.sha256, hash);
}

TEST(Listing, RefusesWhatNoHubAnswers) {
  for (const std::string_view body :
       {"", "<html>Welcome</html>", "[]", "{}", R"({"sha":"0123456789","siblings":3})", R"({"sha":3,"siblings":[]})",
        R"({"sha":"../../../x","siblings":[]})", R"({"sha":"0123456789","siblings":[{"rfilename":"../x"}]})",
        R"({"sha":"0123456789","siblings":[{"rfilename":"/x"}]})",
        R"({"sha":"0123456789","siblings":[{"rfilename":"a\u0000b"}]})",
        R"({"sha":"0123456789","siblings":[{"rfilename":"x","size":18446744073709551615}]})",
        R"({"sha":"0123456789","siblings":[{"rfilename":"a\\b"}]})", R"({"sha":"0123456789","siblings":[{}]})"}) {
    const auto listing = parse_model_reply(body, "http://hub/x");
    ASSERT_FALSE(listing) << body;
    EXPECT_THAT(listing.error().message, HasSubstr("http://hub/x: "));
  }
  EXPECT_FALSE(parse_model_reply(std::string(100'000, '['), "deep"));
  std::vector<RemoteFile> files;
  EXPECT_FALSE(parse_tree_reply("{}", "here", files));
}

TEST(Listing, ReadsHeaders) {
  EXPECT_EQ(next_page(R"(<http://h/first>; rel="prev", <http://h/x?cursor=a%3D>; rel="next")"),
            "http://h/x?cursor=a%3D");
  for (const std::string_view none : {"", "<", ">", "><", R"(rel="next")", R"(<http://h>; rel="last")"})
    EXPECT_EQ(next_page(none), "") << none;
  for (const std::string_view form : {"\"{}\"", "W/\"{}\"", "{}"}) {
    const Hashes large = hashes_of_etag(fmt::format(fmt::runtime(form), std::string(64, 'B')));
    EXPECT_EQ(large.sha256, std::string(64, 'b')) << form;
    EXPECT_EQ(large.git_blob, "");
    const Hashes small = hashes_of_etag(fmt::format(fmt::runtime(form), std::string(40, 'C')));
    EXPECT_EQ(small.git_blob, std::string(40, 'c')) << form;
    EXPECT_EQ(small.sha256, "");
  }
  for (const std::string_view none : {"", "\"", "\"\"", "W/", "\"abc\"", "\"5d41402abc4b2a76b9719d911017c592\"",
                                      "\"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\"", "\"5d41402abc-2\""})
    EXPECT_FALSE(hashes_of_etag(none).any()) << none;
}

const std::vector<std::string> kGgufRepository{"README.md",
                                               "big-q8_0-00001-of-00002.gguf",
                                               "big-q8_0-00002-of-00002.gguf",
                                               "m-Q4_K_M.gguf",
                                               "m-Q4_K_S.gguf",
                                               "m-q4_k-imat.gguf",
                                               "mmproj-m-f16.gguf",
                                               "broken-00001-of-00003.gguf"};

TEST(Selection, FindsTheQuantisation) {
  struct Case {
    std::string_view filter;
    std::vector<std::string> files;
  };
  const Case cases[] = {
      {"Q4_K_M", {"m-Q4_K_M.gguf"}},       {"q4_k_s", {"m-Q4_K_S.gguf"}},
      {"Q4_K", {"m-q4_k-imat.gguf"}},      {"q8_0", {"big-q8_0-00001-of-00002.gguf", "big-q8_0-00002-of-00002.gguf"}},
      {"*_s.gguf", {"m-Q4_K_S.gguf"}},     {"m-Q4_K_M", {"m-Q4_K_M.gguf"}},
      {"m-Q4_K_M.gguf", {"m-Q4_K_M.gguf"}}};
  for (const auto& [filter, files] : cases) {
    const auto chosen = select_files(kGgufRepository, filter, "o/m");
    ASSERT_TRUE(chosen) << filter << chosen.error().message;
    EXPECT_EQ(*chosen, files) << filter;
  }
}

TEST(Selection, ListsTheChoices) {
  const auto several = select_files(kGgufRepository, "", "o/m");
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().code, Errc::kInvalidInput);
  EXPECT_THAT(several.error().message, HasSubstr("several GGUF models fit; add one of\n  :big-q8_0\n  :m-Q4_K_M\n"));
  EXPECT_THAT(several.error().message, Not(HasSubstr("mmproj")));
  EXPECT_THAT(several.error().message, Not(HasSubstr("broken")));
  const auto none = select_files(kGgufRepository, "q2_k", "o/m");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::kNotFound);
  EXPECT_THAT(none.error().message, HasSubstr("nothing fits ':q2_k'; there are"));
  EXPECT_EQ(select_files(std::vector<std::string>{"README.md"}, "", "o/m").error().code, Errc::kNotFound);
}

TEST(Selection, TakesWhatACheckpointNeeds) {
  const std::vector<std::string> paths{"README.md",
                                       "config.json",
                                       "consolidated.safetensors",
                                       "model-00001-of-00002.safetensors",
                                       "model-00002-of-00002.safetensors",
                                       "model.safetensors.index.json",
                                       "onnx/model.onnx",
                                       "pytorch_model.bin",
                                       "tokenizer.json",
                                       "x.gguf"};
  EXPECT_THAT(*select_files(paths, "", "o/m"),
              ElementsAre("config.json", "tokenizer.json", "model.safetensors.index.json",
                          "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"));
  EXPECT_THAT(*select_files(paths, "x", "o/m"), ElementsAre("x.gguf"));
  EXPECT_THAT(*select_files(std::vector<std::string>{"config.json", "model.safetensors"}, "", "o/m"),
              ElementsAre("config.json", "model.safetensors"));
}

class CacheTest : public testing::Test {
 protected:
  CacheTest() { fs::remove_all(root_); }
  ~CacheTest() override { fs::remove_all(root_); }
  void put(const std::string& path, const std::string& content = "x") const {
    fs::create_directories((root_ / path).parent_path());
    ASSERT_TRUE(write_file(root_ / path, content));
  }
  const fs::path root_ = fs::path(testing::TempDir()) / ("qed_hub_cache_" + std::to_string(::getpid()));
  const Cache cache_{root_};
};

TEST_F(CacheTest, FollowsTheEnvironment) {
  const auto root_with = [](std::map<std::string, const char*> set) {
    return Cache::open([set](const char* name) { return set.contains(name) ? set.at(name) : nullptr; });
  };
  EXPECT_EQ(root_with({{"QED_MODELS", "/m"}, {"XDG_DATA_HOME", "/d"}, {"HOME", "/h"}})->root(), "/m");
  EXPECT_EQ(root_with({{"XDG_DATA_HOME", "/d"}, {"HOME", "/h"}})->root(), "/d/qed/models");
  EXPECT_EQ(root_with({{"XDG_DATA_HOME", "relative"}, {"HOME", "/h"}})->root(), "/h/.local/share/qed/models");
  EXPECT_FALSE(root_with({}));
}

TEST_F(CacheTest, FindsListsAndRemoves) {
  EXPECT_THAT(cache_.list(), IsEmpty());
  put("o/folder/config.json");
  put("o/folder/model.safetensors", "12345");
  put("o/one/m-q4_0.gguf", "123");
  put("o/two/m-q4_0.gguf");
  put("o/two/m-q8_0-00001-of-00002.gguf");
  put("o/two/m-q8_0-00002-of-00002.gguf");
  put("o/partial/m.gguf.0123456789abcdef.part");
  const auto find = [&](std::string_view name) { return cache_.find(*parse_model_name(name)); };
  EXPECT_EQ(*find("o/folder"), root_ / "o/folder");
  EXPECT_EQ(*find("o/one"), root_ / "o/one/m-q4_0.gguf");
  EXPECT_EQ(*find("o/two:Q8_0"), root_ / "o/two/m-q8_0-00001-of-00002.gguf");
  EXPECT_THAT(find("o/two").error().message, HasSubstr("add one of\n  :m-q4_0\n  :m-q8_0"));
  EXPECT_THAT(find("o/two:q2_k").error().message, HasSubstr("fetch it with: qed pull o/two:q2_k"));
  EXPECT_THAT(find("o/absent").error().message, HasSubstr("fetch it with: qed pull o/absent"));
  EXPECT_EQ(find("o/partial").error().code, Errc::kNotFound);

  std::vector<std::string> names;
  for (const CachedModel& model : cache_.list()) names.push_back(model.name + " " + std::to_string(model.bytes));
  EXPECT_THAT(names, ElementsAre("o/folder 6", "o/one:m-q4_0 3", "o/two:m-q4_0 1", "o/two:m-q8_0 2"));

  EXPECT_EQ(*cache_.remove(*parse_model_name("o/two:q8_0")), 2U);
  EXPECT_FALSE(find("o/two:q8_0"));
  EXPECT_EQ(*cache_.remove(*parse_model_name("o/two")), 1U);
  EXPECT_FALSE(fs::exists(root_ / "o/two"));
  EXPECT_EQ(cache_.remove(*parse_model_name("o/two")).error().code, Errc::kNotFound);
  EXPECT_TRUE(fs::exists(root_ / "o/one"));
}

TEST_F(CacheTest, KeepsItsManifest) {
  const ModelName name = *parse_model_name("o/m");
  fs::create_directories(cache_.folder(name));
  Manifest manifest{.endpoint = "https://hub", .files = {}};
  manifest.files["a.gguf"] = {.size = 7, .hashes = {"abc", "def"}, .revision = "r"};
  ASSERT_TRUE(cache_.write_manifest(name, manifest));
  const Manifest read = *cache_.read_manifest(name);
  EXPECT_EQ(read.endpoint, "https://hub");
  EXPECT_EQ(read.files.at("a.gguf").size, 7U);
  EXPECT_EQ(read.files.at("a.gguf").hashes.sha256, "abc");
  EXPECT_EQ(read.files.at("a.gguf").hashes.git_blob, "def");
  for (const std::string_view odd : {"", "[]", "{", R"({"files":[]})", R"({"files":{"../x":{"size":1}}})",
                                     R"({"files":{"x":3}})", R"({"files":{"x":{"size":-1}}})"})
    EXPECT_THAT(parse_manifest(odd).files, IsEmpty()) << odd;
}

TEST_F(CacheTest, IsLockedByOneAtATime) {
  const ModelName name = *parse_model_name("o/m");
  {
    const auto held = *cache_.try_lock(name);
    EXPECT_TRUE(held);
    EXPECT_FALSE(*cache_.try_lock(name));
  }
  EXPECT_TRUE(*cache_.try_lock(name));
}

}  // namespace
}  // namespace qed::hub
