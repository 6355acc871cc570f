// A folder of a test's own.
#ifndef BANSO_TESTS_SUPPORT_SCRATCH_DIR_H_
#define BANSO_TESTS_SUPPORT_SCRATCH_DIR_H_

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "gtest/gtest.h"

namespace banso {

// A fresh folder that is removed, with what is in it, at the end.
class ScratchDir {
 public:
  ScratchDir() : path_(::testing::TempDir() + "banso.XXXXXX") {
    EXPECT_NE(mkdtemp(path_.data()), nullptr) << path_;
  }
  ScratchDir(const ScratchDir&) = delete;
  ScratchDir& operator=(const ScratchDir&) = delete;
  ~ScratchDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  // The path of a file in the folder.
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace banso

#endif  // BANSO_TESTS_SUPPORT_SCRATCH_DIR_H_
