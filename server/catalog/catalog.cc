#include "server/catalog/catalog.h"

#include <algorithm>
#include <future>
#include <map>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "server/catalog/snapshot_builder.h"

namespace banso {
namespace {

constexpr ResourceKind kKinds[] = {
    ResourceKind::kTaxonomy,        ResourceKind::kEmployer,        ResourceKind::kCandidate,
    ResourceKind::kInternship,      ResourceKind::kAdvisor,         ResourceKind::kPrincipal,
    ResourceKind::kToken,           ResourceKind::kEngagement,      ResourceKind::kApplication,
    ResourceKind::kProvisionRecord, ResourceKind::kDeletionRequest, ResourceKind::kRightsRequest,
    ResourceKind::kTombstone,       ResourceKind::kSettings,        ResourceKind::kDeskDay,
    ResourceKind::kSession,         ResourceKind::kSupportPlan,     ResourceKind::kEntrySheet,
    ResourceKind::kOffer,           ResourceKind::kMessage,         ResourceKind::kMatchEvent,
    ResourceKind::kReport};
constexpr int kScanRows = 1000;
constexpr int kChangesAtOnce = 2000;
constexpr int kMostDiffering = 100;
constexpr absl::Duration kRetryDelay = absl::Milliseconds(500);

// Calls `visit(const Resource&)` for every resource of the store, on this thread; the page after
// the one that is visited is read on another, if there is a thread to be had.
template <typename Visit>
absl::Status ForEachResource(Store* store, absl::Time deadline, Visit visit) {
  for (const ResourceKind kind : kKinds) {
    const auto read = [=](const std::string& after) {
      return store->Scan(kind, after, kScanRows, deadline);
    };
    auto next = std::async(read, "");
    while (next.valid()) {
      BANSO_ASSIGN_OR_RETURN(const std::vector<Resource> page, next.get());
      if (page.size() == kScanRows) next = std::async(read, page.back().name);
      for (const Resource& resource : page) BANSO_RETURN_IF_ERROR(visit(resource));
    }
  }
  return absl::OkStatus();
}

// Reads what changed after `reached`, until `builder` holds the whole state of one revision, and
// returns that revision, at least `seen`. Every commit up to `seen` is in the feed already.
absl::StatusOr<Revision> ReadChanges(Store* store, Revision reached, Revision seen,
                                     SnapshotBuilder* builder, absl::Time deadline) {
  for (;;) {
    BANSO_ASSIGN_OR_RETURN(const std::vector<Change> changes,
                           store->Changes(reached, kChangesAtOnce, deadline));
    absl::flat_hash_map<std::string, const Change*> last;  // by name
    for (const Change& change : changes) last[change.name] = &change;
    bool deleted_since = false;
    for (const auto& [name, change] : last) {
      absl::StatusOr<Resource> resource = store->Get(change->kind, name, deadline);
      if (resource.ok()) {
        BANSO_RETURN_IF_ERROR(builder->Put(*resource));
      } else if (absl::IsNotFound(resource.status())) {
        builder->Remove(change->kind, name);
        deleted_since |= !change->deleted;
      } else {
        return resource.status();
      }
    }
    reached = std::max(reached, changes.empty() ? seen : changes.back().revision);
    // A resource may have changed again since, or be gone: then the feed has to catch up with it,
    // or the snapshot would show a state that never was.
    if (deleted_since) {
      BANSO_ASSIGN_OR_RETURN(seen, store->CurrentRevision(deadline));
    }
    if (std::max(builder->newest(), seen) <= reached) return reached;
    if (changes.empty()) {
      BANSO_ASSIGN_OR_RETURN(seen, store->Wait(reached, deadline));
    }
  }
}

// Whether the snapshot and the store agree on a resource. `stored` is null if there is none.
template <typename EntryType>
bool Agrees(const SortedTable<EntryType>& table, absl::string_view name, const Resource* stored) {
  const auto entry = table.Find(name);
  if (entry == nullptr || stored == nullptr) return entry == nullptr && stored == nullptr;
  typename EntryType::Message message;
  return entry->revision == stored->revision && message.ParseFromString(stored->message) &&
         message.SerializeAsString() == entry->message->SerializeAsString();
}

bool Agrees(const Snapshot& snapshot, ResourceKind kind, absl::string_view name,
            const Resource* stored) {
  switch (kind) {
    case ResourceKind::kCandidate:
      return Agrees(snapshot.candidates(), name, stored);
    case ResourceKind::kEmployer:
      return Agrees(snapshot.employers(), name, stored);
    case ResourceKind::kInternship:
      return Agrees(snapshot.internships(), name, stored);
    case ResourceKind::kAdvisor:
      return Agrees(snapshot.advisors(), name, stored);
    case ResourceKind::kTaxonomy: {
      const auto& imported = snapshot.parts().imported;
      const auto found = imported.find(std::string(name));
      if (found == imported.end() || stored == nullptr) {
        return found == imported.end() && stored == nullptr;
      }
      return found->second.first == stored->revision;
    }
    case ResourceKind::kPrincipal:
      return Agrees(snapshot.principals(), name, stored);
    case ResourceKind::kToken:
      return Agrees(snapshot.tokens(), name, stored);
    case ResourceKind::kEngagement:
      return Agrees(snapshot.engagements(), name, stored);
    case ResourceKind::kApplication:
      return Agrees(snapshot.applications(), name, stored);
    case ResourceKind::kProvisionRecord:
      return Agrees(snapshot.provision_records(), name, stored);
    case ResourceKind::kDeletionRequest:
      return Agrees(snapshot.deletion_requests(), name, stored);
    case ResourceKind::kRightsRequest:
      return Agrees(snapshot.rights_requests(), name, stored);
    case ResourceKind::kTombstone:
      return Agrees(snapshot.tombstones(), name, stored);
    case ResourceKind::kSettings:
      return Agrees(snapshot.settings(), name, stored);
    case ResourceKind::kDeskDay:
      return Agrees(snapshot.desk_days(), name, stored);
    case ResourceKind::kSession:
      return Agrees(snapshot.sessions(), name, stored);
    case ResourceKind::kSupportPlan:
      return Agrees(snapshot.support_plans(), name, stored);
    case ResourceKind::kEntrySheet:
      return Agrees(snapshot.entry_sheets(), name, stored);
    case ResourceKind::kOffer:
      return Agrees(snapshot.offers(), name, stored);
    case ResourceKind::kMessage:
      return Agrees(snapshot.messages(), name, stored);
    case ResourceKind::kMatchEvent:
      return Agrees(snapshot.match_events(), name, stored);
    case ResourceKind::kReport:
      return Agrees(snapshot.reports(), name, stored);
  }
  return false;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Catalog>> Catalog::Load(Store* store,
                                                       std::shared_ptr<const RuleBook> rules,
                                                       absl::Time deadline,
                                                       ErrorListener on_error) {
  BANSO_ASSIGN_OR_RETURN(const Revision start, store->CurrentRevision(deadline));
  Snapshot::Parts empty;
  empty.rules = std::move(rules);
  SnapshotBuilder builder(std::move(empty));
  BANSO_RETURN_IF_ERROR(ForEachResource(
      store, deadline, [&](const Resource& resource) { return builder.Put(resource); }));
  // A scan is not one state if somebody writes meanwhile; the feed up to its end makes it one.
  BANSO_ASSIGN_OR_RETURN(const Revision end, store->CurrentRevision(deadline));
  BANSO_ASSIGN_OR_RETURN(const Revision reached,
                         ReadChanges(store, start, end, &builder, deadline));
  Snapshot::Parts parts = std::move(builder).Make(reached).parts;
  parts.index = FollowedIndex(nullptr, parts, {});
  return std::unique_ptr<Catalog>(
      new Catalog(store, std::make_shared<const Snapshot>(std::move(parts)), std::move(on_error)));
}

Catalog::Catalog(Store* store, std::shared_ptr<const Snapshot> first, ErrorListener on_error)
    : store_(store), on_error_(std::move(on_error)), current_(std::move(first)) {
  follower_ = std::thread([this] { Follow(); });
  folder_ = std::thread([this] { KeepTidy(&IndexedRanker::Fold, &folded_); });
  merger_ = std::thread([this] { KeepTidy(&IndexedRanker::Merge, &merged_); });
}

Catalog::~Catalog() {
  Stop();
  follower_.join();
  folder_.join();
  merger_.join();
}

void Catalog::Stop() {
  {
    MutexLock lock(&mu_);
    stopping_ = true;
    published_.NotifyAll();
  }
  store_->CancelWaits();
}

std::shared_ptr<const Snapshot> Catalog::Current() const {
  MutexLock lock(&mu_);
  return current_;
}

absl::StatusOr<std::shared_ptr<const Snapshot>> Catalog::WaitFor(Revision revision,
                                                                 absl::Time deadline) const {
  MutexLock lock(&mu_);
  while (current_->revision() < revision) {
    if (stopping_) return absl::CancelledError("the server is stopping");
    if (!published_.WaitUntil(&mu_, deadline) && current_->revision() < revision) {
      return absl::DeadlineExceededError("the revision is not known yet");
    }
  }
  return current_;
}

void Catalog::Publish(std::shared_ptr<const Snapshot> snapshot) {
  MutexLock lock(&mu_);
  // The one before is freed, if nobody reads it, after the lock.
  std::swap(current_, snapshot);
  folded_ = merged_ = false;
  published_.NotifyAll();
}

absl::Status Catalog::WaitUntilTidy(absl::Time deadline) const {
  MutexLock lock(&mu_);
  while (!folded_ || !merged_ || changing_) {
    if (stopping_) return absl::CancelledError("the server is stopping");
    if (!published_.WaitUntil(&mu_, deadline) && !(folded_ && merged_ && !changing_)) {
      return absl::DeadlineExceededError("the index is not tidy yet");
    }
  }
  return absl::OkStatus();
}

void Catalog::KeepTidy(Build build, bool* tidy) {
  for (;;) {
    {
      MutexLock lock(&mu_);
      while (!stopping_ && *tidy) published_.Wait(&mu_);
      if (stopping_) return;
    }
    std::shared_ptr<const Snapshot> last = Current();
    IndexedRanker::Tidied tidied = (last->parts().index.get()->*build)();
    if (tidied.empty()) {
      MutexLock lock(&mu_);
      // What was published meanwhile is looked at next.
      *tidy = current_ == last;
      published_.NotifyAll();
      continue;
    }
    // Changes that came meanwhile are followed before the lock, so that few are left for it.
    last = Current();
    last->parts().index->Take(&tidied);
    MutexLock lock(&publish_mu_);
    last = Current();
    Snapshot::Parts parts = last->parts();
    parts.index = parts.index->Take(&tidied);
    Publish(std::make_shared<const Snapshot>(std::move(parts)));
  }
}

void Catalog::Follow() {
  const absl::Time forever = absl::InfiniteFuture();
  const auto step = [&]() -> absl::Status {
    // No snapshot is held while waiting: values that were erased have to leave memory.
    const Revision known = Current()->revision();
    BANSO_ASSIGN_OR_RETURN(const Revision newest, store_->Wait(known, forever));
    const std::shared_ptr<const Snapshot> last = BeginChange();
    SnapshotBuilder builder(last->parts());
    BANSO_ASSIGN_OR_RETURN(const Revision reached,
                           ReadChanges(store_, last->revision(), newest, &builder, forever));
    SnapshotBuilder::Made made = std::move(builder).Make(reached);
    MutexLock lock(&publish_mu_);
    // Not that of `last`: it may have been tidied since.
    const std::shared_ptr<const Snapshot> newest_snapshot = Current();
    made.parts.index =
        FollowedIndex(newest_snapshot->parts().index.get(), made.parts, made.changes);
    Publish(std::make_shared<const Snapshot>(std::move(made.parts)));
    return absl::OkStatus();
  };
  for (;;) {
    const absl::Status status = step();
    if (!status.ok() && !IsStopping() && on_error_) on_error_(status);
    MutexLock lock(&mu_);
    changing_ = false;
    published_.NotifyAll();
    if (!status.ok()) {
      const absl::Time again = absl::Now() + kRetryDelay;
      while (!stopping_ && published_.WaitUntil(&mu_, again)) {
      }
    }
    if (stopping_) return;
  }
}

std::shared_ptr<const Snapshot> Catalog::BeginChange() {
  MutexLock lock(&mu_);
  changing_ = true;
  return current_;
}

bool Catalog::IsStopping() const {
  MutexLock lock(&mu_);
  return stopping_;
}

absl::StatusOr<Verification> Catalog::Verify(absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const Revision start, store_->CurrentRevision(deadline));
  BANSO_ASSIGN_OR_RETURN(std::shared_ptr<const Snapshot> snapshot, WaitFor(start, deadline));
  Verification result;
  std::map<std::string, ResourceKind> suspects;
  std::set<std::string> names;
  BANSO_RETURN_IF_ERROR(ForEachResource(store_, deadline, [&](const Resource& resource) {
    ++result.compared;
    names.insert(resource.name);
    if (!Agrees(*snapshot, resource.kind, resource.name, &resource)) {
      suspects.emplace(resource.name, resource.kind);
    }
    return absl::OkStatus();
  }));
  const auto find_unscanned = [&](const auto& table, ResourceKind kind) {
    table.ForEach([&](const auto& entry) {
      if (!names.contains(entry->name())) suspects.emplace(entry->name(), kind);
    });
  };
  find_unscanned(snapshot->candidates(), ResourceKind::kCandidate);
  find_unscanned(snapshot->employers(), ResourceKind::kEmployer);
  find_unscanned(snapshot->internships(), ResourceKind::kInternship);
  find_unscanned(snapshot->advisors(), ResourceKind::kAdvisor);
  find_unscanned(snapshot->principals(), ResourceKind::kPrincipal);
  find_unscanned(snapshot->tokens(), ResourceKind::kToken);
  find_unscanned(snapshot->engagements(), ResourceKind::kEngagement);
  find_unscanned(snapshot->applications(), ResourceKind::kApplication);
  find_unscanned(snapshot->provision_records(), ResourceKind::kProvisionRecord);
  find_unscanned(snapshot->deletion_requests(), ResourceKind::kDeletionRequest);
  find_unscanned(snapshot->rights_requests(), ResourceKind::kRightsRequest);
  find_unscanned(snapshot->tombstones(), ResourceKind::kTombstone);
  find_unscanned(snapshot->settings(), ResourceKind::kSettings);
  find_unscanned(snapshot->desk_days(), ResourceKind::kDeskDay);
  find_unscanned(snapshot->sessions(), ResourceKind::kSession);
  find_unscanned(snapshot->support_plans(), ResourceKind::kSupportPlan);
  find_unscanned(snapshot->entry_sheets(), ResourceKind::kEntrySheet);
  find_unscanned(snapshot->offers(), ResourceKind::kOffer);
  find_unscanned(snapshot->messages(), ResourceKind::kMessage);
  find_unscanned(snapshot->match_events(), ResourceKind::kMatchEvent);
  find_unscanned(snapshot->reports(), ResourceKind::kReport);
  for (const auto& [name, taxonomy] : snapshot->parts().imported) {
    if (!names.contains(name)) suspects.emplace(name, ResourceKind::kTaxonomy);
  }
  // Somebody may have written since: what still differs once the catalog has caught up differs.
  constexpr int kLooks = 3;
  for (int look = 0; look < kLooks && !suspects.empty(); ++look) {
    for (auto suspect = suspects.begin(); suspect != suspects.end();) {
      const auto& [name, kind] = *suspect;
      const absl::StatusOr<Resource> stored = store_->Get(kind, name, deadline);
      if (!stored.ok() && !absl::IsNotFound(stored.status())) return stored.status();
      BANSO_ASSIGN_OR_RETURN(const Revision now, store_->CurrentRevision(deadline));
      BANSO_ASSIGN_OR_RETURN(snapshot, WaitFor(now, deadline));
      suspect = Agrees(*snapshot, kind, name, stored.ok() ? &*stored : nullptr)
                    ? suspects.erase(suspect)
                    : std::next(suspect);
    }
  }
  result.revision = snapshot->revision();
  for (const auto& [name, kind] : suspects) {
    if (result.differing.size() < kMostDiffering) result.differing.push_back(name);
  }
  return result;
}

}  // namespace banso
