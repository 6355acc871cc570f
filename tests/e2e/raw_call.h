// Calls by the name of a method: bytes in, and everything that comes back.
#ifndef BANSO_TESTS_E2E_RAW_CALL_H_
#define BANSO_TESTS_E2E_RAW_CALL_H_

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"

namespace banso {

// All that a caller gets to see of a call.
struct RawAnswer {
  grpc::Status status;
  std::vector<std::string> messages;                 // bytes of the answers
  std::multimap<std::string, std::string> metadata;  // initial and trailing

  // Everything in one piece, to be searched or compared.
  std::string Everything() const {
    std::string all = absl::StrCat(static_cast<int>(status.error_code()), "\n",
                                   status.error_message(), "\n", status.error_details(), "\n");
    for (const std::string& message : messages) absl::StrAppend(&all, message, "\n");
    for (const auto& [key, value] : metadata) absl::StrAppend(&all, key, "=", value, "\n");
    return all;
  }
};

// Sends one message and takes every answer; the first, of a stream that goes on. Good for methods
// of every kind: on the wire a unary call is a stream of one message.
inline RawAnswer CallOn(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                        const std::string& bytes, absl::Duration deadline = absl::Seconds(30)) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + deadline));
  // Comes back; else every call would have a name of its own.
  context.AddMetadata("x-request-id", "0123456789abcdef");
  grpc::CompletionQueue queue;
  const auto done = [&] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  const bool goes_on = absl::StrContains(method, "/Watch");
  RawAnswer answer;
  auto call = stub.PrepareCall(&context, method, &queue);
  call->StartCall(nullptr);
  if (done()) {
    const grpc::Slice slice(bytes);
    // A call that is refused at once takes no message.
    call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    if (done()) {
      call->WritesDone(nullptr);
      done();
    }
    for (;;) {
      grpc::ByteBuffer received;
      call->Read(&received, nullptr);
      if (!done()) break;
      grpc::Slice whole;
      if (!received.DumpToSingleSlice(&whole).ok()) break;
      answer.messages.emplace_back(reinterpret_cast<const char*>(whole.begin()), whole.size());
      if (goes_on) {
        context.TryCancel();
        break;
      }
    }
  }
  call->Finish(&answer.status, nullptr);
  done();
  if (goes_on && !answer.messages.empty()) answer.status = grpc::Status::OK;
  for (const auto* part :
       {&context.GetServerInitialMetadata(), &context.GetServerTrailingMetadata()}) {
    for (const auto& [key, value] : *part) {
      answer.metadata.emplace(std::string(key.data(), key.size()),
                              std::string(value.data(), value.size()));
    }
  }
  queue.Shutdown();
  done();
  return answer;
}

// Every method of the contract, by the files of the contract, so that none is left out.
inline std::vector<const google::protobuf::MethodDescriptor*> ContractMethods() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const auto& file : std::filesystem::directory_iterator(BANSO_SOURCE_DIR "/proto/banso/v1")) {
    const std::string name = file.path().filename().string();
    if (!absl::EndsWith(name, "_service.proto")) continue;
    const google::protobuf::FileDescriptor* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindFileByName("banso/v1/" + name);
    EXPECT_NE(descriptor, nullptr) << name << " is not part of this program";
    if (descriptor == nullptr) continue;
    for (int i = 0; i < descriptor->service_count(); ++i) {
      for (int j = 0; j < descriptor->service(i)->method_count(); ++j) {
        methods.push_back(descriptor->service(i)->method(j));
      }
    }
  }
  return methods;
}

// "/banso.v1.CandidateService/GetCandidate".
inline std::string PathOf(const google::protobuf::MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

// An empty message of a type of the contract.
inline std::unique_ptr<google::protobuf::Message> NewMessage(
    const google::protobuf::Descriptor& type) {
  const google::protobuf::Message* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type);
  return std::unique_ptr<google::protobuf::Message>(prototype->New());
}

}  // namespace banso

#endif  // BANSO_TESTS_E2E_RAW_CALL_H_
