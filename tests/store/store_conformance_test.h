// The promises of Store, one test each, for every database. A new database adds one
// INSTANTIATE_TEST_SUITE_P beside its own tests; a new promise adds one test.
#ifndef BANSO_TESTS_STORE_STORE_CONFORMANCE_TEST_H_
#define BANSO_TESTS_STORE_STORE_CONFORMANCE_TEST_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/store/store.h"
#include "tests/store/backends.h"
#include "tests/support/status_matchers.h"

namespace banso {

class StoreConformanceTest : public ::testing::TestWithParam<Backend> {
 protected:
  void SetUp() override { Reopen(); }

  StoreSite& site() { return *site_; }
  Store& store() { return *store_; }

  // Closes the store, as a server that stops, and opens it again.
  void Reopen() {
    store_.reset();
    auto opened = site_->Open();
    ASSERT_THAT(opened, IsOk());
    store_ = *std::move(opened);
  }
  void Close() { store_.reset(); }

  // Long enough for any machine; a test that needs it fails.
  static absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

  absl::StatusOr<CommitResult> Commit(std::vector<Write> writes) {
    Batch batch;
    batch.writes = std::move(writes);
    return store_->Commit(batch, Soon());
  }
  absl::StatusOr<CommitResult> Commit(const Batch& batch) { return store_->Commit(batch, Soon()); }

 private:
  const std::unique_ptr<StoreSite> site_ = GetParam().make_site();
  std::unique_ptr<Store> store_;
};

}  // namespace banso

#endif  // BANSO_TESTS_STORE_STORE_CONFORMANCE_TEST_H_
