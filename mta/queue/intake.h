// The queue's door as smtpd (and pickup) see it: a message is handed in piece by piece and acknowledged once durable.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "mta/envelope.h"
#include "net/task.h"

namespace mailstead::mta::queue {

using net::result;
using net::task;

// One message on its way into the queue. Destroyed without commit, it leaves nothing behind. One thread.
class spool {
public:
    virtual ~spool() = default;
    // The queue id, as it will stand in replies, Received headers and logs: upper-case hex.
    virtual std::string const& id() const noexcept = 0;
    // The next piece of the text: CRLF lines, undotted. Small messages stay in memory, larger ones go to disk.
    virtual task<result<void>> append(std::string bytes) = 0;
    virtual std::uint64_t size() const noexcept = 0;
    // What was appended, from that byte on: at most `size` bytes, at least one before the end. Blocks nothing.
    virtual task<result<std::string>> read(std::uint64_t from, std::size_t size) = 0;
    // An empty one with the same id: only one of them may be committed.
    virtual std::unique_ptr<spool> again() = 0;
    // Returns once the message is durable; after a failure it is not in the queue. The envelope has at least one
    // recipient.
    virtual task<result<void>> commit(envelope what) = 0;
};

class intake {
public:
    virtual ~intake() = default;
    // Never blocks. Fails when no message can be taken now (disk full by queue_minfree, writer stopped): temporary.
    virtual result<std::unique_ptr<spool>> begin() = 0;
};

}  // namespace mailstead::mta::queue
