// SupportService.
#ifndef BANSO_SERVER_SERVICES_SUPPORT_SERVICE_H_
#define BANSO_SERVER_SERVICES_SUPPORT_SERVICE_H_

#include "server/services/case_lists.h"
#include "server/services/engagements.h"
#include "server/services/entry_sheets.h"
#include "server/services/hand_overs.h"
#include "server/services/mentoring_sessions.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"
#include "server/services/support_plans.h"

namespace banso {

// Binds the methods of the contract to what does the work.
class SupportService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit SupportService(const ServiceContext* context);

 private:
  void BindEngagements();
  void BindEntrySheets();
  void BindPlans();
  void BindMentoring();
  void BindCases();

  const ResourceMethods<EngagementEntry> engagement_methods_;
  const Engagements engagements_;
  const HandOvers hand_overs_;
  const EntrySheets entry_sheets_;
  const SupportPlans plans_;
  const MentoringSessions mentoring_;
  const CaseLists cases_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SUPPORT_SERVICE_H_
