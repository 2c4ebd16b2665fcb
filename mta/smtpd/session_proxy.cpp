// Who the client really is when something stands in front of us: the PROXY protocol, XCLIENT and XFORWARD (Postfix's
// XCLIENT_README, XFORWARD_README).
#include "mta/smtpd/session.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/log.h"
#include "conf/network.h"
#include "mta/smtpd/checks.h"
#include "mta/smtpd/proxy_reader.h"

namespace mailstead::mta::smtpd {
namespace {

constexpr std::string_view unavailable = "[UNAVAILABLE]", not_now = "[TEMPUNAVAIL]";
constexpr std::size_t value_limit = 255;

struct attribute {
    std::string name, value;
};
// "NAME=xtext"; absent: it is none, or its value is no xtext.
std::optional<attribute> parse_attribute(std::string_view word) {
    auto const equals = word.find('=');
    if (equals == word.npos || equals == 0) return std::nullopt;
    auto value = base::xtext_decode(word.substr(equals + 1));
    if (!value || value->size() > value_limit) return std::nullopt;
    attribute out;
    out.name = base::uppered(word.substr(0, equals));
    out.value = std::move(*value);
    return out;
}

bool is_unavailable(std::string_view value) noexcept { return base::iequals(value, unavailable) || base::iequals(value, not_now); }

// "192.0.2.1", "IPV6:2001:db8::1"
std::optional<std::string> address_of(std::string_view text) {
    if (base::istarts_with(text, "IPV6:")) text.remove_prefix(5);
    auto const address = conf::parse_ip(text);
    if (!address) return std::nullopt;
    return address->text();
}

}  // namespace

task<bool> session::take_proxy_header() {
    auto const told = co_await read_proxy_header(wire_, with_.clock, settings_.proxy_timeout);
    if (!told.found) base::log::warning(settings_.service, "haproxy read: {} from {}", told.why, peer_.address);
    if (told.found) put_on(*told.found, peer_, local_);
    co_return told.found.has_value();
}

// XCLIENT and XFORWARD are no part of the grammar of SMTP; true: the line was one of them.
task<bool> session::obey_proxy_command(std::string_view line) {
    auto const words = base::split(line, " \t");
    bool const xclient = !words.empty() && base::iequals(words[0], "XCLIENT");
    bool const xforward = !words.empty() && base::iequals(words[0], "XFORWARD");
    if (denied_ || (!xclient && !xforward)) co_return false;
    where_ = xclient ? "XCLIENT" : "XFORWARD";
    auto& counted = xclient ? xclients_ : xforwards_;
    ++counted.all;
    last_code_ = 0;
    std::vector<std::string> attributes(words.begin() + 1, words.end());
    if (!may_speak_for_others(xclient ? settings_.xclient_hosts : settings_.xforward_hosts)) {
        say(550, "5.7.0", "Error: insufficient authorization");
    } else if (mail_.open) {
        say(503, "5.5.1", "Error: MAIL transaction in progress");
    } else if (attributes.empty()) {
        say(501, "5.5.4", fmt::format("Syntax: {} attribute=value...", where_));
    } else if (xclient) {
        bool const restart = take_xclient(attributes);
        if (restart) co_await begin_again();
    } else {
        take_xforward(attributes);
    }
    if (last_code_ < 400) ++counted.good;
    co_return true;
}

// Of the client as it is known now: a proxy that has spoken for somebody passes that client's own commands on afterwards,
// and who may not speak for others shall not gain it by the proxy. A list that cannot be read names nobody.
bool session::may_speak_for_others(conf::match_list const& hosts) const {
    if (hosts.empty()) return false;
    auto const named = hosts.matches_client(client_name_, peer_.address);
    return named && *named;
}

void session::bad_syntax(std::string_view name, std::string_view value) {
    say(501, "5.5.4", fmt::format("Bad {} syntax: {}", name, base::printable(value)));
}

// Nothing changes unless all of it is good.
bool session::take_xclient(std::vector<std::string> const& words) {
    auto peer = peer_;
    auto local = local_;
    client_names names{client_name_, reverse_name_, false};
    std::string helo, user;
    bool extended = extended_;
    for (auto const& word : words) {
        auto const one = parse_attribute(word);
        if (!one) {
            say(501, "5.5.4", "Bad attribute value syntax: " + base::printable(word));
            return false;
        }
        auto const& [name, value] = *one;
        bool const none = is_unavailable(value);
        bool good = true;
        if (name == "NAME" || name == "REVERSE_NAME") {
            good = none || is_host_name(value);
            auto& into = name == "NAME" ? names.name : names.reverse;
            into = none ? "unknown" : value;
            names.in_doubt |= base::iequals(value, not_now);
        } else if (name == "ADDR" || name == "DESTADDR") {
            auto const address = none ? std::optional<std::string>("unknown") : address_of(value);
            good = address.has_value();
            if (good) (name == "ADDR" ? peer : local).address = *address;
        } else if (name == "PORT" || name == "DESTPORT") {
            auto const port = none ? std::optional<std::uint16_t>(0) : base::number<std::uint16_t>(value);
            good = port.has_value();
            if (good) (name == "PORT" ? peer : local).port = *port;
        } else if (name == "HELO") {
            helo = none ? "" : base::printable(value);
        } else if (name == "PROTO") {
            good = base::iequals(value, "SMTP") || base::iequals(value, "ESMTP");
            extended = base::iequals(value, "ESMTP");
        } else if (name == "LOGIN") {
            user = none ? "" : base::printable(value);
        } else {
            say(501, "5.5.4", "Bad XCLIENT attribute name: " + base::printable(name));
            return false;
        }
        if (!good) bad_syntax(name, value);
        if (!good) return false;
    }
    peer.loopback = is_loopback(peer.address);
    peer_ = std::move(peer);
    local_ = std::move(local);
    client_name_ = std::move(names.name);
    reverse_name_ = std::move(names.reverse);
    name_in_doubt_ = names.in_doubt;
    speaks_for_other_ = true;
    helo_ = std::move(helo);
    extended_ = extended;
    user_ = std::move(user);
    method_ = user_.empty() ? "" : "XCLIENT";
    return true;
}

// From the greeting on, for somebody else.
task<void> session::begin_again() {
    co_await leave_milters();
    reset();
    forwarded_.clear();
    effects_ = {};
    client_deferral_.reset();
    helo_deferral_.reset();
    is_counted_.reset();
    counted_.reset();
    bool const let_in = co_await admitted();
    if (let_in && !denied_) welcome();
}

void session::take_xforward(std::vector<std::string> const& words) {
    constexpr std::string_view known[] = {"NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE"};
    auto next = forwarded_;
    for (auto const& word : words) {
        auto const one = parse_attribute(word);
        if (!one) {
            say(501, "5.5.4", "Bad attribute value syntax: " + base::printable(word));
            return;
        }
        auto const& [name, value] = *one;
        if (std::find(std::begin(known), std::end(known), name) == std::end(known)) {
            say(501, "5.5.4", "Bad XFORWARD attribute name: " + base::printable(name));
            return;
        }
        bool const none = is_unavailable(value);
        bool good = true;
        if (name == "NAME") good = none || is_host_name(value);
        auto said = base::printable(value);
        if (name == "ADDR" && !none) {
            auto const address = address_of(value);
            good = address.has_value();
            if (good) said = *address;
        }
        if (name == "PORT") good = none || base::number<std::uint16_t>(value);
        if (name == "SOURCE") good = base::iequals(value, "LOCAL") || base::iequals(value, "REMOTE");
        if (!good) return bad_syntax(name, value);
        next[name] = none ? "unknown" : std::move(said);
    }
    forwarded_ = std::move(next);
    say(250, "2.0.0", "Ok");
}

// How the message came: as XFORWARD says, where it does.
void session::describe_client(mta::envelope& of) const {
    auto const said = [&](char const* name, std::string const& otherwise) {
        auto const found = forwarded_.find(name);
        return found == forwarded_.end() ? otherwise : found->second;
    };
    of.client_name = said("NAME", client_name_);
    of.client_address = said("ADDR", peer_.address);
    of.client_port = said("PORT", std::to_string(peer_.port));
    of.helo = said("HELO", helo_);
    of.protocol = said("PROTO", extended_ ? "ESMTP" : "SMTP");
}

// ", orig_queue_id=..., orig_client=name[address]" for the log.
std::string session::original_client() const {
    std::string out;
    auto const ident = forwarded_.find("IDENT");
    if (ident != forwarded_.end()) out += ", orig_queue_id=" + ident->second;
    auto const address = forwarded_.find("ADDR");
    if (address == forwarded_.end()) return out;
    auto const name = forwarded_.find("NAME");
    return out + fmt::format(", orig_client={}[{}]", name == forwarded_.end() ? "unknown" : name->second, address->second);
}

}  // namespace mailstead::mta::smtpd
