// A sealed file of what a snapshot holds, for a start that does not read the whole store.
#ifndef BANSO_SERVER_CATALOG_SNAPSHOT_FILE_H_
#define BANSO_SERVER_CATALOG_SNAPSHOT_FILE_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/rules/rule_set.h"
#include "server/base/mutex.h"
#include "server/catalog/snapshot.h"
#include "server/seal/key_store.h"
#include "server/store/store.h"

namespace banso {

// The file lies in a folder that servers of one store and one key store may share: the last one that
// was written counts. It holds resources, the values that the engine works on and the columns of the
// index, each record sealed with a key that the key store makes for this one file. Reading maps it:
// resources and values are opened when they are first asked for, and the rest stays on the disk.
//
// Whatever a person took back must not be left in it: it is dropped, with its key, when something
// is deleted, and written again later. A file whose key is gone cannot be read, nor can a copy.
//
// Thread safety: Write is to be called by one thread at a time; Drop and Stop may run beside it.
// What Read gave may be used by any number of threads, also after the file was dropped.
class SnapshotFile {
 public:
  // `folder` is made when it is first needed. `keys` and `store` outlive this.
  SnapshotFile(std::string folder, KeyStore* keys, Store* store);

  // What the file holds, which is what the store held at `revision` of it.
  // Errors: NOT_FOUND if there is none; DATA_LOSS if it cannot be read or is not whole;
  // FAILED_PRECONDITION if another version wrote it, it is of another store, or the store has
  // another past by now, as after a restore; those of the stores.
  absl::StatusOr<Snapshot::Parts> Read(std::shared_ptr<const RuleBook> rules, absl::Time deadline);

  // Writes a file in place of the one that is there, which is dropped. Cost: reads and seals
  // everything; memory for the columns of the index once more.
  // Errors, with no new file: ABORTED after Drop, or Stop, or Drop or Write of another server that
  // shares the folder; UNAVAILABLE; RESOURCE_EXHAUSTED if a value is too large; those of the stores.
  absl::Status Write(const Snapshot& snapshot, absl::Time deadline) ABSL_LOCKS_EXCLUDED(mu_);

  // Deletes the file and destroys its key. Without a file it does nothing.
  // Errors: UNAVAILABLE; those of the key store. The file is gone, or cannot be read, in any case
  // but UNAVAILABLE.
  absl::Status Drop() ABSL_LOCKS_EXCLUDED(mu_);

  // Ends a Write, present or future, soon.
  void Stop() { stopped_ = true; }

 private:
  absl::Status CheckWanted() const;
  absl::Status WriteAs(const std::string& name, const Snapshot& snapshot, absl::Time deadline);
  absl::Status DropFile(const std::string& name);

  const std::string folder_;
  KeyStore* const keys_;
  Store* const store_;
  Mutex mu_;                           // held while files take the place of others
  std::atomic<bool> dropped_ = false;  // since a Write began
  std::atomic<bool> stopped_ = false;
};

}  // namespace banso

#endif  // BANSO_SERVER_CATALOG_SNAPSHOT_FILE_H_
