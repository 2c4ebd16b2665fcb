// access(5): what is looked up for whom, and the actions that tables and policy services answer with.
#include <algorithm>

#include <fmt/format.h>

#include "base/log.h"
#include "mta/smtpd/checks.h"

namespace mailstead::mta::smtpd {
namespace {

struct action_words {
    std::string_view verb;
    std::string_view rest;
};

action_words split_action(std::string_view text) {
    text = base::trimmed(text);
    auto const end = std::min(text.find_first_of(" \t"), text.size());
    return {text.substr(0, end), base::trimmed(text.substr(end))};
}

bool is_digits(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), base::is_digit);
}

// "5.7.1 text": an enhanced status code in front of a text.
struct status_and_text {
    std::string status;
    std::string text;
};
status_and_text split_status(std::string_view text, std::string_view otherwise) {
    auto const words = split_action(text);
    auto const parts = base::split(words.verb, ".");
    bool const is_status = parts.size() == 3 && parts[0].size() == 1 && parts[0].find_first_of("245") == 0 &&
                           is_digits(parts[1]) && parts[1].size() <= 3 && is_digits(parts[2]) && parts[2].size() <= 3 &&
                           static_cast<std::size_t>(std::count(words.verb.begin(), words.verb.end(), '.')) == 2;
    if (is_status) return {std::string(words.verb), std::string(words.rest)};
    return {std::string(otherwise), std::string(base::trimmed(text))};
}

struct status_row {
    std::string_view detail, sender, recipient;
};
// RFC 3463 §3.2: codes about addresses say which address; what is said of one must not be said of the other.
constexpr status_row statuses[] = {
    {"1.0", "1.0", "1.0"}, {"1.1", "1.7", "1.1"}, {"1.2", "1.8", "1.2"}, {"1.3", "1.7", "1.3"}, {"1.4", "1.0", "1.4"},
    {"1.5", "1.0", "1.5"}, {"1.6", "1.7", "1.6"}, {"1.7", "1.7", "1.3"}, {"1.8", "1.8", "1.2"},
};
std::string fitting(std::string status, topic const& about) {
    auto const detail = std::string_view(status).substr(2);
    if (!detail.starts_with("1.")) return status;
    std::string_view out = "0.0";
    for (auto const& one : statuses) {
        if (one.detail != detail) continue;
        if (about.kind == "Sender address") out = one.sender;
        if (about.kind == "Recipient address") out = one.recipient;
    }
    return status.substr(0, 2) + std::string(out);
}

decision refuse_with(inquiry& on, topic const& about, int code, std::string_view text, std::string_view status,
                     std::string_view otherwise) {
    auto const said = split_status(text, status);
    return refuse(on, code, fitting(said.status, about), rejected(about, said.text.empty() ? otherwise : said.text));
}

// One action for a message; what cannot be done is told in the log and passed over, as in Postfix.
class message_action {
public:
    message_action(inquiry& on, topic const& about, std::string_view table, std::string_view key)
        : on_(on), about_(about), table_(table), key_(key) {}

    void hold(std::string_view text) {
        note("hold", text.empty() ? "triggers HOLD action" : text);
        on_.about.effects->hold = true;
    }
    void discard(std::string_view text) {
        note("discard", text.empty() ? "triggers DISCARD action" : text);
        on_.about.effects->discard = true;
    }
    void redirect(std::string_view address) {
        if (!is_address("REDIRECT", address)) return;
        on_.about.effects->redirect = address;
        note("redirect", fmt::format("triggers REDIRECT {}", address));
    }
    void bcc(std::string_view address) {
        if (!is_address("BCC", address)) return;
        auto& all = on_.about.effects->bcc;
        if (std::find(all.begin(), all.end(), address) == all.end()) all.emplace_back(address);
        note("bcc", fmt::format("triggers BCC {}", address));
    }
    void filter(std::string_view destination) {
        if (destination.find(':') == destination.npos) return complain("requires transport:destination");
        on_.about.effects->filter = destination;
        note("filter", fmt::format("triggers FILTER {}", destination));
    }
    void prepend(std::string_view header) {
        auto const colon = header.find(':');
        auto const name = header.substr(0, colon);
        bool const good = colon != header.npos && colon > 0 && base::is_ascii(name) &&
                          std::none_of(name.begin(), name.end(), [](char c) { return c <= ' ' || c == 0x7f; });
        if (!good || !is_one_line(header)) return complain("requires valid header in PREPEND");
        if (on_.where == stage::end_of_data) return complain("PREPEND has no effect behind the data");
        auto& all = on_.about.effects->prepend;
        // Lists are walked once for every recipient.
        if (std::find(all.begin(), all.end(), header) == all.end()) all.emplace_back(header);
        note("prepend", fmt::format("triggers PREPEND {}", header));
    }

private:
    static bool is_one_line(std::string_view text) noexcept { return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos; }
    bool is_address(std::string_view action, std::string_view address) {
        auto const path = smtp::parse_path(address);
        bool const good = path && !path->domain().empty() && path->text == address;
        if (!good) complain(fmt::format("{} requires user@domain target", action));
        return good;
    }
    void note(std::string_view what, std::string_view text) {
        if (on_.about.note) on_.about.note(what, fmt::format("<{}>: {} {}", about_.item, about_.kind, base::printable(text, 512)));
    }
    void complain(std::string_view text) {
        base::log::warning("smtpd", "access table {} entry \"{}\": {}", table_, base::printable(key_), text);
    }

    inquiry& on_;
    topic const& about_;
    std::string_view table_, key_;
};

// True when it was an action for the message; such go on with the next restriction, DISCARD apart.
bool act_on_message(inquiry& on, topic const& about, std::string_view table, std::string_view key, action_words const& what) {
    auto const is = [&](std::string_view verb) { return base::iequals(what.verb, verb); };
    bool const known = is("HOLD") || is("DISCARD") || is("REDIRECT") || is("BCC") || is("FILTER") || is("PREPEND");
    if (!known || !on.about.effects) return known;
    if (on.about.settings->before_queue.where && !is("PREPEND")) {
        base::log::warning("smtpd", "access table {}: with smtpd_proxy_filter specified, action {} is unavailable", table,
                           base::uppered(what.verb));
        return true;
    }
    message_action action(on, about, table, key);
    if (is("HOLD")) action.hold(what.rest);
    if (is("DISCARD")) action.discard(what.rest);
    if (is("REDIRECT")) action.redirect(what.rest);
    if (is("BCC")) action.bcc(what.rest);
    if (is("FILTER")) action.filter(what.rest);
    if (is("PREPEND")) action.prepend(what.rest);
    return true;
}

// The actions that are a decision by themselves; absent: it is a list of restrictions.
std::optional<decision> simple_action(inquiry& on, topic const& about, std::string_view value, action_words const& what) {
    auto const is = [&](std::string_view verb) { return base::iequals(what.verb, verb); };
    auto const& codes = on.about.settings->codes;
    if (is("DUNNO")) return decision{};
    if (is("INFO") || is("WARN")) {
        if (on.about.note) on.about.note(is("INFO") ? "info" : "warn", base::printable(what.rest, 512));
        return decision{};
    }
    if (is("OK") || is_digits(value)) return permit();
    if (is("REJECT")) return refuse_with(on, about, codes.map_reject, what.rest, "5.7.1", "Access denied");
    if (is("DEFER")) return refuse_with(on, about, codes.map_defer, what.rest, "4.7.1", "Access denied");
    bool const coded = what.verb.size() == 3 && is_digits(what.verb) && (what.verb[0] == '4' || what.verb[0] == '5');
    if (coded)
        return refuse_with(on, about, *base::number<int>(what.verb), what.rest, what.verb[0] == '4' ? "4.7.1" : "5.7.1",
                           "Access denied");
    bool const if_reject = is("DEFER_IF_REJECT");
    if (!if_reject && !is("DEFER_IF_PERMIT")) return std::nullopt;
    auto const said = split_status(what.rest, "4.7.1");
    auto const text = rejected(about, said.text.empty() ? "Service unavailable" : said.text);
    auto const make = if_reject ? defer_if_reject : defer_if_permit;
    return make(on, fitting(said.status, about), text, codes.map_defer);
}

result<std::optional<conf::address_match>> find(conf::maps const& tables, subject const& about, party who) {
    auto const& rules = about.settings->access_rules;
    switch (who) {
    case party::reverse_client: return conf::find_host(tables, about.reverse_name, rules);
    case party::helo: return conf::find_host(tables, about.helo, rules);
    case party::sender: return conf::find_access(tables, smtp::unquoted_address(about.full_sender), rules);
    case party::recipient: return conf::find_access(tables, smtp::unquoted_address(about.full_recipient), rules);
    case party::etrn: return conf::find_host(tables, about.etrn_domain, rules);
    case party::none:
    case party::client: return conf::find_client(tables, about.client_name, about.client_address, rules);
    case party::user: break;
    }
    auto got = tables.find(about.user);
    if (!got) return got.error();
    if (!*got) return std::optional<conf::address_match>();
    return std::optional(conf::address_match{std::move(**got), std::string(about.user), {}});
}

task<decision> look_up(inquiry& on, restriction const& what, party who) {
    if (!is_there(on.about, who)) co_return decision{};
    auto const about = topic_of(on.about, who);
    auto const search = [&tables = *what.tables, &subject = on.about, who] { return find(tables, subject, who); };
    auto got = co_await ask(on, *what.tables, search);
    if (!got) co_return co_await table_trouble(on, about, what.argument);
    if (!*got) co_return decision{};
    auto& match = **got;
    // The client chooses the name that its address claims to have: such a name opens no door.
    if (who == party::reverse_client) co_return co_await act_without_ok(on, about, what, match.key, std::move(match.value));
    co_return co_await act(on, about, what.argument, match.key, std::move(match.value));
}

party party_of(stage where) noexcept {
    switch (where) {
    case stage::helo: return party::helo;
    case stage::sender: return party::sender;
    case stage::relay:
    case stage::recipient: return party::recipient;
    case stage::etrn: return party::etrn;
    case stage::client:
    case stage::data:
    case stage::end_of_data: break;
    }
    return party::client;
}

}  // namespace

task<decision> act(inquiry& on, topic const& about, std::string table, std::string key, std::string action) {
    auto const words = split_action(action);
    if (act_on_message(on, about, table, key, words)) {
        decision out;
        bool const discards = base::iequals(words.verb, "DISCARD") && !on.about.settings->before_queue.where;
        if (discards) out = permit();
        co_return out;
    }
    auto simple = simple_action(on, about, base::trimmed(action), words);
    if (simple && simple->kind == decision::kind::permit) co_await note_permission(on, about, std::string(words.verb), table);
    if (simple) co_return std::move(*simple);
    std::string why;
    auto const list = on.about.settings->rules ? on.about.settings->rules->read_known(conf::split_list(action), why) : std::nullopt;
    if (!list) {
        base::log::warning("smtpd", "access table {} entry \"{}\": {}", table, base::printable(key),
                           base::printable(why.substr(0, why.size() - std::min<std::size_t>(2, why.size()))));
        co_return configuration_error(on);
    }
    co_return co_await walk(on, *list, about);
}

task<decision> table_trouble(inquiry& on, topic const& about, std::string table) {
    base::log::warning("smtpd", "{}: table lookup problem", table);
    return act(on, about, std::move(table), about.item, "451 4.3.5 Server configuration error");
}

task<decision> act_without_ok(inquiry& on, topic const& about, restriction const& what, std::string key, std::string action) {
    auto out = co_await act(on, about, what.argument, std::move(key), std::move(action));
    if (out.kind != decision::kind::permit || (on.about.effects && on.about.effects->discard)) co_return out;
    base::log::warning("smtpd", "restriction {} returns OK for {}: this is not allowed for security reasons; "
                       "use DUNNO instead of OK if you want to make an exception", what.row->name, about.item);
    co_return configuration_error(on);
}

task<decision> check_access(inquiry& on, topic const&, restriction const& what) { return look_up(on, what, what.row->who); }

task<decision> check_bare_table(inquiry& on, topic const&, restriction const& what) {
    return look_up(on, what, party_of(on.where));
}

task<decision> check_class(inquiry& on, topic const& about, restriction const& what) { return walk(on, *what.words, about); }

}  // namespace mailstead::mta::smtpd
