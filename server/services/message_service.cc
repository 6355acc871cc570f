#include "server/services/message_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/status_macros.h"
#include "server/outbox/templates.h"
#include "server/services/message_rendering.h"
#include "server/services/not_now.h"
#include "server/services/reads.h"

namespace banso {
namespace {

constexpr absl::string_view kHidden = "…";

// A message as it is shown, and a note of whose it is for the audit log.
v1::Message Shown(v1::Message message, Call* call) {
  if (!message.candidate().empty()) call->audit.add_subjects(message.candidate());
  HideSecrets(&message);
  return message;
}

std::string WithoutSecrets(const v1::Message& message, std::string text) {
  for (const v1::MessageParameter& parameter : message.parameters()) {
    if (!IsSecret(parameter) || parameter.value().empty()) continue;
    text = absl::StrReplaceAll(text, {{parameter.value(), kHidden}});
  }
  return text;
}

bool IsForgotten(v1::Message::State state) {
  return state == v1::Message::SENT || state == v1::Message::DISCARDED;
}

}  // namespace

MessageService::MessageService(const ServiceContext* context, std::string public_url)
    : RpcService(v1::GetMessageRequest::descriptor()->file()->FindServiceByName("MessageService"),
                 context->runtime),
      context_(*context),
      methods_(context),
      public_url_(std::move(public_url)) {
  Unary<v1::GetMessageRequest, v1::Message>(
      "GetMessage", [this](const auto& request, Call* call) { return Get(request, call); });
  Unary<v1::ListMessagesRequest, v1::ListMessagesResponse>(
      "ListMessages", [this](const auto& request, Call* call) { return List(request, call); });
  Unary<v1::RetryMessageRequest, v1::Message>(
      "RetryMessage", [this](const auto& request, Call* call) { return Retry(request, call); });
  Unary<v1::DiscardMessageRequest, v1::Message>(
      "DiscardMessage", [this](const auto& request, Call* call) { return Discard(request, call); });
  Unary<v1::PreviewMessageRequest, v1::PreviewMessageResponse>(
      "PreviewMessage", [this](const auto& request, Call* call) { return Preview(request, call); });
}

absl::StatusOr<v1::Message> MessageService::Get(const v1::GetMessageRequest& request,
                                                Call* call) const {
  BANSO_ASSIGN_OR_RETURN(v1::Message message,
                         methods_.Get(request.name(), request.min_revision(), call));
  return Shown(std::move(message), call);
}

absl::StatusOr<v1::ListMessagesResponse> MessageService::List(
    const v1::ListMessagesRequest& request, Call* call) const {
  v1::ListMessagesResponse response;
  BANSO_RETURN_IF_ERROR(methods_.List(request, "", call, &response, [&](v1::Message row) {
    *response.add_messages() = Shown(std::move(row), call);
  }));
  return response;
}

template <typename Request>
absl::StatusOr<v1::Message> MessageService::Take(MessageVerb verb, const Request& request,
                                                 Call* call) const {
  call->audit.add_changes(verb == MessageVerb::kRetry ? "MESSAGE_RETRIED" : "MESSAGE_DISCARDED");
  BANSO_ASSIGN_OR_RETURN(
      v1::Message message,
      methods_.Change(request.name(), request.etag(), {request.request_id(), false}, call,
                      [&](v1::Message* changed) {
                        return TakeMessageStep(verb, context_.clock->Now(), changed);
                      }));
  return Shown(std::move(message), call);
}

absl::StatusOr<v1::Message> MessageService::Retry(const v1::RetryMessageRequest& request,
                                                  Call* call) const {
  return Take(MessageVerb::kRetry, request, call);
}

absl::StatusOr<v1::Message> MessageService::Discard(const v1::DiscardMessageRequest& request,
                                                    Call* call) const {
  return Take(MessageVerb::kDiscard, request, call);
}

absl::StatusOr<v1::PreviewMessageResponse> MessageService::Preview(
    const v1::PreviewMessageRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, 0, *call));
  const auto entry = snapshot->messages().Find(request.name());
  if (entry == nullptr) return NoSuchResource(request.name());
  const v1::Message& message = *entry->message;
  if (IsForgotten(message.state())) {
    return NotNow(message.name(), "MESSAGE_FORGOTTEN",
                  absl::StrCat("is ", v1::Message::State_Name(message.state()),
                               "; what it was filled with is not kept"));
  }
  const MessageRecipient recipient = RecipientOf(message, *snapshot);
  const bool may_be_named = recipient.contact && recipient.contact->programme_may_be_named();
  BANSO_ASSIGN_OR_RETURN(RenderedMessage words, WordsOf(message, may_be_named, public_url_));
  v1::PreviewMessageResponse response;
  response.set_message(message.name());
  response.set_candidate(message.candidate());
  response.set_by_mail(recipient.contact.has_value());
  response.set_sender(std::move(words.sender));
  response.set_subject(WithoutSecrets(message, std::move(words.subject)));
  response.set_text(WithoutSecrets(message, std::move(words.body)));
  if (words.calendar) response.set_calendar(std::move(words.calendar->bytes));
  return response;
}

}  // namespace banso
