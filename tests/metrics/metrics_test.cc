#include "server/metrics/metrics.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/metrics/call_metrics.h"
#include "tests/support/http_get.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(MetricsTest, FiguresAreReadWheneverTheyAreAskedFor) {
  Metrics metrics;
  double value = 1;
  metrics.Add(Gauge("banso_things", "Things.", [&] { return value; }));
  metrics.Add(Counter("banso_turns_total", "Turns.", [&] { return 2 * value; }));

  EXPECT_THAT(metrics.Text(), AllOf(HasSubstr("# HELP banso_things Things.\n"),
                                    HasSubstr("# TYPE banso_things gauge\nbanso_things 1\n"),
                                    HasSubstr("# TYPE banso_turns_total counter\n"
                                              "banso_turns_total 2\n")));
  value = 7;
  EXPECT_THAT(metrics.Text(), HasSubstr("\nbanso_things 7\n"));
}

TEST(MetricsTest, AFigureMayHaveManyValuesOrNone) {
  Metrics metrics;
  metrics.Add(
      {"banso_messages", "Messages.", Metric::Kind::kGauge, [] {
         return std::vector<Metric::Value>{{{{"state", "QUEUED"}}, 3}, {{{"state", "DEAD"}}, 0}};
       }});
  metrics.Add({"banso_unknown", "Unknown.", Metric::Kind::kGauge,
               [] { return std::vector<Metric::Value>(); }});

  EXPECT_THAT(metrics.Text(), AllOf(HasSubstr("banso_messages{state=\"QUEUED\"} 3\n"),
                                    HasSubstr("banso_messages{state=\"DEAD\"} 0\n"),
                                    Not(HasSubstr("\nbanso_unknown "))));
}

TEST(MetricsTest, CallsAreCountedAndTimedByMethodAndCode) {
  Metrics metrics;
  CallMetrics calls(&metrics);
  for (int i = 0; i < 3; ++i) calls.Begin();
  calls.End("/banso.v1.AccessService/WhoAmI", absl::StatusCode::kOk, absl::Milliseconds(2));
  calls.End("/banso.v1.AccessService/WhoAmI", absl::StatusCode::kNotFound, absl::Seconds(2));

  EXPECT_THAT(metrics.Text(),
              AllOf(HasSubstr("banso_calls_in_flight 1\n"),
                    HasSubstr("banso_call_seconds_count{code=\"OK\","
                              "method=\"banso.v1.AccessService/WhoAmI\"} 1\n"),
                    HasSubstr("banso_call_seconds_bucket{code=\"OK\","
                              "method=\"banso.v1.AccessService/WhoAmI\",le=\"0.001\"} 0\n"),
                    HasSubstr("banso_call_seconds_bucket{code=\"OK\","
                              "method=\"banso.v1.AccessService/WhoAmI\",le=\"0.0025\"} 1\n"),
                    HasSubstr("banso_call_seconds_sum{code=\"NOT_FOUND\","
                              "method=\"banso.v1.AccessService/WhoAmI\"} 2\n")));
}

TEST(MetricsListenerTest, AnswersOverHttpUntilItEnds) {
  Metrics metrics;
  metrics.Add(Gauge("banso_things", "Things.", [] { return 1; }));
  ASSERT_OK_AND_ASSIGN(auto listener, MetricsListener::Open("127.0.0.1:0", metrics));
  const int port = listener->port();

  const std::string answer = HttpGet(port, "/metrics");

  EXPECT_THAT(answer, AllOf(HasSubstr("200 OK"), HasSubstr("\nbanso_things 1\n")));
  EXPECT_THAT(HttpGet(port, "/"), Not(HasSubstr("200 OK")));
  listener.reset();
  EXPECT_THAT(HttpGet(port, "/metrics"), IsEmpty());
}

TEST(MetricsListenerTest, AnAddressThatIsTakenIsSaid) {
  const Metrics metrics;
  ASSERT_OK_AND_ASSIGN(const auto first, MetricsListener::Open("127.0.0.1:0", metrics));
  const std::string address = absl::StrCat("127.0.0.1:", first->port());

  EXPECT_THAT(MetricsListener::Open(address, metrics),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr(address)));
}

}  // namespace
}  // namespace banso
