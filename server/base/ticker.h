// Jobs that are done from time to time.
#ifndef BANSO_SERVER_BASE_TICKER_H_
#define BANSO_SERVER_BASE_TICKER_H_

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "server/base/mutex.h"

namespace banso {

struct PeriodicJob {
  // What it does, lower_snake_case.
  std::string name;
  // How long it may take: its deadline is so long after it begins, whatever those before it took.
  absl::Duration timeout;
  std::function<void(absl::Time deadline)> run;
};

// Does jobs from time to time, one after the other and in their order, after a first delay, on a
// thread of its own. Between the end of one round and the beginning of the next lies `interval`. At
// its end it waits for the job under way and begins no other.
class Ticker {
 public:
  Ticker(absl::Duration delay, absl::Duration interval, std::vector<PeriodicJob> jobs);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void Run(absl::Duration delay, absl::Duration interval);
  // Waits for it. False if there is nothing more to do.
  bool IsTime(absl::Time next);

  const std::vector<PeriodicJob> jobs_;
  Mutex mu_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace banso

#endif  // BANSO_SERVER_BASE_TICKER_H_
