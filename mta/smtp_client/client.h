// Mail for one next hop: from host to host until everybody has an answer, over connections that are kept for the next message
// (Postfix: smtp(8), scache(8)).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "lmtp/transaction.h"
#include "mta/notice/notice.h"
#include "mta/smtp_client/names.h"
#include "mta/smtp_client/settings.h"
#include "mta/smtp_client/sts.h"
#include "mta/smtp_client/tls_reports.h"
#include "net/disk.h"
#include "net/task.h"

namespace mailstead::mta::smtp_client {

// What a client needs of its surroundings; all references outlive it.
struct surroundings {
    net::executor home;
    names& from;
    net::disk_pool& lookups;
    // The settings in force for a transport; never null. On home's thread.
    std::function<std::shared_ptr<settings const>(std::string const& transport)> settings_of;
    sts_policies* sts = nullptr;    // on home's thread; null: MTA-STS is not asked for
    tls_reports* reports = nullptr;    // the same; null: nothing is counted
    notice::teller tell_postmaster = nullptr;    // of sessions that notify_classes wants to hear of; null: nobody is told
};

// All calls on home's thread.
class client {
public:
    client(surroundings with, std::string transport, std::string next_hop);
    // Every deliver() has returned and, where one was ever made, stop() too.
    ~client();
    client(client const&) = delete;

    // Returns when every recipient has an answer for this attempt; every refusal and loss is in the result. Several may be
    // under way, each on its own connection.
    net::task<lmtp::transaction_result> deliver(lmtp::transaction what);
    // The next hop; each result names the host itself.
    std::string const& relay() const noexcept;
    // Lets what is under way end for at most `grace`, then cuts it; waits until every coroutine has ended. deliver() called
    // from now on is put off at once.
    net::task<void> stop(std::chrono::milliseconds grace);

private:
    class pool;
    std::shared_ptr<pool> pool_;    // shared with the coroutines that look after idle connections
};

}  // namespace mailstead::mta::smtp_client
