#include "server/services/record_traits.h"

#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

// Every record may be ordered by its name and its times.
template <typename Message>
const OrderSchema<Message>& RecordOrders() {
  static const auto* const schema = [] {
    auto* made = new OrderSchema<Message>([](const Message& message) { return message.name(); });
    made->Time("create_time", CreateTimeOf<Message>).Time("update_time", UpdateTimeOf<Message>);
    return made;
  }();
  return *schema;
}

// A date as the midnight in Japan on which it begins.
std::optional<absl::Time> DateOf(const v1::DeskDay& day) {
  return JapanMidnight(ToDate(day.date()));
}

}  // namespace

const FilterSchema<v1::Engagement>& ResourceTraits<EngagementEntry>::Filters() {
  using M = v1::Engagement;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .String("candidate", [](const M& m) { return m.candidate(); })
          .String("advisor", [](const M& m) { return m.advisor(); })
          .Time("start_time",
                [](const M& m) { return OptionalTime(m.has_start_time(), m.start_time()); })
          .Time("end_time",
                [](const M& m) { return OptionalTime(m.has_end_time(), m.end_time()); }));
  return *schema;
}

const OrderSchema<v1::Engagement>& ResourceTraits<EngagementEntry>::Orders() {
  return RecordOrders<v1::Engagement>();
}

// Not by candidate: an employer could ask whose application it is.
const FilterSchema<v1::Application>& ResourceTraits<ApplicationEntry>::Filters() {
  using M = v1::Application;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .Enum("state", M::State_descriptor(), [](const M& m) { return m.state(); })
          .String("internship", [](const M& m) { return m.internship(); })
          .Time("create_time", CreateTimeOf<M>)
          .Time("update_time", UpdateTimeOf<M>));
  return *schema;
}

const OrderSchema<v1::Application>& ResourceTraits<ApplicationEntry>::Orders() {
  return RecordOrders<v1::Application>();
}

const FilterSchema<v1::ProvisionRecord>& ResourceTraits<ProvisionRecordEntry>::Filters() {
  using M = v1::ProvisionRecord;
  static const auto* const schema =
      new FilterSchema<M>(FilterSchema<M>()
                              .String("candidate", [](const M& m) { return m.candidate(); })
                              .String("recipient", [](const M& m) { return m.recipient(); }));
  return *schema;
}

const OrderSchema<v1::ProvisionRecord>& ResourceTraits<ProvisionRecordEntry>::Orders() {
  return RecordOrders<v1::ProvisionRecord>();
}

const FilterSchema<v1::DeletionRequest>& ResourceTraits<DeletionRequestEntry>::Filters() {
  using M = v1::DeletionRequest;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .String("recipient", [](const M& m) { return m.recipient(); })
          .Time("due_time", [](const M& m) { return OptionalTime(m.has_due_time(), m.due_time()); })
          .Time("confirm_time",
                [](const M& m) { return OptionalTime(m.has_confirm_time(), m.confirm_time()); }));
  return *schema;
}

const OrderSchema<v1::DeletionRequest>& ResourceTraits<DeletionRequestEntry>::Orders() {
  return RecordOrders<v1::DeletionRequest>();
}

const FilterSchema<v1::RightsRequest>& ResourceTraits<RightsRequestEntry>::Filters() {
  using M = v1::RightsRequest;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .String("candidate", [](const M& m) { return m.candidate(); })
          .Time("due_time", [](const M& m) { return OptionalTime(m.has_due_time(), m.due_time()); })
          .Time("answer_time",
                [](const M& m) { return OptionalTime(m.has_answer_time(), m.answer_time()); }));
  return *schema;
}

const OrderSchema<v1::RightsRequest>& ResourceTraits<RightsRequestEntry>::Orders() {
  return RecordOrders<v1::RightsRequest>();
}

const FilterSchema<v1::DeskDay>& ResourceTraits<DeskDayEntry>::Filters() {
  using M = v1::DeskDay;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .Enum("state", M::State_descriptor(), [](const M& m) { return m.state(); })
          .Time("date", DateOf)
          .Time("create_time", CreateTimeOf<M>)
          .Time("update_time", UpdateTimeOf<M>));
  return *schema;
}

const OrderSchema<v1::DeskDay>& ResourceTraits<DeskDayEntry>::Orders() {
  static const auto* const schema = new OrderSchema<v1::DeskDay>(
      OrderSchema<v1::DeskDay>(RecordOrders<v1::DeskDay>()).Time("date", DateOf));
  return *schema;
}

const FilterSchema<v1::Session>& ResourceTraits<SessionEntry>::Filters() {
  using M = v1::Session;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .Enum("state", M::State_descriptor(), [](const M& m) { return m.state(); })
          .Enum("kind", M::Kind_descriptor(), [](const M& m) { return m.kind(); })
          .String("candidate", [](const M& m) { return m.candidate(); })
          .String("advisor", [](const M& m) { return m.advisor(); })
          .String("desk_day", [](const M& m) { return m.desk_day(); })
          .Time("start_time",
                [](const M& m) { return OptionalTime(m.has_start_time(), m.start_time()); })
          .Time("request_time",
                [](const M& m) { return OptionalTime(m.has_request_time(), m.request_time()); })
          .Bool("interpreter_needed", [](const M& m) { return m.interpreter_needed(); })
          .Time("create_time", CreateTimeOf<M>)
          .Time("update_time", UpdateTimeOf<M>));
  return *schema;
}

const OrderSchema<v1::Session>& ResourceTraits<SessionEntry>::Orders() {
  static const auto* const schema =
      new OrderSchema<v1::Session>(OrderSchema<v1::Session>(RecordOrders<v1::Session>())
                                       .Time("start_time", [](const v1::Session& m) {
                                         return OptionalTime(m.has_start_time(), m.start_time());
                                       }));
  return *schema;
}

const FilterSchema<v1::SupportPlan>& ResourceTraits<SupportPlanEntry>::Filters() {
  using M = v1::SupportPlan;
  static const auto* const schema =
      new FilterSchema<M>(FilterSchema<M>()
                              .String("candidate", [](const M& m) { return m.candidate(); })
                              .Time("create_time", CreateTimeOf<M>)
                              .Time("update_time", UpdateTimeOf<M>));
  return *schema;
}

const OrderSchema<v1::SupportPlan>& ResourceTraits<SupportPlanEntry>::Orders() {
  return RecordOrders<v1::SupportPlan>();
}

const FilterSchema<v1::EntrySheet>& ResourceTraits<EntrySheetEntry>::Filters() {
  using M = v1::EntrySheet;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .Enum("state", M::State_descriptor(), [](const M& m) { return m.state(); })
          .String("candidate", [](const M& m) { return m.candidate(); })
          .String("reviewer", [](const M& m) { return m.reviewer(); })
          .Time(
              "review_due_time",
              [](const M& m) { return OptionalTime(m.has_review_due_time(), m.review_due_time()); })
          .Time("create_time", CreateTimeOf<M>)
          .Time("update_time", UpdateTimeOf<M>));
  return *schema;
}

const OrderSchema<v1::EntrySheet>& ResourceTraits<EntrySheetEntry>::Orders() {
  return RecordOrders<v1::EntrySheet>();
}

// Not by candidate, as for applications.
const FilterSchema<v1::Offer>& ResourceTraits<OfferEntry>::Filters() {
  using M = v1::Offer;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .Enum("state", M::State_descriptor(), [](const M& m) { return m.state(); })
          .String("application", [](const M& m) { return m.application(); })
          .String("internship", [](const M& m) { return m.internship(); })
          .Time("create_time", CreateTimeOf<M>)
          .Time("update_time", UpdateTimeOf<M>));
  return *schema;
}

const OrderSchema<v1::Offer>& ResourceTraits<OfferEntry>::Orders() {
  return RecordOrders<v1::Offer>();
}

const FilterSchema<v1::Message>& ResourceTraits<MessageEntry>::Filters() {
  using M = v1::Message;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .Enum("state", M::State_descriptor(), [](const M& m) { return m.state(); })
          .String("candidate", [](const M& m) { return m.candidate(); })
          .String("advisor", [](const M& m) { return m.advisor(); })
          .Bool("coordinators", [](const M& m) { return m.coordinators(); })
          .String("template_code", [](const M& m) { return m.template_code(); })
          .Time(
              "not_before_time",
              [](const M& m) { return OptionalTime(m.has_not_before_time(), m.not_before_time()); })
          .Time("create_time", CreateTimeOf<M>)
          .Time("update_time", UpdateTimeOf<M>));
  return *schema;
}

const OrderSchema<v1::Message>& ResourceTraits<MessageEntry>::Orders() {
  return RecordOrders<v1::Message>();
}

const FilterSchema<v1::MatchEvent>& ResourceTraits<MatchEventEntry>::Filters() {
  using M = v1::MatchEvent;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .Enum("kind", M::Kind_descriptor(), [](const M& m) { return m.kind(); })
          .String("ranking_id", [](const M& m) { return m.ranking_id(); })
          .Time("create_time", CreateTimeOf<M>)
          .Time("update_time", UpdateTimeOf<M>));
  return *schema;
}

const OrderSchema<v1::MatchEvent>& ResourceTraits<MatchEventEntry>::Orders() {
  return RecordOrders<v1::MatchEvent>();
}

const FilterSchema<v1::Report>& ResourceTraits<ReportEntry>::Filters() {
  using M = v1::Report;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>().Time("create_time", CreateTimeOf<M>).Time("update_time", UpdateTimeOf<M>));
  return *schema;
}

const OrderSchema<v1::Report>& ResourceTraits<ReportEntry>::Orders() {
  return RecordOrders<v1::Report>();
}

}  // namespace banso
