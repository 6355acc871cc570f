// How the case of a person follows what happens in a placement. Pure functions.
#ifndef BANSO_SERVER_SERVICES_CASE_FOLLOWING_H_
#define BANSO_SERVER_SERVICES_CASE_FOLLOWING_H_

#include <string>

#include "absl/time/time.h"
#include "banso/v1/candidate.pb.h"

namespace banso {

enum class Following {
  kNothingToDo,  // the case is there already, or further on the way
  kFollowed,     // the case was taken to the stage, with a step that says why
  kNotPossible,  // no arrow leads there, or the case is not ACTIVE: somebody is to look
};

// Takes the case to `stage` if it may go there from where it is. Back to ACCOMPANYING goes only a
// case that an offer had brought further.
Following FollowTo(v1::Case::Stage stage, std::string reason, absl::Time now, v1::Case* c);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CASE_FOLLOWING_H_
