#include "server/catalog/on_demand.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

using Text = OnDemand<std::string>;
using ::testing::Optional;

std::atomic<int> made_values = 0;
std::shared_ptr<const std::string> Doubled(const std::string& bytes) {
  ++made_values;
  return std::make_shared<const std::string>(bytes + bytes);
}

TEST(OnDemandTest, NothingIsNull) {
  EXPECT_TRUE(Text() == nullptr);
  EXPECT_EQ(Text().get(), nullptr);
  EXPECT_FALSE(Text().Bytes().has_value());
}

TEST(OnDemandTest, AValueInMemoryIsThatValue) {
  const auto value = std::make_shared<const std::string>("x");
  const Text text = value;

  EXPECT_EQ(text.get(), value.get());
  EXPECT_EQ(text->size(), 1u);
  EXPECT_EQ(std::shared_ptr<const std::string>(text), value);
  EXPECT_FALSE(text.Bytes().has_value());
}

TEST(OnDemandTest, AValueIsMadeOnceForAllCopiesAndThreads) {
  made_values = 0;
  const Text text([] { return std::string("ab"); }, &Doubled);
  const Text copy = text;
  EXPECT_FALSE(text == nullptr);
  EXPECT_THAT(text.Bytes(), Optional(std::string("ab")));
  EXPECT_EQ(made_values, 0);

  std::vector<const std::string*> seen(4);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < seen.size(); ++i) {
    threads.emplace_back([&, i] { seen[i] = i % 2 == 0 ? text.get() : copy.get(); });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(*text, "abab");
  for (const std::string* one : seen) EXPECT_EQ(one, text.get());
  EXPECT_EQ(made_values, 1);
  EXPECT_THAT(text.Bytes(), Optional(std::string("ab")));
}

}  // namespace
}  // namespace banso
