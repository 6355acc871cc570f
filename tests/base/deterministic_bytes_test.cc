#include "server/base/deterministic_bytes.h"

#include <string>

#include "banso/v1/taxonomy_service.pb.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(DeterministicBytesTest, MapsAreWrittenInOneOrder) {
  v1::ImportTaxonomyRequest a;
  v1::ImportTaxonomyRequest b;
  for (int i = 0; i < 50; ++i) {
    (*a.mutable_replacements())[std::to_string(i)] = "x";
    (*b.mutable_replacements())[std::to_string(49 - i)] = "x";
  }
  EXPECT_EQ(DeterministicBytes(a), DeterministicBytes(b));
}

}  // namespace
}  // namespace banso
