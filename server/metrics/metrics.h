// Figures of the running server, as Prometheus reads them.
#ifndef BANSO_SERVER_METRICS_METRICS_H_
#define BANSO_SERVER_METRICS_METRICS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace banso {

// Labels of a value: methods, codes, collections and the like, which are few and known beforehand;
// never a name of somebody or something that is kept.
using Labels = std::map<std::string, std::string>;

// Something that is read whenever somebody asks for it.
struct Metric {
  enum class Kind {
    kGauge,    // goes up and down
    kCounter,  // only rises
  };
  struct Value {
    Labels labels;
    double value = 0;
  };

  // "banso_...", with its unit; a counter ends in "_total".
  std::string name;
  // What it is, in one sentence.
  std::string help;
  Kind kind = Kind::kGauge;
  // Gives the values now; none where it cannot be known. Called by any thread. It should be cheap,
  // and must not wait for much longer than a second.
  std::function<std::vector<Value>()> read;
};

// The most common metric: one value, without labels.
Metric Gauge(std::string name, std::string help, std::function<double()> read);
Metric Counter(std::string name, std::string help, std::function<double()> read);

// How long something took, how often, by labels.
class Timer {
 public:
  virtual ~Timer() = default;
  // Any number of threads at once.
  virtual void Observe(const Labels& labels, absl::Duration took) = 0;
};

// Everything that is measured. Thread safety: any number of threads at once.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // What the metric reads from outlives every listener and call of Text(). No two have one name.
  void Add(Metric metric);
  // A histogram of seconds, from a quarter of a millisecond to half a minute. Lives as long as
  // this.
  Timer* AddTimer(const std::string& name, const std::string& help);

  // All values now, in Prometheus' text format.
  std::string Text() const;

 private:
  friend class MetricsListener;
  class Collector;
  const std::shared_ptr<Collector> collector_;
};

// Answers GET /metrics at an address of its own, over HTTP without TLS, on two threads.
class MetricsListener {
 public:
  // Listens at HOST:PORT; port 0 takes a free one. `metrics` outlives it.
  // Errors: UNAVAILABLE if the address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<MetricsListener>> Open(const std::string& address,
                                                               const Metrics& metrics);
  // Waits for the answers under way.
  ~MetricsListener();
  MetricsListener(const MetricsListener&) = delete;
  MetricsListener& operator=(const MetricsListener&) = delete;

  int port() const;

 private:
  struct Parts;
  explicit MetricsListener(std::unique_ptr<Parts> parts);
  const std::unique_ptr<Parts> parts_;
};

}  // namespace banso

#endif  // BANSO_SERVER_METRICS_METRICS_H_
