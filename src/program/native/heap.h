// The memory of one run: small blocks from free lists over large chunks, large blocks from the system, all of it given
// back at once at the run's end, cycles included. A heap belongs to one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "program/native/value.h"

namespace qed::program::native {

class Heap {
 public:
  Heap() = default;
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;
  ~Heap();

  // The heap that values of this thread live on, for as long as a Use is alive.
  static Heap& current() { return *current_; }
  class Use {
   public:
    explicit Use(Heap& heap) : before_(current_) { current_ = &heap; }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    ~Use() { current_ = before_; }

   private:
    Heap* before_;
  };

  // Never fails: what may be large is checked against the limit before (Machine::can_allocate). Aligned to 16 bytes.
  void* allocate(std::size_t bytes) {
    used_ += bytes;
    if (used_ > peak_) peak_ = used_;
    const std::size_t row = row_of(bytes);
    if (row >= kRows) return allocate_large(bytes);
    if (Free* block = free_[row]) {
      free_[row] = block->next;
      return block;
    }
    return carve(row * kGrain);
  }
  void release(void* block, std::size_t bytes) {
    used_ -= bytes;
    const std::size_t row = row_of(bytes);
    if (row >= kRows) return release_large(block);
    auto* free = static_cast<Free*>(block);
    free->next = free_[row];
    free_[row] = free;
  }

  std::size_t used() const { return used_; }
  std::size_t peak() const { return peak_; }
  void reset();  // gives back everything; no value of the run may be touched after

 private:
  friend void reclaim(Object* object);
  static constexpr std::size_t kGrain = 16, kRows = 64, kChunkBytes = 64 << 10, kKeptChunks = 16;
  struct Free {
    Free* next;
  };
  struct alignas(16) Large {
    Large* next;
    Large* previous;
  };

  static std::size_t row_of(std::size_t bytes) { return bytes == 0 ? 1 : (bytes + kGrain - 1) / kGrain; }
  void* carve(std::size_t bytes) {
    if (bytes > static_cast<std::size_t>(end_ - next_)) new_chunk();
    void* block = next_;
    next_ += bytes;
    return block;
  }
  void new_chunk();
  void* allocate_large(std::size_t bytes);
  void release_large(void* block);

  inline static thread_local Heap* current_ = nullptr;

  std::array<Free*, kRows> free_{};
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::size_t chunks_in_use_ = 0;
  Large* large_ = nullptr;
  std::vector<Object*> dying_;  // objects without references whose parts are still to be let go
  bool reclaiming_ = false;
  std::size_t used_ = 0, peak_ = 0;
};

// An array on the run's heap; its elements are constructed and destroyed by the owner.
template <class T>
T* allocate_array(std::size_t count) {
  return static_cast<T*>(Heap::current().allocate(count * sizeof(T)));
}
template <class T>
void release_array(T* array, std::size_t count) {
  if (array) Heap::current().release(array, count * sizeof(T));
}

}  // namespace qed::program::native
