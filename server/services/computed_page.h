// Pages of rows that are worked out for each call.
#ifndef BANSO_SERVER_SERVICES_COMPUTED_PAGE_H_
#define BANSO_SERVER_SERVICES_COMPUTED_PAGE_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/status_macros.h"
#include "server/convert/page_token.h"
#include "server/services/reads.h"
#include "server/services/resource_methods.h"

namespace banso {

// Fills a list response with the page of `rows`, which are all there are and in their order.
// `key(row)` is a name that no other row has; a page begins behind the last row that was shown or,
// if that is gone, behind as many as were shown. `add(Row)` appends one.
// Errors: INVALID_ARGUMENT naming `page_token`.
template <typename Request, typename Response, typename Row, typename Key, typename Add>
absl::Status FillPage(const Request& request, std::vector<Row> rows, Key key, Response* response,
                      Add add) {
  BANSO_ASSIGN_OR_RETURN(const PageToken token, PageTokenOf(request));
  auto next = rows.begin();
  if (token.ordinal > 0) {
    const auto last = std::find_if(rows.begin(), rows.end(),
                                   [&](const Row& row) { return key(row) == token.last_name; });
    next = last != rows.end()
               ? last + 1
               : rows.begin() + std::min<int64_t>(token.ordinal, static_cast<int64_t>(rows.size()));
  }
  const int page_size = NormalizePageSize(request.page_size(), kDefaultPageSize, kMaxPageSize);
  for (int i = 0; i < page_size && next != rows.end(); ++i, ++next) {
    if (i + 1 == page_size && next + 1 != rows.end()) {
      const PageToken following{key(*next), next - rows.begin() + 1, 0};
      response->set_next_page_token(EncodePageToken(following, request));
    }
    add(std::move(*next));
  }
  return absl::OkStatus();
}

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_COMPUTED_PAGE_H_
