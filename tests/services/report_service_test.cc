#include "server/services/report_service.h"

#include <algorithm>
#include <string>
#include <vector>

#include "server/services/erasure.h"
#include "server/services/showings.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kPeriod[] = "2026-10";
constexpr char kName[] = "reports/2026-10";

// Eight people, of whom one applied before the period; six talked to somebody, three have jobs.
class ReportServiceTest : public ProgrammeTest {
 protected:
  static constexpr int kPeople = 8;

  void SetUp() override {
    ProgrammeTest::SetUp();
    PutAdvisor("advisors/a");
    PutEmployer("employers/e");
    PutInternship("employers/e/internships/i");
    service_ = std::make_unique<ReportService>(&context_);
    for (int i = 0; i < kPeople; ++i) {
      v1::Candidate candidate = ACandidate();
      candidate.set_name(absl::StrCat("candidates/p", i));
      v1::CaseStep* step = candidate.mutable_case_()->add_steps();
      step->set_stage(v1::Case::APPLIED);
      *step->mutable_step_time() = FromTime(InJapan(2026, i == 0 ? 9 : 10, i == 0 ? 30 : 1, i));
      Put(ResourceKind::kCandidate, candidate);
      if (i < 6) PutSession(i, v1::Session::COMPLETED);
      if (i < 3) PutOffer(i);
    }
    PutSession(6, v1::Session::NO_SHOW);
  }

  static absl::Time InJapan(int year, int month, int day, int hour = 0) {
    return absl::FromCivil(absl::CivilHour(year, month, day, hour), JapanTime());
  }
  void PutSession(int person, v1::Session::State state) {
    v1::Session session;
    session.set_name(absl::StrCat("sessions/s", person));
    session.set_candidate(absl::StrCat("candidates/p", person));
    session.set_kind(v1::Session::MENTORING);
    session.set_state(state);
    session.set_minutes(60);
    session.set_advisor("advisors/a");
    v1::SessionStep* step = session.add_steps();
    step->set_state(state);
    *step->mutable_step_time() = FromTime(InJapan(2026, 11, 1 + person));
    Put(ResourceKind::kSession, session);
  }
  void PutOffer(int person) {
    v1::Offer offer;
    offer.set_name(absl::StrCat("offers/o", person));
    offer.set_candidate(absl::StrCat("candidates/p", person));
    v1::Application application;
    application.set_name(absl::StrCat("applications/a", person));
    application.set_candidate(offer.candidate());
    application.set_internship("employers/e/internships/i");
    application.set_state(v1::Application::COMPLETED);
    Put(ResourceKind::kApplication, application);
    offer.set_application(application.name());
    offer.set_internship(application.internship());
    for (const v1::Offer::State state : {v1::Offer::FORMAL, v1::Offer::JOINED}) {
      v1::OfferStep* step = offer.add_steps();
      step->set_state(state);
      *step->mutable_step_time() = FromTime(InJapan(2026, 11, 20 + person));
    }
    Put(ResourceKind::kOffer, offer);
  }

  Call AdminCall() {
    return CallOf({.role = v1::Access::ADMIN, .principal = "principals/admin"}, v1::Access::ALL);
  }
  Call AuditorCall() {
    return CallOf({.role = v1::Access::AUDITOR, .principal = "principals/auditor"},
                  v1::Access::ALL);
  }
  absl::StatusOr<v1::Report> Preview() {
    v1::PreviewReportRequest request;
    request.set_period(kPeriod);
    request.set_min_revision(Newest()->revision());
    Call call = CoordinatorCall();
    return service_->PreviewReport(request, &call);
  }
  absl::StatusOr<v1::Report> Publish(const std::string& period = kPeriod) {
    v1::PublishReportRequest request;
    request.set_period(period);
    Call call = CoordinatorCall();
    return service_->PublishReport(request, &call);
  }
  absl::StatusOr<v1::Report> Approve(const std::string& headline = "EMPLOYED") {
    v1::ApproveHeadlineRequest request;
    request.set_period(kPeriod);
    request.set_headline_code(headline);
    Call call = AdminCall();
    return service_->ApproveHeadline(request, &call);
  }
  absl::StatusOr<v1::Report> GetAsAuditor() {
    v1::GetReportRequest request;
    request.set_name(kName);
    request.set_min_revision(Newest()->revision());
    Call call = AuditorCall();
    return service_->GetReport(request, &call);
  }
  absl::StatusOr<v1::RenderReportResponse> Render(v1::RenderReportRequest::Format format, Call call,
                                                  const std::string& language = "") {
    v1::RenderReportRequest request;
    request.set_name(kName);
    request.set_format(format);
    request.set_language(language);
    request.set_min_revision(Newest()->revision());
    return service_->RenderReport(request, &call);
  }
  int ListedReports() {
    v1::ListReportsRequest request;
    request.set_min_revision(Newest()->revision());
    Call call = AuditorCall();
    const auto response = service_->ListReports(request, &call);
    EXPECT_THAT(response, IsOk());
    return response->reports_size();
  }
  // As the server does: from the audit log.
  void CountShowings() {
    showings_ = std::make_unique<Showings>(store_.get());
    context_.showings = showings_.get();
  }
  // Notes that an employer was shown the cards of the people from `first` to before `end`.
  void Show(absl::Time time, const std::string& internship, int first, int end) {
    v1::AuditEntry entry;
    *entry.mutable_entry_time() = FromTime(time);
    entry.set_role(v1::Access::EMPLOYER);
    entry.mutable_shown_list()->set_subject(internship);
    entry.mutable_shown_list()->set_blinded(true);
    for (int i = first; i < end; ++i) {
      entry.mutable_shown_list()->add_matches()->set_name(absl::StrCat("candidates/p", i));
    }
    Batch batch;
    batch.audit.push_back(ToAuditRow(entry));
    ASSERT_THAT(store_->Commit(batch, Soon()), IsOk());
  }
  void EndPeriod() { clock_.Set(InJapan(2027, 4, 1)); }
  void EraseEverybody() {
    const Eraser eraser(&context_);
    for (int i = 0; i < kPeople; ++i) {
      Call call = CoordinatorCall();
      ASSERT_THAT(eraser.Erase(absl::StrCat("candidates/p", i), "", "", &call), IsOk());
    }
    ASSERT_EQ(Newest()->candidates().size(), 0u);
  }

  // What is printed in a row of a table of one dimension.
  static std::string CellOf(const v1::Report& report, const std::string& table,
                            const std::string& row) {
    for (const v1::ReportTable& other : report.tables()) {
      if (other.code() != table) continue;
      for (int i = 0; i < other.rows_size(); ++i) {
        if (other.rows(i) == row) return other.cells(i);
      }
    }
    return "absent";
  }
  static std::string FiguresIn(v1::Report report) {
    v1::Report figures;
    *figures.mutable_tables() = report.tables();
    return figures.SerializeAsString();
  }

  std::unique_ptr<Showings> showings_;
  std::unique_ptr<ReportService> service_;
};

TEST_F(ReportServiceTest, APlainCountEqualsTheFigures) {
  const auto snapshot = Newest();
  std::set<std::string> applied;
  snapshot->candidates().ForEach([&](const auto& entry) {
    for (const v1::CaseStep& step : entry->message->case_().steps()) {
      const absl::Time time = ToTime(step.step_time());
      if (step.stage() == v1::Case::APPLIED && time >= InJapan(2026, 10, 1) &&
          time < InJapan(2027, 4, 1)) {
        applied.insert(entry->message->name());
      }
    }
  });
  std::set<std::string> advised;
  snapshot->sessions().ForEach([&](const auto& entry) {
    if (entry->message->state() == v1::Session::COMPLETED) {
      advised.insert(entry->message->candidate());
    }
  });

  const auto report = Preview();

  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->has_publish_time());
  EXPECT_EQ(ToDate(report->end_date()), Date(2027, 3, 31));
  EXPECT_EQ(applied.size(), 7u);
  EXPECT_EQ(CellOf(*report, "FUNNEL", "APPLIED"), absl::StrCat(applied.size()));
  EXPECT_EQ(advised.size(), 6u);
  EXPECT_EQ(CellOf(*report, "HEADLINES", "ADVISED"), absl::StrCat(advised.size()));
  EXPECT_EQ(CellOf(*report, "HEADLINES", "EMPLOYED"), "<5");
}

TEST_F(ReportServiceTest, WhatIsNotCountedIsLeftOutAndNotNought) {
  const auto report = Preview();

  ASSERT_THAT(report, IsOk());
  for (const v1::ReportTable& table : report->tables()) EXPECT_NE(table.code(), "EXPOSURE");
}

TEST_F(ReportServiceTest, HowOftenPeopleWereShownToEmployersIsCounted) {
  CountShowings();
  // The first six on one list, which is asked for twice; all but one of them on another one.
  Show(InJapan(2026, 11, 3, 9), "employers/e/internships/i", 0, 6);
  Show(InJapan(2026, 11, 3, 18), "employers/e/internships/i", 0, 6);
  Show(InJapan(2026, 11, 4, 9), "employers/e/internships/j", 0, 5);
  Show(InJapan(2026, 9, 30, 23), "employers/e/internships/i", 6, 8);

  const auto report = Preview();

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(CellOf(*report, "EXPOSURE", "1"), "<5");
  EXPECT_EQ(CellOf(*report, "EXPOSURE", "10+"), "0");
  EXPECT_NE(CellOf(*report, "EXPOSURE", "2-4"), "5") << "6 in all, so the one would be known";
}

TEST_F(ReportServiceTest, AReportFailsRatherThanLeaveOutWhatTheLogHolds) {
  CountShowings();
  Call call = CoordinatorCall();
  call.deadline = absl::Now() - absl::Seconds(1);
  v1::PreviewReportRequest request;
  request.set_period(kPeriod);

  EXPECT_THAT(service_->PreviewReport(request, &call), ::testing::Not(IsOk()));
}

TEST_F(ReportServiceTest, WhoWaitsLongForAFirstSessionIsCountedAtTheEndOfThePeriod) {
  for (int i = 10; i < 16; ++i) {
    v1::Candidate candidate = ACandidate();
    candidate.set_name(absl::StrCat("candidates/p", i));
    v1::CaseStep* step = candidate.mutable_case_()->add_steps();
    step->set_stage(v1::Case::APPLIED);
    // Sixty days before the last of them is the end of the period.
    *step->mutable_step_time() = FromTime(InJapan(2027, 1, 31));
    Put(ResourceKind::kCandidate, candidate);
  }
  clock_.Set(InJapan(2027, 3, 31, 23));
  const auto on_the_last_day = Preview();
  EndPeriod();
  const auto at_the_end = Preview();
  clock_.Set(InJapan(2028, 1, 1));
  const auto later = Preview();

  // Two of those of whom SetUp tells never had a session.
  EXPECT_EQ(CellOf(*on_the_last_day, "WAITING", "NO_SESSION_60_DAYS"), "<5");
  EXPECT_EQ(CellOf(*at_the_end, "WAITING", "NO_SESSION_60_DAYS"), "8");
  EXPECT_EQ(FiguresIn(*later), FiguresIn(*at_the_end));
}

TEST_F(ReportServiceTest, WhoCameIsNotedBeforeTheReportIsPublished) {
  v1::DeskDay day = Merge(v1::DeskDay(), R"pb(
    name: "deskDays/last"
    date { year: 2027 month: 3 day: 28 }
    start { hours: 13 }
    end { hours: 17 }
    slot_minutes: 60
    state: ALLOCATED
  )pb");
  Put(ResourceKind::kDeskDay, day);
  v1::Session session;
  session.set_name("sessions/last");
  session.set_candidate("candidates/p0");
  session.set_kind(v1::Session::DESK);
  session.set_desk_day("deskDays/last");
  session.set_advisor("advisors/a");
  session.set_state(v1::Session::CONFIRMED);
  *session.mutable_start_time() = FromTime(InJapan(2027, 3, 28, 13));
  *session.mutable_end_time() = FromTime(InJapan(2027, 3, 28, 14));
  Put(ResourceKind::kSession, session);
  EndPeriod();

  EXPECT_EQ(ReasonOf(Publish()), "ATTENDANCE_MISSING");
  session.set_state(v1::Session::COMPLETED);
  v1::SessionStep* step = session.add_steps();
  step->set_state(v1::Session::COMPLETED);
  *step->mutable_step_time() = FromTime(clock_.Now());
  Put(ResourceKind::kSession, session);
  const auto published = Publish();

  ASSERT_THAT(published, IsOk());
  EXPECT_EQ(CellOf(*published, "HEADLINES", "ADVISED"), "6") << "p0 was advised before, too";
  EXPECT_EQ(CellOf(*published, "DESK_DAYS", "2027-03-28"), "0") << "slots: nobody was there";
}

TEST_F(ReportServiceTest, APeriodIsPublishedOnceItIsOver) {
  clock_.Set(InJapan(2027, 4, 1) - absl::Nanoseconds(1));
  const auto early = Publish();
  EndPeriod();
  const auto published = Publish();
  const auto again = Publish();

  EXPECT_THAT(early, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(early), "PERIOD_NOT_ENDED");
  ASSERT_THAT(published, IsOk());
  EXPECT_EQ(published->name(), kName);
  EXPECT_EQ(ToTime(published->publish_time()), InJapan(2027, 4, 1));
  EXPECT_THAT(again, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(again), "REPORT_PUBLISHED");
  EXPECT_THAT(AuditedChanges(), ElementsAre("REPORT_PUBLISHED"));
}

TEST_F(ReportServiceTest, APeriodBeginsInAprilOrOctober) {
  EXPECT_THAT(Publish("2026-11"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Publish("reports"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ReportServiceTest, WhatIsPublishedNeverChanges) {
  EndPeriod();
  ASSERT_THAT(Publish(), IsOk());
  const auto bytes = [&] {
    const auto report = GetAsAuditor();
    EXPECT_THAT(report, IsOk());
    std::string all = report->SerializeAsString();
    for (const auto format : {v1::RenderReportRequest::CSV, v1::RenderReportRequest::JSON,
                              v1::RenderReportRequest::HTML}) {
      const auto file = Render(format, AuditorCall());
      EXPECT_THAT(file, IsOk());
      all += file->content();
    }
    return all;
  };
  const std::string before = bytes();

  PutSession(7, v1::Session::COMPLETED);
  PutOffer(7);
  EXPECT_EQ(bytes(), before);
  const auto preview = Preview();
  EraseEverybody();

  EXPECT_EQ(bytes(), before);
  ASSERT_THAT(preview, IsOk());
  EXPECT_EQ(preview->SerializeAsString(), GetAsAuditor()->SerializeAsString());
}

TEST_F(ReportServiceTest, AnErasureChangesNoFigureThatIsStillToBePublished) {
  const auto before = Preview();
  EraseEverybody();
  const auto after = Preview();

  ASSERT_THAT(before, IsOk());
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(FiguresIn(*after), FiguresIn(*before));
}

// Whatever was seen of a period that is over, before it was published and after, while people were
// erased one by one: there is only one set of figures to see, so nothing to compare.
TEST_F(ReportServiceTest, OfAPeriodThatIsOverEveryPreviewAndFileIsTheSame) {
  CountShowings();
  Show(InJapan(2026, 11, 3), "employers/e/internships/i", 0, 8);
  EndPeriod();
  const auto preview = Preview();
  ASSERT_THAT(preview, IsOk());
  const auto bytes = [&] {
    const auto now = Preview();
    EXPECT_THAT(now, IsOk());
    std::string all = FiguresIn(*now);
    const auto csv = Render(v1::RenderReportRequest::CSV, CoordinatorCall());
    EXPECT_THAT(csv, IsOk());
    return all + csv->content();
  };
  const std::string before = bytes();
  const Eraser eraser(&context_);
  for (int i = 0; i < kPeople; ++i) {
    Call call = CoordinatorCall();
    ASSERT_THAT(eraser.Erase(absl::StrCat("candidates/p", i), "", "", &call), IsOk());
    clock_.Advance(absl::Hours(24));

    EXPECT_EQ(bytes(), before) << "after " << i;
  }
  const auto published = Publish();

  ASSERT_THAT(published, IsOk());
  EXPECT_EQ(FiguresIn(*published), FiguresIn(*preview));
  EXPECT_EQ(bytes(), before);
}

TEST_F(ReportServiceTest, WhoWasErasedBeforeThePeriodBeganWaitsNoLonger) {
  EraseEverybody();
  clock_.Set(InJapan(2027, 10, 1));
  v1::PreviewReportRequest request;
  request.set_period("2027-04");
  Call call = CoordinatorCall();
  const auto report = service_->PreviewReport(request, &call);

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(CellOf(*report, "WAITING", "NO_SESSION_60_DAYS"), "0");
}

TEST_F(ReportServiceTest, AnApprovedHeadlineIsShownAndSaysWhoApprovedItAndWhen) {
  const auto approved = Approve();
  const auto again = Approve();
  EXPECT_THAT(GetAsAuditor(), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(ListedReports(), 0);
  EndPeriod();
  ASSERT_THAT(Publish(), IsOk());
  const auto late = Approve("OFFERED");
  const auto report = GetAsAuditor();

  ASSERT_THAT(approved, IsOk());
  EXPECT_EQ(approved->tables_size(), 0);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), approved->SerializeAsString());
  EXPECT_EQ(ReasonOf(late), "REPORT_PUBLISHED");
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(CellOf(*report, "HEADLINES", "EMPLOYED"), "3");
  ASSERT_EQ(report->approvals_size(), 1);
  EXPECT_EQ(report->approvals(0).headline_code(), "EMPLOYED");
  EXPECT_EQ(report->approvals(0).principal(), "principals/admin");
  EXPECT_EQ(ToTime(report->approvals(0).approve_time()), TestNow());
  EXPECT_EQ(ListedReports(), 1);
  EXPECT_THAT(AuditedChanges(), ElementsAre("HEADLINE_APPROVED", "REPORT_PUBLISHED"));
}

TEST_F(ReportServiceTest, OnlySomeHeadlinesCanBeApprovedAndNotOnceTheNextReportIsOut) {
  EXPECT_THAT(Approve("ADVISED"), StatusIs(absl::StatusCode::kInvalidArgument));
  clock_.Set(InJapan(2027, 10, 1));
  ASSERT_THAT(Publish("2027-04"), IsOk());

  EXPECT_EQ(ReasonOf(Approve()), "REPORT_PUBLISHED");
}

// Every second report is not published yet: approvals are all that there is of it.
TEST_F(ReportServiceTest, PagesHoldAsManyReportsAsWereAskedFor) {
  const std::vector<std::string> published = {"reports/2020-04", "reports/2021-04",
                                              "reports/2022-04"};
  for (const char* name : {"reports/2020-04", "reports/2020-10", "reports/2021-04",
                           "reports/2021-10", "reports/2022-04", "reports/2022-10"}) {
    v1::Report report;
    report.set_name(name);
    report.add_approvals()->set_headline_code("EMPLOYED");
    if (std::count(published.begin(), published.end(), name) > 0) {
      *report.mutable_publish_time() = FromTime(TestNow());
    }
    Put(ResourceKind::kReport, report);
  }
  Call call = AuditorCall();
  v1::ListReportsRequest request;
  request.set_page_size(1);
  request.set_order_by("name desc");
  std::vector<std::string> listed;
  do {
    const auto page = service_->ListReports(request, &call);
    ASSERT_THAT(page, IsOk());
    ASSERT_EQ(page->reports_size(), 1) << "behind " << listed.size();
    EXPECT_FALSE(page->reports(0).etag().empty());
    listed.push_back(page->reports(0).name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());

  EXPECT_EQ(listed, std::vector<std::string>(published.rbegin(), published.rend()));
}

TEST_F(ReportServiceTest, FilesArePreviewsForCoordinatorsOnly) {
  const auto csv = Render(v1::RenderReportRequest::CSV, CoordinatorCall());
  const auto ja = Render(v1::RenderReportRequest::HTML, CoordinatorCall());
  const auto en = Render(v1::RenderReportRequest::HTML, CoordinatorCall(), "en");

  ASSERT_THAT(csv, IsOk());
  EXPECT_EQ(csv->media_type(), "text/csv; charset=utf-8");
  EXPECT_THAT(csv->content(), HasSubstr("FUNNEL,STAGE,APPLIED"));
  ASSERT_THAT(ja, IsOk());
  ASSERT_THAT(en, IsOk());
  EXPECT_EQ(en->media_type(), "text/html; charset=utf-8");
  EXPECT_NE(ja->content(), en->content());
  EXPECT_THAT(en->content(), Not(HasSubstr("candidates/")));
  EXPECT_THAT(en->content(), HasSubstr("Do not pass it on"));
  EXPECT_THAT(Render(v1::RenderReportRequest::CSV, AuditorCall()),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Render(v1::RenderReportRequest::HTML, CoordinatorCall(), "fr"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace banso
