// Whether a call may join a queue, by how fast the queue moves.
#ifndef BANSO_SERVER_SERVICES_ADMISSION_H_
#define BANSO_SERVER_SERVICES_ADMISSION_H_

#include <cstddef>

#include "absl/time/time.h"

namespace banso {

// A queue that is longer than callers wait is worse than none: every call in it is answered when
// nobody listens any more. So a call joins only if it will likely have its turn in half of the time
// that its caller still waits; the other half is for being answered, and for the estimate, which
// calls of many kinds make rough. The pace of the queue, the time from one turn to the next while
// somebody waits, is measured and follows a change within some sixteen turns. With an empty queue
// everybody joins, so that a pace from slow times does not outlast them.
// Deadlines are the only yardstick: who says that they wait for a minute may wait for a minute.
// Not for several threads at once.
class Admission {
 public:
  // Whether a call with `ahead` calls before it, whose caller waits for `left`, may join.
  bool MayJoin(size_t ahead, absl::Duration left) const {
    return left > absl::ZeroDuration() && ExpectedWait(ahead) <= left / 2;
  }

  // A call that joined at `joined` has its turn at `now`.
  void Turn(absl::Time joined, absl::Time now);

  absl::Duration ExpectedWait(size_t ahead) const { return static_cast<double>(ahead) * pace_; }

 private:
  absl::Duration pace_;
  absl::Time last_turn_ = absl::InfiniteFuture();
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ADMISSION_H_
