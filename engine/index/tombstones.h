// Rows of a segment that are no longer there.
#ifndef BANSO_ENGINE_INDEX_TOMBSTONES_H_
#define BANSO_ENGINE_INDEX_TOMBSTONES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace banso {

// A set of rows. Cost: a bit a row.
class Tombstones {
 public:
  explicit Tombstones(size_t rows) : words_((rows + 63) / 64) {}

  bool Contains(uint32_t row) const { return (words_[row / 64] >> row % 64 & 1) != 0; }
  void Add(uint32_t row) {
    if (Contains(row)) return;
    words_[row / 64] |= uint64_t{1} << row % 64;
    ++size_;
  }
  size_t size() const { return size_; }

 private:
  std::vector<uint64_t> words_;
  size_t size_ = 0;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_TOMBSTONES_H_
