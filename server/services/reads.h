// What every read has in common.
#ifndef BANSO_SERVER_SERVICES_READS_H_
#define BANSO_SERVER_SERVICES_READS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "server/catalog/snapshot.h"
#include "server/convert/page_token.h"
#include "server/convert/status_details.h"
#include "server/services/call.h"
#include "server/services/rpc_runtime.h"
#include "server/services/service_context.h"

namespace banso {

// The newest snapshot, once it knows `revision`; PUBLIC and LINK wait two seconds at most. Errors:
// DEADLINE_EXCEEDED; RESOURCE_EXHAUSTED if too many wait already, two for these; UNAVAILABLE if the
// server stops, and to these when they have waited.
absl::StatusOr<std::shared_ptr<const Snapshot>> SnapshotAt(const RpcRuntime& runtime,
                                                           Revision revision, const Call& call);
inline absl::StatusOr<std::shared_ptr<const Snapshot>> SnapshotAt(const ServiceContext& context,
                                                                  Revision revision,
                                                                  const Call& call) {
  return SnapshotAt(context.runtime, revision, call);
}

// Errors: INVALID_ARGUMENT naming `page_token` if it holds numbers that no server writes.
absl::Status CheckPageToken(const PageToken& token);

// The page token of a request, that of a first page if it has none.
// Errors: INVALID_ARGUMENT naming `page_token`.
template <typename Request>
absl::StatusOr<PageToken> PageTokenOf(const Request& request) {
  if (request.page_token().empty()) return PageToken();
  absl::StatusOr<PageToken> token = DecodePageToken(request.page_token(), request);
  if (!token.ok()) return token;
  if (absl::Status status = CheckPageToken(*token); !status.ok()) return status;
  return token;
}

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_READS_H_
