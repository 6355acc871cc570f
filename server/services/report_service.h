// ReportService.
#ifndef BANSO_SERVER_SERVICES_REPORT_SERVICE_H_
#define BANSO_SERVER_SERVICES_REPORT_SERVICE_H_

#include "absl/status/statusor.h"
#include "banso/v1/report_service.pb.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

// A report that is stored without a publish time holds the approvals for the report to come; nobody
// but this service sees it. One that is published is never written again.
class ReportService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit ReportService(const ServiceContext* context);

  // The methods. Public for tests; calls come in by their names.
  absl::StatusOr<v1::Report> PreviewReport(const v1::PreviewReportRequest& request,
                                           Call* call) const;
  absl::StatusOr<v1::Report> PublishReport(const v1::PublishReportRequest& request,
                                           Call* call) const;
  absl::StatusOr<v1::Report> ApproveHeadline(const v1::ApproveHeadlineRequest& request,
                                             Call* call) const;
  absl::StatusOr<v1::Report> GetReport(const v1::GetReportRequest& request, Call* call) const;
  absl::StatusOr<v1::ListReportsResponse> ListReports(const v1::ListReportsRequest& request,
                                                      Call* call) const;
  absl::StatusOr<v1::RenderReportResponse> RenderReport(const v1::RenderReportRequest& request,
                                                        Call* call) const;

 private:
  const ServiceContext& context_;
  const ResourceMethods<ReportEntry> methods_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_REPORT_SERVICE_H_
