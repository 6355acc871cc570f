// Records of what was told about a person to somebody outside.
#ifndef BANSO_SERVER_SERVICES_PROVISION_RECORDS_H_
#define BANSO_SERVER_SERVICES_PROVISION_RECORDS_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/privacy_record.pb.h"
#include "server/convert/consent_rules.h"

namespace banso {

// Whether the record lists the item, such as kBlindedCardItem.
bool HasItem(const v1::ProvisionRecord& record, absl::string_view item);

// Notes that what the record says was told at `now`, from when on it is kept three years more.
void SetProvided(absl::Time now, v1::ProvisionRecord* record);

// Until when the record is kept.
absl::Time KeepUntil(const v1::ProvisionRecord& record);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_PROVISION_RECORDS_H_
