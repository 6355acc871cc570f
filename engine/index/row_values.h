// The values that the rows of a segment stand for: in memory, or read when a row is looked at.
#ifndef BANSO_ENGINE_INDEX_ROW_VALUES_H_
#define BANSO_ENGINE_INDEX_ROW_VALUES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace banso {

// Where values are that are not in memory, such as a file. Immutable.
// Thread safety: Read may run on any number of threads at once.
template <typename T>
class ValueSource {
 public:
  virtual ~ValueSource() = default;
  // The value at a position, which is one that whoever made the source gave out, below 2^63. Never
  // null: what cannot be read cannot be ranked, and a source that is damaged ends the process.
  virtual std::shared_ptr<const T> Read(uint64_t position) const = 0;
};

// A value for as long as it is looked at: keep it while you use what it refers to. Valid as long as
// the row that it was taken of.
template <typename T>
class ValueRef {
 public:
  explicit ValueRef(const std::shared_ptr<const T>* held) : held_(held), value_(held->get()) {}
  explicit ValueRef(std::shared_ptr<const T> read) : read_(std::move(read)), value_(read_.get()) {}

  const T& operator*() const& { return *value_; }
  const T& operator*() const&& = delete;
  const T* operator->() const { return value_; }
  // The value, to keep.
  std::shared_ptr<const T> Share() const { return held_ == nullptr ? read_ : *held_; }

 private:
  const std::shared_ptr<const T>* held_ = nullptr;  // in memory, or
  std::shared_ptr<const T> read_;                   // read for this
  const T* value_;
};

// The value of one row on its way into a segment: in memory, or at a position of a source.
template <typename T>
class RowValue {
 public:
  RowValue(std::shared_ptr<const T> held) : held_(std::move(held)) {}  // NOLINT: is a value
  RowValue(std::shared_ptr<const ValueSource<T>> source, uint64_t position)
      : source_(std::move(source)), position_(position) {}

  ValueRef<T> Get() const {
    return source_ == nullptr ? ValueRef<T>(&held_) : ValueRef<T>(source_->Read(position_));
  }
  // Null if it is in memory.
  const std::shared_ptr<const ValueSource<T>>& source() const { return source_; }
  uint64_t position() const { return position_; }

 private:
  std::shared_ptr<const T> held_;
  std::shared_ptr<const ValueSource<T>> source_;
  uint64_t position_ = 0;
};

// Sorts by id. Reads each value that is not in memory once.
template <typename T>
void SortById(std::vector<RowValue<T>>* values) {
  const auto is_held = [](const RowValue<T>& value) { return value.source() == nullptr; };
  if (std::all_of(values->begin(), values->end(), is_held)) {
    std::sort(values->begin(), values->end(),
              [](const RowValue<T>& a, const RowValue<T>& b) { return a.Get()->id < b.Get()->id; });
    return;
  }
  std::vector<std::pair<std::string, uint32_t>> order;
  order.reserve(values->size());
  for (const RowValue<T>& value : *values) {
    order.emplace_back(value.Get()->id.name(), static_cast<uint32_t>(order.size()));
  }
  std::sort(order.begin(), order.end());
  std::vector<RowValue<T>> sorted;
  sorted.reserve(values->size());
  for (const auto& [id, at] : order) sorted.push_back(std::move((*values)[at]));
  *values = std::move(sorted);
}

// The values of a segment's rows, of which those that are not in memory are of one source.
// Cost: 16 bytes a row if all are in memory, else 8 and 16 for each that is.
template <typename T>
class RowValues {
 public:
  void Reserve(size_t rows) { held_.reserve(rows); }
  void Add(const RowValue<T>& value) {
    const bool stored =
        value.source() != nullptr && (source_ == nullptr || source_ == value.source());
    if (stored && source_ == nullptr) {
      source_ = value.source();
      for (size_t i = 0; i < held_.size(); ++i) places_.push_back(kHeld | i);
      if (held_.empty()) places_.reserve(held_.capacity());
      held_.shrink_to_fit();
    }
    if (stored) {
      places_.push_back(value.position());
      return;
    }
    if (source_ != nullptr) places_.push_back(kHeld | held_.size());
    held_.push_back(value.Get().Share());
  }
  // The values of `rows`, of which each has a rank, lie in `source`, at `positions` by rank.
  // Returns false if there is no position for a rank.
  template <typename Row>
  bool SetByRank(std::shared_ptr<const ValueSource<T>> source, const std::vector<Row>& rows,
                 std::span<const uint64_t> positions) {
    held_ = {};
    source_ = std::move(source);
    places_.clear();
    places_.reserve(rows.size());
    for (const Row& row : rows) {
      if (row.rank >= positions.size()) return false;
      places_.push_back(positions[row.rank]);
    }
    return true;
  }

  size_t size() const { return source_ == nullptr ? held_.size() : places_.size(); }
  ValueRef<T> operator[](uint32_t row) const {
    if (source_ == nullptr) return ValueRef<T>(&held_[row]);
    const uint64_t place = places_[row];
    if ((place & kHeld) != 0) return ValueRef<T>(&held_[place & ~kHeld]);
    return ValueRef<T>(source_->Read(place));
  }
  // What another segment takes of a row.
  RowValue<T> Value(uint32_t row) const {
    if (source_ == nullptr) return held_[row];
    const uint64_t place = places_[row];
    if ((place & kHeld) != 0) return held_[place & ~kHeld];
    return {source_, place};
  }
  size_t Bytes() const {
    return held_.capacity() * sizeof(held_[0]) + places_.capacity() * sizeof(places_[0]);
  }

 private:
  static constexpr uint64_t kHeld = uint64_t{1} << 63;

  std::vector<std::shared_ptr<const T>> held_;
  std::shared_ptr<const ValueSource<T>> source_;  // null: all are in memory, in the order of rows
  std::vector<uint64_t> places_;                  // a position, or kHeld and a number in held_
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_ROW_VALUES_H_
