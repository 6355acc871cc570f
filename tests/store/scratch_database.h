// A PostgreSQL database of a test's own, where a schema is not enough.
#ifndef BANSO_TESTS_STORE_SCRATCH_DATABASE_H_
#define BANSO_TESTS_STORE_SCRATCH_DATABASE_H_

#include <unistd.h>

#include <atomic>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/store/backends.h"

namespace banso {

// A fresh database of the server that PGHOST names, removed at the end with whoever is on it.
class ScratchDatabase {
 public:
  ScratchDatabase() {
    static std::atomic<int> count = 0;
    name_ = absl::StrCat("test_", getpid(), "_", ++count);
    EXPECT_TRUE(PostgresSql("", absl::StrCat("CREATE DATABASE ", name_)).ok());
  }
  ~ScratchDatabase() {
    EXPECT_TRUE(PostgresSql("", absl::StrCat("DROP DATABASE ", name_, " WITH (FORCE)")).ok());
  }
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;

  std::string connection() const { return absl::StrCat("dbname=", name_); }

 private:
  std::string name_;
};

}  // namespace banso

#endif  // BANSO_TESTS_STORE_SCRATCH_DATABASE_H_
