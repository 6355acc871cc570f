#include "server/server_figures.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "banso/v1/message.pb.h"
#include "server/base/steady_time.h"
#include "server/tls.h"

namespace banso {
namespace {

using Values = std::vector<Metric::Value>;

// Of what the store is asked for a figure; while it is away the figure is left out.
constexpr absl::Duration kStoreTime = absl::Seconds(1);

// One value, or none.
Values ValuesOf(const absl::StatusOr<int64_t>& number) {
  if (!number.ok()) return {};
  return {{{}, static_cast<double>(*number)}};
}

// Bytes of memory that the process holds, as the kernel counts them.
double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  int64_t all = 0;
  int64_t resident = 0;
  file >> all >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE));
}

Values MessagesByState(const Snapshot& snapshot) {
  std::map<v1::Message::State, int64_t> counts;
  snapshot.messages().ForEach([&](const auto& entry) { ++counts[entry->message->state()]; });
  Values values;
  for (const auto& [state, count] : counts) {
    values.push_back({{{"state", v1::Message::State_Name(state)}}, static_cast<double>(count)});
  }
  return values;
}

Values Collections(const Snapshot& snapshot) {
  Values values;
  ForEachTable(snapshot.parts(), [&](ResourceKind kind, const auto& table) {
    values.push_back(
        {{{"collection", std::string(CollectionOf(kind))}}, static_cast<double>(table.size())});
  });
  return values;
}

void AddCatalogFigures(const Catalog* catalog, Store* store, Metrics* metrics) {
  metrics->Add(Gauge("banso_catalog_revision", "Newest revision of the store that is shown.",
                     [=] { return catalog->Current()->revision(); }));
  metrics->Add({"banso_catalog_behind_revisions",
                "Revisions that the store holds and the server does not show yet.",
                Metric::Kind::kGauge, [=] {
                  const Revision shown = catalog->Current()->revision();
                  auto newest = store->CurrentRevision(SteadyNow() + kStoreTime);
                  if (newest.ok()) newest = std::max<Revision>(0, *newest - shown);
                  return ValuesOf(newest);
                }});
  metrics->Add(Gauge("banso_catalog_lag_seconds",
                     "For how long the server has not shown what the store holds, or has heard "
                     "nothing of it; 0 while all is well.",
                     [=] { return absl::ToDoubleSeconds(catalog->Lag(SteadyNow())); }));
  metrics->Add({"banso_catalog_file_behind_revisions",
                "Revisions that came after the file that the server starts from; none without one.",
                Metric::Kind::kGauge, [=]() -> Values {
                  const std::optional<Revision> saved = catalog->saved_revision();
                  if (!saved) return {};
                  return {{{}, static_cast<double>(catalog->Current()->revision() - *saved)}};
                }});
  metrics->Add({"banso_resources", "Resources that are held, by collection.", Metric::Kind::kGauge,
                [=] { return Collections(*catalog->Current()); }});
  const auto index = [=](const char* name, const char* help, auto read) {
    metrics->Add(Gauge(name, help, [=] {
      return static_cast<double>((catalog->Current()->parts().index.get()->*read)());
    }));
  };
  index("banso_index_rows", "Rows of the index.", &IndexedRanker::rows);
  index("banso_index_changed_rows", "Rows that are not folded into the large segments yet.",
        &IndexedRanker::changed_rows);
  index("banso_index_segments", "Segments of the index.", &IndexedRanker::segments);
  index("banso_index_bytes", "Bytes of the columns of the index.", &IndexedRanker::Bytes);
  metrics->Add({"banso_outbox_messages", "Messages of the outbox, by state.", Metric::Kind::kGauge,
                [=] { return MessagesByState(*catalog->Current()); }});
}

void AddQueueFigures(const WorkerPool* pool, Metrics* metrics) {
  metrics->Add(Gauge("banso_queue_calls", "Calls that wait for a thread.",
                     [=] { return pool->load().waiting; }));
  metrics->Add(Gauge("banso_queue_wait_seconds",
                     "How long a call that comes now is expected to wait for a thread.",
                     [=] { return absl::ToDoubleSeconds(pool->load().expected_wait); }));
  metrics->Add(Gauge("banso_workers_busy", "Threads that answer a call.",
                     [=] { return pool->load().running; }));
  metrics->Add({"banso_queue_refused_total",
                "Calls that were turned away: full, too many waited; too_late, the caller would "
                "likely not have waited for the answer.",
                Metric::Kind::kCounter, [=]() -> Values {
                  const WorkerPool::Load load = pool->load();
                  return {{{{"why", "full"}}, static_cast<double>(load.full)},
                          {{{"why", "too_late"}}, static_cast<double>(load.too_late)}};
                }});
}

void AddAuditFigures(const FigureSources& sources, Metrics* metrics) {
  metrics->Add(Gauge("banso_audit_waiting_rows", "Rows of the audit log that are not durable yet.",
                     [log = sources.audit_log] { return log->waiting(); }));
  metrics->Add({"banso_audit_unchained_rows",
                "Rows of the audit log that are not chained and anchored yet.",
                Metric::Kind::kGauge, [chainer = sources.audit_chainer, store = sources.store] {
                  const int64_t anchored = chainer->anchored();
                  auto last = store->LastAuditNumber(SteadyNow() + kStoreTime);
                  if (last.ok()) last = std::max<int64_t>(0, *last - anchored);
                  return ValuesOf(last);
                }});
}

}  // namespace

void AddProcessFigures(const Options& options, const std::string& version,
                       std::function<bool()> ready, Metrics* metrics) {
  metrics->Add({"banso_build_info", "1, with the version of the server.", Metric::Kind::kGauge,
                [=]() -> Values {
                  return {{{{"version", version}}, 1}};
                }});
  metrics->Add(
      Gauge("banso_start_time_seconds", "When the server started, in seconds since 1970.",
            [start = absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch())] { return start; }));
  metrics->Add(Gauge("banso_memory_bytes", "Memory that the process holds.", ResidentBytes));
  metrics->Add(Gauge("banso_ready", "1 if the server should be sent calls, else 0.",
                     [ready = std::move(ready)] { return ready() ? 1 : 0; }));
  if (options.tls_cert.empty()) return;
  metrics->Add({"banso_certificate_expiry_time_seconds",
                "Until when the certificate in the file is good, in seconds since 1970.",
                Metric::Kind::kGauge, [file = options.tls_cert]() -> Values {
                  const auto expiry = ExpiryOf("--tls-cert", file);
                  if (!expiry.ok()) return {};
                  return {{{}, absl::ToDoubleSeconds(*expiry - absl::UnixEpoch())}};
                }});
}

void AddServerFigures(const FigureSources& sources, Metrics* metrics) {
  AddCatalogFigures(sources.catalog, sources.store, metrics);
  AddQueueFigures(sources.pool, metrics);
  AddAuditFigures(sources, metrics);
}

}  // namespace banso
