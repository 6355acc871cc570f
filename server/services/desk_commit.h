// What calls about the desk have in common: how they commit, and what they check.
#ifndef BANSO_SERVER_SERVICES_DESK_COMMIT_H_
#define BANSO_SERVER_SERVICES_DESK_COMMIT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/desk_day.pb.h"
#include "banso/v1/session.pb.h"
#include "engine/model/candidate.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/commit_together.h"
#include "server/services/desk_change.h"

namespace banso {

using Timestamps = google::protobuf::RepeatedPtrField<google::protobuf::Timestamp>;

// Decisions on one desk day are made one after the other, each on what the one before left. Many
// people want the same hours: each tries until the own time is up.
inline constexpr Patience kDeskPatience = {.attempts = 1'000,
                                           .longest_pause = absl::Milliseconds(100)};

// A job has other days to keep: it tries one for two seconds or so, and again the next time.
inline constexpr Patience kDeskJobPatience = {.attempts = 40,
                                              .longest_pause = absl::Milliseconds(100)};

// What a job does on one desk day.
using DayPlanner = std::function<absl::StatusOr<Plan>(const std::shared_ptr<const Snapshot>&,
                                                      const std::string& day, Call* job)>;

// Commits what `plan` makes of each of the days. One that fails keeps no other waiting. Returns how
// many days changed. Errors: the first of a day; the others were kept.
absl::StatusOr<int> KeepEach(const ServiceContext& context, absl::string_view job,
                             const std::vector<std::string>& days, absl::Time deadline,
                             const DayPlanner& plan);

// The desk day of a request. Errors: NOT_FOUND.
absl::StatusOr<std::shared_ptr<const DeskDayEntry>> FindDeskDay(const Snapshot& snapshot,
                                                                absl::string_view name);

// Refuses a day that takes no requests (any more): FAILED_PRECONDITION with DESK_DAY_CLOSED.
absl::Status CheckTakesRequests(const v1::DeskDay& day, absl::Time now);

// Refuses what are not starts of the day's slots, each once and at least one.
// Errors: INVALID_ARGUMENT naming `preferred_start_times`.
absl::Status CheckPreferred(const v1::DeskDay& day, const Timestamps& preferred);

// Refuses people who are not given hours: FAILED_PRECONDITION with CASE_NOT_ACTIVE or
// CONSENT_MISSING.
absl::Status CheckMayBeServed(const Candidate& candidate, absl::Time now);

// A day that cannot give what is asked now.
absl::Status NoFreeSlot(absl::string_view day);

// What an answer holds, made complete.
absl::StatusOr<v1::Session> SessionOf(const absl::StatusOr<WriteAnswer>& answer);
absl::StatusOr<v1::DeskDay> DeskDayOf(const absl::StatusOr<WriteAnswer>& answer);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_DESK_COMMIT_H_
