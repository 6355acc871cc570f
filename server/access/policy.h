// Who may call what, as the contract says.
#ifndef BANSO_SERVER_ACCESS_POLICY_H_
#define BANSO_SERVER_ACCESS_POLICY_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "banso/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "server/access/caller.h"

namespace banso {

// The table of methods, roles and scopes, read from the `access` options. What is not granted is
// denied. Thread safety: const methods may run on any number of threads at once.
class Policy {
 public:
  // Errors: INTERNAL if a method says not who may call it, or grants a role twice.
  static absl::StatusOr<Policy> Read(
      const std::vector<const google::protobuf::ServiceDescriptor*>& services);

  // The scope in which a role may call `method`, "/banso.v1.CandidateService/GetCandidate"; none
  // if it may not. What PUBLIC may do everybody may.
  std::optional<v1::Access::Scope> ScopeOf(absl::string_view method, v1::Access::Role role) const;

  // UNAUTHENTICATED for a caller without proof, PERMISSION_DENIED for one of the wrong role.
  absl::StatusOr<v1::Access::Scope> Authorise(absl::string_view method, const Caller& caller) const;

 private:
  using Scopes = std::array<v1::Access::Scope, v1::Access::Role_ARRAYSIZE>;  // 0: denied
  absl::flat_hash_map<std::string, Scopes> scopes_;
};

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_POLICY_H_
