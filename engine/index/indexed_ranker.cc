#include "engine/index/indexed_ranker.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <queue>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "engine/base/status_macros.h"
#include "engine/codec/value_codec.h"
#include "engine/index/advisor_scan.h"
#include "engine/index/candidate_scan.h"
#include "engine/index/cleared.h"
#include "engine/index/internship_scan.h"
#include "engine/index/judged_top_k.h"
#include "engine/index/order.h"

namespace banso {
namespace {

// Asks now and then whether a ranking is still wanted.
class CancelCheck {
 public:
  explicit CancelCheck(const RankQuery& query) : query_(query) {}
  // Counts rows that were looked at.
  bool Cancelled(size_t rows) {
    if (!query_.cancelled) return false;
    rows_ += rows;
    if (rows_ < kRows) return false;
    rows_ = 0;
    return query_.cancelled();
  }

 private:
  static constexpr size_t kRows = 4096;
  const RankQuery& query_;
  size_t rows_ = kRows;
};

absl::Status Cancelled() { return absl::CancelledError("the ranking is no longer wanted"); }

// The rows that are there in the order of their ids.
template <typename Segment>
class ById {
 public:
  using Part = typename SegmentList<Segment>::Part;

  explicit ById(const typename SegmentList<Segment>::Parts& parts) {
    for (size_t i = 0; i < parts.size(); ++i) Push({parts[i].get(), i, 0, {}});
  }
  struct Row {
    const Part* part;
    size_t number;  // of the part
    uint32_t row;
  };
  // The next row, or none.
  std::optional<Row> Next() {
    if (heap_.empty()) return std::nullopt;
    Cursor cursor = heap_.top();
    heap_.pop();
    const Row result = {cursor.part, cursor.number, cursor.row()};
    ++cursor.at;
    Push(std::move(cursor));
    return result;
  }

 private:
  struct Cursor {
    const Part* part;
    size_t number;
    size_t at;
    std::string id;  // of the row
    uint32_t row() const { return part->segment->by_id()[at]; }
  };
  struct Later {
    bool operator()(const Cursor& a, const Cursor& b) const { return b.id < a.id; }
  };
  void Push(Cursor cursor) {
    const size_t size = cursor.part->segment->size();
    while (cursor.at < size && cursor.part->dead->Contains(cursor.row())) ++cursor.at;
    if (cursor.at == size) return;
    cursor.id = cursor.part->segment->item(cursor.row())->id.name();
    heap_.push(std::move(cursor));
  }

  std::priority_queue<Cursor, std::vector<Cursor>, Later> heap_;
};

// The rows that one of several clearances may concern, by part, rising.
template <typename Parts>
std::vector<std::vector<uint32_t>> ClearedRows(const Parts& parts,
                                               const std::vector<std::string>* names) {
  std::vector<std::vector<uint32_t>> cleared(parts.size());
  if (names == nullptr) return cleared;
  for (size_t i = 0; i < parts.size(); ++i) {
    for (const std::string& name : *names) {
      const uint32_t row = parts[i]->Find(name, IdHash(name));
      if (row < parts[i]->segment->size()) cleared[i].push_back(row);
    }
    std::sort(cleared[i].begin(), cleared[i].end());
  }
  return cleared;
}

// Classes or rows, roughly in the order of a key that nothing of them comes before. `Ref` has the
// first part of that key. They are many and most are never read, so they are not sorted but put
// into buckets of keys.
template <typename Ref>
class BoundOrder {
 public:
  void Clear() { refs_.clear(); }
  void Add(const Ref& ref) { refs_.push_back(ref); }

  // Calls `read` with each ref until `may_enter` says of a key that it is beaten, and with all
  // that come after it, or until it says false. Calls `fetch` with a ref some time before.
  template <typename MayEnter, typename Fetch, typename Read>
  void ForEach(MayEnter may_enter, Fetch fetch, Read read) {
    if (refs_.empty()) return;
    const auto [best, worst] = std::minmax_element(
        refs_.begin(), refs_.end(), [](const Ref& a, const Ref& b) { return a.first < b.first; });
    const int64_t origin = best->first;
    int shift = 0;
    while ((worst->first - origin) >> shift >= kBuckets) ++shift;
    const auto bucket_of = [&](const Ref& ref) { return (ref.first - origin) >> shift; };
    std::array<uint32_t, kBuckets + 1> ends = {};
    for (const Ref& ref : refs_) ++ends[bucket_of(ref) + 1];
    for (int i = 0; i < kBuckets; ++i) ends[i + 1] += ends[i];
    // After this, ends[i] is the end of bucket i.
    order_.resize(refs_.size());
    for (uint32_t i = 0; i < refs_.size(); ++i) order_[ends[bucket_of(refs_[i])]++] = i;
    uint32_t at = 0;
    for (int bucket = 0; bucket < kBuckets; ++bucket) {
      if (!may_enter(origin + (int64_t{bucket} << shift))) return;
      for (; at < ends[bucket]; ++at) {
        const Ref& ref = refs_[order_[at]];
        if (at + kAhead < order_.size()) fetch(refs_[order_[at + kAhead]]);
        if (may_enter(ref.first) && !read(ref)) return;
      }
    }
  }

 private:
  static constexpr int kBuckets = 1024;
  static constexpr uint32_t kAhead = 8;

  std::vector<Ref> refs_;
  std::vector<uint32_t> order_;
};

// Looks rows up by what leaves few of them, if anything does: all rows that may be in a section
// but BLOCKED. Else the classes have to be read.
template <typename Scan, typename Parts>
std::optional<std::vector<typename Scan::HeldRow>> LookUpRows(
    const Parts& parts, const std::vector<std::shared_ptr<Scan>>& scans) {
  // Classes are left as soon as enough rows are found, looked up rows are all looked at: it pays
  // where most of the rows are left out.
  constexpr size_t kFewShare = 3;
  if constexpr (Scan::kLooksUpRows) {
    size_t all = 0;
    size_t few = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
      all += parts[i]->segment->open_rows();
      few += scans[i]->RowsByHours(*parts[i]->segment);
    }
    if (few * kFewShare > all) return std::nullopt;
    std::vector<typename Scan::HeldRow> rows;
    for (uint32_t i = 0; i < parts.size(); ++i) {
      scans[i]->AppendByHours(*parts[i]->segment, i, *parts[i]->dead, &rows);
    }
    return rows;
  } else {
    return std::nullopt;
  }
}

// "Bound, then judge". `make_scan` gives what rows are compared with, for their dictionaries;
// `judge` and `order` judge a row and give its key; `cleared_names` names the rows of which a
// review may be cleared.
template <typename T, typename Segment, typename MakeScan, typename JudgeItem, typename Order>
absl::StatusOr<std::vector<Ranked<T>>> RankByBounds(const SegmentList<Segment>& list,
                                                    const std::vector<std::string>* cleared_names,
                                                    const RankQuery& query, MakeScan make_scan,
                                                    JudgeItem judge, Order order) {
  if (query.limit < 1) return absl::InvalidArgumentError("limit must be at least 1");
  const auto& parts = list.parts();
  std::vector<Ranked<T>> ranked;
  if (parts.empty()) return ranked;
  CancelCheck cancel(query);
  if (cancel.Cancelled(0)) return Cancelled();
  // Parts that were built together share dictionaries and stand together.
  using Scan = typename decltype(make_scan(parts[0]->segment->dictionaries()))::element_type;
  std::vector<std::shared_ptr<Scan>> scans;  // by part
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool same =
        i > 0 && &parts[i]->segment->dictionaries() == &parts[i - 1]->segment->dictionaries();
    scans.push_back(same ? scans.back() : make_scan(parts[i]->segment->dictionaries()));
  }
  const bool blocks_all = scans[0]->BlocksAll();
  const auto cleared = ClearedRows(parts, cleared_names);
  using TopK = JudgedTopK<T, JudgeItem, Order>;
  typename TopK::Seen seen;
  using Class = typename Segment::Class;
  struct RangeRef {
    int64_t first;  // no row of it comes before a key with this first part
    uint32_t part;
    ClassRange range;
  };
  struct ClassRef {
    int64_t first;  // no row of it comes before a key with this first part
    uint32_t part;
    const Class* one;
  };
  BoundOrder<ClassRef> classes;
  // Rows that ELIGIBLE passed over, and REVIEW has to look at: all it has to look at.
  std::vector<typename Scan::HeldRow> held;
  bool is_held = false;
  const auto few = LookUpRows(parts, scans);
  for (Verdict section : {Verdict::kEligible, Verdict::kReview, Verdict::kOutsideWish}) {
    if (!query.sections[static_cast<int>(section)] || blocks_all) continue;
    const size_t missing = query.limit - ranked.size();
    if (missing == 0) break;
    TopK top(section, missing, judge, order, &seen);
    for (uint32_t i = 0; i < parts.size(); ++i) {
      scans[i]->OfferOthers(*parts[i]->segment, *parts[i]->dead, &top);
    }
    const auto may_enter = [&](int64_t first) { return top.MayEnter(first); };
    if (few) {
      bool is_cancelled = false;
      if constexpr (Scan::kLooksUpRows) {
        struct RowRef {
          int64_t first;
          const typename Scan::HeldRow* row;
        };
        BoundOrder<RowRef> rows;
        for (const typename Scan::HeldRow& row : *few) {
          if (scans[row.part]->Skips(*row.one, section)) continue;
          rows.Add({scans[row.part]->RowFirst(*parts[row.part]->segment, row), &row});
        }
        rows.ForEach(
            may_enter, [](const RowRef&) {},
            [&](const RowRef& ref) {
              const uint32_t part = ref.row->part;
              scans[part]->OfferHeld(*parts[part]->segment, *ref.row, cleared[part], section, &top);
              is_cancelled = cancel.Cancelled(1);
              return !is_cancelled;
            });
      }
      if (is_cancelled) return Cancelled();
    } else if (section == Verdict::kReview && is_held) {
      for (const typename Scan::HeldRow& row : held) {
        const auto& part = *parts[row.part];
        scans[row.part]->OfferHeld(*part.segment, row, cleared[row.part], section, &top);
        if (cancel.Cancelled(1)) return Cancelled();
      }
    } else {
      is_held = section == Verdict::kEligible && query.sections[static_cast<int>(Verdict::kReview)];
      // A heap, whose front is the best: most ranges are never read.
      std::vector<RangeRef> ranges;
      for (uint32_t i = 0; i < parts.size(); ++i) {
        for (const ClassRange& range : scans[i]->RangesOf(*parts[i]->segment)) {
          ranges.push_back({scans[i]->RangeFirst(*parts[i]->segment, range), i, range});
        }
      }
      const auto later = [](const RangeRef& a, const RangeRef& b) { return a.first > b.first; };
      std::make_heap(ranges.begin(), ranges.end(), later);
      bool is_cancelled = false;
      while (!ranges.empty() && may_enter(ranges.front().first) && !is_cancelled) {
        const int64_t first = ranges.front().first;
        classes.Clear();
        for (; !ranges.empty() && ranges.front().first == first; ranges.pop_back()) {
          std::pop_heap(ranges.begin(), ranges.end(), later);
          const RangeRef& ref = ranges.back();
          const Segment& segment = *parts[ref.part]->segment;
          for (uint32_t i = ref.range.begin; i < ref.range.end; ++i) {
            const Class& one = scans[ref.part]->ClassAt(segment, i);
            const int64_t class_first = scans[ref.part]->ClassFirst(one);
            if (may_enter(class_first) && !scans[ref.part]->Skips(one, section)) {
              classes.Add({class_first, ref.part, &one});
            }
          }
        }
        classes.ForEach(
            may_enter,
            [&](const ClassRef& ref) {
              scans[ref.part]->Fetch(*parts[ref.part]->segment, *ref.one);
            },
            [&](const ClassRef& ref) {
              const auto& part = *parts[ref.part];
              scans[ref.part]->OfferClass(*part.segment, ref.part, *ref.one, cleared[ref.part],
                                          *part.dead, section, &top, is_held ? &held : nullptr);
              is_cancelled = cancel.Cancelled(part.segment->RowsOf(*ref.one));
              return !is_cancelled;
            });
      }
      if (is_cancelled) return Cancelled();
    }
    for (Ranked<T>& row : top.Finish()) ranked.push_back(std::move(row));
  }
  if (!query.sections[static_cast<int>(Verdict::kBlocked)]) return ranked;
  ById<Segment> rows(parts);
  while (ranked.size() < static_cast<size_t>(query.limit)) {
    const auto next = rows.Next();
    if (!next) break;
    if (cancel.Cancelled(1)) return Cancelled();
    const Segment& segment = *next->part->segment;
    if (!blocks_all &&
        scans[next->number]->Bound(segment, next->row).outcome.block == Certainty::kNo) {
      continue;
    }
    const ValueRef<T> item = segment.item(next->row);
    const auto found = seen.find({&segment.values(), next->row});
    Judgement judgement = found == seen.end() ? judge(*item) : std::move(found->second.judgement);
    if (judgement.verdict == Verdict::kBlocked) {
      ranked.push_back({item.Share(), std::move(judgement)});
    }
  }
  return ranked;
}

// What the bytes of Save depend on beside the rows.
void WriteLayout(ColumnWriter* writer) {
  writer->Number(kColumnsVersion);
  writer->Number(kValueCodecVersion);
}

const std::vector<std::string>* FindNames(
    const absl::flat_hash_map<std::string, std::vector<std::string>>& names,
    const std::string& key) {
  const auto found = names.find(key);
  return found == names.end() ? nullptr : &found->second;
}

}  // namespace

IndexedRanker::IndexedRanker(const std::shared_ptr<const World>& world,
                             std::shared_ptr<const RuleBook> rules)
    : rules_(std::move(rules)),
      internships_(world->internships),
      advisors_(world->advisors),
      candidates_(world->candidates) {
  SetClearances(std::make_shared<const Clearances>(world->clearances));
}

void IndexedRanker::SetClearances(std::shared_ptr<const Clearances> clearances) {
  auto names = std::make_shared<ClearedNames>();
  for (const auto& [pair, codes] : *clearances) {
    names->of_candidate[pair.first].push_back(pair.second);
    names->of_counterpart[pair.second].push_back(pair.first);
  }
  clearances_ = std::move(clearances);
  cleared_ = std::move(names);
}

std::shared_ptr<const IndexedRanker> IndexedRanker::Apply(const IndexChanges& changes) const {
  auto next = std::make_shared<IndexedRanker>(*this);
  next->internships_.Change(changes.put_internships, changes.erased_internships);
  next->advisors_.Change(changes.put_advisors, changes.erased_advisors);
  next->candidates_.Change(changes.put_candidates, changes.erased_candidates);
  if (changes.clearances != nullptr) next->SetClearances(changes.clearances);
  if (changes.rules != nullptr) next->rules_ = changes.rules;
  return next;
}

std::shared_ptr<const IndexedRanker> IndexedRanker::Append(
    std::vector<RowValue<Candidate>> candidates) const {
  auto next = std::make_shared<IndexedRanker>(*this);
  next->candidates_.Append(std::move(candidates));
  return next;
}

absl::Status IndexedRanker::Save(const WritePiece& write) const {
  const std::shared_ptr<const IndexedRanker> merged = Merged();
  std::string header;
  ColumnWriter writer(&header);
  WriteLayout(&writer);
  BANSO_RETURN_IF_ERROR(write(header));
  BANSO_RETURN_IF_ERROR(merged->internships_.Save(write));
  BANSO_RETURN_IF_ERROR(merged->advisors_.Save(write));
  return merged->candidates_.Save(write);
}

absl::StatusOr<std::shared_ptr<const IndexedRanker>> IndexedRanker::Load(
    const ReadPiece& read, const StoredValues<Internship>& internships,
    const StoredValues<Advisor>& advisors, const StoredValues<Candidate>& candidates,
    std::shared_ptr<const Clearances> clearances, std::shared_ptr<const RuleBook> rules) {
  std::string layout;
  ColumnWriter writer(&layout);
  WriteLayout(&writer);
  BANSO_ASSIGN_OR_RETURN(const std::string header, read());
  if (header != layout) return absl::DataLossError("the index is that of another program");
  const auto load = [&](const auto& values, auto* list) -> absl::Status {
    BANSO_ASSIGN_OR_RETURN(
        *list, std::remove_pointer_t<decltype(list)>::Load(read, values.source, values.positions));
    if (list->rows() == values.positions.size()) return absl::OkStatus();
    return absl::DataLossError("an index does not hold what its values are of");
  };
  // Its constructor is private.
  const std::shared_ptr<IndexedRanker> ranker(new IndexedRanker());
  ranker->rules_ = std::move(rules);
  ranker->SetClearances(std::move(clearances));
  BANSO_RETURN_IF_ERROR(load(internships, &ranker->internships_));
  BANSO_RETURN_IF_ERROR(load(advisors, &ranker->advisors_));
  BANSO_RETURN_IF_ERROR(load(candidates, &ranker->candidates_));
  return ranker;
}

IndexedRanker::Tidied IndexedRanker::Fold() const {
  return {internships_.Fold(), advisors_.Fold(), candidates_.Fold()};
}

IndexedRanker::Tidied IndexedRanker::Merge() const {
  return {internships_.Merge(), advisors_.Merge(), candidates_.Merge()};
}

std::shared_ptr<const IndexedRanker> IndexedRanker::Take(Tidied* tidied) const {
  auto next = std::make_shared<IndexedRanker>(*this);
  next->internships_.Take(&tidied->internships);
  next->advisors_.Take(&tidied->advisors);
  next->candidates_.Take(&tidied->candidates);
  return next;
}

std::shared_ptr<const IndexedRanker> IndexedRanker::Merged() const {
  Tidied all = {internships_.MergeAll(), advisors_.MergeAll(), candidates_.MergeAll()};
  return Take(&all);
}

size_t IndexedRanker::changed_rows() const {
  return internships_.changed_rows() + advisors_.changed_rows() + candidates_.changed_rows();
}

size_t IndexedRanker::rows() const {
  return internships_.rows() + advisors_.rows() + candidates_.rows();
}

size_t IndexedRanker::segments() const {
  return internships_.parts().size() + advisors_.parts().size() + candidates_.parts().size();
}

size_t IndexedRanker::Bytes() const {
  return internships_.Bytes() + advisors_.Bytes() + candidates_.Bytes();
}

absl::StatusOr<std::vector<Ranked<Internship>>> IndexedRanker::RankInternships(
    const Candidate& candidate, const RankQuery& query) const {
  const RuleSet& rules = rules_->At(query.as_of);
  FreeDays free_days(candidate.availability, rules.holidays);
  return RankByBounds<Internship>(
      internships_, FindNames(cleared_->of_candidate, candidate.id.name()), query,
      [&](const InternshipDictionaries& dictionaries) {
        return std::make_shared<InternshipScan>(candidate, rules, query.as_of, dictionaries,
                                                free_days);
      },
      [&](const Internship& internship) {
        return JudgeInternship(candidate, internship, rules, query.as_of, Side::kCandidate,
                               ClearedFor(*clearances_, candidate.id.name(), internship.id.name()),
                               &free_days);
      },
      &InternshipOrder);
}

absl::StatusOr<std::vector<Ranked<Advisor>>> IndexedRanker::RankAdvisors(
    const Candidate& candidate, const RankQuery& query) const {
  const RuleSet& rules = rules_->At(query.as_of);
  const TimeRanges free = FreeTime(candidate.availability,
                                   MeetingTime(query.as_of, rules.advisors.horizon_days,
                                               absl::Minutes(rules.advisors.minimum_minutes)),
                                   rules.holidays);
  return RankByBounds<Advisor>(
      advisors_, FindNames(cleared_->of_candidate, candidate.id.name()), query,
      [&](const AdvisorDictionaries& dictionaries) {
        return std::make_shared<AdvisorScan>(candidate, rules, query.as_of, dictionaries, free);
      },
      [&](const Advisor& advisor) {
        return JudgeAdvisor(candidate, advisor, rules, query.as_of,
                            ClearedFor(*clearances_, candidate.id.name(), advisor.id.name()),
                            &free);
      },
      [](const Advisor&, const Judgement& judgement) { return AdvisorOrder(judgement); });
}

absl::StatusOr<std::vector<Ranked<Candidate>>> IndexedRanker::RankCandidates(
    const Internship& internship, const RankQuery& query) const {
  const RuleSet& rules = rules_->At(query.as_of);
  return RankByBounds<Candidate>(
      candidates_, FindNames(cleared_->of_counterpart, internship.id.name()), query,
      [&](const CandidateDictionaries& dictionaries) {
        return std::make_shared<CandidateScan>(internship, rules, query, dictionaries);
      },
      [&](const Candidate& candidate) {
        return Explain(candidate, internship, Side::kCounterpart, query.as_of);
      },
      [&](const Candidate& candidate, const Judgement& judgement) {
        return EmployerOrder(candidate, judgement, query, rules.bands.step);
      });
}

absl::StatusOr<std::vector<Ranked<Candidate>>> IndexedRanker::RankCandidates(
    const Advisor& advisor, const RankQuery& query) const {
  const RuleSet& rules = rules_->At(query.as_of);
  return RankByBounds<Candidate>(
      candidates_, FindNames(cleared_->of_counterpart, advisor.id.name()), query,
      [&](const CandidateDictionaries& dictionaries) {
        return std::make_shared<CandidateScan>(advisor, rules, query, dictionaries);
      },
      [&](const Candidate& candidate) { return Explain(candidate, advisor, query.as_of); },
      [&](const Candidate& candidate, const Judgement& judgement) {
        return WaitingOrder(candidate, judgement, query);
      });
}

Judgement IndexedRanker::Explain(const Candidate& candidate, const Internship& internship,
                                 Side side, absl::Time as_of) const {
  return JudgeInternship(candidate, internship, rules_->At(as_of), as_of, side,
                         ClearedFor(*clearances_, candidate.id.name(), internship.id.name()));
}

Judgement IndexedRanker::Explain(const Candidate& candidate, const Advisor& advisor,
                                 absl::Time as_of) const {
  return JudgeAdvisor(candidate, advisor, rules_->At(as_of), as_of,
                      ClearedFor(*clearances_, candidate.id.name(), advisor.id.name()));
}

}  // namespace banso
