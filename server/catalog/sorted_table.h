// An ordered table by name that is copied cheaply: versions share all but what differs.
#ifndef BANSO_SERVER_CATALOG_SORTED_TABLE_H_
#define BANSO_SERVER_CATALOG_SORTED_TABLE_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace banso {

// Rows of type T, which has `const std::string& name() const`, in ascending order of name. A copy
// shares its rows and chunks with the original; a change copies one chunk and the list of chunks.
// Rows may also come in chunks that are read when a row of them is first asked for (PutStored).
// Cost: Find O(log n + kChunkRows / 32), in few places of memory; Put and Erase O(log n +
// kChunkRows + n / kChunkRows). Thread safety: const methods may run on any number of threads at
// once.
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
    return (*chunk)->hashed().Find(name);
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
      chunks_.push_back(std::make_shared<const Chunk>(Hashed(Rows{std::move(row)})));
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
          Hashed(Rows(std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(begin)),
                      std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(end))))));
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
    const Hashed& rows = (*found)->hashed();
    const std::ptrdiff_t at = rows.At(name);
    if (!rows.Has(at, name)) return false;
    const auto chunk = chunks_.begin() + (found - chunks_.cbegin());
    if ((*chunk)->size() == 1) {
      chunks_.erase(chunk);
    } else {
      Hashed copy = rows;
      copy.Erase(at);
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

  // Rows in order, and a hash of each one's name: rows lie far apart in memory, hashes side by
  // side.
  class Hashed {
   public:
    Hashed() = default;
    explicit Hashed(Rows in_order) : rows_(std::move(in_order)) {
      hashes_.reserve(rows_.size());
      for (const Row& row : rows_) hashes_.push_back(HashOf(row->name()));
    }

    const Rows& rows() const { return rows_; }
    Row Find(absl::string_view name) const {
      const uint16_t hash = HashOf(name);
      for (auto at = hashes_.begin();; ++at) {
        at = std::find(at, hashes_.end(), hash);
        if (at == hashes_.end()) return nullptr;
        const Row& row = rows_[static_cast<size_t>(at - hashes_.begin())];
        if (row->name() == name) return row;
      }
    }
    // The place of the first row that is not before `name`.
    std::ptrdiff_t At(absl::string_view name) const { return RowAt(rows_, name) - rows_.begin(); }
    bool Has(std::ptrdiff_t at, absl::string_view name) const {
      return at < std::ssize(rows_) && rows_[static_cast<size_t>(at)]->name() == name;
    }
    void Replace(std::ptrdiff_t at, Row row) { rows_[static_cast<size_t>(at)] = std::move(row); }
    void Insert(std::ptrdiff_t at, Row row) {
      hashes_.insert(hashes_.begin() + at, HashOf(row->name()));
      rows_.insert(rows_.begin() + at, std::move(row));
    }
    void Erase(std::ptrdiff_t at) {
      hashes_.erase(hashes_.begin() + at);
      rows_.erase(rows_.begin() + at);
    }
    // Cuts off the rows from `keep` on and returns them.
    Hashed Split(size_t keep) {
      Hashed rest;
      const auto at = static_cast<std::ptrdiff_t>(keep);
      rest.rows_.assign(rows_.begin() + at, rows_.end());
      rest.hashes_.assign(hashes_.begin() + at, hashes_.end());
      rows_.resize(keep);
      hashes_.resize(keep);
      return rest;
    }

   private:
    static uint16_t HashOf(absl::string_view name) {
      return static_cast<uint16_t>(absl::Hash<absl::string_view>()(name));
    }

    Rows rows_;
    std::vector<uint16_t> hashes_;
  };

  // Some rows, never none.
  class Chunk {
   public:
    explicit Chunk(Hashed rows)
        : size_(rows.rows().size()),
          last_name_(rows.rows().back()->name()),
          rows_(std::move(rows)) {}
    Chunk(size_t size, std::string last_name, std::function<Rows()> read)
        : size_(size), last_name_(std::move(last_name)), read_(std::move(read)) {}

    size_t size() const { return size_; }
    const std::string& last_name() const { return last_name_; }
    const Hashed& hashed() const {
      if (read_ != nullptr) {
        std::call_once(once_, [this] {
          rows_ = Hashed(read_());
          was_read_ = true;
        });
      }
      return rows_;
    }
    const Rows& rows() const { return hashed().rows(); }
    template <typename Visit>
    void VisitOnce(Visit visit) const {
      const bool is_here = read_ == nullptr || was_read_;
      for (const Row& row : is_here ? rows() : read_()) visit(row);
    }

   private:
    const size_t size_;
    const std::string last_name_;       // beside its chunk, since Find passes by many
    const std::function<Rows()> read_;  // null: `rows_` are all
    mutable std::once_flag once_;
    mutable std::atomic<bool> was_read_ = false;
    mutable Hashed rows_;
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
    Hashed copy = chunks_[index]->hashed();
    const std::ptrdiff_t at = copy.At(row->name());
    if (copy.Has(at, row->name())) {
      copy.Replace(at, std::move(row));
    } else {
      copy.Insert(at, std::move(row));
      ++size_;
    }
    if (copy.rows().size() > kChunkRows) {
      // A chunk that grew at its end is being filled in order: leave it nearly full.
      const size_t keep = index + 1 == chunks_.size() ? kFilledRows : kChunkRows / 2;
      auto behind = std::make_shared<const Chunk>(copy.Split(keep));
      chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(behind));
    }
    chunks_[index] = std::make_shared<const Chunk>(std::move(copy));
  }

  Chunks chunks_;
  size_t size_ = 0;
};

}  // namespace banso

#endif  // BANSO_SERVER_CATALOG_SORTED_TABLE_H_
