#include "base/huge_memory.h"

#include <sys/mman.h>

#include "base/file.h"

namespace qed {
namespace {

constexpr std::size_t kPage = std::size_t{2} << 20;
constexpr std::size_t whole_pages(std::size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

}  // namespace

Result<HugeMemory> HugeMemory::allocate(std::size_t bytes, std::string_view what) {
  HugeMemory memory;
  if (bytes == 0) return memory;
  const std::size_t rounded = whole_pages(bytes);
  void* const data = mmap(nullptr, rounded, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED)
    return fail(Errc::kLimitExceeded, "no memory for {} ({} MiB): {}", what, rounded >> 20, system_error());
  madvise(data, rounded, MADV_HUGEPAGE);  // a wish: small pages work too
  memory.data_ = static_cast<std::byte*>(data);
  memory.bytes_ = rounded;
  return memory;
}

void HugeMemory::shrink(std::size_t bytes) {
  const std::size_t kept = whole_pages(bytes);
  if (kept >= bytes_) return;
  munmap(data_ + kept, bytes_ - kept);
  bytes_ = kept;
  if (kept == 0) data_ = nullptr;
}

HugeMemory::~HugeMemory() {
  if (data_) munmap(data_, bytes_);
}

}  // namespace qed
