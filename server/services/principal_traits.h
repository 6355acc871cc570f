// What the standard methods must know of principals and tokens.
#ifndef BANSO_SERVER_SERVICES_PRINCIPAL_TRAITS_H_
#define BANSO_SERVER_SERVICES_PRINCIPAL_TRAITS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/services/resource_traits.h"

namespace banso {

template <>
struct ResourceTraits<PrincipalEntry> {
  static constexpr ResourceKind kKind = ResourceKind::kPrincipal;
  static constexpr absl::string_view kField = "principal";
  static constexpr absl::string_view kReferenceField = "";
  static absl::string_view Reference(const v1::Principal& /*principal*/) { return ""; }
  // Whom a principal stands for must be what its role is about, and no identity may stand twice.
  static std::vector<FieldProblem> Check(const v1::Principal& principal, const Snapshot& snapshot,
                                         absl::string_view path);
  static void Begin(absl::Time /*now*/, v1::Principal* /*principal*/) {}
  static void Settle(const v1::Principal& /*before*/, v1::Principal* /*after*/) {}
  static const FilterSchema<v1::Principal>& Filters();
  static const OrderSchema<v1::Principal>& Orders();
};

template <>
struct ResourceTraits<TokenEntry> {
  static constexpr ResourceKind kKind = ResourceKind::kToken;
  static constexpr absl::string_view kField = "token";
  static constexpr absl::string_view kReferenceField = "";
  static absl::string_view Reference(const v1::Token& /*token*/) { return ""; }
  static std::vector<FieldProblem> Check(const v1::Token& /*token*/, const Snapshot& /*snapshot*/,
                                         absl::string_view /*path*/) {
    return {};
  }
  static void Begin(absl::Time /*now*/, v1::Token* /*token*/) {}
  static void Settle(const v1::Token& /*before*/, v1::Token* /*after*/) {}
  static const FilterSchema<v1::Token>& Filters();
  static const OrderSchema<v1::Token>& Orders();
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_PRINCIPAL_TRAITS_H_
