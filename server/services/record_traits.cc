#include "server/services/record_traits.h"

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

}  // namespace banso
