// ConsultationService.
#ifndef BANSO_SERVER_SERVICES_CONSULTATION_SERVICE_H_
#define BANSO_SERVER_SERVICES_CONSULTATION_SERVICE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "banso/v1/consultation_service.pb.h"
#include "server/access/bearer_token.h"
#include "server/services/calendars.h"
#include "server/services/desk_day_methods.h"
#include "server/services/desk_sessions.h"
#include "server/services/public_desk.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class ConsultationService final : public RpcService {
 public:
  // `context` outlives the service. `tokens` makes the secrets of private links.
  ConsultationService(const ServiceContext* context, const BearerTokens& tokens);

  // The jobs of the desk: gives the slots of days whose time has come, passes on offers that have
  // lapsed, offers what became free. Returns how many desk days changed.
  absl::StatusOr<int> KeepDesk(absl::Time deadline) const;

 private:
  void BindDays();
  void BindPublic();
  void BindSessions();
  void BindCalendars();

  const DeskDayMethods days_;
  const DeskSessions desk_;
  const PublicDesk public_;
  const Calendars calendars_;
  const ResourceMethods<SessionEntry> sessions_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CONSULTATION_SERVICE_H_
