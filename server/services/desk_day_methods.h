// Planning desk days, changing them, giving their slots.
#ifndef BANSO_SERVER_SERVICES_DESK_DAY_METHODS_H_
#define BANSO_SERVER_SERVICES_DESK_DAY_METHODS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "banso/v1/consultation_service.pb.h"
#include "banso/v1/desk_day.pb.h"
#include "server/services/call.h"
#include "server/services/commit_together.h"
#include "server/services/desk_change.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/service_context.h"

namespace banso {

// Each method is one of the contract, which says what it does and how it fails.
// Thread safety: const methods may run on any number of threads at once.
class DeskDayMethods {
 public:
  // `context` outlives it.
  explicit DeskDayMethods(const ServiceContext* context) : context_(*context), methods_(context) {}

  absl::StatusOr<v1::DeskDay> Get(const v1::GetDeskDayRequest& request, Call* call) const {
    return methods_.Get(request.name(), request.min_revision(), call);
  }
  absl::StatusOr<v1::ListDeskDaysResponse> List(const v1::ListDeskDaysRequest& request,
                                                Call* call) const;
  absl::StatusOr<v1::DeskDay> Create(const v1::CreateDeskDayRequest& request, Call* call) const;
  absl::StatusOr<v1::DeskDay> Update(const v1::UpdateDeskDayRequest& request, Call* call) const;
  absl::StatusOr<v1::DeskDay> Cancel(const v1::CancelDeskDayRequest& request, Call* call) const;
  absl::StatusOr<v1::AllocateDeskDayResponse> Allocate(const v1::AllocateDeskDayRequest& request,
                                                       Call* call) const;

  // The jobs of desk days: gives the slots of those whose time has come, and turns down who still
  // waits for one that is over. Returns how many desk days changed.
  absl::StatusOr<int> KeepDays(absl::Time deadline) const;

 private:
  // A change of one desk day in a commit with all that follows from it. The step sets the answer of
  // the plan; once it is done with the day it calls Finish.
  struct Step {
    const Snapshot& snapshot;
    const DeskDayEntry& entry;
    DeskChange* change;
    Call* call;
    Plan* plan;

    absl::Status Finish(absl::string_view code) const;
  };
  using StepFunction = std::function<absl::Status(const Step&)>;
  absl::StatusOr<WriteAnswer> Take(const std::string& name, absl::string_view etag,
                                   absl::string_view request_id, Call* call,
                                   const StepFunction& step) const;

  // Decides every request of an open day, which is ALLOCATED afterwards.
  void GiveSlots(const Snapshot& snapshot, DeskChange* change, v1::DeskDay* day,
                 v1::AllocateDeskDayResponse* answer) const;

  const ServiceContext& context_;
  const ResourceMethods<DeskDayEntry> methods_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_DESK_DAY_METHODS_H_
