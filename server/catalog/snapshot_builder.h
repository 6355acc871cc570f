// Makes the next snapshot from one before it and what has changed.
#ifndef BANSO_SERVER_CATALOG_SNAPSHOT_BUILDER_H_
#define BANSO_SERVER_CATALOG_SNAPSHOT_BUILDER_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/catalog/snapshot.h"
#include "server/store/store.h"

namespace banso {

// Collects changes and featurises what they touch: resources themselves; internships and advisors
// of an employer that changed; candidates whose applications, or employers of these, changed;
// everything when a taxonomy changed. For one thread.
class SnapshotBuilder {
 public:
  explicit SnapshotBuilder(Snapshot::Parts base) : parts_(std::move(base)) {}

  // Takes a resource as the store has it. Errors: DATA_LOSS if its message cannot be read.
  absl::Status Put(const Resource& resource);
  // Takes away a resource, which need not be there.
  void Remove(ResourceKind kind, absl::string_view name);

  // The newest revision among all that was put.
  Revision newest() const { return newest_; }

  // Makes the snapshot of `revision`, without an index. The builder is empty afterwards.
  std::shared_ptr<const Snapshot> Finish(Revision revision) &&;

  // The next state, and what it changes of an index of the one before it.
  struct Made {
    Snapshot::Parts parts;  // without an index
    IndexChanges changes;
    bool removed = false;  // something was
  };
  // As Finish, for whoever follows the changes with an index.
  Made Make(Revision revision) &&;

 private:
  void Featurise();
  // The entry with what the engine works on.
  std::shared_ptr<const CandidateEntry> WithValue(const CandidateEntry& entry) const;
  std::shared_ptr<const InternshipEntry> WithValue(const InternshipEntry& entry) const;
  std::shared_ptr<const AdvisorEntry> WithValue(const AdvisorEntry& entry) const;
  // Puts rows into a table, with what the engine works on, which `changed` is told.
  template <typename EntryType>
  void PutValues(const std::vector<EntryType>& rows, SortedTable<EntryType>* table,
                 std::vector<std::shared_ptr<const typename EntryType::Value>>* changed);
  const v1::Employer* FindEmployer(absl::string_view name) const;
  // Remembers whose the application is, for conflicts of interest.
  void NoteApplicant(absl::string_view application);
  void FindOpenApplications();

  Snapshot::Parts parts_;
  Revision newest_ = 0;
  std::vector<CandidateEntry> candidates_;
  std::vector<InternshipEntry> internships_;
  std::vector<AdvisorEntry> advisors_;
  std::set<std::string> employers_;   // that changed
  std::set<std::string> applicants_;  // candidates whose applications changed
  std::map<std::string, std::vector<OpenApplication>> open_applications_;  // by candidate
  bool taxonomy_changed_ = false;
  IndexChanges changes_;
  bool removed_ = false;
};

// The index of `parts`, of which `changes` are what is new since `last` (null: everything). Built
// anew when most rows have changed, as after an import of a taxonomy.
// Cost: microseconds a changed row.
std::shared_ptr<const IndexedRanker> FollowedIndex(const IndexedRanker* last,
                                                   const Snapshot::Parts& parts,
                                                   const IndexChanges& changes);

}  // namespace banso

#endif  // BANSO_SERVER_CATALOG_SNAPSHOT_BUILDER_H_
