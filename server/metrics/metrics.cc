#include "server/metrics/metrics.h"

#include <exception>
#include <iterator>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "prometheus/collectable.h"
#include "prometheus/exposer.h"
#include "prometheus/family.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"
#include "server/base/mutex.h"

namespace banso {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

class HistogramTimer final : public Timer {
 public:
  explicit HistogramTimer(prometheus::Family<prometheus::Histogram>* family) : family_(*family) {}

  void Observe(const Labels& labels, absl::Duration took) override {
    // The one that has these labels, if there is one.
    family_.Add(labels, kSeconds).Observe(absl::ToDoubleSeconds(took));
  }

 private:
  prometheus::Family<prometheus::Histogram>& family_;
};

prometheus::MetricFamily FamilyOf(const Metric& metric) {
  prometheus::MetricFamily family;
  family.name = metric.name;
  family.help = metric.help;
  const bool counts = metric.kind == Metric::Kind::kCounter;
  family.type = counts ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
  for (const Metric::Value& value : metric.read()) {
    prometheus::ClientMetric& one = family.metric.emplace_back();
    for (const auto& [name, text] : value.labels) one.label.push_back({name, text});
    (counts ? one.counter.value : one.gauge.value) = value.value;
  }
  return family;
}

Metric OneValue(Metric::Kind kind, std::string name, std::string help,
                std::function<double()> read) {
  return {std::move(name), std::move(help), kind, [read = std::move(read)] {
            return std::vector<Metric::Value>{{{}, read()}};
          }};
}

}  // namespace

Metric Gauge(std::string name, std::string help, std::function<double()> read) {
  return OneValue(Metric::Kind::kGauge, std::move(name), std::move(help), std::move(read));
}

Metric Counter(std::string name, std::string help, std::function<double()> read) {
  return OneValue(Metric::Kind::kCounter, std::move(name), std::move(help), std::move(read));
}

class Metrics::Collector final : public prometheus::Collectable {
 public:
  void Add(Metric metric) ABSL_LOCKS_EXCLUDED(mu_) {
    MutexLock lock(&mu_);
    metrics_.push_back(std::make_shared<const Metric>(std::move(metric)));
  }

  Timer* AddTimer(const std::string& name, const std::string& help) ABSL_LOCKS_EXCLUDED(mu_) {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(registry_);
    MutexLock lock(&mu_);
    return timers_.emplace_back(std::make_unique<HistogramTimer>(&family)).get();
  }

  std::vector<prometheus::MetricFamily> Collect() const override ABSL_LOCKS_EXCLUDED(mu_) {
    std::vector<prometheus::MetricFamily> families = registry_.Collect();
    std::vector<std::shared_ptr<const Metric>> metrics;
    {
      MutexLock lock(&mu_);
      metrics = metrics_;
    }
    for (const auto& metric : metrics) families.push_back(FamilyOf(*metric));
    return families;
  }

 private:
  prometheus::Registry registry_;
  mutable Mutex mu_;
  std::vector<std::shared_ptr<const Metric>> metrics_ ABSL_GUARDED_BY(mu_);
  std::vector<std::unique_ptr<HistogramTimer>> timers_ ABSL_GUARDED_BY(mu_);
};

Metrics::Metrics() : collector_(std::make_shared<Collector>()) {}
Metrics::~Metrics() = default;

void Metrics::Add(Metric metric) { collector_->Add(std::move(metric)); }

Timer* Metrics::AddTimer(const std::string& name, const std::string& help) {
  return collector_->AddTimer(name, help);
}

std::string Metrics::Text() const {
  return prometheus::TextSerializer().Serialize(collector_->Collect());
}

struct MetricsListener::Parts {
  explicit Parts(const std::string& address) : exposer(address) {}
  prometheus::Exposer exposer;
};

absl::StatusOr<std::unique_ptr<MetricsListener>> MetricsListener::Open(const std::string& address,
                                                                       const Metrics& metrics) {
  // The library throws where it cannot listen.
  try {
    auto parts = std::make_unique<Parts>(address);
    parts->exposer.RegisterCollectable(metrics.collector_);
    return std::unique_ptr<MetricsListener>(new MetricsListener(std::move(parts)));
  } catch (const std::exception&) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", address, " for metrics; is the port taken?"));
  }
}

MetricsListener::MetricsListener(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
MetricsListener::~MetricsListener() = default;

int MetricsListener::port() const { return parts_->exposer.GetListeningPorts().front(); }

}  // namespace banso
