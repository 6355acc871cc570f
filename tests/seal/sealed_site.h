// Sealed stores on data and keys of a test's own.
#ifndef BANSO_TESTS_SEAL_SEALED_SITE_H_
#define BANSO_TESTS_SEAL_SEALED_SITE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/seal/sealed_store.h"
#include "server/seal/sealing.h"
#include "server/seal/sqlite_key_store.h"
#include "server/store/forwarding_store.h"
#include "tests/store/backends.h"
#include "tests/support/scratch_dir.h"

namespace banso {

// A sealed store with the keys it needs.
class StoreWithKeys final : public ForwardingStore {
 public:
  StoreWithKeys(std::unique_ptr<KeyStore> keys, std::unique_ptr<Store> store)
      : ForwardingStore(store.get()), keys_(std::move(keys)), store_(std::move(store)) {}

 private:
  const std::unique_ptr<KeyStore> keys_;
  const std::unique_ptr<Store> store_;
};

class SealedSite final : public StoreSite {
 public:
  explicit SealedSite(const Backend& beneath) : site_(beneath.make_site()) {}

  absl::StatusOr<std::unique_ptr<Store>> Open() override {
    auto inner = site_->Open();
    if (!inner.ok()) return inner.status();
    database_ = inner->get();
    auto keys = OpenSqliteKeyStore(key_file(), master_);
    if (!keys.ok()) return keys.status();
    auto store = OpenSealedStore(*std::move(inner), keys->get(), absl::InfiniteFuture());
    if (!store.ok()) return store.status();
    return std::make_unique<StoreWithKeys>(*std::move(keys), *std::move(store));
  }
  absl::StatusOr<std::vector<std::string>> Sql(const std::string& statement) override {
    return site_->Sql(statement);
  }
  // What lies beneath, without keys.
  StoreSite& beneath() { return *site_; }
  // What lies beneath the store that was opened last.
  Store* database() const { return database_; }
  std::string key_file() const { return dir_.File("keys.db"); }
  const Key& master() const { return master_; }
  void SetMaster(const Key& master) { master_ = master; }

 private:
  const std::unique_ptr<StoreSite> site_;
  const ScratchDir dir_;
  Key master_ = RandomKey();
  Store* database_ = nullptr;
};

}  // namespace banso

#endif  // BANSO_TESTS_SEAL_SEALED_SITE_H_
