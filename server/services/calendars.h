// Calendars of sessions, and advisors' time from calendars of their own.
#ifndef BANSO_SERVER_SERVICES_CALENDARS_H_
#define BANSO_SERVER_SERVICES_CALENDARS_H_

#include "absl/status/statusor.h"
#include "banso/v1/consultation_service.pb.h"
#include "server/services/call.h"
#include "server/services/resource_methods.h"
#include "server/services/service_context.h"

namespace banso {

// Each method is one of the contract, which says what it does and how it fails.
// Thread safety: const methods may run on any number of threads at once.
class Calendars {
 public:
  // `context` outlives it.
  explicit Calendars(const ServiceContext* context) : context_(*context), advisors_(context) {}

  absl::StatusOr<v1::CalendarFile> OfAdvisor(const v1::GetAdvisorCalendarRequest& request,
                                             Call* call) const;
  absl::StatusOr<v1::CalendarFile> OfSession(const v1::GetSessionCalendarRequest& request,
                                             Call* call) const;
  absl::StatusOr<v1::Advisor> Import(const v1::ImportAdvisorAvailabilityRequest& request,
                                     Call* call) const;

 private:
  const ServiceContext& context_;
  const ResourceMethods<AdvisorEntry> advisors_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CALENDARS_H_
