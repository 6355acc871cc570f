#include "server/access/credential_index.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/access/certificate_names.h"

namespace banso {
namespace {

// Issuers and subjects hold no NUL.
std::string IdentityKey(absl::string_view issuer, absl::string_view subject) {
  return absl::StrCat(issuer, absl::string_view("\0", 1), subject);
}

// Brings `rows` up to `table`: calls `remove(row)` for rows that are gone or replaced, then
// `add(row)` for those that are new.
template <typename T, typename Remove, typename Add>
void FollowTable(const SortedTable<T>& table, std::vector<std::shared_ptr<const T>>* rows,
                 Remove remove, Add add) {
  using Row = std::shared_ptr<const T>;
  // As a rule nothing has changed: pointers, side by side, are compared without looking behind
  // them.
  size_t same = 0;
  bool changed = table.size() != rows->size();
  table.ForEach([&](const Row& row) { changed = changed || (*rows)[same++] != row; });
  if (!changed) return;

  std::vector<Row> now;
  now.reserve(table.size());
  table.ForEach([&](const Row& row) { now.push_back(row); });
  std::vector<Row> added;
  auto before = rows->begin();
  for (const Row& row : now) {
    for (; before != rows->end() && (*before)->name() < row->name(); ++before) remove(**before);
    if (before != rows->end() && (*before)->name() == row->name()) {
      if (*before++ == row) continue;
      remove(**std::prev(before));
    }
    added.push_back(row);
  }
  for (; before != rows->end(); ++before) remove(**before);
  for (const Row& row : added) add(*row);
  *rows = std::move(now);
}

}  // namespace

CredentialIndex::TokenRow CredentialIndex::FindToken(absl::string_view secret_hash,
                                                     const Snapshot& snapshot) {
  // Neither this look-up nor the comparison takes the same time for all hashes. That tells an
  // attacker nothing: without the key nobody can choose the hash that a guessed secret has.
  TokenRow token =
      snapshot.tokens().Find(Find(&CredentialIndex::by_hash_, std::string(secret_hash), snapshot));
  return token != nullptr && token->message->secret_hash() == secret_hash ? token : nullptr;
}

CredentialIndex::PrincipalRow CredentialIndex::FindByCertificate(
    const std::vector<std::string>& names, const Snapshot& snapshot) {
  PrincipalRow found;
  for (const std::string& name : names) {
    const std::string key = CanonicalCertificateName(name);
    PrincipalRow principal =
        snapshot.principals().Find(Find(&CredentialIndex::by_certificate_, key, snapshot));
    if (principal == nullptr) continue;
    const auto& known = principal->message->certificate_names();
    if (std::none_of(known.begin(), known.end(), [&](const std::string& its) {
          return CanonicalCertificateName(its) == key;
        })) {
      continue;
    }
    if (found != nullptr && found->name() != principal->name()) return nullptr;
    found = std::move(principal);
  }
  return found;
}

CredentialIndex::PrincipalRow CredentialIndex::FindByIdentity(absl::string_view issuer,
                                                              absl::string_view subject,
                                                              const Snapshot& snapshot) {
  PrincipalRow principal = snapshot.principals().Find(
      Find(&CredentialIndex::by_identity_, IdentityKey(issuer, subject), snapshot));
  if (principal == nullptr) return nullptr;
  for (const v1::OidcIdentity& identity : principal->message->oidc_identities()) {
    if (identity.issuer() == issuer && identity.subject() == subject) return principal;
  }
  return nullptr;
}

std::string CredentialIndex::Find(Names CredentialIndex::*names, const std::string& key,
                                  const Snapshot& snapshot) {
  MutexLock lock(&mu_);
  if (snapshot.revision() > revision_) Follow(snapshot);
  const Names& known = this->*names;
  const auto found = known.find(key);
  return found == known.end() ? "" : found->second;
}

void CredentialIndex::Follow(const Snapshot& snapshot) {
  const auto take = [](Names* names, const std::string& key, const std::string& name) {
    if (!key.empty()) (*names)[key] = name;
  };
  const auto release = [](Names* names, const std::string& key, const std::string& name) {
    const auto found = names->find(key);
    if (found != names->end() && found->second == name) names->erase(found);
  };
  // Of a principal, every key with the map that it is in.
  Names* const hashes = &by_hash_;
  Names* const certificates = &by_certificate_;
  Names* const identities = &by_identity_;
  const auto for_keys = [=](const PrincipalEntry& row, auto act) {
    for (const std::string& name : row.message->certificate_names()) {
      act(certificates, CanonicalCertificateName(name), row.name());
    }
    for (const v1::OidcIdentity& identity : row.message->oidc_identities()) {
      act(identities, IdentityKey(identity.issuer(), identity.subject()), row.name());
    }
  };
  FollowTable(
      snapshot.tokens(), &tokens_,
      [&](const TokenEntry& row) { release(hashes, row.message->secret_hash(), row.name()); },
      [&](const TokenEntry& row) { take(hashes, row.message->secret_hash(), row.name()); });
  FollowTable(
      snapshot.principals(), &principals_,
      [&](const PrincipalEntry& row) { for_keys(row, release); },
      [&](const PrincipalEntry& row) { for_keys(row, take); });
  revision_ = snapshot.revision();
}

}  // namespace banso
