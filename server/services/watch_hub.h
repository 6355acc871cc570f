// Wakes streams that tell what changes.
#ifndef BANSO_SERVER_SERVICES_WATCH_HUB_H_
#define BANSO_SERVER_SERVICES_WATCH_HUB_H_

#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "server/base/mutex.h"
#include "server/catalog/catalog.h"

namespace banso {

struct WatchOptions {
  // Between two looks at what changed, however many commits there are.
  absl::Duration pause = absl::Milliseconds(200);
  // Of looks where nothing was committed: time alone changes rankings, and ends what a proof is
  // good for.
  absl::Duration beat = absl::Seconds(10);
};

// One thread for all streams of a server, which holds no snapshot and no worker while nothing
// changes. Thread safety: any number of threads at once.
class WatchHub {
 public:
  class Stream {
   public:
    // Something may be new. `beat`: the stream is to say something even if nothing is. `ends`: the
    // server stops. Must neither wait nor call the hub.
    virtual void Wake(bool beat, bool ends) = 0;

   protected:
    ~Stream() = default;
  };

  // `catalog` outlives the hub.
  explicit WatchHub(const Catalog* catalog, const WatchOptions& options = {});
  // There are no streams any more.
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  // Wakes the stream from now on until it is removed; at once, if the catalog has stopped.
  void Add(Stream* stream) ABSL_LOCKS_EXCLUDED(mu_);
  // It is not woken once this returns.
  void Remove(Stream* stream) ABSL_LOCKS_EXCLUDED(mu_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mu_);
  void WakeAll(bool beat) ABSL_LOCKS_EXCLUDED(mu_);
  // Waits until then, or until there is a stream. False if the hub ends.
  bool WaitUntil(absl::Time time) ABSL_LOCKS_EXCLUDED(mu_);

  const Catalog* const catalog_;
  const WatchOptions options_;
  Mutex mu_;
  CondVar changed_;
  std::vector<Stream*> streams_ ABSL_GUARDED_BY(mu_);
  bool stopped_ ABSL_GUARDED_BY(mu_) = false;  // the catalog
  bool ending_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_WATCH_HUB_H_
