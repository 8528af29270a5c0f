#include "program/native/heap.h"

#include <cstdlib>

#include "base/error.h"
#include "program/native/objects.h"

namespace qed::program::native {

Heap::~Heap() { reset(); }

void Heap::new_chunk() {
  if (chunks_in_use_ == chunks_.size()) chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kChunkBytes));
  next_ = chunks_[chunks_in_use_++].get();
  end_ = next_ + kChunkBytes;
}

void* Heap::allocate_large(std::size_t bytes) {
  auto* block = static_cast<Large*>(std::malloc(sizeof(Large) + bytes));
  QED_CHECK(block != nullptr);
  block->previous = nullptr;
  block->next = large_;
  if (large_) large_->previous = block;
  large_ = block;
  return block + 1;
}

void Heap::release_large(void* memory) {
  Large* block = static_cast<Large*>(memory) - 1;
  (block->previous ? block->previous->next : large_) = block->next;
  if (block->next) block->next->previous = block->previous;
  std::free(block);
}

void Heap::reset() {
  while (large_) {
    Large* next = large_->next;
    std::free(large_);
    large_ = next;
  }
  free_.fill(nullptr);
  next_ = end_ = nullptr;
  chunks_in_use_ = 0;
  if (chunks_.size() > kKeptChunks) chunks_.resize(kKeptChunks);
  dying_.clear();
  reclaiming_ = false;
  used_ = peak_ = 0;
}

void reclaim(Object* object) {
  Heap& heap = Heap::current();
  heap.dying_.push_back(object);
  if (heap.reclaiming_) return;
  heap.reclaiming_ = true;
  while (!heap.dying_.empty()) {
    Object* dead = heap.dying_.back();
    heap.dying_.pop_back();
    destroy(dead);
  }
  heap.reclaiming_ = false;
}

}  // namespace qed::program::native
