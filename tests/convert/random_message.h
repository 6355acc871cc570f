// Random messages of any type, for property tests.
#ifndef BANSO_TESTS_CONVERT_RANDOM_MESSAGE_H_
#define BANSO_TESTS_CONVERT_RANDOM_MESSAGE_H_

#include <random>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace banso {

// Sets about half of the fields of `message` to random values, at most `depth` messages deep.
// Values need not obey the contract.
inline void FillRandomly(google::protobuf::Message* message, std::mt19937* random, int depth = 4) {
  using google::protobuf::FieldDescriptor;
  const auto& r = *message->GetReflection();
  const auto& type = *message->GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->is_map() || (*random)() % 2 == 0) continue;
    const bool list = field->is_repeated();
    for (unsigned count = list ? 1 + (*random)() % 3 : 1; count > 0; --count) {
      const unsigned number = (*random)() % 4;
      const std::string text = std::string(1, static_cast<char>('a' + (*random)() % 4));
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE:
          if (depth > 0) {
            FillRandomly(list ? r.AddMessage(message, field) : r.MutableMessage(message, field),
                         random, depth - 1);
          }
          break;
        case FieldDescriptor::CPPTYPE_STRING:
          list ? r.AddString(message, field, text) : r.SetString(message, field, text);
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          list ? r.AddEnumValue(message, field, static_cast<int>(number))
               : r.SetEnumValue(message, field, static_cast<int>(number));
          break;
        case FieldDescriptor::CPPTYPE_INT32:
          list ? r.AddInt32(message, field, static_cast<int>(number))
               : r.SetInt32(message, field, static_cast<int>(number));
          break;
        case FieldDescriptor::CPPTYPE_INT64:
          list ? r.AddInt64(message, field, number) : r.SetInt64(message, field, number);
          break;
        case FieldDescriptor::CPPTYPE_BOOL:
          list ? r.AddBool(message, field, number % 2) : r.SetBool(message, field, number % 2);
          break;
        default:
          break;
      }
    }
  }
}

}  // namespace banso

#endif  // BANSO_TESTS_CONVERT_RANDOM_MESSAGE_H_
