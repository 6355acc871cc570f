// Which steps an entry sheet may take, and who takes them. What is not written here is illegal.
// Pure functions.
#ifndef BANSO_SERVER_SERVICES_ENTRY_SHEET_STATES_H_
#define BANSO_SERVER_SERVICES_ENTRY_SHEET_STATES_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/entry_sheet.pb.h"
#include "banso/v1/options.pb.h"
#include "server/access/caller.h"

namespace banso {

enum class EntrySheetVerb {
  kSubmit,    // the author asks for a review of a new version
  kClaim,     // a reviewer takes the newest version
  kRelease,   // it is handed back unread
  kComment,   // the reviewer says something of it
  kFinalise,  // it is what will be sent
  kSend,      // it was sent
};
inline constexpr EntrySheetVerb kLastEntrySheetVerb = EntrySheetVerb::kSend;

// The state after the verb, or none if it is illegal there.
std::optional<v1::EntrySheet::State> NextState(v1::EntrySheet::State from, EntrySheetVerb verb);

// Whether the role may take the verb at all: what is the author's is taken by the author, but a
// coordinator may note that something was sent; reviews are made by advisors and coordinators; the
// server hands back what a reviewer must not or can no longer review.
bool MayTake(v1::Access::Role role, EntrySheetVerb verb);

// How long the review of a version should take at most.
inline constexpr absl::Duration kReviewTime = absl::Hours(7 * 24);

// The number of the newest version; 0 if there is none.
int NewestVersion(const v1::EntrySheet& sheet);

// The version that was sent last; 0 if none was.
int LastSentVersion(const v1::EntrySheet& sheet);

// Takes the sheet to `state` and notes who did so, when and why: `principal` is a resource name, or
// empty for a job of the server. Also begins one, in DRAFT. Nobody holds a sheet that is not
// IN_REVIEW.
void TakeEntrySheetStep(v1::EntrySheet::State state, absl::string_view principal,
                        absl::string_view note, absl::Time now, v1::EntrySheet* sheet);

// OK if the caller may take the verb and it is legal where the sheet is.
// Errors: PERMISSION_DENIED with ROLE_DENIED; FAILED_PRECONDITION with ILLEGAL_TRANSITION.
absl::Status CheckVerb(EntrySheetVerb verb, const Caller& caller, const v1::EntrySheet& sheet);

// Takes the verb. Errors: those of CheckVerb. Nothing is changed on error.
absl::Status TakeVerb(EntrySheetVerb verb, const Caller& caller, absl::string_view note,
                      absl::Time now, v1::EntrySheet* sheet);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ENTRY_SHEET_STATES_H_
