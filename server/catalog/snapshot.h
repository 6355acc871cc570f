// Everything that the server knows at one revision of the store.
#ifndef BANSO_SERVER_CATALOG_SNAPSHOT_H_
#define BANSO_SERVER_CATALOG_SNAPSHOT_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "banso/v1/advisor.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/internship.pb.h"
#include "engine/index/ranker.h"
#include "engine/model/advisor.h"
#include "engine/model/candidate.h"
#include "engine/model/internship.h"
#include "engine/rules/rule_set.h"
#include "server/catalog/sorted_table.h"
#include "server/store/store.h"
#include "server/taxonomy/taxonomy_index.h"

namespace banso {

// Marks resources that the judgement does not see by themselves.
struct NoValue {};

// A resource: its message as stored (without etag and revision), and as the engine sees it.
template <typename MessageType, typename ValueType>
struct Entry {
  using Message = MessageType;
  using Value = ValueType;

  const std::string& name() const { return message->name(); }

  Revision revision = 0;  // of the commit that wrote it
  std::shared_ptr<const Message> message;
  std::shared_ptr<const Value> value;
};

using CandidateEntry = Entry<v1::Candidate, Candidate>;
using EmployerEntry = Entry<v1::Employer, NoValue>;
using InternshipEntry = Entry<v1::Internship, Internship>;
using AdvisorEntry = Entry<v1::Advisor, Advisor>;

// Immutable; shared as std::shared_ptr<const Snapshot>, so that a request works on one state to
// its end. Thread safety: const methods may run on any number of threads at once.
class Snapshot {
 public:
  // The parts of a snapshot. Copies share their rows.
  struct Parts {
    Revision revision = 0;
    SortedTable<CandidateEntry> candidates;
    SortedTable<EmployerEntry> employers;
    SortedTable<InternshipEntry> internships;
    SortedTable<AdvisorEntry> advisors;
    // Imported taxonomies by name, with the revisions that wrote them.
    std::map<std::string, std::pair<Revision, std::shared_ptr<const StoredTaxonomy>>> imported;
    std::shared_ptr<const TaxonomyIndex> taxonomy;
    std::shared_ptr<const RuleBook> rules;
  };

  explicit Snapshot(Parts parts) : parts_(std::move(parts)) {}
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  Revision revision() const { return parts_.revision; }
  const SortedTable<CandidateEntry>& candidates() const { return parts_.candidates; }
  const SortedTable<EmployerEntry>& employers() const { return parts_.employers; }
  const SortedTable<InternshipEntry>& internships() const { return parts_.internships; }
  const SortedTable<AdvisorEntry>& advisors() const { return parts_.advisors; }
  const TaxonomyIndex& taxonomy() const { return *parts_.taxonomy; }
  const RuleBook& rules() const { return *parts_.rules; }
  const Parts& parts() const { return parts_; }

  // The table of a resource type.
  template <typename EntryType>
  const SortedTable<EntryType>& table() const;

  // Ranks what the snapshot holds. Made when it is first asked for, O(n): most snapshots of a long
  // import are never ranked.
  const Ranker& ranker() const;

 private:
  const Parts parts_;
  mutable std::once_flag ranker_made_;
  mutable std::unique_ptr<const Ranker> ranker_;
};

template <>
inline const SortedTable<CandidateEntry>& Snapshot::table() const {
  return candidates();
}
template <>
inline const SortedTable<EmployerEntry>& Snapshot::table() const {
  return employers();
}
template <>
inline const SortedTable<InternshipEntry>& Snapshot::table() const {
  return internships();
}
template <>
inline const SortedTable<AdvisorEntry>& Snapshot::table() const {
  return advisors();
}

}  // namespace banso

#endif  // BANSO_SERVER_CATALOG_SNAPSHOT_H_
