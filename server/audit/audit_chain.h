// The chain over the audit log: each row's value depends on every row before it.
#ifndef BANSO_SERVER_AUDIT_AUDIT_CHAIN_H_
#define BANSO_SERVER_AUDIT_AUDIT_CHAIN_H_

#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"
#include "server/seal/key_store.h"
#include "server/store/store.h"

namespace banso {

// The chain value of a row: keyed BLAKE2b-256 over that of the row before (empty for the first)
// and the row's number, time, principal, subjects and entry. 32 bytes.
// Who does not have the key can neither make one nor change a row under one.
std::string ChainValue(const Key& key, absl::string_view previous, const AuditRow& row);

// Keyed BLAKE2b-256 over the parts and their lengths. `purpose` keeps uses of a key apart.
std::string AuditMac(const Key& key, absl::string_view purpose,
                     std::initializer_list<absl::string_view> parts);

}  // namespace banso

#endif  // BANSO_SERVER_AUDIT_AUDIT_CHAIN_H_
