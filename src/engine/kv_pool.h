// The memory of keys and values: blocks of equal size, shared between sequences that have a beginning in common.
// Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/huge_memory.h"

namespace qed::engine {

class KvPool {
 public:
  // A share in one block: copies refer to the same block, which goes back to the pool with the last of them. Must not
  // outlive the pool.
  class Block {
   public:
    Block() = default;
    Block(const Block& other);
    Block(Block&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), index_(other.index_) {}
    Block& operator=(Block other) noexcept {
      std::swap(pool_, other.pool_);
      std::swap(index_, other.index_);
      return *this;
    }
    ~Block();

    std::byte* data() const;
    bool shared() const;  // whether there are other shares

   private:
    friend class KvPool;
    Block(KvPool* pool, std::uint32_t index) : pool_(pool), index_(index) {}
    KvPool* pool_ = nullptr;
    std::uint32_t index_ = 0;
  };

  static Result<KvPool> create(std::size_t block_bytes, std::size_t blocks);

  std::optional<Block> acquire();  // nullopt when every block is in use
  std::size_t blocks() const { return uses_.size(); }
  std::size_t free_blocks() const { return free_.size(); }
  std::size_t block_bytes() const { return block_bytes_; }

 private:
  HugeMemory memory_;
  std::size_t block_bytes_ = 0;
  std::vector<std::uint32_t> uses_;  // of each block
  std::vector<std::uint32_t> free_;
};

}  // namespace qed::engine
