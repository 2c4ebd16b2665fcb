#include "mta/rewrite/mapped.h"

#include "base/ascii.h"
#include "base/log.h"
#include "mime/address.h"

namespace mailstead::mta::rewrite {
namespace {

// One address of an entry: the user of "@domain" is that of the key, and the extension that the key lost comes back. The null
// address stands for text that can be none, such as one that has grown too long.
smtp::mailbox result_of(mime::address const& entry, std::string const& key, conf::address_match const& found,
                                       extensions how, tables const& with) {
    auto address = *entry.mailbox;
    bool const has_domain = !entry.host->empty();
    if (has_domain) address += '@' + *entry.host;
    if (address.starts_with('@')) address = conf::in_other_domain(address, key, found);
    if (how == extensions::keep) address = conf::with_extension(address, found);
    auto const at = has_domain ? address.rfind('@') : address.size();
    auto path = smtp::parse_path(smtp::quoted(std::string_view(address).substr(0, at)) + address.substr(at));
    if (!path) return {};
    return completed(std::move(*path), with.own);
}

}  // namespace

conf::result<std::vector<smtp::mailbox>> mapped(smtp::mailbox const& address, map_rule const& rule, extensions how,
                                                tables const& with) {
    std::vector<smtp::mailbox> out;
    auto const whose = with.whose(address.domain());
    if (!whose) return whose.error();
    auto const key = smtp::unquoted_address(address.text);
    auto const found = conf::find_rewriting(rule.maps, key, *whose, rule.search);
    if (!found) return found.error();
    if (!*found) return out;
    for (auto const& entry : mime::parse_addresses((*found)->value)) {
        if (entry.is_group_start() || entry.is_group_end()) continue;
        auto result = result_of(entry, key, **found, how, with);
        if (result.text.empty()) {
            base::log::warning("cleanup", "{}: the entry for {} gives what is no address: {}", rule.name,
                               base::printable((*found)->key), base::printable((*found)->value));
            return conf::errc::bad_table;
        }
        out.push_back(std::move(result));
    }
    if (out.empty())
        base::log::warning("cleanup", "{}: the entry for {} holds no address: {}", rule.name, base::printable((*found)->key),
                           base::printable((*found)->value));
    return out;
}

}  // namespace mailstead::mta::rewrite
