#include "server/services/export.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::ElementsAre;

class ExportTest : public ProgrammeTest {
 protected:
  // A row that is not in the store yet when it is given.
  void See(const std::string& method, const std::vector<std::string>& subjects,
           const std::vector<std::string>& shown = {}) {
    v1::AuditEntry entry;
    entry.set_method(method);
    *entry.mutable_entry_time() = FromTime(clock_.Now());
    for (const std::string& subject : subjects) entry.add_subjects(subject);
    for (const std::string& name : shown) {
      entry.mutable_shown_list()->add_matches()->set_name(name);
    }
    ASSERT_THAT(audit_log_->WriteSoon(ToAuditRow(entry)), IsOk());
  }

  static v1::ExportCandidateRequest Of(const std::string& name) {
    v1::ExportCandidateRequest request;
    request.set_name(name);
    return request;
  }

  // All pages, as the person reads them.
  std::vector<v1::ExportCandidateResponse> Pages(const std::string& name) {
    std::vector<v1::ExportCandidateResponse> pages;
    v1::ExportCandidateRequest request = Of(name);
    do {
      Call call = CandidateCall(name);
      auto page = ExportCandidate(context_, request, &call);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      EXPECT_THAT(call.audit.subjects(), ElementsAre(name));
      request.set_page_token(page->next_page_token());
      pages.push_back(*std::move(page));
    } while (!request.page_token().empty());
    return pages;
  }
};

TEST_F(ExportTest, EverythingAboutThePersonAndNothingAboutOthers) {
  for (const std::string who : {"c", "other"}) {
    PutCandidate("candidates/" + who);
    v1::RightsRequest right;
    right.set_name("rightsRequests/" + who);
    right.set_candidate("candidates/" + who);
    Put(ResourceKind::kRightsRequest, right);
    v1::ProvisionRecord record;
    record.set_name("provisionRecords/" + who);
    record.set_candidate("candidates/" + who);
    Put(ResourceKind::kProvisionRecord, record);
    v1::Session session;
    session.set_name("sessions/" + who);
    session.set_candidate("candidates/" + who);
    Put(ResourceKind::kSession, session);
    v1::EntrySheet sheet;
    sheet.set_name("entrySheets/" + who);
    sheet.set_candidate("candidates/" + who);
    Put(ResourceKind::kEntrySheet, sheet);
  }
  See("/seen", {"candidates/c", "candidates/other"}, {"candidates/other", "candidates/c"});
  See("/unseen", {"candidates/other"});
  Call call = CandidateCall("candidates/c");

  const auto exported = ExportCandidate(context_, Of("candidates/c"), &call);

  ASSERT_THAT(exported, IsOk());
  EXPECT_EQ(exported->next_page_token(), "");
  EXPECT_EQ(exported->candidate().person_name().full_name(), "相談 花子");
  EXPECT_EQ(exported->candidate().consents_size(), 2);
  ASSERT_EQ(exported->rights_requests_size(), 1);
  EXPECT_EQ(exported->rights_requests(0).name(), "rightsRequests/c");
  ASSERT_EQ(exported->provision_records_size(), 1);
  EXPECT_EQ(exported->provision_records(0).name(), "provisionRecords/c");
  ASSERT_EQ(exported->sessions_size(), 1);
  EXPECT_EQ(exported->sessions(0).name(), "sessions/c");
  ASSERT_EQ(exported->entry_sheets_size(), 1);
  EXPECT_EQ(exported->entry_sheets(0).name(), "entrySheets/c");
  ASSERT_EQ(exported->audit_entries_size(), 1);
  EXPECT_EQ(exported->audit_entries(0).method(), "/seen");
  EXPECT_THAT(exported->audit_entries(0).subjects(), ElementsAre("candidates/c"));
  ASSERT_EQ(exported->audit_entries(0).shown_list().matches_size(), 1);
  EXPECT_EQ(exported->audit_entries(0).shown_list().matches(0).name(), "candidates/c");
  EXPECT_THAT(call.audit.subjects(), ElementsAre("candidates/c"));
  EXPECT_THAT(call.audit.changes(), ElementsAre("EXPORTED"));
}

TEST_F(ExportTest, TheWholeLogIsReadPageByPage) {
  PutCandidate("candidates/c");
  for (int i = 0; i < 2001; ++i) See("/seen", {"candidates/c"});

  const std::vector<v1::ExportCandidateResponse> pages = Pages("candidates/c");

  ASSERT_EQ(pages.size(), 3u);
  int64_t number = 0;
  int entries = 0;
  for (const auto& page : pages) {
    for (const v1::AuditEntry& entry : page.audit_entries()) {
      EXPECT_GT(entry.number(), number);
      number = entry.number();
      ++entries;
    }
  }
  EXPECT_EQ(entries, 2001);
}

TEST_F(ExportTest, ALargeRecordComesInPagesThatFitAndMissesNothing) {
  PutCandidate("candidates/c");
  PutCandidate("candidates/other");
  const std::string text(200'000, 'x');
  for (int i = 0; i < 40; ++i) {
    v1::EntrySheet sheet;
    sheet.set_name(absl::StrCat("entrySheets/", absl::Dec(i, absl::kZeroPad3)));
    sheet.set_candidate(i % 10 == 9 ? "candidates/other" : "candidates/c");
    sheet.add_versions()->set_text(text);
    Put(ResourceKind::kEntrySheet, sheet);
    v1::Session session;
    session.set_name(absl::StrCat("sessions/", absl::Dec(i, absl::kZeroPad3)));
    session.set_candidate(sheet.candidate());
    Put(ResourceKind::kSession, session);
  }
  See("/before", {"candidates/c"}, std::vector<std::string>(3000, "candidates/c"));
  for (int i = 0; i < 400; ++i) {
    See("/seen", {"candidates/c"}, std::vector<std::string>(500, "candidates/c"));
  }

  const std::vector<v1::ExportCandidateResponse> pages = Pages("candidates/c");

  EXPECT_GT(pages.size(), 3u);
  v1::ExportCandidateResponse all;
  for (const auto& page : pages) {
    EXPECT_LT(page.ByteSizeLong(), size_t{4} << 20);
    EXPECT_EQ(page.has_candidate(), &page == &pages.front());
    all.MergeFrom(page);
  }
  const auto distinct = [](const auto& rows) {
    std::set<std::string> names;
    for (const auto& row : rows) {
      EXPECT_EQ(row.candidate(), "candidates/c");
      names.insert(row.name());
    }
    return static_cast<int>(names.size());
  };
  EXPECT_EQ(all.entry_sheets_size(), 36);
  EXPECT_EQ(distinct(all.entry_sheets()), 36);
  EXPECT_EQ(all.sessions_size(), 36);
  EXPECT_EQ(distinct(all.sessions()), 36);
  EXPECT_EQ(all.audit_entries_size(), 401);
  EXPECT_EQ(all.audit_entries(0).method(), "/before");
}

TEST_F(ExportTest, WhatIsSeenMeanwhileIsNotOnLaterPages) {
  PutCandidate("candidates/c");
  for (int i = 0; i < 1500; ++i) See("/seen", {"candidates/c"});
  Call call = CandidateCall("candidates/c");
  v1::ExportCandidateRequest request = Of("candidates/c");
  const auto first = ExportCandidate(context_, request, &call);
  ASSERT_THAT(first, IsOk());
  clock_.Advance(absl::Hours(1));
  See("/later", {"candidates/c"});
  request.set_page_token(first->next_page_token());

  const auto second = ExportCandidate(context_, request, &call);

  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->audit_entries_size(), 500);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_EQ(second->export_time().seconds(), first->export_time().seconds());
}

TEST_F(ExportTest, APageTokenIsGoodForItsPersonAlone) {
  PutCandidate("candidates/c");
  PutCandidate("candidates/other");
  for (int i = 0; i < 1001; ++i) See("/seen", {"candidates/c"});
  Call call = CoordinatorCall();
  const auto first = ExportCandidate(context_, Of("candidates/c"), &call);
  ASSERT_THAT(first, IsOk());
  v1::ExportCandidateRequest request = Of("candidates/other");
  request.set_page_token(first->next_page_token());

  EXPECT_THAT(ExportCandidate(context_, request, &call),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ExportTest, WhoIsNotThereIsNotFound) {
  Call call = CoordinatorCall();

  EXPECT_THAT(ExportCandidate(context_, Of("candidates/none"), &call),
              StatusIs(absl::StatusCode::kNotFound, "candidates/none does not exist"));
}

}  // namespace
}  // namespace banso
