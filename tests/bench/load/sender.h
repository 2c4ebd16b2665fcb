// SMTP and LMTP sessions that send unique messages one after another in the usual dialogue: each command waits for its
// reply (RFC 5321 §4.1, RFC 2033 §4).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/load/connection.h"

namespace mailstead::load {

enum class protocol { smtp, lmtp };

struct sending {
    protocol speaks = protocol::smtp;
    std::uint64_t messages = 0;
    std::size_t bytes = 4096;
    unsigned users = 100;
    unsigned first_user = 0;
    std::string domain;         // %d: one of several domains in turn, by its number
    unsigned domains = 1;
    unsigned first_domain = 0;
};

// The numbers of one message, shared by the sessions of a run.
class campaign {
public:
    explicit campaign(sending what);

    struct message { unsigned user; std::string recipient, head; };
    bool has_more() const noexcept { return next_ < what_.messages && refused_ < refusal_limit; }
    message take();                         // only when has_more()
    std::string const& body() const noexcept { return body_; }
    sending const& what() const noexcept { return what_; }

    void acknowledge(unsigned user, clock::time_point begun);
    void refuse(std::string_view reply);
    std::uint64_t acknowledged() const noexcept { return acknowledged_; }
    std::uint64_t refused() const noexcept { return refused_; }
    std::string const& first_refusal() const noexcept { return first_refusal_; }
    std::vector<std::uint64_t> const& by_user() const noexcept { return by_user_; }
    // Milliseconds from MAIL to the reply after the message, below which `share` of them lie.
    double latency(double share);
    clock::time_point first, last;          // the first MAIL, the last acknowledgement

private:
    std::string domain_of(std::uint64_t number) const;

    static constexpr std::uint64_t refusal_limit = 100;

    sending what_;
    std::string run_, body_, first_refusal_;
    std::uint64_t next_ = 0, acknowledged_ = 0, refused_ = 0;
    std::vector<std::uint64_t> by_user_;
    std::vector<float> latencies_;
};

// One session: sends while the campaign has more, then quits. `done` counts ended sessions and stops the loop at `all`.
class session final : public line_receiver {
public:
    struct counter { unsigned ended = 0, all = 0; };
    session(loop& on, place const& where, campaign& work, counter& done);

private:
    enum class step { greeting, hello, mail, rcpt, data, body, reset, quit };

    void line(std::string_view text) override;
    void closed() override;
    void advance(std::string_view reply);
    void next();
    void refused(std::string_view reply);
    void command(std::string_view verb, std::string_view rest, step then);

    loop& loop_;
    campaign& work_;
    counter& done_;
    connection wire_;
    step at_ = step::greeting;
    campaign::message now_{};
    clock::time_point begun_;
    std::string line_;
};

}  // namespace mailstead::load
