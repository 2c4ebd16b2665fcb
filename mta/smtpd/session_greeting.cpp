// EHLO and HELO, and what is offered to whom (RFC 5321 §4.1.1.1, RFC 9422, RFC 6710, RFC 4865, RFC 8689, RFC 2852).
#include "mta/smtpd/session.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/log.h"
#include "conf/settings.h"
#include "smtp/date_time.h"

namespace mailstead::mta::smtpd {

task<session::next> session::on(smtp::ehlo what) {    // RFC 5321 §4.1.1.1
    bool const known = co_await find_discards();
    if (!known) co_return next::close;
    bool refused = co_await refused_at_helo(what.name);
    if (!refused) refused = co_await refused_by_milters_at_helo(what.name);
    if (refused) co_return next::go_on;
    reset();
    end_of_chapter();
    helo_ = std::move(what.name);
    extended_ = true;
    auto const lines = settings_.myhostname + capabilities();
    say(250, "", lines);
    co_return next::go_on;
}

task<session::next> session::on(smtp::helo what) {
    bool refused = co_await refused_at_helo(what.name);
    if (!refused) refused = co_await refused_by_milters_at_helo(what.name);
    if (refused) co_return next::go_on;
    reset();
    end_of_chapter();
    helo_ = std::move(what.name);
    extended_ = false;
    say(250, "", settings_.myhostname);
    co_return next::go_on;
}

bool session::announces(std::string_view keyword) const {
    auto const same = [keyword](std::string_view word) { return base::iequals(word, keyword); };
    auto const& discarded = own_discards_ ? *own_discards_ : settings_.discard_ehlo_keywords;
    return std::none_of(discarded.begin(), discarded.end(), same);
}

// An address's own list takes the place of the general one. False: it cannot be read, and the client has been told.
task<bool> session::find_discards() {
    auto const& tables = settings_.discard_by_address;
    if (tables.empty()) co_return true;
    auto const look = [&tables, this] { return tables.find(peer_.address); };
    result<std::optional<std::string>> found = std::optional<std::string>();
    if (tables.is_blocking()) found = co_await net::blocking(*with_.lookups, look);
    else found = look();
    if (!found) base::log::warning(settings_.service, "smtpd_discard_ehlo_keyword_address_maps: lookup error for {}", peer_.address);
    if (!found) hang_up_over_tables();
    own_discards_.reset();
    if (found && *found) own_discards_ = conf::split_list(**found);
    co_return found.has_value();
}

// smtpd_sasl_exceptions_networks: who stumbles over AUTH is not told of it. A list that cannot be read excepts nobody.
bool session::is_offered_auth() const {
    if (settings_.sasl_exceptions.empty()) return true;
    auto const excepted = settings_.sasl_exceptions.matches_client(client_name_, peer_.address);
    return !excepted || !*excepted;
}

bool session::may_use_verp() const {
    if (settings_.verp_clients.empty() || !announces("XVERP")) return false;
    auto const named = settings_.verp_clients.matches_client(client_name_, peer_.address);
    return named && *named;
}

// In Postfix's order.
std::string session::capabilities() const {
    std::string out;
    auto const add = [&](std::string_view keyword, std::string_view argument = {}) {
        if (!announces(keyword)) return;
        out += '\n';
        out += keyword;
        if (!argument.empty()) out += ' ';
        out += argument;
    };
    if (unwelcome_to_milters()) {
        add("ENHANCEDSTATUSCODES");
        return out;
    }
    add("PIPELINING");
    add("SIZE", settings_.message_size_limit > 0 ? std::to_string(settings_.message_size_limit) : std::string());
    if (!settings_.disable_vrfy) add("VRFY");
    add("ETRN");
    if (settings_.tls != tls_level::none && !wire_.is_tls()) add("STARTTLS");
    std::string names;
    if (may_offer_auth() && is_offered_auth())
        for (auto const& mechanism : mechanisms())
            names += (names.empty() ? "" : " ") + mechanism.name;
    if (!names.empty()) add("AUTH", names);
    if (!names.empty() && settings_.broken_sasl_clients && announces("AUTH")) out += "\nAUTH=" + names;
    if (may_use_verp()) add("XVERP");
    if (may_speak_for_others(settings_.xclient_hosts)) add("XCLIENT", "NAME ADDR PROTO HELO REVERSE_NAME PORT LOGIN DESTADDR DESTPORT");
    if (may_speak_for_others(settings_.xforward_hosts)) add("XFORWARD", "NAME ADDR PROTO HELO SOURCE PORT IDENT");
    add("ENHANCEDSTATUSCODES");
    add("8BITMIME");
    add("DSN");
    if (settings_.smtputf8) add("SMTPUTF8");
    add("CHUNKING");
    for (auto const& [keyword, argument] : extensions()) add(keyword, argument);
    return out;
}

// Those of smtpd_extensions, where they hold.
std::vector<std::pair<std::string_view, std::string>> session::extensions() const {
    std::vector<std::pair<std::string_view, std::string>> out;
    bool const limited = settings_.recipient_limit > 0 && settings_.recipient_limit < 1'000'000;    // RFC 9422 §4.2: six digits
    if (settings_.tells_limits && limited) out.emplace_back("LIMITS", fmt::format("RCPTMAX={}", settings_.recipient_limit));
    if (settings_.takes_priority) out.emplace_back("MT-PRIORITY", "");
    if (may_limit_time()) out.emplace_back("DELIVERBY", std::to_string(settings_.deliver_by_minimum.count()));
    if (may_require_tls() && wire_.is_tls()) out.emplace_back("REQUIRETLS", "");
    if (may_be_binary()) out.emplace_back("BINARYMIME", "");
    if (may_hold_back()) {
        auto const most = settings_.future_release_limit.count();
        out.emplace_back("FUTURERELEASE", fmt::format("{} {}", most, smtp::print_date_time(base::unix_seconds(with_.clock.now()) + most)));
    }
    return out;
}

// RFC 4865 §4.2, §6: for submission, by somebody whom we know.
bool session::may_hold_back() const { return settings_.takes_future_release && !user_.empty() && announces("FUTURERELEASE"); }

// RFC 3030 §3: with CHUNKING alone. A filter before the queue is spoken to with DATA.
bool session::may_be_binary() const {
    return settings_.takes_binary && announces("BINARYMIME") && announces("CHUNKING") && !settings_.before_queue.where;
}

// RFC 8689. A filter before the queue hands the message back in clear.
bool session::may_require_tls() const { return settings_.takes_requiretls && announces("REQUIRETLS") && !settings_.before_queue.where; }

// RFC 2852. What a filter before the queue makes of the time is its affair.
bool session::may_limit_time() const { return settings_.takes_deliver_by && announces("DELIVERBY") && !settings_.before_queue.where; }

}  // namespace mailstead::mta::smtpd
