// What a batch is about to write, read back.
#ifndef BANSO_SERVER_SERVICES_BATCH_READING_H_
#define BANSO_SERVER_SERVICES_BATCH_READING_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "server/store/store.h"

namespace banso {

// A resource as `batch` is about to write it; none if it does not.
template <typename Message>
std::optional<Message> InBatch(absl::string_view name, const Batch& batch) {
  for (const Write& write : batch.writes) {
    Message message;
    if (write.name == name && write.message && message.ParseFromString(*write.message)) {
      return message;
    }
  }
  return std::nullopt;
}

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_BATCH_READING_H_
