// What pulling believes of a file's bytes: small files are known by git's hash of them, and slow servers not for long.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/pull_test.h"

namespace qed::hub {
namespace {

using namespace std::chrono_literals;
using test::ReceivedRequest;
using test::Reply;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kConfig = "{\"hidden_size\": 64}\n";
const std::string kConfigBlob = "8acaf46d2c3ef03d912280a1fee1c8dc4e9bec2d";  // git hash-object

std::string blob_of(const std::string& content) {
  return sha1(fmt::format("blob {}", content.size()) + std::string(1, '\0') + content);
}

TEST(BlobHash, IsGits) { EXPECT_EQ(blob_of(kConfig), kConfigBlob); }

// A checkpoint whose small file comes with the ETag that a test gives it.
class VerificationTest : public PullTest {
 protected:
  VerificationTest() {
    files_ = {{"config.json", kConfig}, {"model.safetensors", kWeights}};
    misbehave_ = [this](const ReceivedRequest& request, int) -> std::optional<Reply> {
      if (!request.target.ends_with("config.json")) return std::nullopt;
      Reply reply = serve(request, sent_);
      if (!etag_.empty()) reply.headers.push_back("ETag: " + etag_);
      return reply;
    };
  }
  Hashes checked(const Result<Pulled>& pulled) const {
    for (const auto& [path, hashes] : pulled->files)
      if (path == "config.json") return hashes;
    return {};
  }
  std::string etag_, sent_ = kConfig;
};

TEST_F(VerificationTest, SmallFilesAreKnownByTheirEtag) {
  for (const std::string& etag : {"\"" + kConfigBlob + "\"", "W/\"" + kConfigBlob + "\"", kConfigBlob}) {
    std::filesystem::remove_all(root_);
    etag_ = etag;
    const auto pulled = pull_it();
    ASSERT_TRUE(pulled) << pulled.error().message;
    EXPECT_EQ(checked(pulled).git_blob, kConfigBlob) << etag;
    const auto again = pull_it();
    EXPECT_EQ(again->fetched, 0U);
    EXPECT_EQ(checked(again).git_blob, kConfigBlob);
  }
}

TEST_F(VerificationTest, OtherEtagsProveNothing) {
  for (const std::string& etag : {std::string("\"5d41402abc4b2a76b9719d911017c592\""), "\"" + sha256("other") + "\"",
                                  std::string("\"5d41402a-3\""), std::string("W/\"\""), std::string()}) {
    std::filesystem::remove_all(root_);
    etag_ = etag;
    const auto pulled = pull_it();
    ASSERT_TRUE(pulled) << etag << pulled.error().message;
    EXPECT_FALSE(checked(pulled).any()) << etag;
  }
}

TEST_F(VerificationTest, SomeMirrorsHaveThePlainSha1) {
  etag_ = "\"" + sha1(kConfig) + "\"";
  const auto pulled = pull_it();
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(checked(pulled).git_blob, sha1(kConfig));
}

TEST_F(VerificationTest, AWrongSmallFileIsRefused) {
  etag_ = "\"" + kConfigBlob + "\"";
  sent_[3] ^= 1;  // of the right length
  const auto pulled = pull_it();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().code, Errc::kCorrupt);
  EXPECT_THAT(pulled.error().message,
              HasSubstr("config.json: git blob hash is " + blob_of(sent_) + ", not " + kConfigBlob));
  EXPECT_FALSE(std::filesystem::exists(root_ / "o/m/config.json"));
  EXPECT_EQ(attempts_, 2);
}

TEST_F(VerificationTest, TheTreeKnowsSmallFilesToo) {
  blobs_["config.json"] = kConfigBlob;
  const auto pulled = pull_it();
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(checked(pulled).git_blob, kConfigBlob);
  files_["config.json"] = sent_ = "{\"hidden_size\": 65}\n";  // as long as before, of the same revision
  blobs_["config.json"] = blob_of(sent_);
  const auto changed = pull_it();
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->fetched, sent_.size());
  EXPECT_EQ(content("config.json"), sent_);
  blobs_["config.json"] = kConfigBlob;  // which it does not have
  const auto wrong = pull_it();
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::kCorrupt);
}

TEST_F(VerificationTest, ASmallFileIsCheckedAsAWholeAfterAResume) {
  const auto broken_at_ten = [this](const std::string& first) {
    return [this, first](const ReceivedRequest& request, int attempt) -> std::optional<Reply> {
      if (!request.target.ends_with("config.json")) return std::nullopt;
      Reply reply = serve(request, attempt == 0 ? first : kConfig);
      if (attempt == 0) {
        reply.parts[0].resize(10);
        reply.cut_off = true;
      }
      reply.headers.push_back("ETag: \"" + kConfigBlob + "\"");
      return reply;
    };
  };
  misbehave_ = broken_at_ten(kConfig);
  const auto pulled = pull_it();
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(content("config.json"), kConfig);
  EXPECT_EQ(checked(pulled).git_blob, kConfigBlob);
  EXPECT_THAT(ranges(), ElementsAre("bytes=10-"));

  std::filesystem::remove_all(root_);
  attempts_ = 0;
  misbehave_ = broken_at_ten("0123456789" + kConfig.substr(10));  // the rest cannot mend it: fetched anew
  ASSERT_TRUE(pull_it());
  EXPECT_EQ(content("config.json"), kConfig);
  EXPECT_EQ(attempts_, 4);  // the first part, the rest, all of it, and the weights
}

// One byte every now and then, for longer than anybody waits.
Reply trickle(const ReceivedRequest& request) {
  Reply reply = serve(request, kWeights);
  const std::string rest = reply.parts[0];
  reply.parts.clear();
  for (std::size_t i = 0; i < 400; ++i) reply.parts.push_back(rest.substr(i, 1));
  reply.parts.push_back(rest.substr(400));
  reply.before_part = 50ms;
  return reply;
}

TEST_F(PullTest, DropsAConnectionThatTricklesAndGoesOn) {
  stall_ = 1s;
  misbehave_ = [](const ReceivedRequest& request, int attempt) {
    return std::optional(attempt == 0 ? trickle(request) : serve(request, kWeights));
  };
  const auto pulled = pull_it();
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(content("m-q4_0.gguf"), kWeights);
  EXPECT_EQ(attempts_, 2);
  EXPECT_THAT(ranges(), ElementsAre(testing::StartsWith("bytes=")));
}

TEST_F(PullTest, GivesUpOnAServerThatOnlyTrickles) {
  stall_ = 1s;
  attempts_allowed_ = 2;
  misbehave_ = [](const ReceivedRequest& request, int) { return std::optional(trickle(request)); };
  const auto pulled = pull_it();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().code, Errc::kTimeout);
  EXPECT_THAT(pulled.error().message, HasSubstr("(tried 2 times)"));
  EXPECT_EQ(attempts_, 2);
}

TEST_F(PullTest, GivesUpOnBytesOneByOne) {
  misbehave_ = [](const ReceivedRequest& request, int) {
    Reply reply = serve(request, kWeights);
    reply.parts[0].resize(1);
    reply.cut_off = true;
    return std::optional(reply);
  };
  const auto pulled = pull_it();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(attempts_, 6);
}

}  // namespace
}  // namespace qed::hub
