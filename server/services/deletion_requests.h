// Requests to those who were told something about a person to delete it again.
#ifndef BANSO_SERVER_SERVICES_DELETION_REQUESTS_H_
#define BANSO_SERVER_SERVICES_DELETION_REQUESTS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/privacy_record.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// How long a recipient, or the programme, has to answer.
inline constexpr absl::Duration kTimeToAnswer = absl::Hours(14 * 24);

// The name of the request to delete what the record called `record` says was told: one a record, so
// that the store itself refuses a second. Keyed: the recipient sees it, and learns nothing from it.
std::string DeletionRequestOf(const ServiceContext& context, absl::string_view record);

// Adds to `batch` the request to the recipient of `record` to delete what it was told, due in 14
// days. A record is asked about once: if it was, in `snapshot` or `batch`, nothing is added.
// Errors: those of KeyStore::GetOrCreate.
absl::Status AskToDelete(const ServiceContext& context, const Snapshot& snapshot,
                         const v1::ProvisionRecord& record, absl::Time now, Batch* batch);

// Asks about every record whose consent was withdrawn or whose person was erased and that was not
// asked about: a card may be shown in the moment in which the consent is withdrawn. The server does
// so from time to time. Returns how many were asked about.
absl::StatusOr<int> AskWhereForgotten(const ServiceContext& context, absl::Time deadline);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_DELETION_REQUESTS_H_
