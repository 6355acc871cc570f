// Which jobs the server does by itself, in which order, and how long each may take.
#include "server/jobs.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"

namespace banso {
namespace {

using ::testing::ElementsAre;

std::vector<std::pair<std::string, absl::Duration>> OrderOf(const std::vector<PeriodicJob>& jobs) {
  std::vector<std::pair<std::string, absl::Duration>> order;
  for (const PeriodicJob& job : jobs) order.emplace_back(job.name, job.timeout);
  return order;
}

TEST(JobsTest, WhatPeopleMayRelyOnComesFirst) {
  const absl::Duration each = absl::Seconds(5);
  EXPECT_THAT(OrderOf(FrequentJobs({})),
              ElementsAre(std::pair("erasure", each), std::pair("deletion_requests", each),
                          std::pair("desk", each), std::pair("reminders", each),
                          std::pair("expiry", each), std::pair("last_use", each)));
}

TEST(JobsTest, ConsentsExpireBeforeAnybodyIsWrittenToAndWhatTheyLeaveIsClearedAwayLast) {
  const absl::Duration each = absl::Minutes(10);
  EXPECT_THAT(OrderOf(DailyJobs({})),
              ElementsAre(std::pair("consent_expiry", each), std::pair("reminders", each),
                          std::pair("follow_ups", each), std::pair("retention", each),
                          std::pair("upkeep", each)));
}

TEST(JobsTest, DeliveriesAreAThreadOfTheirOwn) {
  EXPECT_THAT(OrderOf(OutboxJobs({})), ElementsAre(std::pair("outbox", absl::Minutes(2))));
}

}  // namespace
}  // namespace banso
