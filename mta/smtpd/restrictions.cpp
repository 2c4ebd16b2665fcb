#include "mta/smtpd/restrictions.h"

#include <array>

#include "base/ascii.h"
#include "mta/smtpd/settings.h"

namespace mailstead::mta::smtpd {

struct check_row {
    std::string_view name;
    bool needs_recipient;     // has a meaning only where the recipient is known
    bool guards;              // keeps strangers from relaying
    task<decision> (*run)(stage where, subject const& about, std::string const& argument);
};

namespace {

decision permit() {
    decision out;
    out.kind = decision::kind::permit;
    return out;
}

decision refuse(int code, std::string enhanced, std::string text) {
    decision out;
    out.kind = decision::kind::refuse;
    out.answer.code = code;
    out.answer.enhanced = std::move(enhanced);
    out.answer.text = std::move(text);
    return out;
}

std::string bracketed(std::string_view text) { return '<' + base::printable(text, 512) + '>'; }

// "<x>: Recipient address rejected", in the words for the stage.
std::string rejected(stage where, subject const& about) {
    switch (where) {
    case stage::client: return fmt::format("<{}[{}]>: Client host rejected", about.client_name, about.client_address);
    case stage::helo: return bracketed(about.helo) + ": Helo command rejected";
    case stage::sender: return bracketed(about.sender) + ": Sender address rejected";
    case stage::data: return "<DATA>: Data command rejected";
    case stage::relay:
    case stage::recipient: break;
    }
    return bracketed(about.recipient) + ": Recipient address rejected";
}

decision lookup_failure(std::string_view what) {
    return refuse(451, "4.3.0", bracketed(what) + ": Temporary lookup failure");
}

// A mistake in the list is no permission.
task<decision> permit_mynetworks(stage, subject const& about, std::string const&) {
    auto const inside = about.settings->networks.matches_client(about.client_name, about.client_address);
    if (!inside) co_return lookup_failure(about.client_address);
    if (*inside) co_return permit();
    co_return decision{};
}

task<decision> permit_sasl_authenticated(stage, subject const& about, std::string const&) {
    if (about.authenticated) co_return permit();
    co_return decision{};
}

task<decision> permit_always(stage, subject const&, std::string const&) { co_return permit(); }

task<decision> reject_always(stage where, subject const& about, std::string const&) {
    co_return refuse(about.settings->reject_code, "5.7.1", rejected(where, about) + ": Access denied");
}

task<decision> defer_always(stage where, subject const& about, std::string const&) {
    co_return refuse(about.settings->defer_code, "4.3.2", rejected(where, about) + ": Try again later");
}

// Mail for one of our domains, and not passed on from there by its local part.
bool is_final(subject const& about) { return (*about.destination)->is_ours() && !about.routed; }

task<decision> permit_auth_destination(stage, subject const& about, std::string const&) {
    if (!*about.destination) co_return lookup_failure(about.recipient);
    if (is_final(about)) co_return permit();
    co_return decision{};
}

task<decision> reject_unauth_destination(stage, subject const& about, std::string const&) {
    if (!*about.destination) co_return lookup_failure(about.recipient);
    if (is_final(about)) co_return decision{};
    auto const code = about.settings->relay_reject_code;
    co_return refuse(code, code >= 500 ? "5.7.1" : "4.7.1", bracketed(about.recipient) + ": Relay access denied");
}

task<decision> defer_unauth_destination(stage, subject const& about, std::string const&) {
    if (!*about.destination) co_return lookup_failure(about.recipient);
    if (is_final(about)) co_return decision{};
    co_return refuse(454, "4.7.1", bracketed(about.recipient) + ": Relay access denied");
}

task<decision> reject_unlisted_recipient(stage, subject const& about, std::string const&) {
    decision out;
    if (auto answer = unlisted_recipient(about)) {
        out.kind = decision::kind::refuse;
        out.answer = std::move(*answer);
    }
    co_return out;
}

constexpr std::array table = {
    check_row{"permit_mynetworks", false, false, permit_mynetworks},
    check_row{"permit_sasl_authenticated", false, false, permit_sasl_authenticated},
    check_row{"reject_unauth_destination", true, true, reject_unauth_destination},
    check_row{"defer_unauth_destination", true, true, defer_unauth_destination},
    check_row{"permit_auth_destination", true, false, permit_auth_destination},
    check_row{"reject_unlisted_recipient", true, false, reject_unlisted_recipient},
    check_row{"check_recipient_maps", true, false, reject_unlisted_recipient},
    check_row{"permit", false, false, permit_always},
    check_row{"reject", false, true, reject_always},
    check_row{"defer", false, true, defer_always},
};

check_row const* find_row(std::string_view name) noexcept {
    for (auto const& row : table)
        if (base::iequals(row.name, name)) return &row;
    return nullptr;
}

}  // namespace

std::optional<restriction_list> parse_restrictions(stage where, std::vector<std::string> const& words,
                                                   std::string& why) {
    restriction_list list;
    auto const before = why.size();
    for (auto const& word : words) {
        auto const* row = find_row(word);
        if (!row) why += "unknown smtpd restriction: \"" + word + "\"; ";
        else if (row->needs_recipient && where == stage::data) why += word + " has no meaning at DATA; ";
        restriction entry;
        entry.row = row;
        list.push_back(std::move(entry));
    }
    if (why.size() != before) return std::nullopt;
    return list;
}

bool guards_relaying(restriction_list const& list) noexcept {
    for (auto const& entry : list)
        if (entry.row->guards) return true;
    return false;
}

task<decision> decide(restriction_list const& list, stage where, subject about) {
    for (auto const& entry : list) {
        auto verdict = co_await entry.row->run(where, about, entry.argument);
        if (verdict.kind != decision::kind::dunno) co_return verdict;
    }
    co_return decision{};
}

std::optional<smtp::reply> unlisted_recipient(subject const& about) {
    if (!*about.destination) return lookup_failure(about.recipient).answer;
    auto const& found = **about.destination;
    if (found.known) return std::nullopt;
    if (!found.moved_to.empty()) {
        auto const where = bracketed(about.recipient) + ": Recipient address rejected: User has moved to " + found.moved_to;
        return refuse(550, "5.1.6", where).answer;
    }
    auto const digit = found.code >= 500 ? "5.1.1" : "4.1.1";
    auto text = bracketed(about.recipient) + ": Recipient address rejected: User unknown";
    if (!found.table.empty()) text += " in " + found.table;
    return refuse(found.code, digit, text).answer;
}

}  // namespace mailstead::mta::smtpd
