#include "server/services/desk_links.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/services/commit_together.h"
#include "server/services/desk_days.h"

namespace banso {

absl::Time LinkEnd(const v1::DeskDay& day) { return HoursOf(day).end + kLinkAfterglow; }

void AddLink(const BearerTokens& tokens, absl::string_view secret, absl::string_view candidate,
             absl::Time expire, absl::Time now, Batch* batch) {
  v1::Principal principal;
  principal.set_name(absl::StrCat("principals/", RandomId()));
  principal.set_role(v1::Access::LINK);
  principal.set_candidate(std::string(candidate));
  *principal.mutable_create_time() = FromTime(now);
  *principal.mutable_update_time() = FromTime(now);
  v1::Token token;
  token.set_name(absl::StrCat(principal.name(), "/tokens/", RandomId()));
  token.set_label("private link");
  token.set_secret_hash(tokens.HashOf(secret));
  *token.mutable_expire_time() = FromTime(expire);
  *token.mutable_create_time() = FromTime(now);
  *token.mutable_update_time() = FromTime(now);
  AddPut(ResourceKind::kPrincipal, principal.name(), principal, 0, batch);
  AddPut(ResourceKind::kToken, token.name(), token, 0, batch);
}

void KeepLinksUntil(const Snapshot& snapshot, absl::string_view candidate, absl::Time until,
                    absl::Time now, Batch* batch) {
  std::set<std::string> principals;
  snapshot.principals().ForEach([&](const auto& entry) {
    if (entry->message->role() == v1::Access::LINK && entry->message->candidate() == candidate) {
      principals.insert(entry->name());
    }
  });
  for (const std::string& principal : principals) {
    snapshot.tokens().ForEachWithPrefix(absl::StrCat(principal, "/"), [&](const auto& entry) {
      v1::Token token = *entry->message;
      const absl::Time expire = ToTime(token.expire_time());
      if (token.has_revoke_time() || expire <= now || until <= expire) return;
      *token.mutable_expire_time() = FromTime(until);
      *token.mutable_update_time() = FromTime(now);
      AddPut(ResourceKind::kToken, token.name(), token, entry->revision, batch);
    });
  }
}

}  // namespace banso
