// The answers of deliveries on their way from the store's threads back to the session's: those that arrive close together
// cross in one post.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/task.h"
#include "smtp/reply.h"

namespace mailstead::lmtp {

// One message being delivered. The session's thread only, but for `index` of completion.
struct handed_over {
    std::uint64_t first_slot = 0;
    std::size_t left = 0;                    // recipients without an answer
    std::uint64_t bytes = 0;
    std::string sender;
    std::vector<std::string> recipients;     // in the order of the slots
};

struct completion {
    std::shared_ptr<handed_over> what;
    std::size_t index = 0;
    smtp::reply reply;
};

class completions : public std::enable_shared_from_this<completions> {
public:
    using receiver = std::function<void(std::vector<completion>)>;
    // `receive` runs on the executor's thread. Held by shared_ptr only.
    completions(net::executor home, receiver receive) : home_(std::move(home)), receive_(std::move(receive)) {}

    void add(completion one);    // any thread
    void detach() { receive_ = nullptr; }    // session's thread: nothing is received any more

private:
    void drain();

    net::executor home_;
    receiver receive_;
    std::mutex mutex_;
    std::vector<completion> arrived_;
};

}  // namespace mailstead::lmtp
