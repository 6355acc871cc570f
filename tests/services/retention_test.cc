#include "server/services/retention.h"

#include "server/audit/audit_chainer.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::IsEmpty;

// A name, why, and since when.
using Due = std::tuple<std::string, v1::RetentionItem::Kind, absl::Time>;

class RetentionTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    eraser_ = std::make_unique<Eraser>(&context_);
    retention_ = std::make_unique<Retention>(&context_, eraser_.get());
  }

  // Somebody whose last step was taken at `last`.
  void PutCase(const std::string& name, v1::Case::Stage stage, v1::Case::Status status,
               absl::Time last) {
    v1::Candidate candidate = ACandidate();
    candidate.set_name(name);
    candidate.mutable_case_()->set_stage(stage);
    candidate.mutable_case_()->set_status(status);
    v1::CaseStep* step = candidate.mutable_case_()->add_steps();
    step->set_stage(v1::Case::APPLIED);
    *step->mutable_step_time() = FromTime(last - absl::Hours(1));
    step = candidate.mutable_case_()->add_steps();
    step->set_stage(stage);
    step->set_status(status);
    *step->mutable_step_time() = FromTime(last);
    Put(ResourceKind::kCandidate, candidate);
  }

  std::vector<Due> Run(bool validate_only) {
    Call call =
        CallOf({.role = v1::Access::ADMIN, .principal = "principals/admin"}, v1::Access::ALL);
    const auto response = retention_->Run(validate_only, &call);
    EXPECT_THAT(response, IsOk());
    std::vector<Due> items;
    if (!response.ok()) return items;
    EXPECT_EQ(response->total(), response->items_size());
    for (const v1::RetentionItem& item : response->items()) {
      items.emplace_back(item.name(), item.kind(), ToTime(item.due_time()));
    }
    return items;
  }

  std::unique_ptr<Eraser> eraser_;
  std::unique_ptr<Retention> retention_;
};

TEST_F(RetentionTest, EveryKindOfCaseHasItsTime) {
  const absl::Time last = TestNow();
  const auto due = [&](v1::Case::Stage stage, v1::Case::Status status) {
    v1::Candidate candidate;
    candidate.mutable_case_()->set_stage(stage);
    candidate.mutable_case_()->set_status(status);
    *candidate.mutable_case_()->add_steps()->mutable_step_time() = FromTime(last);
    return RetentionOf(candidate);
  };
  const auto is = [](const std::optional<RetentionDue>& due, v1::RetentionItem::Kind kind,
                     absl::Time time) { return due && due->kind == kind && due->time == time; };

  for (const auto status :
       {v1::Case::ACTIVE, v1::Case::PAUSED, v1::Case::WITHDRAWN, v1::Case::REFERRED}) {
    for (const auto stage : {v1::Case::APPLIED, v1::Case::RECEIVED}) {
      EXPECT_TRUE(is(due(stage, status), v1::RetentionItem::NOT_ACCEPTED, YearsAfter(last, 1)));
    }
    EXPECT_TRUE(
        is(due(v1::Case::CLOSED, status), v1::RetentionItem::CASE_CLOSED, YearsAfter(last, 3)));
  }
  for (const auto stage : {v1::Case::FIRST_INTERVIEW, v1::Case::FOLLOW_UP}) {
    EXPECT_FALSE(due(stage, v1::Case::ACTIVE).has_value());
    EXPECT_FALSE(due(stage, v1::Case::PAUSED).has_value());
    for (const auto status : {v1::Case::WITHDRAWN, v1::Case::REFERRED}) {
      EXPECT_TRUE(is(due(stage, status), v1::RetentionItem::CASE_CLOSED, YearsAfter(last, 3)));
    }
  }
}

TEST_F(RetentionTest, WhatIsExactlyAsOldIsDueAndAMomentBeforeItIsNot) {
  const absl::Time year_ago = YearsAfter(TestNow(), -1);
  const absl::Time three_years_ago = YearsAfter(TestNow(), -3);
  const absl::Duration moment = absl::Microseconds(1);
  PutCase("candidates/a1", v1::Case::APPLIED, v1::Case::ACTIVE, year_ago);
  PutCase("candidates/a2", v1::Case::APPLIED, v1::Case::ACTIVE, year_ago + moment);
  PutCase("candidates/b1", v1::Case::CLOSED, v1::Case::ACTIVE, three_years_ago);
  PutCase("candidates/b2", v1::Case::CLOSED, v1::Case::ACTIVE, three_years_ago + moment);
  PutCase("candidates/c", v1::Case::ACCOMPANYING, v1::Case::ACTIVE, YearsAfter(TestNow(), -9));
  for (const auto& [name, until] : {std::pair("provisionRecords/r1", TestNow()),
                                    std::pair("provisionRecords/r2", TestNow() + moment)}) {
    v1::ProvisionRecord record;
    record.set_name(name);
    record.set_candidate("candidates/gone");
    *record.mutable_keep_until_time() = FromTime(until);
    Put(ResourceKind::kProvisionRecord, record);
  }
  const std::vector<Due> expected = {
      {"candidates/a1", v1::RetentionItem::NOT_ACCEPTED, TestNow()},
      {"candidates/b1", v1::RetentionItem::CASE_CLOSED, TestNow()},
      {"provisionRecords/r1", v1::RetentionItem::PROVISION_RECORD, TestNow()}};
  const Revision before = Newest()->revision();

  EXPECT_EQ(Run(true), expected);
  EXPECT_EQ(Newest()->revision(), before);
  EXPECT_EQ(Run(false), expected);

  const auto now = Newest();
  EXPECT_EQ(now->candidates().Find("candidates/a1"), nullptr);
  EXPECT_NE(now->candidates().Find("candidates/a2"), nullptr);
  EXPECT_EQ(now->candidates().Find("candidates/b1"), nullptr);
  EXPECT_NE(now->candidates().Find("candidates/b2"), nullptr);
  EXPECT_NE(now->candidates().Find("candidates/c"), nullptr);
  EXPECT_EQ(now->provision_records().Find("provisionRecords/r1"), nullptr);
  EXPECT_NE(now->provision_records().Find("provisionRecords/r2"), nullptr);
  EXPECT_TRUE(now->tombstones().Find("tombstones/a1")->message->key_destroyed());
  EXPECT_THAT(Run(true), IsEmpty());
}

TEST_F(RetentionTest, ARequestToDeleteGoesWithItsRecord) {
  PutEmployer("employers/e1");
  PutCandidate("candidates/c");
  PutInternship("employers/e1/internships/i");
  PutShown("candidates/c", "employers/e1/internships/i", "candidates/c/consents/blinded");
  Call call = CoordinatorCall();
  ASSERT_THAT(eraser_->Erase("candidates/c", "", "", &call), IsOk());
  ASSERT_EQ(Newest()->deletion_requests().size(), 1);

  clock_.Set(YearsAfter(TestNow(), 3));
  Run(false);

  EXPECT_EQ(Newest()->provision_records().size(), 0);
  EXPECT_EQ(Newest()->deletion_requests().size(), 0);
  EXPECT_EQ(Newest()->tombstones().size(), 1);
}

TEST_F(RetentionTest, AuditRowsOfFiveYearsAreForgotten) {
  const auto key = keys_.GetOrCreate("server/audit");
  ASSERT_THAT(key, IsOk());
  AuditChainer chainer(store_.get(), *key, dir_.File("anchor"), absl::Hours(1));
  context_.audit_chainer = &chainer;
  const auto write = [&](absl::Time time) {
    v1::AuditEntry entry;
    entry.set_method("/banso.v1.TestService/Test");
    *entry.mutable_entry_time() = FromTime(time);
    Batch batch;
    batch.audit.push_back(ToAuditRow(entry));
    ASSERT_THAT(store_->Commit(batch, Soon()), IsOk());
  };
  const absl::Time old = YearsAfter(TestNow(), -5);
  write(old - absl::Hours(24));
  write(old);
  write(old + absl::Microseconds(1));
  write(TestNow());
  const std::vector<Due> expected = {
      {"2", v1::RetentionItem::AUDIT, YearsAfter(old - absl::Hours(24), 5)}};

  EXPECT_EQ(Run(true), expected);
  EXPECT_EQ(store_->ReadAudit({}, Soon())->size(), 4);
  EXPECT_EQ(Run(false), expected);

  const auto rows = store_->ReadAudit({}, Soon());
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 2);
  EXPECT_EQ(rows->front().number, 3);
  EXPECT_THAT(Run(true), IsEmpty());
}

TEST_F(RetentionTest, ALogThatIsOldThroughoutIsForgottenWhole) {
  const auto key = keys_.GetOrCreate("server/audit");
  ASSERT_THAT(key, IsOk());
  AuditChainer chainer(store_.get(), *key, dir_.File("anchor"), absl::Hours(1));
  context_.audit_chainer = &chainer;
  for (int i = 0; i < 3; ++i) {
    v1::AuditEntry entry;
    *entry.mutable_entry_time() = FromTime(YearsAfter(TestNow(), -6));
    Batch batch;
    batch.audit.push_back(ToAuditRow(entry));
    ASSERT_THAT(store_->Commit(batch, Soon()), IsOk());
  }

  EXPECT_EQ(std::get<0>(Run(false).at(0)), "3");

  EXPECT_TRUE(store_->ReadAudit({}, Soon())->empty());
}

TEST_F(RetentionTest, TheJobIsKnownToTheAuditLog) {
  PutCase("candidates/a", v1::Case::APPLIED, v1::Case::ACTIVE, YearsAfter(TestNow(), -2));

  const auto total = retention_->RunJob(Soon());

  ASSERT_THAT(total, IsOk());
  EXPECT_EQ(*total, 1);
  const auto rows = store_->ReadAudit({.subject = "candidates/a"}, Soon());
  ASSERT_THAT(rows, IsOk());
  ASSERT_FALSE(rows->empty());
  const auto entry = ToAuditEntry(rows->front());
  ASSERT_THAT(entry, IsOk());
  EXPECT_EQ(entry->method(), "job:retention");
  EXPECT_EQ(entry->role(), v1::Access::SYSTEM);
  EXPECT_THAT(std::vector<std::string>(entry->changes().begin(), entry->changes().end()),
              ::testing::Contains("RETENTION"));
}

}  // namespace
}  // namespace banso
