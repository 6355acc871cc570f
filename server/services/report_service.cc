#include "server/services/report_service.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/reports/html_report.h"
#include "server/reports/period.h"
#include "server/reports/report_figures.h"
#include "server/reports/report_files.h"
#include "server/services/commit_together.h"
#include "server/services/computed_page.h"
#include "server/services/not_now.h"
#include "server/services/reads.h"
#include "server/services/record_traits.h"
#include "server/services/report_sources.h"
#include "server/services/showings.h"

namespace banso {
namespace {

std::string NameOf(const ReportPeriod& period) { return FormatName(kReportPattern, {period.Id()}); }

absl::StatusOr<ReportPeriod> RequestedPeriod(const std::string& id) {
  const auto period = PeriodOf(id);
  if (!period) {
    return InvalidField("period", "must be the year and month of April or October: 2026-10");
  }
  return *period;
}

// The report of the period as far as it is known: the approvals, without figures.
v1::Report ReportOf(const ReportPeriod& period, const ReportEntry* entry) {
  v1::Report report;
  if (entry != nullptr) report = *entry->message;
  report.set_name(NameOf(period));
  *report.mutable_start_date() = FromDate(period.first);
  *report.mutable_end_date() = FromDate(period.last);
  return report;
}

// How often people were shown to employers in the period, as far as it is over. None if the server
// does not count it.
using TimesShown = decltype(ReportSources::times_shown);

absl::StatusOr<TimesShown> TimesShownIn(const ReportPeriod& period, const ServiceContext& context,
                                        const Call& call) {
  if (context.showings == nullptr) return TimesShown();
  BANSO_ASSIGN_OR_RETURN(
      auto times,
      context.showings->Between(period.first, period.last, context.clock->Now(), call.deadline));
  return TimesShown(std::move(times));
}

// Errors: FAILED_PRECONDITION if the report of the period is published.
absl::Status CheckNotPublished(const ReportPeriod& period, const Snapshot& snapshot) {
  const std::string name = NameOf(period);
  const auto entry = snapshot.reports().Find(name);
  if (entry == nullptr || !entry->message->has_publish_time()) return absl::OkStatus();
  return WithErrorInfo(absl::FailedPreconditionError(
                           absl::StrCat(name, " is published and does not change any more")),
                       "REPORT_PUBLISHED", {{"name", name}});
}

// Errors: FAILED_PRECONDITION if nobody has noted yet who came to a desk day of the period.
absl::Status CheckAttendanceNoted(const ReportPeriod& period, const Snapshot& snapshot) {
  std::string open;
  snapshot.sessions().ForEach([&](const auto& entry) {
    if (!open.empty() || entry->message->state() != v1::Session::CONFIRMED) return;
    const auto day = snapshot.desk_days().Find(entry->message->desk_day());
    if (day != nullptr && period.Contains(JapanMidnight(ToDate(day->message->date())))) {
      open = entry->name();
    }
  });
  if (open.empty()) return absl::OkStatus();
  return NotNow(open, "ATTENDANCE_MISSING",
                "is of a desk day of the period: note first whether the person came");
}

absl::StatusOr<v1::Report> Previewed(const ReportPeriod& period, const Snapshot& snapshot,
                                     TimesShown times_shown, absl::Time now) {
  ReportSources sources = SourcesOf(period, snapshot, now);
  sources.times_shown = std::move(times_shown);
  BANSO_ASSIGN_OR_RETURN(const auto tables, ReportTablesOf(period, sources));
  const auto entry = snapshot.reports().Find(NameOf(period));
  v1::Report report = ReportOf(period, entry.get());
  report.mutable_tables()->Assign(tables.begin(), tables.end());
  return report;
}

// A write of the report, with its times, as the answer of the call.
Plan PlanOf(v1::Report report, Revision revision, bool validate_only, absl::Time now) {
  if (!report.has_create_time()) *report.mutable_create_time() = FromTime(now);
  *report.mutable_update_time() = FromTime(now);
  Plan plan;
  plan.answer = DeterministicBytes(report);
  if (!validate_only) {
    AddPut(ResourceKind::kReport, report.name(), report, revision, &plan.batch);
  }
  return plan;
}

absl::StatusOr<v1::Report> Answered(const absl::StatusOr<WriteAnswer>& answer, bool validate_only) {
  BANSO_ASSIGN_OR_RETURN(v1::Report report, ReadAnswer<v1::Report>(answer));
  if (validate_only) return report;
  return ResourceMethods<ReportEntry>::Complete(std::move(report), answer->revision);
}

}  // namespace

ReportService::ReportService(const ServiceContext* context)
    : RpcService(v1::GetReportRequest::descriptor()->file()->FindServiceByName("ReportService"),
                 context->runtime),
      context_(*context),
      methods_(context) {
  Unary<v1::PreviewReportRequest, v1::Report>(
      "PreviewReport",
      [this](const auto& request, Call* call) { return PreviewReport(request, call); });
  Unary<v1::PublishReportRequest, v1::Report>(
      "PublishReport",
      [this](const auto& request, Call* call) { return PublishReport(request, call); });
  Unary<v1::ApproveHeadlineRequest, v1::Report>(
      "ApproveHeadline",
      [this](const auto& request, Call* call) { return ApproveHeadline(request, call); });
  Unary<v1::GetReportRequest, v1::Report>(
      "GetReport", [this](const auto& request, Call* call) { return GetReport(request, call); });
  Unary<v1::ListReportsRequest, v1::ListReportsResponse>(
      "ListReports",
      [this](const auto& request, Call* call) { return ListReports(request, call); });
  Unary<v1::RenderReportRequest, v1::RenderReportResponse>(
      "RenderReport",
      [this](const auto& request, Call* call) { return RenderReport(request, call); });
}

absl::StatusOr<v1::Report> ReportService::PreviewReport(const v1::PreviewReportRequest& request,
                                                        Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const ReportPeriod period, RequestedPeriod(request.period()));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto entry = snapshot->reports().Find(NameOf(period));
  // What is published is what there is to see: figures that moved since would give people away.
  if (entry != nullptr && entry->message->has_publish_time()) {
    return ResourceMethods<ReportEntry>::Complete(*entry->message, entry->revision);
  }
  BANSO_ASSIGN_OR_RETURN(TimesShown times_shown, TimesShownIn(period, context_, *call));
  return Previewed(period, *snapshot, std::move(times_shown), context_.clock->Now());
}

absl::StatusOr<v1::Report> ReportService::PublishReport(const v1::PublishReportRequest& request,
                                                        Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const ReportPeriod period, RequestedPeriod(request.period()));
  BANSO_ASSIGN_OR_RETURN(const TimesShown times_shown, TimesShownIn(period, context_, *call));
  return Answered(
      CommitTogether(context_, request.request_id(), call,
                     [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
                       BANSO_RETURN_IF_ERROR(CheckNotPublished(period, *snapshot));
                       const absl::Time now = context_.clock->Now();
                       if (now < period.End()) {
                         return WithErrorInfo(
                             absl::FailedPreconditionError(absl::StrCat(
                                 "the period ends on ", absl::FormatCivilTime(period.last),
                                 "; publish after that day, and preview until then")),
                             "PERIOD_NOT_ENDED", {{"period", period.Id()}});
                       }
                       BANSO_RETURN_IF_ERROR(CheckAttendanceNoted(period, *snapshot));
                       BANSO_ASSIGN_OR_RETURN(v1::Report report,
                                              Previewed(period, *snapshot, times_shown, now));
                       *report.mutable_publish_time() = FromTime(now);
                       const auto entry = snapshot->reports().Find(NameOf(period));
                       if (!request.validate_only()) call->audit.add_changes("REPORT_PUBLISHED");
                       return PlanOf(std::move(report), entry == nullptr ? 0 : entry->revision,
                                     request.validate_only(), now);
                     }),
      request.validate_only());
}

absl::StatusOr<v1::Report> ReportService::ApproveHeadline(const v1::ApproveHeadlineRequest& request,
                                                          Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const ReportPeriod period, RequestedPeriod(request.period()));
  if (std::find(std::begin(kApprovableHeadlines), std::end(kApprovableHeadlines),
                request.headline_code()) == std::end(kApprovableHeadlines)) {
    return InvalidField("headline_code", "must be OFFERED, EMPLOYED or RETAINED_6M");
  }
  return Answered(
      CommitTogether(
          context_, request.request_id(), call,
          [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
            BANSO_RETURN_IF_ERROR(CheckNotPublished(period, *snapshot));
            // Breaks down what an approval here would have kept whole.
            BANSO_RETURN_IF_ERROR(CheckNotPublished(*PeriodFrom(Date(period.last + 1)), *snapshot));
            const auto entry = snapshot->reports().Find(NameOf(period));
            v1::Report report = ReportOf(period, entry.get());
            for (const v1::HeadlineApproval& approval : report.approvals()) {
              if (approval.headline_code() != request.headline_code()) continue;
              return Plan{
                  .batch = {}, .answer = DeterministicBytes(report), .revision = entry->revision};
            }
            const absl::Time now = context_.clock->Now();
            v1::HeadlineApproval* approval = report.add_approvals();
            approval->set_headline_code(request.headline_code());
            approval->set_principal(call->caller().principal);
            *approval->mutable_approve_time() = FromTime(now);
            if (!request.validate_only()) call->audit.add_changes("HEADLINE_APPROVED");
            return PlanOf(std::move(report), entry == nullptr ? 0 : entry->revision,
                          request.validate_only(), now);
          }),
      request.validate_only());
}

absl::StatusOr<v1::Report> ReportService::GetReport(const v1::GetReportRequest& request,
                                                    Call* call) const {
  BANSO_ASSIGN_OR_RETURN(v1::Report report,
                         methods_.Get(request.name(), request.min_revision(), call));
  if (!report.has_publish_time()) return NoSuchResource(request.name());
  return report;
}

absl::StatusOr<v1::ListReportsResponse> ReportService::ListReports(
    const v1::ListReportsRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(
      const auto filter,
      Filter<v1::Report>::Parse(request.filter(), ResourceTraits<ReportEntry>::Filters()));
  BANSO_ASSIGN_OR_RETURN(
      const auto order,
      OrderBy<v1::Report>::Parse(request.order_by(), ResourceTraits<ReportEntry>::Orders()));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  // Those that are only approvals yet are not there: neither on a page nor between two.
  std::vector<std::shared_ptr<const ReportEntry>> rows;
  snapshot->reports().ForEach([&](const auto& entry) {
    if (entry->message->has_publish_time() && call->reach->Includes(entry->name()) &&
        filter.Matches(*entry->message)) {
      rows.push_back(entry);
    }
  });
  std::sort(rows.begin(), rows.end(),
            [&](const auto& a, const auto& b) { return order.Less(*a->message, *b->message); });
  v1::ListReportsResponse response;
  BANSO_RETURN_IF_ERROR(FillPage(
      request, std::move(rows), [](const auto& row) { return std::string(row->name()); }, &response,
      [&](const auto& row) {
        *response.add_reports() =
            ResourceMethods<ReportEntry>::Complete(*row->message, row->revision);
      }));
  response.set_revision(snapshot->revision());
  return response;
}

absl::StatusOr<v1::RenderReportResponse> ReportService::RenderReport(
    const v1::RenderReportRequest& request, Call* call) const {
  if (!request.language().empty() && request.language() != "ja" && request.language() != "en") {
    return InvalidField("language", "must be ja or en");
  }
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto entry = snapshot->reports().Find(request.name());
  v1::Report report;
  if (entry != nullptr && entry->message->has_publish_time()) {
    report = *entry->message;
  } else {
    const auto ids = ParseName(kReportPattern, request.name());
    const auto period = ids ? PeriodOf(ids->front()) : std::nullopt;
    if (!period || call->caller().role != v1::Access::COORDINATOR) {
      return NoSuchResource(request.name());
    }
    BANSO_ASSIGN_OR_RETURN(TimesShown times_shown, TimesShownIn(*period, context_, *call));
    BANSO_ASSIGN_OR_RETURN(
        report, Previewed(*period, *snapshot, std::move(times_shown), context_.clock->Now()));
  }
  v1::RenderReportResponse response;
  switch (request.format()) {
    case v1::RenderReportRequest::CSV:
      response.set_content(ReportCsv(report));
      response.set_media_type("text/csv; charset=utf-8");
      return response;
    case v1::RenderReportRequest::JSON: {
      BANSO_ASSIGN_OR_RETURN(std::string json, ReportJson(report));
      response.set_content(std::move(json));
      response.set_media_type("application/json");
      return response;
    }
    case v1::RenderReportRequest::HTML:
      response.set_content(ReportHtml(report, request.language() == "en"
                                                  ? ReportLanguage::kEnglish
                                                  : ReportLanguage::kJapanese));
      response.set_media_type("text/html; charset=utf-8");
      return response;
    default:
      return InvalidField("format", "must be CSV, JSON or HTML");
  }
}

}  // namespace banso
