#include "server/services/outbox.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/services/batch_reading.h"
#include "server/services/commit_together.h"
#include "server/services/digest.h"
#include "server/services/record_traits.h"
#include "server/services/session_calendar.h"

namespace banso {
namespace {

bool SpeaksJapaneseWell(const v1::Candidate& candidate) {
  return std::any_of(candidate.languages().begin(), candidate.languages().end(),
                     [](const v1::LanguageSkill& skill) {
                       return skill.language() == "ja" &&
                              (skill.native() || skill.cefr_certificate() >= v1::B2 ||
                               skill.self_assessed() >= v1::B2 || skill.jlpt_level() >= v1::N2);
                     });
}

absl::Status WrongRecipient(const MessageTemplateSpec& spec) {
  return absl::InternalError(absl::StrCat(spec.code, " is for somebody else"));
}

// Sets whom the message is for, and the language. False if there is no such person any more.
absl::StatusOr<bool> Address(const Snapshot& snapshot, const OutboxMessage& message,
                             const Batch& batch, v1::Message* to) {
  const MessageTemplateSpec& spec = SpecOf(message.id);
  to->set_language(v1::Message::JAPANESE);
  switch (spec.recipient) {
    case Party::kCandidate: {
      if (!absl::StartsWith(message.recipient, "candidates/")) return WrongRecipient(spec);
      std::optional<v1::Candidate> candidate = InBatch<v1::Candidate>(message.recipient, batch);
      if (!candidate) {
        const auto entry = snapshot.candidates().Find(message.recipient);
        if (entry == nullptr) return false;
        candidate = *entry->message;
      }
      to->set_candidate(message.recipient);
      to->set_language(LanguageFor(*candidate));
      return true;
    }
    case Party::kAdvisor: {
      if (!absl::StartsWith(message.recipient, "advisors/")) return WrongRecipient(spec);
      const auto entry = snapshot.advisors().Find(message.recipient);
      if (entry == nullptr) return false;
      to->set_advisor(message.recipient);
      to->set_language(LanguageFor(*entry->message));
      return true;
    }
    default:
      if (!message.recipient.empty()) return WrongRecipient(spec);
      to->set_coordinators(true);
      return true;
  }
}

}  // namespace

v1::Message::Language LanguageFor(const v1::Candidate& candidate) {
  const v1::Message::Language japanese =
      SpeaksJapaneseWell(candidate) ? v1::Message::JAPANESE : v1::Message::EASY_JAPANESE;
  for (const std::string& language : candidate.contact_languages()) {
    if (language == "ja") return japanese;
    if (language == "en" || absl::StartsWith(language, "en-")) return v1::Message::ENGLISH;
  }
  return candidate.contact_languages().empty() ? japanese : v1::Message::ENGLISH;
}

v1::Message::Language LanguageFor(const v1::Advisor& advisor) {
  const auto& languages = advisor.languages();
  return std::any_of(languages.begin(), languages.end(),
                     [](const v1::LanguageSkill& skill) { return skill.language() == "ja"; })
             ? v1::Message::JAPANESE
             : v1::Message::ENGLISH;
}

MessageLanguage WordsIn(v1::Message::Language language) {
  switch (language) {
    case v1::Message::EASY_JAPANESE:
      return MessageLanguage::kEasyJapanese;
    case v1::Message::ENGLISH:
      return MessageLanguage::kEnglish;
    default:
      return MessageLanguage::kJapanese;
  }
}

MessageValues SessionValues(const Snapshot& snapshot, MessageTemplate id,
                            const v1::Session& session) {
  MessageValues values;
  for (const MessageField field : SpecOf(id).fields) {
    switch (field) {
      case MessageField::kStart:
        values[field] = TimeValue(ToTime(session.start_time()));
        break;
      case MessageField::kEnd:
        values[field] = TimeValue(ToTime(session.end_time()));
        break;
      case MessageField::kSession:
        values[field] = session.name();
        break;
      case MessageField::kSequence:
        values[field] = absl::StrCat(session.sequence());
        break;
      case MessageField::kCalendar:
        values[field] = CalendarNameOf(snapshot, session);
        break;
      default:
        break;
    }
  }
  return values;
}

absl::Status EnqueueMessage(const ServiceContext& context, const Snapshot& snapshot,
                            const OutboxMessage& message, Batch* batch) {
  BANSO_RETURN_IF_ERROR(CheckValues(message.id, message.values));
  const absl::Time now = context.clock->Now();
  v1::Message row;
  BANSO_ASSIGN_OR_RETURN(const bool there, Address(snapshot, message, *batch, &row));
  // The name is made of what makes the message one: nobody can write it twice. Whose a session is
  // the session says: one that goes over to another record of the person was told of all the same.
  const bool is_of_session = SpecOf(message.id).recipient == Party::kCandidate &&
                             absl::StartsWith(message.about, "sessions/");
  row.set_name(FormatName(
      kMessagePattern, {IdFromBytes(Digest({"message", SpecOf(message.id).code,
                                            is_of_session ? "" : message.recipient, message.about,
                                            absl::StrCat(message.sequence)},
                                           context.claim_key))}));
  if (!there || snapshot.messages().Find(row.name()) != nullptr ||
      InBatch<v1::Message>(row.name(), *batch)) {
    return absl::OkStatus();
  }
  row.set_template_code(std::string(SpecOf(message.id).code));
  for (const auto& [field, value] : message.values) {
    v1::MessageParameter* const parameter = row.add_parameters();
    parameter->set_name(std::string(SpecOf(field).name));
    parameter->set_value(value);
  }
  row.set_about(message.about);
  row.set_state(v1::Message::QUEUED);
  *row.mutable_not_before_time() = FromTime(std::max(now, message.not_before));
  if (message.expire != absl::InfiniteFuture()) {
    *row.mutable_expire_time() = FromTime(message.expire);
  }
  *row.mutable_create_time() = FromTime(now);
  *row.mutable_update_time() = FromTime(now);
  AddPut(ResourceKind::kMessage, row.name(), row, 0, batch);
  return absl::OkStatus();
}

}  // namespace banso
