// The segments of one kind of row, and which of their rows are still there.
#ifndef BANSO_ENGINE_INDEX_SEGMENT_LIST_H_
#define BANSO_ENGINE_INDEX_SEGMENT_LIST_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "engine/index/internship_segment.h"
#include "engine/index/tombstones.h"

namespace banso {

// Copies share their segments. Rows are built into segments at once (`Build`) or change by change.
template <typename Segment>
class SegmentList {
 public:
  using Item = typename Segment::Item;

  struct Part {
    std::shared_ptr<const Segment> segment;
    std::shared_ptr<const Tombstones> dead;
    bool small = false;  // made of changes

    size_t live_rows() const { return segment->size() - dead->size(); }
  };

  SegmentList() = default;
  explicit SegmentList(std::vector<Item> items) { Add(std::move(items), false); }

  const std::vector<Part>& parts() const { return parts_; }
  bool empty() const { return parts_.empty(); }

  // The list after rows were erased and put.
  template <typename Id>
  SegmentList With(const std::vector<Item>& put, const std::vector<Id>& erased) const {
    if (put.empty() && erased.empty()) return *this;
    SegmentList result = *this;
    absl::flat_hash_set<Id> gone(erased.begin(), erased.end());
    std::vector<Item> added;
    absl::flat_hash_set<Id> ids;
    for (size_t i = put.size(); i-- > 0;) {
      if (!ids.insert(put[i]->id).second) continue;
      added.push_back(put[i]);
      gone.insert(put[i]->id);
    }
    for (Part& part : result.parts_) {
      std::shared_ptr<Tombstones> dead;
      for (const Id& id : gone) {
        const uint32_t row = part.segment->Find(id.name());
        if (row == part.segment->size() || part.dead->Contains(row)) continue;
        if (dead == nullptr) dead = std::make_shared<Tombstones>(*part.dead);
        dead->Add(row);
      }
      if (dead != nullptr) part.dead = std::move(dead);
    }
    std::erase_if(result.parts_, [](const Part& part) { return part.live_rows() == 0; });
    // Segments of changes are merged with new rows as long as they hold no more than these.
    while (!result.parts_.empty() && result.parts_.back().small &&
           result.parts_.back().live_rows() <= added.size() &&
           added.size() + result.parts_.back().live_rows() <= kSegmentRows) {
      TakeLive(result.parts_.back(), &added);
      result.parts_.pop_back();
    }
    result.Add(std::move(added), true);
    return result;
  }

  // All rows that are there, in no particular order.
  std::vector<Item> Items() const {
    std::vector<Item> items;
    for (const Part& part : parts_) TakeLive(part, &items);
    return items;
  }

  size_t changed_rows() const {
    size_t rows = 0;
    for (const Part& part : parts_) rows += part.small ? part.segment->size() : part.dead->size();
    return rows;
  }
  size_t Bytes() const {
    size_t bytes = 0;
    for (const Part& part : parts_) bytes += part.segment->Bytes() + part.segment->size() / 8;
    return bytes;
  }

 private:
  static void TakeLive(const Part& part, std::vector<Item>* items) {
    for (uint32_t row = 0; row < part.segment->size(); ++row) {
      if (!part.dead->Contains(row)) items->push_back(part.segment->item(row));
    }
  }
  void Add(std::vector<Item> items, bool small) {
    if (items.empty()) return;
    for (auto& segment : Segment::Build(std::move(items), next_domain_++)) {
      auto dead = std::make_shared<const Tombstones>(segment->size());
      parts_.push_back({std::move(segment), std::move(dead), small});
    }
  }

  std::vector<Part> parts_;
  uint32_t next_domain_ = 0;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_SEGMENT_LIST_H_
