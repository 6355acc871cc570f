#include "server/access/policy.h"

#include "absl/strings/str_cat.h"
#include "server/convert/status_details.h"

namespace banso {

absl::StatusOr<Policy> Policy::Read(
    const std::vector<const google::protobuf::ServiceDescriptor*>& services) {
  Policy policy;
  for (const google::protobuf::ServiceDescriptor* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const google::protobuf::MethodDescriptor& method = *service->method(i);
      Scopes scopes = {};
      const int grants = method.options().ExtensionSize(v1::access);
      if (grants == 0) {
        return absl::InternalError(
            absl::StrCat("the contract does not say who may call ", method.full_name()));
      }
      for (int g = 0; g < grants; ++g) {
        const v1::Access& grant = method.options().GetExtension(v1::access, g);
        if (!v1::Access::Role_IsValid(grant.role()) ||
            grant.role() == v1::Access::ROLE_UNSPECIFIED ||
            grant.scope() == v1::Access::SCOPE_UNSPECIFIED ||
            scopes[grant.role()] != v1::Access::SCOPE_UNSPECIFIED) {
          return absl::InternalError(absl::StrCat("the contract grants ", method.full_name(),
                                                  " in a way that is unclear"));
        }
        scopes[grant.role()] = grant.scope();
      }
      policy.scopes_[absl::StrCat("/", service->full_name(), "/", method.name())] = scopes;
    }
  }
  return policy;
}

std::optional<v1::Access::Scope> Policy::ScopeOf(absl::string_view method,
                                                 v1::Access::Role role) const {
  const auto found = scopes_.find(method);
  if (found == scopes_.end() || !v1::Access::Role_IsValid(role)) return std::nullopt;
  for (const v1::Access::Role granted : {role, v1::Access::PUBLIC}) {
    if (found->second[granted] != v1::Access::SCOPE_UNSPECIFIED) return found->second[granted];
  }
  return std::nullopt;
}

absl::StatusOr<v1::Access::Scope> Policy::Authorise(absl::string_view method,
                                                    const Caller& caller) const {
  if (const auto scope = ScopeOf(method, caller.role)) return *scope;
  if (caller.role == v1::Access::PUBLIC) {
    return WithErrorInfo(
        absl::UnauthenticatedError(
            "say who you are: send `authorization: Bearer TOKEN`, or a client certificate"),
        "CREDENTIALS_MISSING", {});
  }
  return WithErrorInfo(
      absl::PermissionDeniedError(absl::StrCat("the role ", v1::Access::Role_Name(caller.role),
                                               " may not call this method")),
      "ROLE_DENIED", {{"role", v1::Access::Role_Name(caller.role)}});
}

}  // namespace banso
