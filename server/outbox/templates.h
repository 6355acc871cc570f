// What the programme tells people, as a table: which message may hold what, and its words.
//
// No name, address or free text of anybody enters a message. A value is a time, a date, the name of
// a resource or the secret of a link, each with its privacy class and whose it is; a template that
// would hand a private value to anybody but its owner does not compile (templates.cc).
#ifndef BANSO_SERVER_OUTBOX_TEMPLATES_H_
#define BANSO_SERVER_OUTBOX_TEMPLATES_H_

#include <optional>
#include <span>

#include "absl/strings/string_view.h"
#include "banso/v1/options.pb.h"
#include "engine/explain/words.h"

namespace banso {

// Values of a message. Names and classes are in kParameters.
enum class MessageField {
  kStart,        // when a session begins
  kEnd,          // when it ends
  kDate,         // of a desk day, or on which something lapses
  kOfferExpire,  // until when a slot is held
  kLink,         // the secret of the recipient's own private link
  kSession,      // sessions/{session}
  kCase,         // candidates/{candidate}
  kAbout,        // any other resource
  kSequence,     // of a session's calendar entry
  kCalendar,     // sessions/{session} under whose name calendars keep the entry
};

enum class FieldKind { kTime, kDate, kSecret, kName, kNumber };
enum class Party { kNobody, kCandidate, kAdvisor, kCoordinators };

struct MessageFieldSpec {
  MessageField field;
  absl::string_view name;  // in messages and, in braces, in words
  FieldKind kind;
  v1::Privacy::Level privacy;
  Party owner;  // whose value it is; kNobody's are open to everybody who is told
};

inline constexpr MessageFieldSpec kMessageFields[] = {
    {MessageField::kStart, "start", FieldKind::kTime, v1::Privacy::PUBLIC, Party::kNobody},
    {MessageField::kEnd, "end", FieldKind::kTime, v1::Privacy::PUBLIC, Party::kNobody},
    {MessageField::kDate, "date", FieldKind::kDate, v1::Privacy::SENSITIVE, Party::kCandidate},
    {MessageField::kOfferExpire, "offer_expire", FieldKind::kTime, v1::Privacy::MATCHING,
     Party::kCandidate},
    {MessageField::kLink, "link", FieldKind::kSecret, v1::Privacy::SECRET, Party::kCandidate},
    {MessageField::kSession, "session", FieldKind::kName, v1::Privacy::PUBLIC, Party::kNobody},
    {MessageField::kCase, "case", FieldKind::kName, v1::Privacy::PUBLIC, Party::kNobody},
    {MessageField::kAbout, "about", FieldKind::kName, v1::Privacy::PUBLIC, Party::kNobody},
    {MessageField::kSequence, "sequence", FieldKind::kNumber, v1::Privacy::PUBLIC, Party::kNobody},
    {MessageField::kCalendar, "calendar", FieldKind::kName, v1::Privacy::PUBLIC, Party::kNobody},
};

constexpr const MessageFieldSpec& SpecOf(MessageField field) {
  return kMessageFields[static_cast<int>(field)];
}
// None if no field is called `name`.
std::optional<MessageField> MessageFieldNamed(absl::string_view name);

// Messages. Codes are stored: never reuse one.
enum class MessageTemplate {
  // To a candidate, about sessions.
  kSessionRequested,
  kSessionConfirmed,
  kSessionWaitlisted,
  kSlotOffered,
  kSlotOfferLapsed,
  kSessionDeclined,
  kSessionMoved,
  kSessionCancelled,
  kSessionReminder,
  // To a candidate, about the rest of the way.
  kAdvisorAssigned,
  kAdvisorChanged,
  kEntrySheetCommented,
  kEntrySheetFinal,
  kIntroductionAsked,
  kApplicationStep,
  kOfferStep,
  kFollowUpDue,
  kConsentLapsing,
  kCardExpiring,
  kProfileConfirm,
  // To an advisor.
  kAdvisorSessionConfirmed,
  kAdvisorSessionMoved,
  kAdvisorSessionCancelled,
  kAdvisorSessionReminder,
  kAdvisorCaseAssigned,
  kAdvisorCaseEnded,
  kAdvisorEntrySheetSubmitted,
  kAdvisorTaskDue,
  // To the coordinators.
  kCoordinatorRequestReceived,
  kCoordinatorPossibleDuplicate,
  kCoordinatorSessionLate,
  kCoordinatorWaitingEnded,
  kCoordinatorDeskDayMissing,
  kCoordinatorHandOverNeeded,
  kCoordinatorApplicationStep,
  kCoordinatorFollowUpDue,
  kCoordinatorCardExpiring,
  kCoordinatorConsentLapsing,
  kCoordinatorCaseSilent,
  kCoordinatorPersonToCall,
  kCoordinatorInterpreterNeeded,
};
inline constexpr int kMessageTemplates =
    static_cast<int>(MessageTemplate::kCoordinatorInterpreterNeeded) + 1;

// Whether a file for the reader's calendar goes with the message; it needs kStart, kEnd, kSession,
// kSequence and kCalendar.
enum class CalendarPart { kNone, kConfirmed, kCancelled };

struct MessageTemplateSpec {
  MessageTemplate id;
  absl::string_view code;  // such as SESSION_CONFIRMED
  Party recipient;
  std::span<const MessageField> fields;  // exactly what must be given
  CalendarPart calendar = CalendarPart::kNone;
  Text subject;  // where the programme may be named
  Text body;     // paragraphs apart by "\n"; values as {name}
  // Whether the body may be read on a shared screen. Else a body that says only that there is news
  // takes its place where the programme may not be named.
  bool body_is_neutral = false;
};

// Whether nobody is told what is private to somebody else.
constexpr bool TellsOwnersOnly(const MessageTemplateSpec& spec) {
  for (const MessageField field : spec.fields) {
    const MessageFieldSpec& value = SpecOf(field);
    if (value.privacy == v1::Privacy::PUBLIC && value.owner == Party::kNobody) continue;
    if (value.owner != spec.recipient) return false;
  }
  return true;
}

const MessageTemplateSpec& SpecOf(MessageTemplate id);
// None if no template has this code.
std::optional<MessageTemplate> MessageTemplateOf(absl::string_view code);

// Words of every message. None of them names the programme but kProgrammeName.
extern const Text kProgrammeName;
extern const Text kNeutralSubject;
extern const Text kNeutralBody;
extern const Text kIgnoreIfNotForYou;
extern const Text kPage;             // stands above the address of the page
extern const Text kCalendarSummary;  // of the calendar entry

}  // namespace banso

#endif  // BANSO_SERVER_OUTBOX_TEMPLATES_H_
