#include "server/services/provision_records.h"

#include "gtest/gtest.h"
#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

const absl::Time kTold = absl::FromCivil(absl::CivilSecond(2026, 12, 1, 9), JapanTime());
const absl::Time kThreeYearsOn = absl::FromCivil(absl::CivilSecond(2029, 12, 1, 9), JapanTime());

TEST(ProvisionRecordsTest, WhatIsToldIsKeptThreeYearsMore) {
  v1::ProvisionRecord record;

  SetProvided(kTold, &record);

  EXPECT_EQ(ToTime(record.provide_time()), kTold);
  EXPECT_EQ(KeepUntil(record), kThreeYearsOn);
}

TEST(ProvisionRecordsTest, WithoutAnEndOfItsOwnThreeYearsAreCountedFromWhatWasTold) {
  v1::ProvisionRecord record;
  *record.mutable_provide_time() = FromTime(kTold);

  EXPECT_EQ(KeepUntil(record), kThreeYearsOn);
}

TEST(ProvisionRecordsTest, ItemsAreFoundByTheirCodes) {
  v1::ProvisionRecord record;
  record.add_items("CHOSEN_NAME");

  EXPECT_TRUE(HasItem(record, kChosenNameItem));
  EXPECT_FALSE(HasItem(record, kBlindedCardItem));
}

}  // namespace
}  // namespace banso
