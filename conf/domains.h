// The class of a domain: who is responsible for its mail.
#pragma once

#include <string_view>

#include "conf/lookup.h"

namespace mailstead::conf {

enum class address_class { local, virtual_alias, virtual_mailbox, relay, other };

// Opened once per configuration; safe to use from any thread.
class domains {
public:
    // Opens mydestination, virtual_alias_domains, virtual_mailbox_domains and relay_domains. Blocking. Mistakes are
    // reported, and make classify() fail where they matter.
    explicit domains(settings const& values, conf::report const& report = {});

    // `domain` without trailing dot, case ignored; "[192.0.2.1]" and "[IPv6:...]" are local when the address is ours
    // (inet_interfaces, proxy_interfaces). Blocking where a table is. A table that fails is a failure, never `other`.
    result<address_class> classify(std::string_view domain) const;

    // True when mail for `domain` may be taken from anyone: every class but `other`.
    result<bool> is_ours(std::string_view domain) const;
    bool is_own_address(std::string_view address) const noexcept;
    bool is_blocking() const noexcept;

private:
    match_list local_;
    match_list virtual_alias_;
    match_list virtual_mailbox_;
    match_list relay_;
    std::vector<std::string> addresses_;
};

}  // namespace mailstead::conf
