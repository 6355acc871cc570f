// Entry sheets and plans over RPC: who sees which words, and who of many reviews.
#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "server/base/log.h"
#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Stub = v1::SupportService::Stub;

constexpr char kDraft[] = "SECRETdraft 私の宗教は仏教です。";

class EntrySheetTest : public E2eTest {
 protected:
  void SetUp() override {
    E2eTest::SetUp();
    candidate_ = server().Create(ACandidate()).name();
    author_ = v1::SupportService::NewStub(server().AsCandidate(candidate_));
    for (int i = 0; i < 2; ++i) {
      advisors_.push_back(server().Activate(server().Create(AnAdvisor()).name()).name());
      v1::StartEngagementRequest start;
      start.set_candidate(candidate_);
      start.set_advisor(advisors_[i]);
      server().Call(start, &Stub::StartEngagement, server().support());
      reviewers_.push_back(v1::SupportService::NewStub(server().AsAdvisor(advisors_[i])));
    }
  }

  v1::EntrySheet Create() {
    v1::CreateEntrySheetRequest create;
    create.mutable_entry_sheet()->set_candidate(candidate_);
    create.mutable_entry_sheet()->set_title("志望動機");
    create.mutable_entry_sheet()->set_draft_text(kDraft);
    return server().Call(create, &Stub::CreateEntrySheet, *author_);
  }
  v1::EntrySheet Submit(const std::string& name) {
    v1::SubmitEntrySheetRequest submit;
    submit.set_name(name);
    return server().Call(submit, &Stub::SubmitEntrySheet, *author_);
  }
  v1::EntrySheet Get(const std::string& name, Stub& stub) {
    v1::GetEntrySheetRequest get;
    get.set_name(name);
    return server().Call(get, &Stub::GetEntrySheet, stub);
  }

  std::string candidate_;
  std::vector<std::string> advisors_;
  std::unique_ptr<Stub> author_;
  std::vector<std::unique_ptr<Stub>> reviewers_;
};
BANSO_E2E_ON_BOTH_STORES(EntrySheetTest);

TEST_P(EntrySheetTest, OfManyWhoClaimAtOnceOneReviews) {
  const std::string name = Submit(Create().name()).name();
  std::atomic<int> claimed = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      v1::ClaimEntrySheetRequest claim;
      claim.set_name(name);
      const grpc::Status status =
          server().Try(claim, &Stub::ClaimEntrySheet, *reviewers_[i % reviewers_.size()]);
      if (status.ok()) {
        ++claimed;
      } else if (ErrorReason(status) == "ILLEGAL_TRANSITION") {
        ++refused;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(claimed, 1);
  EXPECT_EQ(refused, 7);
  const v1::EntrySheet sheet = Get(name, server().support());
  EXPECT_EQ(sheet.state(), v1::EntrySheet::IN_REVIEW);
  EXPECT_EQ(sheet.steps_size(), 3);
}

TEST_P(EntrySheetTest, NobodyButTheAuthorSeesTheDraft) {
  const std::string name = Create().name();

  EXPECT_EQ(Get(name, *author_).draft_text(), kDraft);
  for (Stub* other : {&server().support(), reviewers_[0].get()}) {
    EXPECT_THAT(Get(name, *other).SerializeAsString(), Not(HasSubstr("SECRETdraft")));
    const auto list = server().Call(v1::ListEntrySheetsRequest(), &Stub::ListEntrySheets, *other);
    EXPECT_EQ(list.entry_sheets_size(), 1);
    EXPECT_THAT(list.SerializeAsString(), Not(HasSubstr("SECRETdraft")));
  }
  const auto consents = v1::ConsentService::NewStub(server().channel());
  v1::ExportCandidateRequest exports;
  exports.set_name(candidate_);
  EXPECT_THAT(server()
                  .Call(exports, &v1::ConsentService::Stub::ExportCandidate, *consents)
                  .SerializeAsString(),
              Not(HasSubstr("SECRETdraft")));
}

TEST_P(EntrySheetTest, WarningsReachTheAuthorAndNoLog) {
  SetLogLevel(LogLevel::kDebug);
  ::testing::internal::CaptureStderr();
  const std::string name = Create().name();
  v1::CheckEntrySheetRequest check;
  check.set_name(name);

  const auto found = server().Call(check, &Stub::CheckEntrySheet, *author_);
  const grpc::Status coordinator = server().Try(check, &Stub::CheckEntrySheet, server().support());
  const grpc::Status reviewer = server().Try(check, &Stub::CheckEntrySheet, *reviewers_[0]);
  const std::string log = ::testing::internal::GetCapturedStderr();
  SetLogLevel(LogLevel::kError);

  ASSERT_GE(found.warnings_size(), 1);
  EXPECT_EQ(found.warnings(0).matter(), v1::EntrySheetWarning::RELIGION);
  EXPECT_THAT(coordinator, HasCode(grpc::PERMISSION_DENIED));
  EXPECT_THAT(reviewer, HasCode(grpc::PERMISSION_DENIED));
  EXPECT_THAT(log, HasSubstr("CheckEntrySheet"));
  EXPECT_THAT(log, Not(HasSubstr("SECRET")));
  EXPECT_THAT(log, Not(HasSubstr("RELIGION")));
  const auto rows = server().server().store()->ReadAudit({}, absl::Now() + absl::Seconds(30));
  ASSERT_TRUE(rows.ok());
  int noted = 0;
  for (const AuditRow& row : *rows) {
    EXPECT_THAT(row.entry, Not(HasSubstr("SECRET")));
    noted += absl::StrContains(row.entry, "CheckEntrySheet");
  }
  EXPECT_EQ(noted, 1);
}

TEST_P(EntrySheetTest, AnAdvisorOfTheAddresseeDoesNotEvenSeeIt) {
  const std::string employer = server().Create(AnEmployer("corporate_group: \"g7\"")).name();
  const std::string sister = server().Create(AnEmployer("corporate_group: \"g7\"")).name();
  v1::UpdateAdvisorRequest update;
  update.mutable_advisor()->set_name(advisors_[0]);
  update.mutable_advisor()->set_employer(sister);
  server().Call(update, &v1::AdvisorService::Stub::UpdateAdvisor, server().advisors());
  v1::CreateEntrySheetRequest create;
  create.mutable_entry_sheet()->set_candidate(candidate_);
  create.mutable_entry_sheet()->set_employer(employer);
  create.mutable_entry_sheet()->set_draft_text("御社を志望します。");
  const std::string name =
      Submit(server().Call(create, &Stub::CreateEntrySheet, *author_).name()).name();
  v1::ClaimEntrySheetRequest claim;
  claim.set_name(name);
  v1::ClaimEntrySheetRequest nobodys;
  nobodys.set_name("entrySheets/aaaaaaaaaaaaaaaaaaaa");

  const grpc::Status hidden = server().Try(claim, &Stub::ClaimEntrySheet, *reviewers_[0]);
  const grpc::Status unknown = server().Try(nobodys, &Stub::ClaimEntrySheet, *reviewers_[0]);

  EXPECT_THAT(hidden, HasCode(grpc::NOT_FOUND));
  EXPECT_EQ(absl::StrReplaceAll(hidden.error_message(), {{name, nobodys.name()}}),
            unknown.error_message());
  EXPECT_EQ(server()
                .Call(v1::ListEntrySheetsRequest(), &Stub::ListEntrySheets, *reviewers_[0])
                .entry_sheets_size(),
            0);
  EXPECT_TRUE(server().Try(claim, &Stub::ClaimEntrySheet, *reviewers_[1]).ok());
}

TEST_P(EntrySheetTest, APlanIsOnesWhoeverBeginsIt) {
  v1::UpdateSupportPlanRequest update;
  update.mutable_support_plan()->set_name(
      absl::StrCat("supportPlans/", candidate_.substr(candidate_.find('/') + 1)));
  update.mutable_support_plan()->set_goal("IT の仕事");
  std::atomic<int> written = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      Stub* const stubs[] = {author_.get(), reviewers_[0].get(), reviewers_[1].get(),
                             &server().support()};
      if (server().Try(update, &Stub::UpdateSupportPlan, *stubs[i]).ok()) ++written;
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(written, 4);
  v1::GetSupportPlanRequest get;
  get.set_name(update.support_plan().name());
  const v1::SupportPlan plan = server().Call(get, &Stub::GetSupportPlan, *author_);
  EXPECT_EQ(plan.candidate(), candidate_);
  EXPECT_EQ(plan.goal(), "IT の仕事");
}

}  // namespace
}  // namespace banso
