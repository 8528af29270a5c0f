#include "formats/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/file.h"

namespace qed::formats {
namespace {

// The whole pages within `part`, or with `outward` the pages it touches, as madvise wants them.
void advise(std::span<const std::byte> part, int advice, bool outward) {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  auto begin = reinterpret_cast<std::uintptr_t>(part.data());
  auto end = begin + part.size();
  if (outward) {
    begin = begin / page * page;
  } else {
    begin = (begin + page - 1) / page * page;
    end = end / page * page;
  }
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, advice);  // NOLINT(performance-no-int-to-ptr)
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  // Without O_NONBLOCK a named pipe would wait for its writer.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return fail(errno == ENOENT ? Errc::kNotFound : Errc::kIo, "{}: {}", path.string(), system_error());
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return fail(Errc::kIo, "{}: {}", path.string(), system_error());
  if (!S_ISREG(status.st_mode)) return fail(Errc::kInvalidInput, "{}: expected a regular file", path.string());
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return MappedFile(path, {});
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (address == MAP_FAILED) return fail(Errc::kIo, "{}: {}", path.string(), system_error());
  return MappedFile(path, {static_cast<const std::byte*>(address), size});
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)), bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

void prefetch(std::span<const std::byte> part) { advise(part, MADV_WILLNEED, /*outward=*/true); }

void release(std::span<const std::byte> part) { advise(part, MADV_DONTNEED, /*outward=*/false); }

}  // namespace qed::formats
