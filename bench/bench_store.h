// Writing what a benchmark needs into a store. What fails ends the program.
#ifndef BANSO_BENCH_BENCH_STORE_H_
#define BANSO_BENCH_BENCH_STORE_H_

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/base/deterministic_bytes.h"
#include "server/store/store.h"

namespace banso::bench {

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(value);
}

// Adds a write to a batch.
template <typename Message>
void AddMessage(ResourceKind kind, const std::string& name, Message message, Batch* batch) {
  message.set_name(name);
  batch->writes.push_back({kind, name, DeterministicBytes(message), std::nullopt});
}

// Writes one resource.
template <typename Message>
void PutMessage(ResourceKind kind, const std::string& name, Message message, Store* store) {
  Batch batch;
  AddMessage(kind, name, std::move(message), &batch);
  OrDie(store->Commit(batch, absl::Now() + absl::Minutes(1)));
}

}  // namespace banso::bench

#endif  // BANSO_BENCH_BENCH_STORE_H_
