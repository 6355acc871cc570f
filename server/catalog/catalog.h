// The in-memory half of the server: follows the store and publishes snapshots.
#ifndef BANSO_SERVER_CATALOG_CATALOG_H_
#define BANSO_SERVER_CATALOG_CATALOG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/rules/rule_set.h"
#include "server/base/mutex.h"
#include "server/catalog/snapshot.h"
#include "server/catalog/snapshot_file.h"
#include "server/store/store.h"

namespace banso {

// What a comparison of the catalog with the store found.
struct Verification {
  Revision revision = 0;               // of the catalog when it was compared
  int64_t compared = 0;                // resources
  std::vector<std::string> differing;  // names, ascending; empty if all is well
};

// Loads the store, follows its feed on one thread of its own and publishes snapshots, each with an
// index of it. Two more threads tidy the index aside (IndexedRanker::Fold and Merge), so that
// rankings stay fast and what was erased leaves memory; the snapshot is then published again, with
// the same rows. Can be thrown away at any time. An error of the store only delays it: it tries
// again until it is stopped. One that is so late that the feed has forgotten what it lacks reads
// the whole store anew, and tells its listener. With a file it starts from what that holds and what
// changed since, and one thread more writes the file. Thread safety: every method may run on any
// number of threads at once.
class Catalog {
 public:
  // Told of errors while following, for the log; called on the catalog's thread.
  using ErrorListener = std::function<void(const absl::Status&)>;

  // A file to start from. It is written once the index is tidy, if there is none; some time after
  // it was dropped, which it is whenever something was deleted, before that is published; and now
  // and then, so that not too much has changed since.
  struct FileOptions {
    std::unique_ptr<SnapshotFile> file;  // null: none is kept
    absl::Duration after_drop = absl::Minutes(10);
    absl::Duration renewed = absl::Hours(1);
  };

  // Reads the whole store, or the file if it may be used, and starts to follow the store, which
  // outlives the catalog.
  // Errors: those of the store; DATA_LOSS if it holds a message that cannot be read.
  static absl::StatusOr<std::unique_ptr<Catalog>> Load(Store* store,
                                                       std::shared_ptr<const RuleBook> rules,
                                                       absl::Time deadline,
                                                       ErrorListener on_error = nullptr) {
    return Load(store, std::move(rules), deadline, std::move(on_error), FileOptions());
  }
  static absl::StatusOr<std::unique_ptr<Catalog>> Load(Store* store,
                                                       std::shared_ptr<const RuleBook> rules,
                                                       absl::Time deadline, ErrorListener on_error,
                                                       FileOptions file);
  // Stops following.
  ~Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  // The newest snapshot. Never null.
  std::shared_ptr<const Snapshot> Current() const ABSL_LOCKS_EXCLUDED(mu_);

  // Returns the newest snapshot as soon as it knows `revision`; at once for 0.
  // Errors: DEADLINE_EXCEEDED; CANCELLED once the catalog stops.
  absl::StatusOr<std::shared_ptr<const Snapshot>> WaitFor(Revision revision,
                                                          absl::Time deadline) const
      ABSL_LOCKS_EXCLUDED(mu_);

  // Compares everything with the store. What changes meanwhile is looked at again.
  // Cost: reads the whole store.
  absl::StatusOr<Verification> Verify(absl::Time deadline);

  // Waits until there is nothing to tidy in the index of the newest snapshot: values that were
  // erased before are in no snapshot that is published from now on.
  // Errors: DEADLINE_EXCEEDED; CANCELLED once the catalog stops.
  absl::Status WaitUntilTidy(absl::Time deadline) const ABSL_LOCKS_EXCLUDED(mu_);

  // For how long it has not shown what the store holds, as far as it knows: since it learned of a
  // revision that it does not show yet, or has heard nothing of the store. Zero while all is well.
  absl::Duration Lag(absl::Time now) const ABSL_LOCKS_EXCLUDED(mu_);

  // Whether it started from its file.
  bool started_from_file() const { return started_from_file_; }
  // The newest revision that a file holds, so that a start has to read only what came after it;
  // none if there is no file now.
  std::optional<Revision> saved_revision() const ABSL_LOCKS_EXCLUDED(mu_);
  // Waits until the file holds a revision, `revision` or a newer one.
  // Errors: FAILED_PRECONDITION without a file; DEADLINE_EXCEEDED; CANCELLED once the catalog
  // stops.
  absl::Status WaitUntilSaved(Revision revision, absl::Time deadline) const
      ABSL_LOCKS_EXCLUDED(mu_);

  // Ends every wait and the following thread; cancels the waits of the store. Tidying ends with
  // what it is building.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

 private:
  static constexpr Revision kNotSaved = -1;
  struct Start {
    Snapshot::Parts parts;
    Revision saved = kNotSaved;  // in the file
    bool from_file = false;
  };

  Catalog(Store* store, Start start, ErrorListener on_error, FileOptions file);
  static absl::StatusOr<Start> StartFromFile(Store* store, std::shared_ptr<const RuleBook> rules,
                                             absl::Time deadline, SnapshotFile* file);
  static absl::StatusOr<Start> StartFromStore(Store* store, std::shared_ptr<const RuleBook> rules,
                                              absl::Time deadline,
                                              absl::FunctionRef<bool()> is_cancelled);
  void Follow();
  // Notes whether the newest snapshot shows what the store holds, as far as the follower knows.
  void SetBehind(bool behind) ABSL_LOCKS_EXCLUDED(mu_);
  // Reads the whole store anew, as the feed no longer tells what has changed.
  absl::Status Reload(const absl::Status& why) ABSL_LOCKS_EXCLUDED(publish_mu_, mu_);
  // The newest snapshot, for the follower to make the next one from.
  std::shared_ptr<const Snapshot> BeginChange() ABSL_LOCKS_EXCLUDED(mu_);
  bool IsStopping() const ABSL_LOCKS_EXCLUDED(mu_);
  void Publish(std::shared_ptr<const Snapshot> snapshot) ABSL_LOCKS_EXCLUDED(mu_);
  // Takes what `build` builds of the index of the newest snapshot, whenever something was
  // published, and notes in `tidy` when nothing is due.
  using Build = IndexedRanker::Tidied (IndexedRanker::*)() const;
  void KeepTidy(Build build, bool* tidy) ABSL_LOCKS_EXCLUDED(publish_mu_, mu_);
  // Writes the file whenever it is due.
  void KeepFile() ABSL_LOCKS_EXCLUDED(mu_);
  // To be called before something that was deleted is no longer in the newest snapshot.
  absl::Status DropFile() ABSL_LOCKS_EXCLUDED(mu_);

  Store* const store_;
  const ErrorListener on_error_;
  const FileOptions file_;
  const bool started_from_file_;
  // Whoever publishes holds it while the index of the newest snapshot becomes that of the next, so
  // that neither changes nor tidying are lost. Nobody else ever waits for it. Before mu_.
  Mutex publish_mu_;
  mutable Mutex mu_;
  mutable CondVar published_;
  std::shared_ptr<const Snapshot> current_ ABSL_GUARDED_BY(mu_);
  // Whether nothing is due for the index of current_.
  bool folded_ ABSL_GUARDED_BY(mu_) = false;
  bool merged_ ABSL_GUARDED_BY(mu_) = false;
  bool changing_ ABSL_GUARDED_BY(mu_) = false;  // the follower may hold older snapshots
  absl::Time behind_since_ ABSL_GUARDED_BY(mu_) = absl::InfiniteFuture();
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  Revision saved_ ABSL_GUARDED_BY(mu_);       // in the file; kNotSaved: there is none
  absl::Time save_due_ ABSL_GUARDED_BY(mu_);  // not before
  int64_t drops_ ABSL_GUARDED_BY(mu_) = 0;    // of the file
  std::thread follower_;
  std::thread folder_;
  std::thread merger_;
  std::thread saver_;
};

}  // namespace banso

#endif  // BANSO_SERVER_CATALOG_CATALOG_H_
