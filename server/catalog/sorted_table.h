// An ordered table by name that is copied cheaply: versions share all but what differs.
#ifndef BANSO_SERVER_CATALOG_SORTED_TABLE_H_
#define BANSO_SERVER_CATALOG_SORTED_TABLE_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace banso {

// Rows of type T, which has `const std::string& name() const`, in ascending order of name. A copy
// shares its rows and chunks with the original; a change copies one chunk and the list of chunks.
// Rows may also come in chunks that are read when a row of them is first asked for (PutStored).
// Cost: Find O(log n); Put and Erase O(log n + kChunkRows + n / kChunkRows).
// Thread safety: const methods may run on any number of threads at once.
template <typename T>
class SortedTable {
 public:
  using Row = std::shared_ptr<const T>;
  using Rows = std::vector<Row>;

  SortedTable() = default;

  size_t size() const { return size_; }

  // Returns the row with this name, or null.
  Row Find(absl::string_view name) const {
    const auto chunk = ChunkOf(name);
    if (chunk == chunks_.end()) return nullptr;
    const Rows& rows = (*chunk)->rows();
    const auto row = RowAt(rows, name);
    return row != rows.end() && (*row)->name() == name ? *row : nullptr;
  }

  // Adds the row, in place of the one with its name if there is one.
  void Put(Row row) {
    const auto found = ChunkOf(row->name());
    if (found != chunks_.end()) {
      Insert(static_cast<size_t>(found - chunks_.begin()), std::move(row));
    } else if (!chunks_.empty()) {
      // Behind every name: into the last chunk, so that loading in order fills chunks.
      Insert(chunks_.size() - 1, std::move(row));
    } else {
      chunks_.push_back(std::make_shared<const Chunk>(Rows{std::move(row)}));
      size_ = 1;
    }
  }

  // Puts rows in their order: O(1) a row into an empty table if their names rise.
  void PutAll(Rows rows) {
    const auto not_rising = [](const Row& a, const Row& b) { return a->name() >= b->name(); };
    if (size_ > 0 || std::adjacent_find(rows.begin(), rows.end(), not_rising) != rows.end()) {
      for (Row& row : rows) Put(std::move(row));
      return;
    }
    size_ = rows.size();
    for (size_t begin = 0; begin < rows.size(); begin += kFilledRows) {
      const size_t end = std::min(rows.size(), begin + kFilledRows);
      chunks_.push_back(std::make_shared<const Chunk>(
          Rows(std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(begin)),
               std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(end)))));
    }
  }

  // As many rows as fill a chunk when they come in order.
  static constexpr size_t kFilledRows = 255;

  // Puts `size` rows, from 1 to kFilledRows, behind all that are there: `read` gives them when one
  // is first asked for, in ascending order of name up to `last_name`. It does not fail.
  void PutStored(size_t size, std::string last_name, std::function<Rows()> read) {
    chunks_.push_back(std::make_shared<const Chunk>(size, std::move(last_name), std::move(read)));
    size_ += size;
  }

  // Removes the row with this name. Returns whether there was one.
  bool Erase(absl::string_view name) {
    const auto found = ChunkOf(name);
    if (found == chunks_.end()) return false;
    const Rows& rows = (*found)->rows();
    const auto row = RowAt(rows, name);
    if (row == rows.end() || (*row)->name() != name) return false;
    const auto chunk = chunks_.begin() + (found - chunks_.cbegin());
    if (rows.size() == 1) {
      chunks_.erase(chunk);
    } else {
      Rows copy = rows;
      copy.erase(copy.begin() + (row - rows.begin()));
      *chunk = std::make_shared<const Chunk>(std::move(copy));
    }
    --size_;
    return true;
  }

  // Calls `visit(const Row&)` for every row, by name.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const auto& chunk : chunks_) {
      for (const Row& row : chunk->rows()) visit(row);
    }
  }
  // The same, but rows that are read for it are not kept.
  template <typename Visit>
  void ForEachOnce(Visit visit) const {
    for (const auto& chunk : chunks_) chunk->VisitOnce(visit);
  }

  // Calls `visit(const Row&)` for every row whose name begins with `prefix`, by name.
  template <typename Visit>
  void ForEachWithPrefix(absl::string_view prefix, Visit visit) const {
    for (auto chunk = ChunkOf(prefix); chunk != chunks_.end(); ++chunk) {
      const Rows& rows = (*chunk)->rows();
      for (auto row = RowAt(rows, prefix); row != rows.end(); ++row) {
        if (!absl::StartsWith((*row)->name(), prefix)) return;
        visit(*row);
      }
    }
  }

 private:
  static constexpr size_t kChunkRows = 256;

  // Some rows in order, never none.
  class Chunk {
   public:
    explicit Chunk(Rows rows) : size_(rows.size()), rows_(std::move(rows)) {}
    Chunk(size_t size, std::string last_name, std::function<Rows()> read)
        : size_(size), last_name_(std::move(last_name)), read_(std::move(read)) {}

    size_t size() const { return size_; }
    const std::string& last_name() const {
      return read_ == nullptr ? rows_.back()->name() : last_name_;
    }
    const Rows& rows() const {
      if (read_ != nullptr) {
        std::call_once(once_, [this] {
          rows_ = read_();
          was_read_ = true;
        });
      }
      return rows_;
    }
    template <typename Visit>
    void VisitOnce(Visit visit) const {
      const bool is_here = read_ == nullptr || was_read_;
      for (const Row& row : is_here ? rows() : read_()) visit(row);
    }

   private:
    const size_t size_;
    const std::string last_name_;
    const std::function<Rows()> read_;  // null: `rows_` are all
    mutable std::once_flag once_;
    mutable std::atomic<bool> was_read_ = false;
    mutable Rows rows_;
  };
  using Chunks = std::vector<std::shared_ptr<const Chunk>>;

  // The first chunk whose last row is not before `name`.
  typename Chunks::const_iterator ChunkOf(absl::string_view name) const {
    return std::partition_point(chunks_.begin(), chunks_.end(),
                                [&](const auto& chunk) { return chunk->last_name() < name; });
  }

  static typename Rows::const_iterator RowAt(const Rows& rows, absl::string_view name) {
    return std::partition_point(rows.begin(), rows.end(),
                                [&](const Row& row) { return row->name() < name; });
  }

  void Insert(size_t index, Row row) {
    Rows copy = chunks_[index]->rows();
    const auto at = copy.begin() + (RowAt(copy, row->name()) - copy.cbegin());
    if (at != copy.end() && (*at)->name() == row->name()) {
      *at = std::move(row);
    } else {
      copy.insert(at, std::move(row));
      ++size_;
    }
    if (copy.size() > kChunkRows) {
      // A chunk that grew at its end is being filled in order: leave it nearly full.
      const size_t keep = index + 1 == chunks_.size() ? kFilledRows : kChunkRows / 2;
      const auto rest = copy.begin() + static_cast<std::ptrdiff_t>(keep);
      auto behind = std::make_shared<const Chunk>(Rows(rest, copy.end()));
      copy.erase(rest, copy.end());
      chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(behind));
    }
    chunks_[index] = std::make_shared<const Chunk>(std::move(copy));
  }

  Chunks chunks_;
  size_t size_ = 0;
};

}  // namespace banso

#endif  // BANSO_SERVER_CATALOG_SORTED_TABLE_H_
