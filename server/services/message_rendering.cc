#include "server/services/message_rendering.h"

#include "server/convert/calendar_convert.h"
#include "server/outbox/mail.h"
#include "server/outbox/templates.h"
#include "server/services/outbox.h"
#include "server/services/settings.h"

namespace banso {
namespace {

// The first contact that mail can be sent to; none if there is none.
template <typename Person>
std::optional<v1::Contact> MailContact(const Person& person) {
  for (const v1::Contact& contact : person.contacts()) {
    if (contact.channel() == v1::Contact::EMAIL && IsMailAddress(contact.address())) return contact;
  }
  return std::nullopt;
}

}  // namespace

MessageRecipient RecipientOf(const v1::Message& message, const Snapshot& snapshot) {
  if (!message.candidate().empty()) {
    const auto entry = snapshot.candidates().Find(message.candidate());
    if (entry == nullptr) return {};
    return {true, MailContact(*entry->message)};
  }
  if (!message.advisor().empty()) {
    const auto entry = snapshot.advisors().Find(message.advisor());
    if (entry == nullptr) return {};
    return {true, MailContact(*entry->message)};
  }
  MessageRecipient desk{true, std::nullopt};
  const auto settings = snapshot.settings().Find(kSettingsName);
  if (settings != nullptr && IsMailAddress(settings->message->desk_contact())) {
    desk.contact.emplace();
    desk.contact->set_address(settings->message->desk_contact());
    desk.contact->set_programme_may_be_named(true);
  }
  return desk;
}

absl::StatusOr<RenderedMessage> WordsOf(const v1::Message& message, bool may_be_named,
                                        const std::string& public_url) {
  const std::optional<MessageTemplate> id = MessageTemplateOf(message.template_code());
  if (!id) return absl::InternalError("no template has this code");
  MessageValues values;
  for (const v1::MessageParameter& parameter : message.parameters()) {
    const std::optional<MessageField> field = MessageFieldNamed(parameter.name());
    if (!field) return absl::InternalError("no field has this name");
    values[*field] = parameter.value();
  }
  return Render(
      *id, values,
      {WordsIn(message.language()), may_be_named, public_url, ToTime(message.create_time())});
}

bool IsSecret(const v1::MessageParameter& parameter) {
  const std::optional<MessageField> field = MessageFieldNamed(parameter.name());
  return !field || SpecOf(*field).privacy == v1::Privacy::SECRET;
}

void HideSecrets(v1::Message* message) {
  for (v1::MessageParameter& parameter : *message->mutable_parameters()) {
    if (IsSecret(parameter)) parameter.clear_value();
  }
}

}  // namespace banso
