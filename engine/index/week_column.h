// The weeks of a segment's rows, each distinct one once.
#ifndef BANSO_ENGINE_INDEX_WEEK_COLUMN_H_
#define BANSO_ENGINE_INDEX_WEEK_COLUMN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/features/weekly_row.h"
#include "engine/index/columns.h"

namespace banso {

// Of up to 65,536 rows. Immutable once all are added.
// Cost: 2 bytes a row, and 72 for each distinct week.
class WeekColumn {
 public:
  // Numbers of the weeks so far, while rows are added.
  using Numbers = absl::flat_hash_map<WeeklyRow, uint16_t>;

  void Reserve(size_t rows) { by_row_.reserve(rows); }
  void Add(const WeeklyRow& week, Numbers* numbers) {
    const auto [number, is_new] = numbers->try_emplace(week, static_cast<uint16_t>(weeks_.size()));
    if (is_new) weeks_.push_back(week);
    by_row_.push_back(number->second);
  }
  void ShrinkToFit() { weeks_.shrink_to_fit(); }

  size_t size() const { return by_row_.size(); }
  const WeeklyRow& operator[](uint32_t row) const { return weeks_[by_row_[row]]; }
  // The number of a row's week, below distinct().
  uint16_t number(uint32_t row) const { return by_row_[row]; }
  size_t distinct() const { return weeks_.size(); }
  size_t Bytes() const {
    return by_row_.capacity() * sizeof(by_row_[0]) + weeks_.capacity() * sizeof(weeks_[0]);
  }

  void Save(ColumnWriter* writer) const {
    writer->Column(by_row_);
    writer->Column(weeks_);
  }
  // Returns whether every row has a week.
  bool Load(ColumnReader* reader) {
    reader->Column(&by_row_);
    reader->Column(&weeks_);
    for (const uint16_t number : by_row_) {
      if (number >= weeks_.size()) return false;
    }
    return reader->ok();
  }

 private:
  std::vector<uint16_t> by_row_;
  std::vector<WeeklyRow> weeks_;
};

// What a query works out of weeks, once for each distinct week of a column where many rows share
// one. For one thread; the columns outlive it.
template <typename Bound>
class BoundsOfWeeks {
 public:
  // `make` gives the bound of a week.
  template <typename Make>
  Bound Of(const WeekColumn& weeks, uint32_t row, Make make) {
    if (kRowsOfWeek * weeks.distinct() > weeks.size()) return make(weeks[row]);
    if (last_ != &weeks) {
      last_ = &weeks;
      auto& found = bounds_[&weeks];
      if (found == nullptr) found = std::make_unique<Known>(weeks.distinct());
      of_last_ = found.get();
    }
    std::optional<Bound>& bound = (*of_last_)[weeks.number(row)];
    if (!bound) bound = make(weeks[row]);
    return *bound;
  }

 private:
  // With fewer rows a week on average, nothing is gained.
  static constexpr size_t kRowsOfWeek = 4;
  using Known = std::vector<std::optional<Bound>>;

  absl::flat_hash_map<const WeekColumn*, std::unique_ptr<Known>> bounds_;
  const WeekColumn* last_ = nullptr;
  Known* of_last_ = nullptr;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_WEEK_COLUMN_H_
