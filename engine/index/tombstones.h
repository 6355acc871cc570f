// Rows of a segment that are no longer there.
#ifndef BANSO_ENGINE_INDEX_TOMBSTONES_H_
#define BANSO_ENGINE_INDEX_TOMBSTONES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace banso {

// A set of rows. Copies share what is equal: a row that is added costs 512 bytes, and a pointer for
// each 4,096 rows.
class Tombstones {
 public:
  explicit Tombstones(size_t rows) : chunks_((rows + kChunkRows - 1) / kChunkRows) {}

  bool Contains(uint32_t row) const {
    const Chunk* chunk = chunks_[row / kChunkRows].get();
    return chunk != nullptr && ((*chunk)[row % kChunkRows / 64] >> row % 64 & 1) != 0;
  }
  void Add(uint32_t row) {
    if (Contains(row)) return;
    std::shared_ptr<const Chunk>& chunk = chunks_[row / kChunkRows];
    auto copy = chunk == nullptr ? std::make_shared<Chunk>() : std::make_shared<Chunk>(*chunk);
    (*copy)[row % kChunkRows / 64] |= uint64_t{1} << row % 64;
    chunk = std::move(copy);
    ++size_;
  }
  size_t size() const { return size_; }

 private:
  static constexpr size_t kChunkRows = 4096;
  using Chunk = std::array<uint64_t, kChunkRows / 64>;

  std::vector<std::shared_ptr<const Chunk>> chunks_;  // null: none
  size_t size_ = 0;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_TOMBSTONES_H_
