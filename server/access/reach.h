// Which resources a caller reaches.
#ifndef BANSO_SERVER_ACCESS_REACH_H_
#define BANSO_SERVER_ACCESS_REACH_H_

#include <memory>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "server/access/caller.h"
#include "server/catalog/snapshot.h"

namespace banso {

// How long an advisor still sees a candidate after the engagement has ended.
inline constexpr absl::Duration kEngagementAfterglow = absl::Hours(30 * 24);

// What one caller reaches in one state of the server, under the scope that the method grants:
//   ALL     everything; of internships, those that are or were published, unless the caller is a
//           coordinator (or the server itself)
//   OWN     a person: the own record and what is below it or about it (consents, engagements,
//           sessions, plan, entry sheets, applications, offers, messages, records of provision,
//           requests), and published internships;
//           an advisor: the own record, engagements, sessions and messages;
//           an employer: itself, its internships with everything below them, its applications that
//           it knows of (shown_cards.h) and the offers that followed, requests to it to delete;
//           the holder of a private link: the person's sessions at the desk and nothing else;
//           everybody: the own principal and its tokens
//   LINKED  an advisor: what is the own; the candidates accompanied, or met at the desk, now or
//           until 30 days ago, while these agree to the service, with their sessions, plans and
//           entry sheets, but for sheets that the advisor must not review (review_bars.h);
//           a person: what is the own; records that members of the household share with the person
// Desk days are reached by whoever may call a method that names one.
// Thread safety: const methods may run on any number of threads at once.
class Reach {
 public:
  Reach(Caller caller, v1::Access::Scope scope, std::shared_ptr<const Snapshot> snapshot,
        absl::Time now);

  const Caller& caller() const { return caller_; }
  v1::Access::Scope scope() const { return scope_; }

  // Whether the caller reaches the resource called `name`. A name that does not exist is reached
  // exactly when an answer "does not exist" tells the caller nothing.
  bool Includes(absl::string_view name) const;

  // Whether the resource is the caller's own: the person's, the advisor's, the employer's.
  bool IsOwn(absl::string_view name) const;

  // Returns OK if every resource that the request names is reached; else NOT_FOUND in the words of
  // NoSuchResource for the first that is not. Looked at are the fields of the request itself with
  // `limits.resource`, and the name of the resource within it. `-` as an id stands for whatever is
  // reached.
  absl::Status CheckRequest(const google::protobuf::Message& request) const;

 private:
  // Whether what is about `candidate`, and with `advisor` if one is named, is the caller's.
  bool ReachesRecord(absl::string_view candidate, absl::string_view advisor) const;

  const Caller caller_;
  const v1::Access::Scope scope_;
  const std::shared_ptr<const Snapshot> snapshot_;
  const absl::Time now_;
  std::set<std::string, std::less<>> linked_candidates_;
};

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_REACH_H_
