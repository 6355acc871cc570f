#include "server/catalog/catalog.h"

#include <algorithm>
#include <future>
#include <map>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/base/status_macros.h"
#include "server/base/log.h"
#include "server/base/steady_time.h"
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
// A file is not used if so many commits came since: what they changed is read one by one.
constexpr Revision kMostBehind = 50'000;
// Of what the store is asked while the file is written.
constexpr absl::Duration kWriteTimeout = absl::Minutes(1);
// How often a start from the store says how far it has come.
constexpr absl::Duration kProgressInterval = absl::Seconds(5);
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
  if (kind == ResourceKind::kTaxonomy) {
    const auto& imported = snapshot.parts().imported;
    const auto found = imported.find(std::string(name));
    if (found == imported.end() || stored == nullptr) {
      return found == imported.end() && stored == nullptr;
    }
    return found->second.first == stored->revision;
  }
  bool agrees = false;
  ForEachTable(snapshot.parts(), [&](ResourceKind of_table, const auto& table) {
    if (of_table == kind) agrees = Agrees(table, name, stored);
  });
  return agrees;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Catalog>> Catalog::Load(Store* store,
                                                       std::shared_ptr<const RuleBook> rules,
                                                       absl::Time deadline, ErrorListener on_error,
                                                       FileOptions file) {
  absl::StatusOr<Start> start = absl::NotFoundError("no file is kept");
  if (file.file != nullptr) {
    start = StartFromFile(store, rules, deadline, file.file.get());
    // What is wrong with the file is for the log; the store holds everything.
    if (!start.ok() && !absl::IsNotFound(start.status()) && on_error) on_error(start.status());
  }
  if (!start.ok()) start = StartFromStore(store, std::move(rules), deadline, [] { return false; });
  BANSO_RETURN_IF_ERROR(start.status());
  return std::unique_ptr<Catalog>(
      new Catalog(store, *std::move(start), std::move(on_error), std::move(file)));
}

absl::StatusOr<Catalog::Start> Catalog::StartFromFile(Store* store,
                                                      std::shared_ptr<const RuleBook> rules,
                                                      absl::Time deadline, SnapshotFile* file) {
  BANSO_ASSIGN_OR_RETURN(Snapshot::Parts parts, file->Read(std::move(rules), deadline));
  Start start;
  start.from_file = true;
  start.saved = parts.revision;
  BANSO_ASSIGN_OR_RETURN(const Revision newest, store->CurrentRevision(deadline));
  if (newest - parts.revision > kMostBehind) {
    return absl::FailedPreconditionError("too much has changed since the file was written");
  }
  const std::shared_ptr<const IndexedRanker> index = parts.index;
  SnapshotBuilder builder(std::move(parts));
  BANSO_ASSIGN_OR_RETURN(const Revision reached,
                         ReadChanges(store, start.saved, newest, &builder, deadline));
  SnapshotBuilder::Made made = std::move(builder).Make(reached);
  if (made.removed) {
    BANSO_RETURN_IF_ERROR(file->Drop());
    start.saved = kNotSaved;
  }
  made.parts.index = FollowedIndex(index.get(), made.parts, made.changes);
  start.parts = std::move(made.parts);
  return start;
}

absl::StatusOr<Catalog::Start> Catalog::StartFromStore(Store* store,
                                                       std::shared_ptr<const RuleBook> rules,
                                                       absl::Time deadline,
                                                       absl::FunctionRef<bool()> is_cancelled) {
  BANSO_ASSIGN_OR_RETURN(const Revision start, store->CurrentRevision(deadline));
  Snapshot::Parts empty;
  empty.rules = std::move(rules);
  SnapshotBuilder builder(std::move(empty));
  int64_t rows = 0;
  absl::Time next_line = SteadyNow() + kProgressInterval;
  BANSO_RETURN_IF_ERROR(ForEachResource(store, deadline, [&](const Resource& resource) {
    if (is_cancelled()) return absl::CancelledError("the server is stopping");
    if (++rows % kScanRows == 0 && SteadyNow() >= next_line) {
      Log(LogLevel::kInfo, "catalog_loading",
          {{"collection", LogCode(CollectionOf(resource.kind))}, {"rows", rows}});
      next_line += kProgressInterval;
    }
    return builder.Put(resource);
  }));
  // A scan is not one state if somebody writes meanwhile; the feed up to its end makes it one.
  BANSO_ASSIGN_OR_RETURN(const Revision end, store->CurrentRevision(deadline));
  BANSO_ASSIGN_OR_RETURN(const Revision reached,
                         ReadChanges(store, start, end, &builder, deadline));
  Snapshot::Parts parts = std::move(builder).Make(reached).parts;
  parts.index = FollowedIndex(nullptr, parts, {});
  Start made;
  made.parts = std::move(parts);
  return made;
}

Catalog::Catalog(Store* store, Start start, ErrorListener on_error, FileOptions file)
    : store_(store),
      on_error_(std::move(on_error)),
      file_(std::move(file)),
      started_from_file_(start.from_file),
      current_(std::make_shared<const Snapshot>(std::move(start.parts))),
      saved_(start.saved),
      save_due_(start.saved == kNotSaved ? absl::InfinitePast() : SteadyNow() + file_.renewed) {
  if (file_.file != nullptr) saver_ = std::thread([this] { KeepFile(); });
  follower_ = std::thread([this] { Follow(); });
  folder_ = std::thread([this] { KeepTidy(&IndexedRanker::Fold, &folded_); });
  merger_ = std::thread([this] { KeepTidy(&IndexedRanker::Merge, &merged_); });
}

Catalog::~Catalog() {
  Stop();
  follower_.join();
  folder_.join();
  merger_.join();
  if (saver_.joinable()) saver_.join();
}

void Catalog::Stop() {
  {
    MutexLock lock(&mu_);
    stopping_ = true;
    published_.NotifyAll();
  }
  if (file_.file != nullptr) file_.file->Stop();
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

void Catalog::KeepFile() {
  for (;;) {
    std::shared_ptr<const Snapshot> snapshot;
    int64_t drops = 0;
    {
      MutexLock lock(&mu_);
      const auto is_due = [&] {
        return folded_ && merged_ && current_->revision() > saved_ && SteadyNow() >= save_due_;
      };
      while (!stopping_ && !is_due()) {
        const bool waits_for_time = SteadyNow() < save_due_;
        published_.WaitUntil(&mu_, waits_for_time ? save_due_ : absl::InfiniteFuture());
      }
      if (stopping_) return;
      snapshot = current_;
      drops = drops_;
    }
    const absl::Status status = file_.file->Write(*snapshot, SteadyNow() + kWriteTimeout);
    if (!status.ok() && !absl::IsAborted(status) && on_error_) on_error_(status);
    MutexLock lock(&mu_);
    // Unless it was dropped since.
    if (status.ok() && drops_ == drops) saved_ = snapshot->revision();
    save_due_ = SteadyNow() + (saved_ == kNotSaved ? file_.after_drop : file_.renewed);
    published_.NotifyAll();
  }
}

absl::Status Catalog::DropFile() {
  if (file_.file == nullptr) return absl::OkStatus();
  {
    MutexLock lock(&mu_);
    ++drops_;
    saved_ = kNotSaved;
    save_due_ = SteadyNow() + file_.after_drop;
    published_.NotifyAll();
  }
  return file_.file->Drop();
}

absl::Status Catalog::WaitUntilSaved(Revision revision, absl::Time deadline) const {
  if (file_.file == nullptr) return absl::FailedPreconditionError("the catalog keeps no file");
  MutexLock lock(&mu_);
  while (saved_ < revision) {
    if (stopping_) return absl::CancelledError("the server is stopping");
    if (!published_.WaitUntil(&mu_, deadline) && saved_ < revision) {
      return absl::DeadlineExceededError("the file is not written yet");
    }
  }
  return absl::OkStatus();
}

void Catalog::Follow() {
  const absl::Time forever = absl::InfiniteFuture();
  const auto step = [&]() -> absl::Status {
    // No snapshot is held while waiting: values that were erased have to leave memory.
    const Revision known = Current()->revision();
    absl::StatusOr<Revision> newest = store_->Wait(known, absl::InfinitePast());
    if (absl::IsDeadlineExceeded(newest.status())) {
      SetBehind(false);
      newest = store_->Wait(known, forever);
    }
    SetBehind(true);
    BANSO_RETURN_IF_ERROR(newest.status());
    std::shared_ptr<const Snapshot> last = BeginChange();
    std::optional<SnapshotBuilder> builder(last->parts());
    const absl::StatusOr<Revision> reached =
        ReadChanges(store_, last->revision(), *newest, &*builder, forever);
    if (absl::IsOutOfRange(reached.status())) {
      // Only what is published stays in memory beside what is read.
      builder.reset();
      last.reset();
      return Reload(reached.status());
    }
    BANSO_RETURN_IF_ERROR(reached.status());
    SnapshotBuilder::Made made = (*std::move(builder)).Make(*reached);
    if (made.removed) BANSO_RETURN_IF_ERROR(DropFile());
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
    // What it learned of is shown; what came since it learns of next.
    if (status.ok()) SetBehind(false);
    if (!status.ok() && !IsStopping() && on_error_) on_error_(status);
    MutexLock lock(&mu_);
    changing_ = false;
    published_.NotifyAll();
    if (!status.ok()) {
      const absl::Time again = SteadyNow() + kRetryDelay;
      while (!stopping_ && published_.WaitUntil(&mu_, again)) {
      }
    }
    if (stopping_) return;
  }
}

void Catalog::SetBehind(bool behind) {
  MutexLock lock(&mu_);
  if (!behind) {
    behind_since_ = absl::InfiniteFuture();
  } else if (behind_since_ == absl::InfiniteFuture()) {
    behind_since_ = SteadyNow();
  }
}

absl::Duration Catalog::Lag(absl::Time now) const {
  MutexLock lock(&mu_);
  return std::max(absl::ZeroDuration(), now - behind_since_);
}

std::optional<Revision> Catalog::saved_revision() const {
  MutexLock lock(&mu_);
  if (saved_ == kNotSaved) return std::nullopt;
  return saved_;
}

absl::Status Catalog::Reload(const absl::Status& why) {
  if (on_error_) on_error_(why);
  BANSO_ASSIGN_OR_RETURN(Start start,
                         StartFromStore(store_, Current()->parts().rules, absl::InfiniteFuture(),
                                        [this] { return IsStopping(); }));
  // What was deleted meanwhile is not known.
  BANSO_RETURN_IF_ERROR(DropFile());
  MutexLock lock(&publish_mu_);
  Publish(std::make_shared<const Snapshot>(std::move(start.parts)));
  return absl::OkStatus();
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
  ForEachTable(snapshot->parts(), [&](ResourceKind kind, const auto& table) {
    table.ForEach([&](const auto& entry) {
      if (!names.contains(entry->name())) suspects.emplace(entry->name(), kind);
    });
  });
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
