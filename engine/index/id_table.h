// Finds the row of an id in a segment.
#ifndef BANSO_ENGINE_INDEX_ID_TABLE_H_
#define BANSO_ENGINE_INDEX_ID_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/index/columns.h"

namespace banso {

// The hash of an id, the same everywhere and always: tables are kept in files.
inline uint64_t IdHash(absl::string_view id) {
  // FNV-1a, and the last step of MurmurHash3, so that all bits depend on all of the id.
  uint64_t hash = 0xcbf29ce484222325;
  for (char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53;
  return hash ^ hash >> 33;
}

// The rows of one segment by id: open addressing, at most half full. A slot holds 15 bits of the
// hash beside the row, so that an id that is not there is nearly always refused without a look at
// any row: a change asks every segment. Immutable. Cost: 8 to 16 bytes a row; Find O(1).
class IdTable {
 public:
  // `segment` has at most 65,536 rows. Ids are distinct.
  template <typename Segment>
  explicit IdTable(const Segment& segment) {
    size_t slots = 4;
    while (slots < 2 * segment.size()) slots *= 2;
    slots_.resize(slots);
    for (uint32_t row = 0; row < segment.size(); ++row) {
      const uint64_t hash = IdHash(segment.item(row)->id.name());
      size_t at = hash & (slots - 1);
      while (slots_[at] != 0) at = (at + 1) & (slots - 1);
      slots_[at] = TagOf(hash) | (row + 1);
    }
  }

  // The table that was written.
  explicit IdTable(ColumnReader* reader) { reader->Column(&slots_); }
  void Save(ColumnWriter* writer) const { writer->Column(slots_); }

  // The row of `id`, whose hash is `hash`, in the segment that the table was made for; its size if
  // there is none.
  template <typename Segment>
  uint32_t Find(const Segment& segment, absl::string_view id, uint64_t hash) const {
    const size_t mask = slots_.size() - 1;
    const uint32_t tag = TagOf(hash);
    for (size_t at = hash & mask; slots_[at] != 0; at = (at + 1) & mask) {
      if ((slots_[at] & ~kRowBits) != tag) continue;
      const uint32_t row = (slots_[at] & kRowBits) - 1;
      if (segment.item(row)->id.name() == id) return row;
    }
    return static_cast<uint32_t>(segment.size());
  }

  size_t Bytes() const { return slots_.capacity() * sizeof(uint32_t); }

 private:
  static constexpr uint32_t kRowBits = (uint32_t{1} << 17) - 1;
  // The high bits: the low ones choose the slot.
  static uint32_t TagOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32) & ~kRowBits; }

  std::vector<uint32_t> slots_;  // 0: empty
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_ID_TABLE_H_
