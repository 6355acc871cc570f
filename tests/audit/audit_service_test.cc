#include "server/services/audit_service.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/audit/audit_entry.h"
#include "server/audit/audit_log.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/page_token.h"
#include "server/convert/status_details.h"
#include "server/services/writer.h"
#include "tests/audit/audit_rows.h"
#include "tests/audit/memory_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/message_builders.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AuditServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    context_.store = &store_;
    context_.clock = &clock_;
    context_.audit_log = log_.get();
  }

  // Notes that a principal saw the data of subjects, now. It may not be written yet.
  void Note(const std::string& principal, std::vector<std::string> subjects,
            v1::AuditEntry entry = {}) {
    *entry.mutable_entry_time() = FromTime(clock_.Now());
    entry.set_principal(principal);
    for (std::string& subject : subjects) entry.add_subjects(std::move(subject));
    ASSERT_THAT(log_->WriteSoon(ToAuditRow(std::move(entry))), IsOk());
  }

  absl::StatusOr<v1::ListAuditEntriesResponse> List(const v1::ListAuditEntriesRequest& request,
                                                    const std::string& person = "") {
    return ListAudit(context_, request, person, Soon());
  }
  std::vector<int64_t> NumbersOf(const absl::StatusOr<v1::ListAuditEntriesResponse>& page) {
    EXPECT_THAT(page, IsOk());
    std::vector<int64_t> numbers;
    if (!page.ok()) return numbers;
    for (const v1::AuditEntry& entry : page->audit_entries()) numbers.push_back(entry.number());
    return numbers;
  }

  MemoryStore store_;
  FakeClock clock_{TestNow()};
  std::unique_ptr<AuditLog> log_ = std::make_unique<AuditLog>(&store_);
  ServiceContext context_;
};

TEST_F(AuditServiceTest, WhatWasJustDoneIsRead) {
  Note("principals/p", {"candidates/c"});

  EXPECT_THAT(NumbersOf(List({})), ElementsAre(1));
}

TEST_F(AuditServiceTest, EntriesAreFoundBySubjectPrincipalAndTime) {
  for (int i = 0; i < 3; ++i) {
    Note("principals/p", {"candidates/c"});
    Note("principals/q", {"candidates/c", "candidates/d"});
    Note("principals/p", {});
    clock_.Advance(absl::Hours(1));
  }
  const auto with = [](auto change) {
    v1::ListAuditEntriesRequest request;
    change(&request);
    return request;
  };
  const auto hour = [](int hours) { return FromTime(TestNow() + absl::Hours(hours)); };

  EXPECT_THAT(NumbersOf(List({})), SizeIs(9));
  EXPECT_THAT(NumbersOf(List(with([](auto* r) { r->set_subject("candidates/d"); }))),
              ElementsAre(2, 5, 8));
  EXPECT_THAT(NumbersOf(List(with([](auto* r) { r->set_subject("candidates/nobody"); }))),
              IsEmpty());
  EXPECT_THAT(NumbersOf(List(with([](auto* r) { r->set_principal("principals/p"); }))),
              ElementsAre(1, 3, 4, 6, 7, 9));
  EXPECT_THAT(NumbersOf(List(with([&](auto* r) { *r->mutable_start_time() = hour(1); }))),
              ElementsAre(4, 5, 6, 7, 8, 9));
  EXPECT_THAT(NumbersOf(List(with([&](auto* r) { *r->mutable_end_time() = hour(1); }))),
              ElementsAre(1, 2, 3));
  EXPECT_THAT(NumbersOf(List(with([&](auto* r) {
                r->set_subject("candidates/c");
                r->set_principal("principals/p");
                *r->mutable_start_time() = hour(1);
                *r->mutable_end_time() = hour(2);
              }))),
              ElementsAre(4));
}

TEST_F(AuditServiceTest, PagesFollowEachOtherWithoutGapsOrRepeats) {
  for (int i = 0; i < 501; ++i)
    Note("principals/p", {i % 2 == 0 ? "candidates/c" : "candidates/d"});
  v1::ListAuditEntriesRequest request;
  request.set_subject("candidates/c");
  for (const int size : {1, 7, 250, 251, 252, 1000}) {
    request.set_page_size(size);
    request.clear_page_token();
    std::vector<int64_t> numbers;
    do {
      const auto page = List(request);
      const std::vector<int64_t> more = NumbersOf(page);
      ASSERT_FALSE(more.empty());
      ASSERT_LE(static_cast<int>(more.size()), size);
      numbers.insert(numbers.end(), more.begin(), more.end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());

    ASSERT_THAT(numbers, SizeIs(251));
    for (size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], 2 * i + 1);
  }
}

TEST_F(AuditServiceTest, WhatIsDoneAfterTheFirstPageIsNotOnLaterOnes) {
  for (int i = 0; i < 3; ++i) Note("principals/p", {"candidates/c"});
  v1::ListAuditEntriesRequest request;
  request.set_page_size(2);
  const auto first = List(request);
  EXPECT_THAT(NumbersOf(first), ElementsAre(1, 2));
  clock_.Advance(absl::Seconds(1));
  Note("principals/p", {"candidates/c"});

  request.set_page_token(first->next_page_token());
  const auto second = List(request);

  EXPECT_THAT(NumbersOf(second), ElementsAre(3));
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(AuditServiceTest, PagesStayBelowWhatACallMayCarry) {
  v1::AuditEntry large;
  for (int i = 0; i < 2000; ++i) large.add_changes(std::string(100, 'X'));
  for (int i = 0; i < 40; ++i) Note("principals/p", {"candidates/c"}, large);
  v1::ListAuditEntriesRequest request;
  request.set_page_size(1000);
  int entries = 0;
  do {
    const auto page = List(request);
    ASSERT_THAT(page, IsOk());
    EXPECT_LT(page->ByteSizeLong(), size_t{4} << 20);
    entries += page->audit_entries_size();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());

  EXPECT_EQ(entries, 40);
}

TEST_F(AuditServiceTest, TokensThatNoServerMadeAreRefused) {
  v1::ListAuditEntriesRequest request;
  for (const std::string& token :
       {std::string("nonsense"), EncodePageToken({"candidates/c", 0, 0}, request),
        EncodePageToken({"-3", 0, 0}, request), EncodePageToken({"", 5, 0}, request)}) {
    request.set_page_token(token);

    const absl::Status status = List(request).status();

    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    ASSERT_THAT(FieldProblems(status), SizeIs(1));
    EXPECT_EQ(FieldProblems(status)[0].field, "page_token");
  }
}

TEST_F(AuditServiceTest, APersonReadsAboutThemselvesOnly) {
  v1::AuditEntry shown;
  shown.mutable_shown_list()->set_subject("employers/e/internships/i");
  for (const char* name : {"candidates/other", "candidates/me"}) {
    shown.mutable_shown_list()->add_matches()->set_name(name);
  }
  Note("principals/p", {"candidates/me"});
  Note("principals/p", {"candidates/other"});
  Note("principals/q", {"candidates/me", "candidates/other"}, shown);
  v1::ListAuditEntriesRequest request;
  request.set_subject("candidates/me");

  const auto page = List(request, "candidates/me");

  EXPECT_THAT(NumbersOf(page), ElementsAre(1, 3));
  const v1::AuditEntry& list = page->audit_entries(1);
  EXPECT_EQ(list.principal(), "principals/q");
  EXPECT_THAT(list.subjects(), ElementsAre("candidates/me"));
  ASSERT_EQ(list.shown_list().matches_size(), 1);
  EXPECT_EQ(list.shown_list().matches(0).name(), "candidates/me");
  EXPECT_EQ(page->SerializeAsString().find("other"), std::string::npos);
  // An auditor sees everything.
  EXPECT_EQ(List(request)->audit_entries(1).subjects_size(), 2);
}

TEST_F(AuditServiceTest, APersonCannotAskForOthers) {
  Note("principals/p", {"candidates/other"});
  v1::ListAuditEntriesRequest request;

  EXPECT_THAT(List(request, "candidates/me"), StatusIs(absl::StatusCode::kInvalidArgument));
  for (const char* subject : {"candidates/other", "candidates/unknown", "candidates/me/x", "x"}) {
    request.set_subject(subject);

    EXPECT_EQ(List(request, "candidates/me").status(), NoSuchResource(subject));
  }
}

TEST_F(AuditServiceTest, ARowThatCannotBeReadIsTold) {
  Note("principals/p", {"candidates/c"});
  ASSERT_THAT(log_->Flush(Soon()), IsOk());
  store_.Tamper([](std::vector<AuditRow>& log) { log[0].entry = "\xff\xff"; });

  EXPECT_THAT(List({}), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(AuditServiceTest, AStoreThatIsAwayIsTold) {
  Note("principals/p", {"candidates/c"});
  store_.SetAway(absl::UnavailableError("away"));

  EXPECT_THAT(List({}), StatusIs(absl::StatusCode::kUnavailable));
  store_.SetAway(absl::OkStatus());
}

TEST(FromVerificationTest, EveryProblemHasItsName) {
  using Response = v1::VerifyAuditResponse;
  const auto problem = [](AuditProblem value) {
    AuditVerification found;
    found.problem = value;
    return FromVerification(found).problem();
  };

  EXPECT_EQ(problem(AuditProblem::kNone), Response::PROBLEM_UNSPECIFIED);
  EXPECT_EQ(problem(AuditProblem::kChanged), Response::CHANGED);
  EXPECT_EQ(problem(AuditProblem::kMissing), Response::MISSING);
  EXPECT_EQ(problem(AuditProblem::kCutOff), Response::CUT_OFF);
  const Response response = FromVerification(
      {.verified = 4, .first_broken = 5, .problem = AuditProblem::kMissing, .unchained = 0});
  EXPECT_FALSE(response.intact());
  EXPECT_EQ(response.verified(), 4);
  EXPECT_EQ(response.first_broken(), 5);
  EXPECT_TRUE(FromVerification({.verified = 4, .unchained = 2}).intact());
  EXPECT_EQ(FromVerification({.verified = 4, .unchained = 2}).unchained(), 2);
}

}  // namespace
}  // namespace banso
