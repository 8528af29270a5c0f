// Any bytes from a hub give a listing of plain paths, or an error; any manifest is read as far as it makes sense.
#include <cstdint>
#include <string_view>

#include "hub/cache.h"
#include "hub/listing.h"
#include "hub/selection.h"

using namespace qed::hub;

namespace {

void check(const std::vector<RemoteFile>& files) {
  std::vector<std::string> paths;
  for (const RemoteFile& file : files) {
    QED_CHECK(classify_path(file.path) == PathKind::kPlain);
    QED_CHECK(file.path.front() != '/' && file.path.find("..") != 0 && file.path.find('\0') == std::string::npos);
    QED_CHECK(file.hashes.sha256.empty() || file.hashes.sha256.size() == 64);
    QED_CHECK(file.hashes.git_blob.empty() || file.hashes.git_blob.size() == 40);
    paths.push_back(file.path);
  }
  for (const std::string_view filter : {"", "q4_k_m", "*"})
    if (const auto chosen = select_files(paths, filter, "fuzz")) QED_CHECK(!chosen->empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto listing = parse_model_reply(text, "fuzz")) check(listing->files);
  std::vector<RemoteFile> files;
  if (parse_tree_reply(text, "fuzz", files)) check(files);
  for (const auto& [path, file] : parse_manifest(text).files) QED_CHECK(classify_path(path) == PathKind::kPlain);
  (void)next_page(text);
  (void)hashes_of_etag(text);
  if (const auto name = parse_model_name(text)) QED_CHECK(name->full() == text);
  return 0;
}
