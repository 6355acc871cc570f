#include "server/access/projection.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "banso/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "server/base/mutex.h"
#include "server/convert/options.h"

namespace banso {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Which classes are seen. PUBLIC always is, SECRET never.
struct Sight {
  bool matching = false;
  bool sensitive = false;
  bool identifying = false;

  bool All() const { return matching && sensitive && identifying; }
  bool Sees(v1::Privacy::Level level) const {
    switch (level) {
      case v1::Privacy::PUBLIC:
        return true;
      case v1::Privacy::MATCHING:
        return matching;
      case v1::Privacy::SENSITIVE:
        return sensitive;
      case v1::Privacy::IDENTIFYING:
        return identifying;
      case v1::Privacy::SECRET:
        return false;
      default:
        return sensitive && identifying;
    }
  }
};

constexpr Sight kEverything = {.matching = true, .sensitive = true, .identifying = true};

v1::Privacy::Level LevelOf(const FieldDescriptor& field) {
  // A SECRET that this build does not know would be unclassified: the most private class.
  return field.options().GetExtension(v1::privacy);
}

// What the projection must know of a message type, worked out once.
struct TypeFacts {
  const FieldDescriptor* subject = nullptr;  // names what the message is about; null: nothing new
  bool holds_secrets = false;                // somewhere inside
  bool holds_others = false;                 // a part inside says itself whom it is about
};

// Message types are few and live as long as the program.
const TypeFacts& FactsOf(const Descriptor& type) {
  static Mutex& mu = *new Mutex();
  static auto& known = *new absl::flat_hash_map<const Descriptor*, const TypeFacts*>();
  {
    MutexLock lock(&mu);
    const auto found = known.find(&type);
    if (found != known.end()) return *found->second;
  }
  auto facts = std::make_unique<TypeFacts>();
  const std::string& subject = type.options().GetExtension(v1::subject);
  std::vector<const Descriptor*> inside = {&type};
  for (size_t i = 0; i < inside.size(); ++i) {
    for (int j = 0; j < inside[i]->field_count(); ++j) {
      const FieldDescriptor& field = *inside[i]->field(j);
      if (LevelOf(field) == v1::Privacy::SECRET) facts->holds_secrets = true;
      const Descriptor* next = field.message_type();
      if (next != nullptr && std::find(inside.begin(), inside.end(), next) == inside.end()) {
        inside.push_back(next);
      }
      if (i > 0) {
        if (inside[i]->options().HasExtension(v1::subject)) facts->holds_others = true;
        continue;
      }
      if (subject.empty() ? HasBehavior(field, v1::Behavior::IDENTIFIER)
                          : field.name() == subject) {
        facts->subject = &field;
      }
    }
  }
  MutexLock lock(&mu);
  const TypeFacts*& kept = known[&type];
  if (kept == nullptr) kept = facts.release();
  return *kept;
}

// What the caller sees of the resource called `name`.
Sight SightOf(const Reach& reach, absl::string_view name) {
  const v1::Access::Role role = reach.caller().role;
  if (role == v1::Access::COORDINATOR || role == v1::Access::SYSTEM) return kEverything;
  if (!name.empty() && reach.IsOwn(name)) {
    // A link proves nobody: whoever holds it sees when and with whom, not what was said.
    if (role == v1::Access::LINK) return {.matching = true};
    // An employer's own resources hold nothing of a person, but cards without names, which are
    // MATCHING throughout.
    return kEverything;
  }
  switch (role) {
    case v1::Access::ADVISOR:
    case v1::Access::CANDIDATE:
    case v1::Access::FAMILY:
      if (reach.scope() == v1::Access::LINKED && absl::StartsWith(name, "candidates/") &&
          reach.Includes(name)) {
        return {.matching = true, .sensitive = false, .identifying = true};
      }
      return {};
    case v1::Access::EMPLOYER:
      // The named view of an application: the handler has seen that the person agreed.
      if (absl::StartsWith(name, "applications/") && reach.Includes(name)) {
        return {.identifying = true};
      }
      return {};
    case v1::Access::ADMIN:
      // Users are what an admin manages.
      if (absl::StartsWith(name, "principals/")) return {.identifying = true};
      return {};
    default:
      return {};
  }
}

class Projector {
 public:
  explicit Projector(const Reach& reach) : reach_(reach) {}

  void Apply(Message* message, Sight sight) {
    const Descriptor& type = *message->GetDescriptor();
    const TypeFacts& facts = FactsOf(type);
    const Reflection& reflection = *message->GetReflection();
    if (facts.subject != nullptr) {
      // A part without a name yet belongs to what holds it.
      const std::string& subject = reflection.GetString(*message, facts.subject);
      if (!subject.empty()) sight = SightOf(reach_, subject);
    }
    if (sight.All() && !facts.holds_secrets) {
      // Answers that hold several, which have no subject, come here only for callers who see
      // everybody; of a resource, nothing inside is about somebody else but what says so itself.
      if (SeesEverybody() || (facts.subject != nullptr && !facts.holds_others)) return;
    }
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(*message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (!sight.Sees(LevelOf(*field)) && !IsShown(*field, sight)) {
        if (!HoldsOthers(*field)) {
          reflection.ClearField(message, field);
          continue;
        }
        KeepSeen(message, *field);
      }
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map()) continue;
      if (IsForeign(*field->message_type())) continue;
      if (field->is_repeated()) {
        for (int i = 0; i < reflection.FieldSize(*message, field); ++i) {
          Apply(reflection.MutableRepeatedMessage(message, field, i), sight);
        }
      } else {
        Apply(reflection.MutableMessage(message, field), sight);
      }
    }
    // What this build has no field for has no class either.
    reflection.MutableUnknownFields(message)->Clear();
  }

 private:
  // Whether the field is open to the caller's role, of somebody in reach, whatever its class.
  bool IsShown(const FieldDescriptor& field, Sight sight) const {
    if (!sight.matching || LevelOf(field) == v1::Privacy::SECRET) return false;
    const auto& options = field.options();
    for (int i = 0; i < options.ExtensionSize(v1::shown_to); ++i) {
      if (options.GetExtension(v1::shown_to, i) == reach_.caller().role) return true;
    }
    return false;
  }

  bool SeesEverybody() const {
    return reach_.caller().role == v1::Access::COORDINATOR ||
           reach_.caller().role == v1::Access::SYSTEM;
  }

  // Whether the field holds resources, which say themselves who sees them.
  static bool HoldsOthers(const FieldDescriptor& field) {
    return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_map() &&
           !IsForeign(*field.message_type()) && FactsOf(*field.message_type()).subject != nullptr;
  }

  // Removes the resources in a field that is not seen as such, unless they are seen for themselves:
  // also how many there are would tell.
  void KeepSeen(Message* message, const FieldDescriptor& field) const {
    const Reflection& reflection = *message->GetReflection();
    const auto is_seen = [&](const Message& part) {
      const std::string& subject =
          part.GetReflection()->GetString(part, FactsOf(*part.GetDescriptor()).subject);
      return !subject.empty() && SightOf(reach_, subject).Sees(LevelOf(field));
    };
    if (!field.is_repeated()) {
      if (!is_seen(reflection.GetMessage(*message, &field))) reflection.ClearField(message, &field);
      return;
    }
    int kept = 0;
    for (int i = 0; i < reflection.FieldSize(*message, &field); ++i) {
      if (!is_seen(reflection.GetRepeatedMessage(*message, &field, i))) continue;
      if (i != kept) reflection.SwapElements(message, &field, kept, i);
      ++kept;
    }
    while (reflection.FieldSize(*message, &field) > kept) reflection.RemoveLast(message, &field);
  }

  // Times, masks and the like have the class of the field that holds them.
  static bool IsForeign(const Descriptor& type) { return type.file()->package() != "banso.v1"; }

  const Reach& reach_;
};

// The record of the person that a resource is, or is below of; empty if it is nobody's.
std::string PersonOf(absl::string_view name) {
  if (!absl::StartsWith(name, "candidates/") && !absl::StartsWith(name, "advisors/")) return "";
  return std::string(name.substr(0, name.find('/', name.find('/') + 1)));
}

// Whether a field of the message, at any depth, is set and more than PUBLIC.
bool HoldsPrivate(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (LevelOf(*field) != v1::Privacy::PUBLIC) return true;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map() ||
        field->message_type()->file()->package() != "banso.v1") {
      continue;
    }
    const Reflection& reflection = *message.GetReflection();
    if (!field->is_repeated()) {
      if (HoldsPrivate(reflection.GetMessage(message, field))) return true;
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      if (HoldsPrivate(reflection.GetRepeatedMessage(message, field, i))) return true;
    }
  }
  return false;
}

void AddPeople(const Message& message, std::set<std::string>* people) {
  const Descriptor& type = *message.GetDescriptor();
  if (type.file()->package() != "banso.v1") return;
  const Reflection& reflection = *message.GetReflection();
  if (const FieldDescriptor* subject = FactsOf(type).subject) {
    const std::string name = PersonOf(reflection.GetString(message, subject));
    if (!name.empty()) {
      if (!people->contains(name) && HoldsPrivate(message)) people->insert(name);
      return;
    }
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map()) continue;
    if (!field->is_repeated()) {
      AddPeople(reflection.GetMessage(message, field), people);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      AddPeople(reflection.GetRepeatedMessage(message, field, i), people);
    }
  }
}

}  // namespace

void Project(const Reach& reach, Message* message) {
  // What has no subject is about nobody; an admin is shown the secret of a token once.
  const Sight sight =
      reach.caller().role == v1::Access::ADMIN ? Sight{.identifying = true} : SightOf(reach, "");
  Projector(reach).Apply(message, sight);
}

std::set<std::string> PeopleIn(const Message& message) {
  std::set<std::string> people;
  AddPeople(message, &people);
  return people;
}

}  // namespace banso
