#include "server/services/case_following.h"

#include <utility>

#include "server/convert/calendar_convert.h"
#include "server/services/state_machines.h"

namespace banso {
namespace {

// Whether the case is at `stage` or has been beyond it: stages are numbered in their order.
bool IsThere(const v1::Case& c, v1::Case::Stage stage) {
  if (stage == v1::Case::ACCOMPANYING) return c.stage() < v1::Case::OFFERED;
  return c.stage() != v1::Case::CLOSED && c.stage() >= stage;
}

}  // namespace

Following FollowTo(v1::Case::Stage stage, std::string reason, absl::Time now, v1::Case* c) {
  if (IsThere(*c, stage)) return Following::kNothingToDo;
  if (c->status() != v1::Case::ACTIVE || StageStepOf(c->stage(), stage) != StageStep::kLegal) {
    return Following::kNotPossible;
  }
  c->set_stage(stage);
  v1::CaseStep* step = c->add_steps();
  *step->mutable_step_time() = FromTime(now);
  step->set_stage(c->stage());
  step->set_status(c->status());
  step->set_reason(std::move(reason));
  return Following::kFollowed;
}

}  // namespace banso
