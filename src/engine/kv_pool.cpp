#include "engine/kv_pool.h"

#include <numeric>

namespace qed::engine {

Result<KvPool> KvPool::create(std::size_t block_bytes, std::size_t blocks) {
  KvPool pool;
  pool.memory_ = QED_TRY(HugeMemory::allocate(block_bytes * blocks, "keys and values"));
  pool.block_bytes_ = block_bytes;
  pool.uses_.resize(blocks);
  pool.free_.resize(blocks);
  std::iota(pool.free_.rbegin(), pool.free_.rend(), 0U);
  return pool;
}

std::optional<KvPool::Block> KvPool::acquire() {
  if (free_.empty()) return std::nullopt;
  const std::uint32_t index = free_.back();
  free_.pop_back();
  uses_[index] = 1;
  return Block(this, index);
}

KvPool::Block::Block(const Block& other) : pool_(other.pool_), index_(other.index_) {
  if (pool_) ++pool_->uses_[index_];
}

KvPool::Block::~Block() {
  if (pool_ && --pool_->uses_[index_] == 0) pool_->free_.push_back(index_);
}

std::byte* KvPool::Block::data() const { return pool_->memory_.data() + index_ * pool_->block_bytes_; }

bool KvPool::Block::shared() const { return pool_->uses_[index_] > 1; }

}  // namespace qed::engine
