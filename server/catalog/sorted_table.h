// An ordered table by name that is copied cheaply: versions share all but what differs.
#ifndef BANSO_SERVER_CATALOG_SORTED_TABLE_H_
#define BANSO_SERVER_CATALOG_SORTED_TABLE_H_

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace banso {

// Rows of type T, which has `const std::string& name() const`, in ascending order of name. A copy
// shares its rows and chunks with the original; a change copies one chunk and the list of chunks.
// Cost: Find O(log n); Put and Erase O(log n + kChunkRows + n / kChunkRows).
// Thread safety: const methods may run on any number of threads at once.
template <typename T>
class SortedTable {
 public:
  using Row = std::shared_ptr<const T>;

  SortedTable() = default;

  size_t size() const { return size_; }

  // Returns the row with this name, or null.
  Row Find(absl::string_view name) const {
    const auto chunk = ChunkOf(name);
    if (chunk == chunks_.end()) return nullptr;
    const auto row = RowAt(**chunk, name);
    return row != (*chunk)->end() && (*row)->name() == name ? *row : nullptr;
  }

  // Adds the row, in place of the one with its name if there is one.
  void Put(Row row) {
    const auto found = ChunkOf(row->name());
    if (found == chunks_.end()) {
      // Behind every name: into the last chunk, so that loading in order fills chunks.
      if (chunks_.empty()) chunks_.push_back(std::make_shared<const Chunk>());
      Insert(chunks_.size() - 1, std::move(row));
    } else {
      Insert(static_cast<size_t>(found - chunks_.begin()), std::move(row));
    }
  }

  // Puts rows in their order: O(1) a row into an empty table if their names rise.
  void PutAll(std::vector<Row> rows) {
    const auto not_rising = [](const Row& a, const Row& b) { return a->name() >= b->name(); };
    if (size_ > 0 || std::adjacent_find(rows.begin(), rows.end(), not_rising) != rows.end()) {
      for (Row& row : rows) Put(std::move(row));
      return;
    }
    size_ = rows.size();
    // As Insert leaves chunks that are filled in order.
    constexpr size_t kFilled = kChunkRows - 1;
    for (size_t begin = 0; begin < rows.size(); begin += kFilled) {
      const size_t end = std::min(rows.size(), begin + kFilled);
      chunks_.push_back(std::make_shared<const Chunk>(
          std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(begin)),
          std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(end))));
    }
  }

  // Removes the row with this name. Returns whether there was one.
  bool Erase(absl::string_view name) {
    const auto found = ChunkOf(name);
    if (found == chunks_.end()) return false;
    const auto row = RowAt(**found, name);
    if (row == (*found)->end() || (*row)->name() != name) return false;
    const auto chunk = chunks_.begin() + (found - chunks_.cbegin());
    if ((*chunk)->size() == 1) {
      chunks_.erase(chunk);
    } else {
      auto copy = std::make_shared<Chunk>(**chunk);
      copy->erase(copy->begin() + (row - (*chunk)->begin()));
      *chunk = std::move(copy);
    }
    --size_;
    return true;
  }

  // Calls `visit(const Row&)` for every row, by name.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const auto& chunk : chunks_) {
      for (const Row& row : *chunk) visit(row);
    }
  }

  // Calls `visit(const Row&)` for every row whose name begins with `prefix`, by name.
  template <typename Visit>
  void ForEachWithPrefix(absl::string_view prefix, Visit visit) const {
    for (auto chunk = ChunkOf(prefix); chunk != chunks_.end(); ++chunk) {
      for (auto row = RowAt(**chunk, prefix); row != (*chunk)->end(); ++row) {
        if (!absl::StartsWith((*row)->name(), prefix)) return;
        visit(*row);
      }
    }
  }

 private:
  using Chunk = std::vector<Row>;
  using Chunks = std::vector<std::shared_ptr<const Chunk>>;
  static constexpr size_t kChunkRows = 256;

  // The first chunk whose last row is not before `name`. Chunks are never empty for long.
  typename Chunks::const_iterator ChunkOf(absl::string_view name) const {
    return std::partition_point(chunks_.begin(), chunks_.end(), [&](const auto& chunk) {
      return chunk->empty() || chunk->back()->name() < name;
    });
  }

  static typename Chunk::const_iterator RowAt(const Chunk& chunk, absl::string_view name) {
    return std::partition_point(chunk.begin(), chunk.end(),
                                [&](const Row& row) { return row->name() < name; });
  }

  void Insert(size_t index, Row row) {
    auto copy = std::make_shared<Chunk>(*chunks_[index]);
    const auto at = copy->begin() + (RowAt(*copy, row->name()) - copy->cbegin());
    if (at != copy->end() && (*at)->name() == row->name()) {
      *at = std::move(row);
      chunks_[index] = std::move(copy);
      return;
    }
    copy->insert(at, std::move(row));
    ++size_;
    if (copy->size() > kChunkRows) {
      // A chunk that grew at its end is being filled in order: leave it nearly full.
      const size_t keep = index + 1 == chunks_.size() ? kChunkRows - 1 : kChunkRows / 2;
      auto rest = std::make_shared<Chunk>(copy->begin() + keep, copy->end());
      copy->resize(keep);
      chunks_.insert(chunks_.begin() + index + 1, std::move(rest));
    }
    chunks_[index] = std::move(copy);
  }

  Chunks chunks_;
  size_t size_ = 0;
};

}  // namespace banso

#endif  // BANSO_SERVER_CATALOG_SORTED_TABLE_H_
