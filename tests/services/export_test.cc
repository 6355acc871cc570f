#include "server/services/export.h"

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
    session.set_notes("talked");
    session.mutable_advisor_notes()->set_advisor("advisors/a");
    session.mutable_advisor_notes()->set_text("for me");
    Put(ResourceKind::kSession, session);
    v1::EntrySheet sheet;
    sheet.set_name("entrySheets/" + who);
    sheet.set_candidate("candidates/" + who);
    Put(ResourceKind::kEntrySheet, sheet);
  }
  See("/seen", {"candidates/c", "candidates/other"}, {"candidates/other", "candidates/c"});
  See("/unseen", {"candidates/other"});
  Call call = CandidateCall("candidates/c");

  const auto exported = ExportCandidate(context_, "candidates/c", &call);

  ASSERT_THAT(exported, IsOk());
  EXPECT_EQ(exported->candidate().person_name().full_name(), "相談 花子");
  EXPECT_EQ(exported->candidate().consents_size(), 2);
  ASSERT_EQ(exported->rights_requests_size(), 1);
  EXPECT_EQ(exported->rights_requests(0).name(), "rightsRequests/c");
  ASSERT_EQ(exported->provision_records_size(), 1);
  EXPECT_EQ(exported->provision_records(0).name(), "provisionRecords/c");
  ASSERT_EQ(exported->sessions_size(), 1);
  EXPECT_EQ(exported->sessions(0).name(), "sessions/c");
  EXPECT_EQ(exported->sessions(0).notes(), "talked");
  EXPECT_FALSE(exported->sessions(0).has_advisor_notes());
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
  for (int i = 0; i < 1001; ++i) See("/seen", {"candidates/c"});
  Call call = CandidateCall("candidates/c");

  const auto exported = ExportCandidate(context_, "candidates/c", &call);

  ASSERT_THAT(exported, IsOk());
  EXPECT_EQ(exported->audit_entries_size(), 1001);
}

TEST_F(ExportTest, WhoIsNotThereIsNotFound) {
  Call call = CoordinatorCall();

  EXPECT_THAT(ExportCandidate(context_, "candidates/none", &call),
              StatusIs(absl::StatusCode::kNotFound, "candidates/none does not exist"));
}

}  // namespace
}  // namespace banso
