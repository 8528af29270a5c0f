#include "formats/tensor_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace qed::formats {
namespace {

std::string partial(const std::filesystem::path& path) { return path.string() + ".partial"; }

}  // namespace

Result<TensorWriter> TensorWriter::create(const std::filesystem::path& path, std::string_view header,
                                          std::vector<Extent> extents, std::size_t file_bytes) {
  TensorWriter writer;
  const std::string name = partial(path);
  writer.file_ = UniqueFd(::open(name.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!writer.file_) return fail(Errc::kIo, "{}: {}", name, system_error());
  writer.path_ = path;
  QED_TRY(write_all(writer.file_.get(), header, name));
  if (::ftruncate(writer.file_.get(), static_cast<off_t>(file_bytes)) != 0)
    return fail(Errc::kIo, "{}: {}", name, system_error());
  std::size_t missing = 0;
  for (const Extent& extent : extents) missing += extent.bytes;
  writer.missing_bytes_ = std::make_unique<std::atomic<std::size_t>>(missing);
  writer.extents_ = std::move(extents);
  return writer;
}

TensorWriter::~TensorWriter() {
  if (file_) ::unlink(partial(path_).c_str());
}

Result<void> TensorWriter::write(std::size_t tensor, std::size_t offset, std::span<const std::byte> bytes) {
  QED_CHECK(tensor < extents_.size());
  const Extent& extent = extents_[tensor];
  QED_CHECK(offset <= extent.bytes && bytes.size() <= extent.bytes - offset);
  *missing_bytes_ -= bytes.size();
  auto at = static_cast<off_t>(extent.offset + offset);
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(file_.get(), bytes.data(), bytes.size(), at);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail(Errc::kIo, "{}: {}", partial(path_), system_error());
    bytes = bytes.subspan(static_cast<std::size_t>(put));
    at += put;
  }
  return {};
}

Result<void> TensorWriter::finish() {
  QED_CHECK(*missing_bytes_ == 0);
  const std::string name = partial(path_);
  if (::fsync(file_.get()) != 0) return fail(Errc::kIo, "{}: {}", name, system_error());
  if (std::rename(name.c_str(), path_.c_str()) != 0) return fail(Errc::kIo, "{}: {}", path_.string(), system_error());
  file_.reset();
  return {};
}

}  // namespace qed::formats
