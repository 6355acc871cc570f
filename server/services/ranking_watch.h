// What is new in a ranking since it was told last.
#ifndef BANSO_SERVER_SERVICES_RANKING_WATCH_H_
#define BANSO_SERVER_SERVICES_RANKING_WATCH_H_

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "banso/v1/matching_service.pb.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/message.h"
#include "server/base/deterministic_bytes.h"
#include "server/seal/key_store.h"
#include "server/services/call.h"
#include "server/services/digest.h"
#include "server/services/rpc_service.h"
#include "server/store/store.h"

namespace banso {

// A row that was told: its name, and a digest of what it says.
using ToldRow = std::pair<std::string, std::string>;

// Where a stream goes on, at whatever server: what its caller had been told, and of which revision.
// Sealed, because a revision is not for everybody, and bound to method and request.
struct ResumePoint {
  Revision revision = 0;
  std::string told;  // DigestOf the rows

  // Of the request counts everything but `resume_token` and `min_revision`.
  static absl::StatusOr<ResumePoint> FromToken(KeyStore* keys, absl::string_view token,
                                               const google::protobuf::Message& request);
  absl::StatusOr<std::string> ToToken(KeyStore* keys,
                                      const google::protobuf::Message& request) const;
};

// The digest of rows in their order.
std::string DigestOf(const std::vector<ToldRow>& rows);

// Tells one caller of one ranking. `Response` is that of the stream, `Row` one of its rows.
template <typename Request, typename Response, typename Row>
class RankingWatcher final : public Watcher {
 public:
  // The ranking as it is from `at_least` on, as an answer with all of its rows, their `order` and a
  // `ranking_id`; the audit log's note of it, with its revision, is in the call.
  using Rank = std::function<absl::StatusOr<Response>(const Request&, Revision at_least, Call*)>;
  using Rows = google::protobuf::RepeatedPtrField<Row>* (Response::*)();

  RankingWatcher(KeyStore* keys, Rank rank, Rows rows)
      : keys_(keys), rank_(std::move(rank)), rows_(rows) {}

  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Look(
      const google::protobuf::Message& message, bool beat, Call* call) override {
    const auto& request = static_cast<const Request&>(message);
    ResumePoint had;
    if (!told_ && !request.resume_token().empty()) {
      BANSO_ASSIGN_OR_RETURN(had, ResumePoint::FromToken(keys_, request.resume_token(), request));
    }
    // Never less than what the caller knows already.
    const Revision at_least = std::max({request.min_revision(), had.revision, revision_});
    BANSO_ASSIGN_OR_RETURN(Response response, rank_(request, at_least, call));
    auto* const rows = (response.*rows_)();
    std::vector<ToldRow> now;
    for (int i = 0; i < rows->size(); ++i) {
      now.emplace_back(response.order(i), Digest({DeterministicBytes(rows->Get(i))}));
    }
    ResumePoint point = {call->audit.revision(), DigestOf(now)};
    const bool same = told_ ? *told_ == now : had.told == point.told;
    if (same) {
      // Nothing is shown.
      call->audit.clear_shown_list();
      call->audit.clear_subjects();
      if (told_ && !beat) return nullptr;
      rows->Clear();
      response.clear_order();
      response.clear_ranking_id();
      response.set_kind(v1::WATCH_KIND_UNCHANGED);
    } else if (told_) {
      const std::set<ToldRow> known(told_->begin(), told_->end());
      int kept = 0;
      for (int i = 0; i < rows->size(); ++i) {
        if (!known.contains(now[i])) rows->SwapElements(i, kept++);
      }
      rows->DeleteSubrange(kept, rows->size() - kept);
      response.set_kind(v1::WATCH_KIND_CHANGED);
    } else {
      response.set_kind(v1::WATCH_KIND_SNAPSHOT);
    }
    BANSO_ASSIGN_OR_RETURN(*response.mutable_resume_token(), point.ToToken(keys_, request));
    revision_ = point.revision;
    told_ = std::move(now);
    return std::make_unique<Response>(std::move(response));
  }

 private:
  KeyStore* const keys_;
  const Rank rank_;
  const Rows rows_;
  Revision revision_ = 0;
  std::optional<std::vector<ToldRow>> told_;  // none: nothing yet
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_RANKING_WATCH_H_
