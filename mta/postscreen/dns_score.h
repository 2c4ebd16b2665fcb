// Lists in the DNS with weights (postscreen_dnsbl_sites): what they say of one client, added up.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "mta/smtpd/dns_list.h"
#include "mta/smtpd/names.h"

namespace mailstead::mta::postscreen {

using net::task;

// "domain", "domain=filter", each with "*weight" behind it; a weight below zero speaks for the client.
struct dnsbl_site {
    smtpd::dns_list list;
    int weight = 1;
    // Absent: it makes no sense.
    static std::optional<dnsbl_site> parse(std::string_view text);
};

// The questions of one client. On the thread of `where`, as all members; shared by the coroutines that ask.
class dns_score {
public:
    // `sites` outlive it. `least` and `most`: how long an answer may count.
    dns_score(net::executor where, std::vector<dnsbl_site> const& sites, std::chrono::seconds least, std::chrono::seconds most);
    ~dns_score();

    // Every domain once: the questions are as many coroutines, which the caller runs; each ends with the answer and keeps the
    // score alive. Answers after `patience` are none.
    static std::vector<task<void>> questions(std::shared_ptr<dns_score> const& into, smtpd::names& dns, std::string address,
                                             base::clock const& clock, std::chrono::seconds patience);

    bool is_complete() const noexcept { return open_ == 0; }
    int sum() const noexcept { return sum_; }
    // The list that weighs most among those that speak against the client; "" when none does.
    std::string const& worst() const noexcept { return worst_; }
    // How long the sum may be trusted: shortest of the answers' times to live; the least when one is missing.
    std::chrono::seconds ttl() const noexcept;
    // Returns when all answers are there, at most after `limit`.
    task<void> wait(std::chrono::milliseconds limit);

private:
    static task<void> ask(std::shared_ptr<dns_score> into, smtpd::names& dns, std::string domain, std::string address,
                          base::steady_time until, base::clock const& clock);
    void take(std::string const& domain, std::string const& address, net::dns_answer const& answer);

    std::vector<dnsbl_site> const& sites_;
    std::chrono::seconds const least_, most_;
    struct bell;
    std::unique_ptr<bell> bell_;
    std::size_t open_ = 0;
    int sum_ = 0, heaviest_ = 0;
    std::string worst_;
    std::optional<std::chrono::seconds> shortest_;
    bool missing_ = false;
};

}  // namespace mailstead::mta::postscreen
