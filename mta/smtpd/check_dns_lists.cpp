// Block lists and allow lists in the DNS (RFC 5782): reject_rbl_client, reject_rhsbl_*, permit_dnswl_client, permit_rhswl_client.
#include "base/log.h"
#include "conf/expand.h"
#include "conf/idna.h"
#include "mta/smtpd/checks.h"
#include "mta/smtpd/reject_footer.h"

namespace mailstead::mta::smtpd {
namespace {

constexpr std::size_t reason_limit = 510;    // what fits in a reply

enum class answer { listed, absent, failed };

task<answer> look_up(names& dns, dns_list const& list, std::string name) {
    if (name.empty() || name.size() > 253) co_return answer::absent;
    auto const got = co_await dns.lookup(name, net::record_type::a);
    if (!got) co_return got.error() == net::make_error_code(net::errc::not_found) ? answer::absent : answer::failed;
    for (auto const& one : got->records)
        if (list.counts(one)) co_return answer::listed;
    co_return answer::absent;
}

// The first string of each TXT record.
task<std::string> reason(names& dns, std::string name) {
    std::string out;
    auto const got = co_await dns.lookup(name, net::record_type::txt);
    if (!got) co_return out;
    for (auto const& one : got->records) {
        if (one.empty() || out.size() >= reason_limit) continue;
        auto const size = static_cast<unsigned char>(one[0]);
        if (!out.empty()) out += " / ";
        out += std::string_view(one).substr(1, size);
    }
    co_return base::printable(out, reason_limit);
}

// What the text of a reply may name. A value is text, whatever it contains.
std::string value_of(subject const& about, dns_list const& list, topic const& what, std::string const& why, std::string_view name) {
    auto const local = [](std::string_view address) { return address.substr(0, address.rfind('@')); };
    auto const sender = about.sender.value_or("");
    if (name == "rbl_code") return std::to_string(about.settings->codes.listed);
    if (name == "rbl_domain") return list.domain;
    if (name == "rbl_reason" || name == "rbl_txt") return why;
    if (name == "rbl_what") return what.item;
    if (name == "rbl_class") return std::string(what.kind);
    if (name == "client") return fmt::format("{}[{}]", about.client_name, about.client_address);
    if (name == "client_address") return std::string(about.client_address);
    if (name == "client_name") return std::string(about.client_name);
    if (name == "reverse_client_name") return std::string(about.reverse_name);
    if (name == "helo_name") return std::string(about.helo);
    if (name == "sender") return sender.empty() ? "<>" : std::string(sender);
    if (name == "sender_name") return std::string(local(sender));
    if (name == "sender_domain") return std::string(domain_of(sender));
    if (name == "recipient") return std::string(about.recipient);
    if (name == "recipient_name") return std::string(local(about.recipient));
    if (name == "recipient_domain") return std::string(domain_of(about.recipient));
    return {};
}

std::string filled(std::string_view text, subject const& about, dns_list const& list, topic const& what, std::string const& why) {
    auto const source = [&](std::string_view name) -> std::optional<std::string> {
        return safe_value(value_of(about, list, what, why, name), about.settings->expansion_filter);
    };
    return conf::expand(text, source, 4096).text;
}

// "554 5.7.1 Text" or "554 Text".
decision refuse_listed(inquiry& on, std::string const& text) {
    bool const coded = text.size() > 4 && (text[0] == '4' || text[0] == '5') && base::is_digit(text[1]) &&
                       base::is_digit(text[2]) && text[3] == ' ';
    if (!coded) {
        base::log::warning("smtpd", "no reply code at the start of this reply of a DNS list: {}", base::printable(text));
        return refuse(on, 450, "4.7.1", "Service unavailable");
    }
    int const code = *base::number<int>(std::string_view(text).substr(0, 3));
    auto rest = std::string_view(text).substr(4);
    auto const blank = rest.find(' ');
    auto const first = rest.substr(0, blank);
    bool const status = blank != rest.npos && first.size() >= 5 && (first[0] == '4' || first[0] == '5') && first[1] == '.' &&
                        base::split(first, ".").size() == 3 && first.find_first_not_of("0123456789.") == first.npos;
    if (status) rest.remove_prefix(blank + 1);
    return refuse(on, code, status ? std::string(first) : "5.7.1", base::printable(rest, 1000));
}

task<decision> refuse_for(inquiry& on, restriction const& what, topic const& named, std::string query) {
    auto const& about = on.about;
    auto const& s = *about.settings;
    auto const why = co_await reason(*about.names, std::move(query));
    auto const search = [&s, &what] { return s.list_reply_maps.find(what.list->spec); };
    result<std::optional<std::string>> own = std::optional<std::string>();
    if (s.list_reply_maps.is_blocking() && about.pool) own = co_await net::blocking(*about.pool, search);
    else own = search();
    if (!own) co_return lookup_failure(on, what.list->domain);
    auto const text = filled(*own ? **own : s.list_reply, about, *what.list, named, why);
    co_return refuse_listed(on, text);
}

task<decision> refuse_if_listed(inquiry& on, restriction const& what, topic named, std::string query) {
    decision out;
    if (!on.about.names) co_return out;
    auto const got = co_await look_up(*on.about.names, *what.list, query);
    if (got == answer::failed)
        base::log::warning("smtpd", "{}: lookup failed: no answer from DNS list {}", base::printable(query), what.list->domain);
    if (got == answer::listed) out = co_await refuse_for(on, what, named, std::move(query));
    co_return out;
}

// Nobody may relay because a list likes him.
bool could_open_relay(subject const& about) {
    return about.destination && (!*about.destination || !(*about.destination)->is_ours() || about.routed);
}

task<decision> allow(inquiry& on, restriction const& what, std::string query, std::string item) {
    if (!on.about.names || could_open_relay(on.about)) co_return decision{};
    auto const got = co_await look_up(*on.about.names, *what.list, std::move(query));
    if (got == answer::listed) co_return permit();
    if (got == answer::failed) co_return defer_if_reject(on, "4.7.1", fmt::format("<{}>: Client host rejected: Service unavailable", item));
    co_return decision{};
}

std::string_view name_for(subject const& about, party who) {
    switch (who) {
    case party::client: return about.client_name;
    case party::reverse_client: return about.reverse_name;
    case party::helo: return about.helo;
    case party::sender: return domain_of(about.full_sender);
    case party::recipient: return domain_of(about.full_recipient);
    case party::none:
    case party::user:
    case party::etrn: break;
    }
    return {};
}

std::string address_query(subject const& about, restriction const& what) {
    auto const reversed = reversed_address(std::string(about.client_address));
    return reversed.empty() ? reversed : reversed + '.' + what.list->domain;
}

// Absent: there is no name that could be on a list.
std::optional<std::string> name_query(subject const& about, restriction const& what) {
    auto const asked = conf::ascii_domain(name_for(about, what.row->who));
    auto name = std::string_view(asked);
    if (name == "unknown" || !is_dns_name(name)) return std::nullopt;
    if (name.ends_with('.')) name.remove_suffix(1);
    return std::string(name) + '.' + what.list->domain;
}

}  // namespace

task<decision> reject_listed_address(inquiry& on, topic const&, restriction const& what) {
    topic named{std::string(on.about.client_address), "Client host"};
    auto query = address_query(on.about, what);
    return refuse_if_listed(on, what, std::move(named), std::move(query));
}

// The way to write it of before 2003: all of maps_rbl_domains.
task<decision> reject_maps_rbl(inquiry& on, topic const& about, restriction const&) {
    return walk(on, on.about.settings->old_block_lists, about);
}

task<decision> reject_listed_name(inquiry& on, topic const&, restriction const& what) {
    auto query = name_query(on.about, what);
    if (!query || !is_there(on.about, what.row->who)) co_return decision{};
    auto named = topic_of(on.about, what.row->who);
    if (what.row->who == party::client) named.item = on.about.client_name;
    auto out = co_await refuse_if_listed(on, what, std::move(named), std::move(*query));
    co_return out;
}

task<decision> permit_listed_address(inquiry& on, topic const&, restriction const& what) {
    return allow(on, what, address_query(on.about, what), std::string(on.about.client_address));
}

task<decision> permit_listed_name(inquiry& on, topic const&, restriction const& what) {
    auto query = name_query(on.about, what);
    if (!query) co_return decision{};
    auto item = std::string(on.about.client_name);
    auto out = co_await allow(on, what, std::move(*query), std::move(item));
    co_return out;
}

}  // namespace mailstead::mta::smtpd
