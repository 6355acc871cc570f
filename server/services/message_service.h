// MessageService.
#ifndef BANSO_SERVER_SERVICES_MESSAGE_SERVICE_H_
#define BANSO_SERVER_SERVICES_MESSAGE_SERVICE_H_

#include <string>

#include "absl/status/statusor.h"
#include "banso/v1/message_service.pb.h"
#include "server/services/message_states.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class MessageService final : public RpcService {
 public:
  // `context` outlives the service. `public_url` is that of the OutboxDispatcher.
  MessageService(const ServiceContext* context, std::string public_url);

  // The methods. Public for tests; calls come in by their names.
  absl::StatusOr<v1::Message> Get(const v1::GetMessageRequest& request, Call* call) const;
  absl::StatusOr<v1::ListMessagesResponse> List(const v1::ListMessagesRequest& request,
                                                Call* call) const;
  absl::StatusOr<v1::Message> Retry(const v1::RetryMessageRequest& request, Call* call) const;
  absl::StatusOr<v1::Message> Discard(const v1::DiscardMessageRequest& request, Call* call) const;
  absl::StatusOr<v1::PreviewMessageResponse> Preview(const v1::PreviewMessageRequest& request,
                                                     Call* call) const;

 private:
  template <typename Request>
  absl::StatusOr<v1::Message> Take(MessageVerb verb, const Request& request, Call* call) const;

  const ServiceContext& context_;
  const ResourceMethods<MessageEntry> methods_;
  const std::string public_url_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_MESSAGE_SERVICE_H_
