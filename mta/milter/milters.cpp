#include "mta/milter/milters.h"

#include <algorithm>

#include "base/ascii.h"
#include "conf/network.h"

namespace mailstead::mta::milter {
namespace {

std::string joined(std::vector<std::string> const& arguments) {
    std::string out;
    for (auto const& one : arguments) put_text(out, one);
    return out;
}

// SMFIC_CONNECT: name, family, port, address.
std::string connection(peer const& who) {
    std::string out;
    put_text(out, who.name);
    if (!conf::parse_ip(who.address)) return out + 'U';
    out += who.address.find(':') == std::string::npos ? '4' : '6';
    put_short(out, who.port);
    put_text(out, who.address);
    return out;
}

// True: `said` ends the round. A wish to hold is kept in `so_far`.
bool ends(answer& said, answer& so_far) {
    if (said.goes_on()) return false;
    so_far = std::move(said);
    return so_far.what != answer::kind::hold;
}

}  // namespace

milters::milters(std::shared_ptr<setup const> how, std::vector<service_ptr> const& of, parts with, macro_values values)
    : setup_(std::move(how)), values_(std::move(values)) {
    for (auto const& one : of) clients_.push_back(std::make_unique<client>(one, with));
}

void milters::add_macro(std::string& to, std::string const& name) const {
    auto const canonical = canonical_macro(name);
    std::optional<std::string> value;
    if (canonical == "{j}") value = setup_->hostname;
    else if (canonical == "{daemon_name}") value = setup_->daemon_name;
    else if (canonical == "{v}") value = setup_->version;
    else value = values_(canonical);
    auto const otherwise = setup_->defaults.find(canonical);
    if (!value && otherwise != setup_->defaults.end()) value = otherwise->second;
    if (!value) return;
    put_text(to, name);
    put_text(to, *value);
}

std::string milters::macros_for(client const& whom, stage when) const {
    auto const* wanted = whom.wanted_macros(when);
    std::string out;
    for (auto const& name : wanted ? *wanted : setup_->macros[static_cast<std::size_t>(when)]) add_macro(out, name);
    return out;
}

task<answer> milters::tell(event what, stage when, std::string data) {
    answer out;
    for (auto const& one : clients_) {
        auto macros = macros_for(*one, when);
        auto said = co_await one->tell(what, data, std::move(macros));
        if (ends(said, out)) break;
    }
    co_return out;
}

task<answer> milters::connect(peer who) {
    answer out;
    auto const data = connection(who);
    for (auto const& one : clients_) {
        co_await one->open();
        auto macros = macros_for(*one, stage::connect);
        auto said = co_await one->tell(event::connect, data, std::move(macros));
        if (ends(said, out)) break;
    }
    co_return out;
}

task<answer> milters::helo(std::string name) {
    std::string data;
    put_text(data, name);
    return tell(event::helo, stage::helo, std::move(data));
}

task<answer> milters::mail(std::vector<std::string> arguments) { return tell(event::mail, stage::mail, joined(arguments)); }

task<answer> milters::rcpt(std::vector<std::string> arguments) { return tell(event::rcpt, stage::rcpt, joined(arguments)); }

task<void> milters::refused_rcpt(std::vector<std::string> arguments) {
    auto const data = joined(arguments);
    for (auto const& one : clients_) {
        if (!one->wants_refused_recipients()) continue;
        auto macros = macros_for(*one, stage::rcpt);
        auto const said = co_await one->tell(event::rcpt, data, std::move(macros));
        static_cast<void>(said);
    }
}

bool milters::wants_refused_recipients() const noexcept {
    return std::any_of(clients_.begin(), clients_.end(), [](auto const& one) { return one->wants_refused_recipients(); });
}

task<answer> milters::data() { return tell(event::data, stage::data, {}); }

task<answer> milters::unknown(std::string line) {
    std::string data;
    put_text(data, line);
    return tell(event::unknown, stage::unknown, std::move(data));
}

answer milters::standing() const {
    for (auto const& one : clients_) {
        auto const& said = one->standing();
        if (said.what == answer::kind::refuse || said.what == answer::kind::hang_up) return said;
    }
    return {};
}

task<answer> milters::inspect(message& what) {
    answer out;
    for (auto const& one : clients_) {
        auto header = macros_for(*one, stage::end_of_header);
        auto end = macros_for(*one, stage::end_of_data);
        auto said = co_await one->inspect(what, std::move(header), std::move(end));
        if (ends(said, out)) break;
    }
    co_return out;
}

task<void> milters::abort() {
    for (auto const& one : clients_) co_await one->abort();
}

task<void> milters::quit() {
    for (auto const& one : clients_) co_await one->quit();
}

}  // namespace mailstead::mta::milter
