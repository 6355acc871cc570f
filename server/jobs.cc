#include "server/jobs.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/access/principal_authenticator.h"
#include "server/base/log.h"
#include "server/replicas/replica.h"
#include "server/services/consent_service.h"
#include "server/services/consultation_service.h"
#include "server/services/deletion_requests.h"
#include "server/services/erasure.h"
#include "server/services/internship_service.h"
#include "server/services/outbox_dispatcher.h"
#include "server/services/placement_service.h"
#include "server/services/reminders.h"
#include "server/services/retention.h"
#include "server/services/service_context.h"
#include "server/store/upkeep.h"

namespace banso {
namespace {

constexpr absl::Duration kFrequentTimeout = absl::Seconds(5);
constexpr absl::Duration kDailyTimeout = absl::Minutes(10);
constexpr absl::Duration kOutboxTimeout = absl::Minutes(2);

// `run(deadline)` returns how it ended, with or without a number.
template <typename Run>
PeriodicJob AJob(std::string name, absl::Duration timeout, Run run) {
  const std::string event = absl::StrCat(name, "_delayed");
  return {std::move(name), timeout, [event, run = std::move(run)](absl::Time deadline) {
            const absl::Status status = run(deadline).status();
            if (!status.ok()) Log(LogLevel::kWarning, event, {{"code", status.code()}});
          }};
}

// The same, at one of the servers of a store.
template <typename Run>
PeriodicJob AJobOfOne(const Replica* replica, std::string name, absl::Duration timeout, Run run) {
  PeriodicJob job = AJob(std::move(name), timeout, std::move(run));
  job.run = [replica, run = std::move(job.run)](absl::Time deadline) {
    if (replica == nullptr || replica->DoesJobs()) run(deadline);
  };
  return job;
}

}  // namespace

std::vector<PeriodicJob> FrequentJobs(const JobDoers& doers) {
  const auto job = [&](const char* name, auto run) {
    return AJobOfOne(doers.replica, name, kFrequentTimeout, std::move(run));
  };
  return {
      job("erasure", [=](absl::Time end) { return doers.eraser->FinishErasures(end); }),
      job("deletion_requests",
          [=](absl::Time end) { return AskWhereForgotten(*doers.context, end); }),
      job("desk", [=](absl::Time end) { return doers.consultation->KeepDesk(end); }),
      job("reminders", [=](absl::Time end) { return doers.reminders->RemindOfSessions(end); }),
      job("expiry", [=](absl::Time end) { return doers.internships->ExpireOpenings(end); }),
      AJob("last_use", kFrequentTimeout,
           [=](absl::Time end) {
             return doers.authenticator->FlushLastUses(doers.context->store,
                                                       doers.context->clock->Now(), end);
           }),
  };
}

std::vector<PeriodicJob> DailyJobs(const JobDoers& doers) {
  const auto job = [&](const char* name, auto run) {
    return AJobOfOne(doers.replica, name, kDailyTimeout, std::move(run));
  };
  return {
      job("consent_expiry", [=](absl::Time end) { return doers.consents->ExpireConsents(end); }),
      job("reminders", [=](absl::Time end) { return doers.reminders->RemindOfDates(end); }),
      job("follow_ups", [=](absl::Time end) { return doers.placement->FollowUp(end); }),
      job("retention", [=](absl::Time end) { return doers.retention->RunJob(end); }),
      job("upkeep",
          [=](absl::Time end) {
            return KeepStoreSmall(doers.context->store, doers.context->clock->Now(), end);
          }),
  };
}

std::vector<PeriodicJob> OutboxJobs(const JobDoers& doers) {
  return {AJobOfOne(doers.replica, "outbox", kOutboxTimeout,
                    [=](absl::Time end) { return doers.dispatcher->RunJob(end); })};
}

}  // namespace banso
