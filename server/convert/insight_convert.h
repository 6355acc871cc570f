// What a ranking says beyond its rows: value to contract message.
#ifndef BANSO_SERVER_CONVERT_INSIGHT_CONVERT_H_
#define BANSO_SERVER_CONVERT_INSIGHT_CONVERT_H_

#include "banso/v1/insight.pb.h"
#include "engine/insight/next_steps.h"
#include "engine/insight/removals.h"
#include "engine/insight/strict_requirements.h"

namespace banso {

// Names no candidate.
v1::Removals FromRemovals(const Removals& removals);

v1::BestInternship FromBestInternship(const BestInternship& best);
v1::NextStep FromNextStep(const NextStep& step);

v1::StrictRequirement FromStrictRequirement(const StrictRequirement& requirement);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_INSIGHT_CONVERT_H_
