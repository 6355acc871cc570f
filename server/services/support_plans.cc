#include "server/services/support_plans.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/base/status_macros.h"
#include "engine/model/calendar.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/caseload.h"
#include "server/services/commit_together.h"
#include "server/services/computed_page.h"
#include "server/services/etag_check.h"
#include "server/services/person_change.h"
#include "server/services/reads.h"

namespace banso {
namespace {

constexpr absl::string_view kField = "support_plan";

// Whose plan it is.
std::string PersonOf(absl::string_view plan) {
  return absl::StrCat("candidates/", absl::StripPrefix(plan, "supportPlans/"));
}
std::string PlanOf(absl::string_view candidate) {
  return absl::StrCat("supportPlans/", absl::StripPrefix(candidate, "candidates/"));
}

// Whether the role may say that a task of the assignee is done, or not done after all.
bool MaySayDone(v1::Access::Role role, v1::PlanTask::Assignee assignee) {
  switch (role) {
    case v1::Access::COORDINATOR:
      return true;
    case v1::Access::ADVISOR:
      return assignee == v1::PlanTask::CANDIDATE || assignee == v1::PlanTask::ADVISOR;
    case v1::Access::CANDIDATE:
    case v1::Access::FAMILY:
      return assignee == v1::PlanTask::CANDIDATE;
    default:
      return false;
  }
}

// Gives new tasks their ids and what was done its time.
absl::Status SettleTasks(const v1::SupportPlan& before, v1::Access::Role role, absl::Time now,
                         v1::SupportPlan* plan) {
  std::map<std::string, const v1::PlanTask*> known;
  for (const v1::PlanTask& task : before.tasks()) known[task.id()] = &task;
  std::set<std::string> seen;
  for (int i = 0; i < plan->tasks_size(); ++i) {
    v1::PlanTask& task = *plan->mutable_tasks(i);
    const std::string path = absl::StrCat(kField, ".tasks[", i, "]");
    const v1::PlanTask* old = nullptr;
    if (!task.id().empty()) {
      const auto found = known.find(task.id());
      if (found == known.end()) {
        return InvalidField(path + ".id", "is not one of the plan; leave it out for a new task");
      }
      if (!seen.insert(task.id()).second) return InvalidField(path + ".id", "is named before");
      old = found->second;
    } else {
      task.set_id(RandomId());
    }
    const bool was_done = old != nullptr && old->has_done_time();
    // Who takes a task over does not do so to have done it.
    const v1::PlanTask::Assignee assignee = old != nullptr ? old->assignee() : task.assignee();
    if (task.has_done_time() != was_done && !MaySayDone(role, assignee)) {
      const std::string name = v1::Access::Role_Name(role);
      return WithErrorInfo(
          absl::PermissionDeniedError(absl::StrCat(path, ".done_time is not for the role ", name,
                                                   " to say of somebody else's task")),
          "FIELD_DENIED", {{"field", path + ".done_time"}, {"role", name}});
    }
    if (task.has_done_time()) {
      *task.mutable_done_time() = was_done ? old->done_time() : FromTime(now);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::SupportPlan> SupportPlans::Get(const v1::GetSupportPlanRequest& request,
                                                  Call* call) const {
  return methods_.Get(request.name(), request.min_revision(), call);
}

absl::StatusOr<v1::SupportPlan> SupportPlans::Update(const v1::UpdateSupportPlanRequest& request,
                                                     Call* call) const {
  const v1::SupportPlan& incoming = request.support_plan();
  const std::string candidate = PersonOf(incoming.name());
  if (!incoming.candidate().empty() && incoming.candidate() != candidate) {
    return InvalidField(absl::StrCat(kField, ".candidate"), "is not the person of the plan");
  }
  BANSO_RETURN_IF_ERROR(CheckEtagForm(incoming.etag()));
  const auto answer = CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const absl::Time now = context_.clock->Now();
        const Reach reach(call->caller(), call->reach->scope(), snapshot, now);
        if (snapshot->candidates().Find(candidate) == nullptr || !reach.Includes(candidate)) {
          return NoSuchResource(incoming.name());
        }
        const auto entry = snapshot->support_plans().Find(incoming.name());
        const Revision revision = entry == nullptr ? 0 : entry->revision;
        BANSO_RETURN_IF_ERROR(CheckEtag(incoming.etag(), incoming.name(), revision));
        Plan plan;
        v1::SupportPlan changed;
        if (entry != nullptr) {
          changed = *entry->message;
        } else {
          changed.set_name(incoming.name());
          changed.set_candidate(candidate);
          *changed.mutable_create_time() = FromTime(now);
          plan.batch.claims.push_back(PersonClaim(context_, candidate));
        }
        const v1::SupportPlan before = changed;
        BANSO_RETURN_IF_ERROR(methods_.ApplyFields(
            incoming, request.has_update_mask() ? &request.update_mask() : nullptr, *call,
            &changed));
        BANSO_RETURN_IF_ERROR(SettleTasks(before, call->caller().role, now, &changed));
        *changed.mutable_update_time() = FromTime(now);
        AddPut(ResourceKind::kSupportPlan, changed.name(), changed, revision, &plan.batch);
        plan.answer = DeterministicBytes(changed);
        call->audit.add_subjects(candidate);
        call->audit.add_changes("SUPPORT_PLAN_CHANGED");
        return plan;
      });
  BANSO_ASSIGN_OR_RETURN(v1::SupportPlan plan, ReadAnswer<v1::SupportPlan>(answer));
  return ResourceMethods<SupportPlanEntry>::Complete(std::move(plan), answer->revision);
}

absl::StatusOr<v1::ListOverdueTasksResponse> SupportPlans::ListOverdue(
    const v1::ListOverdueTasksRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const Date today = JapanDate(context_.clock->Now());
  std::vector<std::pair<Date, v1::OverdueTask>> rows;
  for (const auto& person : Caseload(*snapshot, *call)) {
    const auto plan = snapshot->support_plans().Find(PlanOf(person->name()));
    if (plan == nullptr) continue;
    for (const v1::PlanTask& task : plan->message->tasks()) {
      if (task.has_done_time() || !task.has_due_date() || ToDate(task.due_date()) >= today) {
        continue;
      }
      v1::OverdueTask row;
      row.set_candidate(person->name());
      row.set_support_plan(plan->name());
      *row.mutable_task() = task;
      rows.emplace_back(ToDate(task.due_date()), std::move(row));
    }
  }
  const auto key = [](const auto& row) {
    return absl::StrCat(row.second.support_plan(), "/tasks/", row.second.task().id());
  };
  std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    return std::make_tuple(a.first, key(a)) < std::make_tuple(b.first, key(b));
  });
  v1::ListOverdueTasksResponse response;
  BANSO_RETURN_IF_ERROR(FillPage(request, std::move(rows), key, &response,
                                 [&](auto row) { *response.add_tasks() = std::move(row.second); }));
  response.set_revision(snapshot->revision());
  return response;
}

}  // namespace banso
