// What reports count of a record: codes, times and amounts, nothing that says who it was.
#ifndef BANSO_SERVER_REPORTS_FACTS_H_
#define BANSO_SERVER_REPORTS_FACTS_H_

#include <optional>
#include <vector>

#include "banso/v1/application.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/entry_sheet.pb.h"
#include "banso/v1/offer.pb.h"
#include "banso/v1/privacy_record.pb.h"
#include "banso/v1/session.pb.h"
#include "engine/model/calendar.h"

namespace banso {

// Each appends the facts of one record, a fact for every step, at the time of the step unless it
// says otherwise. Live reports and the tombstone of an erased person are made of the same facts, so
// that an erasure changes no figure. Words, names and ids of people are never in them, but for the
// id of an advisor who gave time. Codes of a fact ascend.
using Facts = std::vector<v1::CountedFact>;

// STAGE (`stage`), STATUS (`status`), CONSENT (`scope`, `event`: GRANTED or WITHDRAWN).
void AppendFacts(const v1::Candidate& candidate, Facts* facts);
// SESSION (`state`, `kind`, `topic`, `first_time`, `desk_day`, and once COMPLETED `date`,
// `industry`, `advisor` with the minutes). `desk_day` is the date of the desk day, of a DESK
// session. A state is counted once, however often the session came back to it; a move counts
// neither as a cancellation nor as another request. How a desk day was used (WAITLISTED, COMPLETED,
// NO_SHOW) is counted on the desk day, whenever it was noted.
void AppendFacts(const v1::Session& session, std::optional<Date> desk_day, Facts* facts);
// ENTRY_SHEET (`step`: SUBMITTED, REVIEWED with the days from its submission, SENT).
void AppendFacts(const v1::EntrySheet& sheet, Facts* facts);
// APPLICATION and OFFER (`state`, `industry`, `type`, `japanese`). The state of who was dismissed
// before six months is DISMISSED: only others count as LEFT_BEFORE_6M.
void AppendFacts(const v1::Application& application, Facts* facts);
void AppendFacts(const v1::Offer& offer, Facts* facts);
// What was kept of somebody who was erased.
void AppendFacts(const v1::Tombstone& tombstone, Facts* facts);

}  // namespace banso

#endif  // BANSO_SERVER_REPORTS_FACTS_H_
