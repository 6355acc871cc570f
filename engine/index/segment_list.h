// The segments of one kind of row, and which of their rows are still there.
#ifndef BANSO_ENGINE_INDEX_SEGMENT_LIST_H_
#define BANSO_ENGINE_INDEX_SEGMENT_LIST_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/index/columns.h"
#include "engine/index/dictionary_columns.h"
#include "engine/index/id_table.h"
#include "engine/index/internship_segment.h"
#include "engine/index/row_values.h"
#include "engine/index/tombstones.h"

namespace banso {

// Copies share their segments. Rows are built into segments at once, or change by change.
//
// A change is cheap: it marks rows as dead and builds a segment of its own rows and of no more than
// some others. What costs more is built aside: small segments are folded into larger ones (`Fold`),
// and when much has changed, or something was erased, all rows are merged (`Merge`). The list may
// change meanwhile, also by the other of the two; `Take` carries over what became of the rows.
template <typename Segment>
class SegmentList {
 public:
  using Item = typename Segment::Item;
  using Value = RowValue<Item>;

  struct Part {
    std::shared_ptr<const Segment> segment;
    std::shared_ptr<const IdTable> ids;
    std::shared_ptr<const Tombstones> dead;
    bool small = false;     // made of changes
    uint64_t erasures = 0;  // rows that were erased from the list before; none of them is in it

    size_t live_rows() const { return segment->size() - dead->size(); }
    // The row of an id; the segment's size if it was never there.
    uint32_t Find(absl::string_view id, uint64_t hash) const {
      return ids->Find(*segment, id, hash);
    }
  };

  // Shared, because every change copies the list of them.
  using Parts = std::vector<std::shared_ptr<const Part>>;

  // Segments that were built aside, to take the place of others.
  struct Tidied {
    Parts from;  // with the tombstones up to which `to` is right
    Parts to;
    uint32_t number = 0;  // of the builds of its sort that the list took before it
    bool whole = false;   // of all rows
  };

  // A list of no more rows is built anew by the change that makes it due: a millisecond.
  static constexpr size_t kAtOnceRows = 256;
  // Changes merge segments up to this size themselves, which bounds what one of them costs.
  static constexpr size_t kInlineRows = 4;
  // So many segments that could be folded into one are.
  static constexpr size_t kFoldParts = 4;
  // Segments are folded with newer rows until they hold so many times as many.
  static constexpr size_t kFoldRatio = 4;
  // All is built anew when one row of so many has changed: a change pays for so many rows.
  static constexpr size_t kMergeShare = 4;
  // Folding that does not keep up with changes is done by them, so many rows at once.
  static constexpr size_t kMostParts = 256;
  static constexpr size_t kInlineFoldRows = 4096;

  SegmentList() = default;
  explicit SegmentList(const std::vector<std::shared_ptr<const Item>>& items)
      : SegmentList(std::vector<Value>(items.begin(), items.end())) {}
  explicit SegmentList(std::vector<Value> values) { Add(std::move(values), next_domain_++, false); }

  const Parts& parts() const { return parts_; }
  bool empty() const { return parts_.empty(); }

  // Erases and puts rows.
  template <typename Id>
  void Change(const std::vector<std::shared_ptr<const Item>>& put, const std::vector<Id>& erased) {
    if (put.empty() && erased.empty()) return;
    std::vector<Value> added;
    added.reserve(put.size());
    absl::flat_hash_set<absl::string_view> ids;
    for (size_t i = put.size(); i-- > 0;) {
      const absl::string_view id = put[i]->id.name();
      // Of several with one id the last.
      if (put.size() > 1 && !ids.insert(id).second) continue;
      Kill(id);
      added.push_back(put[i]);
    }
    for (const Id& id : erased) {
      if (Kill(id.name())) ++erasures_;
    }
    // As a binary counter counts: new rows take in the segments before them that hold no more.
    const size_t bound = std::max(kInlineRows, 2 * added.size());
    while (!parts_.empty() && parts_.back()->small && parts_.back()->live_rows() <= added.size() &&
           added.size() + parts_.back()->live_rows() <= std::min(bound, kSegmentRows)) {
      TakeLive(*parts_.back(), &added);
      parts_.pop_back();
    }
    Add(std::move(added), ChangeDomain(), true);
    if (parts_.empty()) {
      *this = {};
    } else if (parts_.front()->segment->size() <= kAtOnceRows && rows() <= kAtOnceRows && IsDue()) {
      *this = SegmentList(Values());
    } else if (parts_.size() > kMostParts) {
      const size_t foldable = FoldableParts(kInlineFoldRows);
      if (foldable < 2) return;
      Tidied folded = Build(parts_.end() - static_cast<std::ptrdiff_t>(foldable), false);
      Take(&folded);
    }
  }

  // Builds one segment of several small ones, if there are. Costs microseconds a row of it.
  Tidied Fold() const {
    const size_t foldable = FoldableParts(kSegmentRows);
    if (foldable < kFoldParts) return {};
    return Build(parts_.end() - static_cast<std::ptrdiff_t>(foldable), false);
  }
  // Builds all rows anew, if that is due. Costs microseconds a row.
  Tidied Merge() const { return !parts_.empty() && IsDue() ? MergeAll() : Tidied(); }
  Tidied MergeAll() const { return Build(parts_.begin(), true); }

  // Lets segments take the place of those that they were built from. This list is the one that was
  // tidied, or came from it by changes and other Takes; what changed is carried over. `tidied` fits
  // this list afterwards, so that to take it again for a later one costs only what came since.
  void Take(Tidied* tidied) {
    uint32_t& taken = tidied->whole ? merges_ : folds_;
    if (tidied->from.empty() || tidied->number != taken) return;
    bool found = false;
    auto at = parts_.end();
    for (auto& old : tidied->from) {
      const auto now = std::find_if(parts_.begin(), parts_.end(), [&](const auto& part) {
        return part->segment == old->segment;
      });
      // Of a segment that is gone all rows were erased, replaced, or merged into another one.
      Follow(*old, now == parts_.end() ? nullptr : (*now)->dead.get(), &tidied->to);
      if (now == parts_.end()) {
        old = WithDead(*old, AllDead(*old->segment));
      } else {
        if (!found) at = now;
        found = true;
        old = *now;
      }
    }
    if (!found) return;  // nothing of it is here any more
    Parts parts(parts_.begin(), at);
    for (const auto& part : tidied->to) {
      if (part->live_rows() > 0) parts.push_back(part);
    }
    for (; at != parts_.end(); ++at) {
      const bool replaced = std::any_of(tidied->from.begin(), tidied->from.end(),
                                        [&](auto& old) { return old->segment == (*at)->segment; });
      if (!replaced) parts.push_back(*at);
    }
    parts_ = std::move(parts);
    ++taken;
    if (!tidied->whole) return;
    // What was folded meanwhile may hold rows that were erased since its rows were collected.
    forgotten_ = erasures_;
    for (const auto& part : parts_) forgotten_ = std::min(forgotten_, part->erasures);
  }

  // Builds rows that come on top of others, all at once; none of their ids is there.
  void Append(std::vector<Value> values) { Add(std::move(values), ChangeDomain(), false); }

  // Writes all rows as pieces of bytes, without their values: the first says how many follow. Only
  // a list that was built at once, or by MergeAll, and not changed since can be written.
  template <typename Write>
  absl::Status Save(Write write) const {
    std::string bytes;
    ColumnWriter writer(&bytes);
    writer.Number(parts_.size());
    if (!parts_.empty()) banso::Save(parts_[0]->segment->dictionaries(), &writer);
    absl::Status status = write(bytes);
    for (size_t i = 0; i < parts_.size() && status.ok(); ++i) {
      bytes.clear();
      parts_[i]->segment->Save(&writer);
      parts_[i]->ids->Save(&writer);
      status = write(bytes);
    }
    return status;
  }
  // Reads what was written. The values lie in `source`, at `positions` in the order of their ids.
  // Errors: those of `read`; DATA_LOSS if the pieces are not those of a list.
  template <typename Read>
  static absl::StatusOr<SegmentList> Load(Read read,
                                          const std::shared_ptr<const ValueSource<Item>>& source,
                                          std::span<const uint64_t> positions) {
    const absl::Status unreadable = absl::DataLossError("the columns of an index cannot be read");
    absl::StatusOr<std::string> bytes = read();
    if (!bytes.ok()) return bytes.status();
    SegmentList list;
    ColumnReader first(*bytes);
    const uint64_t parts = first.Number();
    auto dictionaries = std::make_shared<typename Segment::Dictionaries>();
    if (parts > 0 && !banso::Load(&first, dictionaries.get())) return unreadable;
    if (!first.done()) return unreadable;
    const uint32_t domain = list.ChangeDomain();
    for (uint64_t i = 0; i < parts; ++i) {
      bytes = read();
      if (!bytes.ok()) return bytes.status();
      ColumnReader reader(*bytes);
      auto segment = Segment::Load(&reader, domain, dictionaries, source, positions);
      if (segment == nullptr) return unreadable;
      auto ids = std::make_shared<const IdTable>(&reader);
      if (!reader.done()) return unreadable;
      auto dead = std::make_shared<const Tombstones>(segment->size());
      list.parts_.push_back(std::make_shared<const Part>(
          Part{std::move(segment), std::move(ids), std::move(dead), false, 0}));
    }
    return list;
  }

  // All rows that are there, in no particular order.
  std::vector<Value> Values() const {
    std::vector<Value> values;
    values.reserve(rows());
    for (const auto& part : parts_) TakeLive(*part, &values);
    return values;
  }

  // Rows that are there.
  size_t rows() const {
    size_t rows = 0;
    for (const auto& part : parts_) rows += part->live_rows();
    return rows;
  }
  size_t changed_rows() const {
    size_t rows = 0;
    for (const auto& part : parts_)
      rows += part->small ? part->segment->size() : part->dead->size();
    return rows;
  }
  size_t Bytes() const {
    size_t bytes = 0;
    for (const auto& part : parts_) {
      bytes += part->segment->Bytes() + part->ids->Bytes() + part->segment->size() / 8;
    }
    return bytes;
  }

 private:
  using Iterator = typename Parts::const_iterator;

  // Numbers of builds, by which rows know whether their ranks can be compared. Segments of changes,
  // folded and merged ones count apart, because they are numbered at the same time. A number comes
  // again after 2^30 builds; no small segment is left alone so long.
  static constexpr uint32_t kNumbers = uint32_t{1} << 30;
  uint32_t ChangeDomain() { return next_domain_++ % kNumbers; }
  uint32_t AsideDomain(bool whole) const {
    return whole ? 3 * kNumbers + merges_ % kNumbers : 2 * kNumbers + folds_ % kNumbers;
  }

  bool IsDue() const {
    return erasures_ != forgotten_ ||
           (changed_rows() > 0 && changed_rows() * kMergeShare >= rows());
  }
  // How many of the last parts one segment of at most so many rows should take in.
  size_t FoldableParts(size_t most_rows) const {
    size_t count = 0;
    size_t rows = 0;
    for (auto part = parts_.rbegin(); part != parts_.rend() && (*part)->small; ++part) {
      const size_t live = (*part)->live_rows();
      if (count > 0 && live > std::max(kInlineRows, kFoldRatio * rows)) break;
      if (rows + live > most_rows) break;
      rows += live;
      ++count;
    }
    return count;
  }
  Tidied Build(Iterator first, bool whole) const {
    Tidied tidied;
    tidied.from.assign(first, parts_.end());
    std::vector<Value> values;
    for (const auto& part : tidied.from) TakeLive(*part, &values);
    SegmentList built;
    built.erasures_ = erasures_;
    built.Add(std::move(values), AsideDomain(whole), !whole);
    tidied.to = std::move(built.parts_);
    tidied.number = whole ? merges_ : folds_;
    tidied.whole = whole;
    return tidied;
  }
  // Whether the row was there.
  bool Kill(absl::string_view id) {
    const uint64_t hash = IdHash(id);
    for (auto at = parts_.begin(); at != parts_.end(); ++at) {
      const Part& part = **at;
      const uint32_t row = part.Find(id, hash);
      if (row == part.segment->size() || part.dead->Contains(row)) continue;
      auto dead = std::make_shared<Tombstones>(*part.dead);
      dead->Add(row);
      if (dead->size() == part.segment->size()) {
        parts_.erase(at);
      } else {
        *at = WithDead(part, std::move(dead));
      }
      return true;
    }
    return false;
  }
  // Marks rows of `to` that were there in `old` and are not there now (null: none is).
  static void Follow(const Part& old, const Tombstones* now, Parts* to) {
    if (now == old.dead.get()) return;
    std::vector<std::shared_ptr<Tombstones>> changed(to->size());
    for (uint32_t row = 0; row < old.segment->size(); ++row) {
      if (old.dead->Contains(row) || (now != nullptr && !now->Contains(row))) continue;
      const ValueRef<Item> item = old.segment->item(row);
      const absl::string_view id = item->id.name();
      const uint64_t hash = IdHash(id);
      for (size_t i = 0; i < to->size(); ++i) {
        const uint32_t found = (*to)[i]->Find(id, hash);
        if (found == (*to)[i]->segment->size()) continue;
        if (changed[i] == nullptr) changed[i] = std::make_shared<Tombstones>(*(*to)[i]->dead);
        changed[i]->Add(found);
        break;
      }
    }
    for (size_t i = 0; i < to->size(); ++i) {
      if (changed[i] != nullptr) (*to)[i] = WithDead(*(*to)[i], std::move(changed[i]));
    }
  }
  static std::shared_ptr<const Part> WithDead(Part part, std::shared_ptr<const Tombstones> dead) {
    part.dead = std::move(dead);
    return std::make_shared<const Part>(std::move(part));
  }
  static std::shared_ptr<const Tombstones> AllDead(const Segment& segment) {
    auto dead = std::make_shared<Tombstones>(segment.size());
    for (uint32_t row = 0; row < segment.size(); ++row) dead->Add(row);
    return dead;
  }
  static void TakeLive(const Part& part, std::vector<Value>* values) {
    for (uint32_t row = 0; row < part.segment->size(); ++row) {
      if (!part.dead->Contains(row)) values->push_back(part.segment->values().Value(row));
    }
  }
  void Add(std::vector<Value> values, uint32_t domain, bool small) {
    if (values.empty()) return;
    for (auto& segment : Segment::Build(std::move(values), domain)) {
      auto ids = std::make_shared<const IdTable>(*segment);
      auto dead = std::make_shared<const Tombstones>(segment->size());
      parts_.push_back(std::make_shared<const Part>(
          Part{std::move(segment), std::move(ids), std::move(dead), small, erasures_}));
    }
  }

  Parts parts_;
  uint32_t next_domain_ = 0;
  uint32_t folds_ = 0;  // that were taken
  uint32_t merges_ = 0;
  uint64_t erasures_ = 0;   // rows that were erased,
  uint64_t forgotten_ = 0;  // and how many of them are in no segment any more
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_SEGMENT_LIST_H_
