// Milters for mail that does not come by SMTP: they are told of the SMTP client that there is not, as Postfix's cleanup(8)
// tells them (non_smtpd_milters).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "mta/cleanup/effects.h"
#include "mta/envelope.h"
#include "mta/milter/milters.h"
#include "smtp/reply.h"

namespace mailstead::mta::pickup {

class local_milters {
public:
    // `id`: the queue's id of the message.
    local_milters(std::shared_ptr<milter::setup const> how, milter::parts with, std::string id);
    local_milters(local_milters const&) = delete;

    // From the connection to DATA. A refusal, or nothing; `wished` learns of mail to be held or discarded.
    net::task<std::optional<smtp::reply>> introduce(envelope const& of, cleanup::effects& wished);
    milter::milters& all() noexcept { return milters_; }

private:
    std::optional<std::string> macro(std::string_view name) const;
    bool obey(milter::answer const& said, char const* where, envelope const& of, cleanup::effects& wished);
    void tell(char const* action, char const* where, std::string_view text, envelope const& of) const;

    std::string id_, sender_, recipient_;    // as milters are told
    milter::milters milters_;
};

}  // namespace mailstead::mta::pickup
