// How often people were shown to employers lately, so that the same few are not always first.
#ifndef BANSO_SERVER_SERVICES_SHOWINGS_H_
#define BANSO_SERVER_SERVICES_SHOWINGS_H_

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/model/calendar.h"
#include "engine/model/ids.h"
#include "server/base/mutex.h"
#include "server/store/store.h"

namespace banso {

// Counts, from the audit log, the lists of cards that employers were shown. A list (that of one
// internship) counts once a day for each person on it, however often it was asked for; days are
// those of Japan. What is shown counts from the next day on, so that pages and repeated calls on
// one day agree. Thread safety: any number of threads at once.
class Showings {
 public:
  using Counts = absl::flat_hash_map<CandidateId, int>;

  static constexpr int kDays = 30;

  // `store` outlives this.
  explicit Showings(Store* store) : store_(store) {}

  // How often each candidate was shown in the 30 days before the day of `as_of` began; of a day
  // that is still to come, before today. Never null. If the log cannot be read by `deadline`, what
  // was known last is given, nothing if nothing was, and the next call tries again. Cost: reads the
  // log once for every day, at the first call that needs the day; else no I/O.
  std::shared_ptr<const Counts> Before(absl::Time as_of, absl::Time now, absl::Time deadline)
      ABSL_LOCKS_EXCLUDED(mu_);

  // On how many lists each candidate was shown from `first` to `last`, both included, as far as the
  // log says by `now`; also those who are erased by now, since the log names them for as long as it
  // is kept. Cost: reads the log of these days. Errors: those of the store; DATA_LOSS if a row
  // cannot be read.
  absl::StatusOr<std::map<std::string, int64_t>> Between(Date first, Date last, absl::Time now,
                                                         absl::Time deadline) const;

 private:
  // What was shown on one day.
  struct Day {
    Counts counts;
    bool settled = false;  // nothing can be added any more
  };
  using Days = std::map<Date, Day>;

  // What was shown from `first` up to the day before `end`; every day is in the answer.
  absl::StatusOr<Days> Read(Date first, Date end, absl::Time now, absl::Time deadline) const;

  Store* const store_;
  Mutex mu_;
  CondVar read_;
  Days days_ ABSL_GUARDED_BY(mu_);
  bool reading_ ABSL_GUARDED_BY(mu_) = false;
  // Of the day that was asked for last.
  std::shared_ptr<const Counts> last_ ABSL_GUARDED_BY(mu_) = std::make_shared<Counts>();
  Date last_day_ ABSL_GUARDED_BY(mu_);
  bool last_settled_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SHOWINGS_H_
