// One message on its way to other servers: whom it has still to reach, and what each recipient was told last. No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lmtp/transaction.h"
#include "mta/smtp_client/hosts.h"
#include "smtp/offers.h"
#include "smtp/reply.h"

namespace mailstead::mta::smtp_client {

class attempt {
public:
    explicit attempt(lmtp::transaction what);

    lmtp::transaction const& what() const noexcept { return what_; }
    std::string const& id() const noexcept { return id_; }                       // the queue id, for log lines
    std::uint64_t size() const noexcept { return size_; }
    bool has_eight_bit() const noexcept { return eight_bit_; }                   // in the text
    bool needs_smtputf8() const noexcept { return needs_smtputf8_; }             // addresses or header beyond ASCII

    // Places of the recipients that the present host is asked to take.
    std::vector<std::uint32_t> const& left() const noexcept { return left_; }
    bool is_over() const noexcept { return left_.empty(); }
    // The present host is done with: who was refused for good, was delivered or may have been is left no more.
    void end_of_host();

    // Of the connection that answers come over until the host ends: how often it has been used, this attempt counted.
    void set_uses(std::size_t uses) noexcept { uses_ = static_cast<std::uint32_t>(uses); }

    // A server's answer to `command` for one recipient, or for all that are left.
    void answer(std::uint32_t whom, smtp::reply const& reply, std::string_view command, mail_host const& by);
    void answer_all(smtp::reply const& reply, std::string_view command, mail_host const& by);
    // Delivered to a server that sends the reports and keeps the time as far as it offers to.
    // `after`: none: unless it sends reports, the server is the end of the mail's way.
    enum class way_on { possible, none };
    void delivered(std::uint32_t whom, smtp::reply const& reply, mail_host const& by, smtp::offers const& server, way_on after = way_on::possible);
    // What we found ourselves, for all that are left and have no answer of this host yet; `relay`: whose fault it is, "none" if nobody's.
    void fail_all(trouble const& why, std::string const& relay);
    // The same, where another host may do what this one cannot: for good only when there is none.
    void pass_over(trouble const& why, std::string const& relay);
    // No answer will come to the text that was sent.
    void lost(std::uint32_t whom, trouble const& why, mail_host const& by);

    // What the last host said to anybody left, for a log line when another one is tried.
    std::string last_words() const;

    lmtp::transaction_result take_result() { return std::move(result_); }

private:
    void inspect();
    lmtp::recipient_result& fresh(std::uint32_t whom);

    lmtp::transaction what_;
    lmtp::transaction_result result_;
    std::vector<std::uint32_t> left_;
    std::vector<bool> answered_;    // by the present host
    std::vector<bool> passed_over_;    // what the last host could not do another one may
    std::string id_;
    std::uint64_t size_ = 0;
    std::uint32_t uses_ = 0;
    bool eight_bit_ = false;
    bool needs_smtputf8_ = false;
};

}  // namespace mailstead::mta::smtp_client
