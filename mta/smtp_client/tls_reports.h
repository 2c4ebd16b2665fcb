// Counts attempts at TLS for the domains that want reports (RFC 8460). Mail never waits for it: what happened is noted in
// memory, and the DNS is asked and the file written in the background.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "mta/smtp_client/names.h"
#include "mta/smtp_client/tls_report_store.h"
#include "net/disk.h"
#include "net/task.h"

namespace mailstead::mta::smtp_client {

// On one thread, `home`'s. All references outlive it.
class tls_reports {
public:
    struct parts {
        net::executor home;
        names& from;
        net::disk_pool& files;
        base::clock const& clock;
    };
    tls_reports(parts with, std::string database, std::chrono::milliseconds interval = std::chrono::seconds(10));
    ~tls_reports();

    // Never waits and never fails: of more than 10,000 sessions or 8 MB of them between two rounds the others are not counted, which the log tells.
    // The day is today.
    void note(tls_session_record what);
    // Writes what was noted every `interval`, and at the end, until stop().
    net::task<void> run();
    void stop();

private:
    struct store;
    struct known_domain {
        std::optional<std::string> address;
        base::steady_time until;
    };
    net::task<void> round();
    net::task<std::optional<std::string>> address_of(std::string domain);

    parts with_;
    std::chrono::milliseconds interval_;
    std::shared_ptr<store> store_;    // jobs of the pool may outlive a call
    std::vector<tls_session_record> noted_;
    std::size_t noted_bytes_ = 0;
    std::map<std::string, known_domain> known_;
    std::size_t lost_ = 0;
    std::int64_t last_day_ = 0;
    bool stopping_ = false;
};

}  // namespace mailstead::mta::smtp_client
