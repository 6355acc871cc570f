#include "server/services/principal_traits.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/access/certificate_names.h"
#include "server/access/principal_authenticator.h"

namespace banso {
namespace {

// Every resource may be ordered by its name and its times.
template <typename Message>
OrderSchema<Message> OrdersWithTimes() {
  OrderSchema<Message> schema([](const Message& message) { return message.name(); });
  schema
      .Time("create_time",
            [](const Message& message) {
              return OptionalTime(message.has_create_time(), message.create_time());
            })
      .Time("update_time", [](const Message& message) {
        return OptionalTime(message.has_update_time(), message.update_time());
      });
  return schema;
}

// The field that says whom a principal of the role stands for; empty if it stands for nobody.
absl::string_view StandsForField(v1::Access::Role role) {
  switch (role) {
    case v1::Access::CANDIDATE:
    case v1::Access::FAMILY:
      return "candidate";
    case v1::Access::ADVISOR:
      return "advisor";
    case v1::Access::EMPLOYER:
      return "employer";
    default:
      return "";
  }
}

}  // namespace

std::vector<FieldProblem> ResourceTraits<PrincipalEntry>::Check(const v1::Principal& principal,
                                                                const Snapshot& /*snapshot*/,
                                                                absl::string_view path) {
  std::vector<FieldProblem> problems;
  const auto problem = [&](absl::string_view field, std::string description) {
    problems.push_back({absl::StrCat(path, ".", field), std::move(description)});
  };
  if (!IsRoleOfPrincipals(principal.role()) || principal.role() == v1::Access::LINK) {
    problem("role",
            "must be a role that somebody is given; PUBLIC is that of nobody, and LINK is "
            "given by the server alone");
    return problems;
  }
  const std::string role = v1::Access::Role_Name(principal.role());
  const absl::string_view needed = StandsForField(principal.role());
  const std::pair<absl::string_view, bool> fields[] = {
      {"candidate", !principal.candidate().empty()},
      {"advisor", !principal.advisor().empty()},
      {"employer", !principal.employer().empty()}};
  for (const auto& [field, is_set] : fields) {
    if (field == needed && !is_set) {
      problem(field, absl::StrCat("must be set for the role ", role));
    } else if (field != needed && is_set) {
      problem(field, absl::StrCat("must not be set for the role ", role));
    }
  }
  std::set<std::string> names;
  for (int i = 0; i < principal.certificate_names_size(); ++i) {
    if (!names.insert(CanonicalCertificateName(principal.certificate_names(i))).second) {
      problem(absl::StrCat("certificate_names[", i, "]"), "is the same as one before it");
    }
  }
  std::set<std::pair<std::string, std::string>> identities;
  for (int i = 0; i < principal.oidc_identities_size(); ++i) {
    const v1::OidcIdentity& identity = principal.oidc_identities(i);
    if (!identities.emplace(identity.issuer(), identity.subject()).second) {
      problem(absl::StrCat("oidc_identities[", i, "]"), "is the same as one before it");
    }
  }
  return problems;
}

const FilterSchema<v1::Principal>& ResourceTraits<PrincipalEntry>::Filters() {
  using M = v1::Principal;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .Enum("role", v1::Access::Role_descriptor(), [](const M& m) { return m.role(); })
          .String("candidate", [](const M& m) { return m.candidate(); })
          .String("advisor", [](const M& m) { return m.advisor(); })
          .String("employer", [](const M& m) { return m.employer(); })
          .Bool("disabled", [](const M& m) { return m.disabled(); }));
  return *schema;
}

const OrderSchema<v1::Principal>& ResourceTraits<PrincipalEntry>::Orders() {
  static const auto* const schema =
      new OrderSchema<v1::Principal>(OrdersWithTimes<v1::Principal>());
  return *schema;
}

const FilterSchema<v1::Token>& ResourceTraits<TokenEntry>::Filters() {
  using M = v1::Token;
  static const auto* const schema =
      new FilterSchema<M>(FilterSchema<M>().String("label", [](const M& m) { return m.label(); }));
  return *schema;
}

const OrderSchema<v1::Token>& ResourceTraits<TokenEntry>::Orders() {
  static const auto* const schema = new OrderSchema<v1::Token>(OrdersWithTimes<v1::Token>());
  return *schema;
}

}  // namespace banso
