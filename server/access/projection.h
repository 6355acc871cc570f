// What of a message a caller sees.
#ifndef BANSO_SERVER_ACCESS_PROJECTION_H_
#define BANSO_SERVER_ACCESS_PROJECTION_H_

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "server/access/reach.h"

namespace banso {

// Clears every field of `message` that the caller may not see, by the `privacy` of the contract.
// Each part that is about a resource (by its identifier, or the field that the option `subject`
// names) is seen as that resource is:
//   SECRET        by nobody
//   PUBLIC        by whoever may call
//   MATCHING      by coordinators, by the person, and by an advisor or a family member who has a
//                 candidate in reach; by an employer in cards without names, and in its own
//                 resources
//   SENSITIVE     by coordinators and the person (not by the holder of a private link); by an
//                 advisor or a family member of a candidate in reach where the field's `shown_to`
//                 says so
//   IDENTIFYING   by coordinators, the person, an advisor or a family member of a candidate in
//                 reach; admins see those of principals, and an employer those of its own and of
//                 people who agreed
// A field without a class counts as SENSITIVE and IDENTIFYING at once.
// Cost: linear in the message; none for a coordinator's message without secrets.
void Project(const Reach& reach, google::protobuf::Message* message);

// Resource names of the people whom `message` is about beyond what is PUBLIC, ascending.
std::set<std::string> PeopleIn(const google::protobuf::Message& message);

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_PROJECTION_H_
