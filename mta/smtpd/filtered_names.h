// smtpd_dns_reply_filter: a table that has answers of the DNS passed over. Its keys are records as text, "example.com. 3600 IN MX 10
// mail.example.com.".
#pragma once

#include "conf/lookup.h"
#include "mta/smtpd/names.h"
#include "net/disk.h"

namespace mailstead::mta::smtpd {

class filtered_names final : public names {
public:
    // All outlive it.
    filtered_names(names& behind, conf::maps const& filter, net::disk_pool& pool) : behind_(behind), filter_(filter), pool_(pool) {}

    net::task<client_names> name_of(std::string address) override { return behind_.name_of(std::move(address)); }
    // What the table says IGNORE of is not there; an answer of which nothing is left is an empty one, and not_found to nobody. A table that
    // fails, or says anything else, is no answer.
    net::task<net::result<net::dns_answer>> lookup(std::string name, net::record_type type) override;

private:
    names& behind_;
    conf::maps const& filter_;
    net::disk_pool& pool_;
};

// Takes the records out of `answer`, to a question for `name`, that the table of `parameter` says IGNORE of; returns how many are left.
// A table that fails, or says anything else, is an error. Blocking where the table is; `program` names who logs.
conf::result<std::size_t> drop_ignored(conf::maps const& filter, std::string const& name, net::record_type type, net::dns_answer& answer,
                                       char const* program, char const* parameter);

// One record as the keys have it.
std::string record_text(std::string_view name, net::record_type type, std::string_view rdata, std::chrono::seconds ttl);

}  // namespace mailstead::mta::smtpd
