#include "mta/milter/client.h"

#include <arpa/inet.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "conf/network.h"
#include "net/connect.h"
#include "smtp/dsn.h"

namespace mailstead::mta::milter {
namespace {

constexpr std::size_t chunk = 65535;             // of the body, as filters expect it
constexpr std::size_t gathered = 64 * 1024;      // what waits for the next write
constexpr std::size_t reply_limit = 4096;        // of a reply that the client is to be told
constexpr int progress_limit = 100;              // so often it may ask for more time in one event

answer refusal(int code, std::string_view enhanced, std::string_view text) {
    answer out;
    out.what = answer::kind::refuse;
    out.reply.code = code;
    out.reply.enhanced = enhanced;
    out.reply.text = text;
    return out;
}

answer plain(answer::kind what) {
    answer out;
    out.what = what;
    return out;
}

answer out_of_order() { return refusal(451, "4.3.5", "Server configuration problem - try again later"); }

answer in_place_of(fallback action) {
    switch (action) {
    case fallback::accept: return {};
    case fallback::reject: return refusal(550, "5.5.0", "Service unavailable");
    case fallback::tempfail: return refusal(451, "4.7.1", "Service unavailable - try again later");
    case fallback::quarantine: return plain(answer::kind::hold);
    case fallback::hang_up: return plain(answer::kind::hang_up);
    case fallback::unknown: break;
    }
    return out_of_order();
}

bool is_command(event what) noexcept { return what != event::header && what != event::end_of_header && what != event::body; }
bool is_about_connection(event what) noexcept { return what == event::connect || what == event::helo; }

struct event_row {
    event which;
    std::uint32_t unwanted, silent;    // SMFIP_*
};
constexpr event_row event_rows[] = {
    {event::connect, protocol::no_connect, protocol::silent_connect},
    {event::helo, protocol::no_helo, protocol::silent_helo},
    {event::mail, protocol::no_mail, protocol::silent_mail},
    {event::rcpt, protocol::no_rcpt, protocol::silent_rcpt},
    {event::data, protocol::no_data, protocol::silent_data},
    {event::unknown, protocol::no_unknown, protocol::silent_unknown},
    {event::header, protocol::no_headers, protocol::silent_headers},
    {event::end_of_header, protocol::no_end_of_header, protocol::silent_end_of_header},
    {event::body, protocol::no_body, protocol::silent_body},
};
event_row const& row_of(event which) noexcept {
    static constexpr event_row always{event::end_of_body, 0, 0};
    for (auto const& row : event_rows)
        if (row.which == which) return row;
    return always;
}

// What asks for a change of the message, and not for an end of the milter's say.
bool is_change(response what) noexcept {
    constexpr response changes[] = {response::add_header, response::insert_header, response::change_header,
                                    response::change_sender, response::add_recipient,
                                    response::add_recipient_with_parameters, response::delete_recipient, response::replace_body};
    return std::find(std::begin(changes), std::end(changes), what) != std::end(changes);
}

// Sendmail formats replies, so filters double their percent signs; a single one means nothing.
std::string without_percent(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && ++i == text.size()) break;
        out += text[i];
    }
    return out;
}

// "550 5.7.1 text", or several lines "550-5.7.1 text". Absent: it is none.
std::optional<smtp::reply> parse_code(std::string_view text) {
    bool const shaped = text.size() > 4 && (text[0] == '4' || text[0] == '5') && base::is_digit(text[1]) &&
                        base::is_digit(text[2]) && (text[3] == ' ' || text[3] == '-') && text[4] == text[0];
    if (!shaped) return std::nullopt;
    smtp::reply out;
    out.code = *base::number<int>(text.substr(0, 3));
    for (auto line : base::split(text, "\r\n")) {
        if (line.size() > 4 && base::number<int>(line.substr(0, 3)) == out.code) line.remove_prefix(4);
        auto const status = smtp::status_length(line);
        if (status > 0 && out.enhanced.empty()) out.enhanced = line.substr(0, status);
        if (status > 0) line.remove_prefix(std::min(status + 1, line.size()));
        if (!out.text.empty()) out.text += '\n';
        out.text += line;
    }
    if (out.enhanced.empty()) return std::nullopt;
    return out;
}

// An address as it stands in an answer of DNS; empty: it is none.
std::string text_of(std::string const& rdata) {
    char text[INET6_ADDRSTRLEN] = "";
    if (rdata.size() == 4) ::inet_ntop(AF_INET, rdata.data(), text, sizeof text);
    if (rdata.size() == 16) ::inet_ntop(AF_INET6, rdata.data(), text, sizeof text);
    return text;
}

// What the system or the peer did, in the log's words.
std::string reason(base::error_code const& why) {
    if (why == net::make_error_code(net::errc::timed_out)) return "Connection timed out";
    if (why == net::make_error_code(net::errc::closed)) return "Connection closed by peer";
    return why.message();
}

}  // namespace

void client::begin_wait(std::chrono::seconds patience) { until_ = with_.clock->steady() + patience; }

std::chrono::seconds client::left() const {
    return std::chrono::ceil<std::chrono::seconds>(until_ - with_.clock->steady());
}

// From here on the milter is what its default action makes of it.
void client::broken() {
    if (service_->otherwise == fallback::unknown)
        base::log::warning(program(), "milter {}: unrecognized default action: {}", name(), base::printable(service_->default_action));
    standing_ = in_place_of(service_->otherwise);
    state_ = state::failed;
    close();
}

void client::misconfigured() {
    standing_ = service_->otherwise == fallback::accept ? answer() : out_of_order();
    state_ = state::failed;
    close();
}

task<void> client::open() {
    if (state_ != state::closed) co_return;
    if (!service_->trouble.empty()) base::log::warning(program(), "{}", service_->trouble);
    else if (!service_->protocol_trouble.empty()) base::log::warning(program(), "milter {}: {}", name(), service_->protocol_trouble);
    if (!service_->trouble.empty() || !service_->protocol_trouble.empty()) {
        misconfigured();
        co_return;
    }
    begin_wait(service_->connect_timeout);
    auto made = co_await connect();
    if (!made) {
        base::log::warning(program(), "connect to Milter service {}: {}", name(), reason(made.error()));
        broken();
        co_return;
    }
    wire_ = std::move(*made);
    begin_wait(service_->command_timeout);
    co_await negotiate();
}

task<result<std::unique_ptr<net::stream>>> client::connect() {
    if (!service_->path.empty()) co_return co_await net::connect_unix(with_.where, service_->path, left());
    auto const address = co_await address_of(service_->host);
    if (!address) co_return address.error();
    auto const patience = std::max(left(), std::chrono::seconds(1));
    co_return co_await net::connect_tcp(with_.where, *address, service_->port, patience);
}

task<result<std::string>> client::address_of(std::string host) {
    if (host == "localhost") co_return std::string("127.0.0.1");
    if (conf::parse_ip(host)) co_return host;
    if (!with_.names) co_return net::make_error_code(net::errc::dns_failed);
    auto found = co_await with_.names->lookup(host, net::record_type::a);
    if (!found) found = co_await with_.names->lookup(host, net::record_type::aaaa);
    if (!found) co_return found.error();
    auto address = found->records.empty() ? std::string() : text_of(found->records.front());
    if (address.empty()) co_return net::make_error_code(net::errc::not_found);
    co_return address;
}

task<void> client::negotiate() {
    offer ours;
    ours.version = service_->version;
    ours.protocol = service_->protocol;
    hidden_ = ~(service_->protocol | protocol::silent_headers);
    put(out_, ours);
    bool const sent = co_await flush();
    if (!sent) co_return;
    auto const heard = co_await hear(event::negotiate);
    if (!heard.usable) {
        base::log::warning(program(), "milter {}: read error in initial handshake", name());
        co_return;
    }
    if (heard.code != static_cast<char>(event::negotiate)) {
        base::log::warning(program(), "milter {}: unexpected reply \"{}\" in initial handshake", name(),
                           base::printable(std::string_view(&heard.code, 1)));
        broken();
        co_return;
    }
    if (!agree(heard.data)) broken();
}

bool client::agree(std::string_view data) {
    std::string why;
    auto got = parse_agreement(data, why);
    if (!got) {
        base::log::warning(program(), "milter {}: {}", name(), why);
        return false;
    }
    if (got->version > service_->version) {
        base::log::warning(program(), "milter {}: protocol version {} conflict with MTA protocol version {}", name(), got->version,
                           service_->version);
        return false;
    }
    if ((got->actions & ~action::all) != 0) {
        base::log::warning(program(), "milter {}: request mask 0x{:x} conflict with MTA request mask 0x{:x}", name(), got->actions,
                           action::all);
        return false;
    }
    for (auto const stage : got->strange_stages)
        base::log::warning(program(), "milter {}: ignoring unknown macro type {}", name(), stage);
    agreed_ = std::move(*got);
    agreed_.protocol &= service_->protocol | protocol::silent_headers;
    state_ = state::ready;
    return true;
}

std::vector<std::string> const* client::wanted_macros(stage of) const noexcept {
    auto const& list = agreed_.macros[static_cast<std::size_t>(of)];
    return list ? &*list : nullptr;
}

bool client::wants_refused_recipients() const noexcept { return (agreed_.protocol & protocol::refused_recipients) != 0; }

bool client::is_silent(event what) const noexcept { return (agreed_.protocol & row_of(what).silent) != 0; }

task<answer> client::tell(event what, std::string data, std::string macros) {
    if (state_ == state::ready) state_ = state::envelope;
    bool const listens = state_ == state::envelope || (state_ == state::accepts_message && what == event::helo);
    if (!listens) co_return standing_;
    if (what == event::mail) in_message_ = true;
    begin_wait(service_->command_timeout);
    co_return co_await send(what, data, macros);
}

// Macros of commands go to a milter that does not hear the command itself, too: it may look at them later.
task<answer> client::send(event what, std::string_view data, std::string_view macros) {
    auto const& row = row_of(what);
    auto const untold = is_command(what) ? hidden_ : hidden_ | agreed_.protocol;
    if ((row.unwanted & untold) != 0 || skipped_ == what) co_return answer();
    std::string packet(1, static_cast<char>(what));
    packet += macros;
    put(out_, event::macros, packet);
    if ((row.unwanted & agreed_.protocol) != 0) co_return answer();
    put(out_, what, data);
    if (is_silent(what)) {
        if (out_.size() < gathered) co_return answer();
        bool const sent = co_await flush();
        if (!sent) co_return standing_;
        co_return answer();
    }
    bool const sent = co_await flush();
    if (!sent) co_return standing_;
    co_return co_await listen(what, nullptr);
}

task<bool> client::flush() {
    auto const bytes = std::exchange(out_, {});
    auto const sent = co_await wire_->write(bytes, std::max(left(), std::chrono::seconds(1)));
    if (sent) co_return true;
    base::log::warning(program(), "milter {}: error writing command: {}", name(), reason(sent.error()));
    broken();
    co_return false;
}

// The next packet. What keeps it from coming is told in the log, and the milter has failed.
task<client::heard> client::hear(event after) {
    heard out;
    auto got = result<std::string_view>(net::make_error_code(net::errc::timed_out));
    for (;;) {
        auto const item = packets_.next();
        if (item.state == packet_reader::state::packet) {
            out.usable = true;
            out.code = item.code;
            out.data = item.data;
            co_return out;
        }
        if (item.state == packet_reader::state::bad) {
            if (item.length == 0) base::log::warning(program(), "milter {}: bad packet length: 0", name());
            else base::log::warning(program(), "milter {}: unreasonable packet length: {} > {}", name(), item.length, packet_reader::limit);
            break;
        }
        got = net::make_error_code(net::errc::timed_out);
        auto const patience = left();
        if (patience.count() > 0) got = co_await wire_->read_some(gathered, patience);
        if (!got) {
            base::log::warning(program(), "milter {}: can't read {} reply packet {}: {}", name(), milter::name(after),
                               packets_.has_input() ? "body" : "header", reason(got.error()));
            break;
        }
        packets_.feed(*got);
    }
    broken();
    co_return out;
}

// The answer to an event; changes of the message on the way to it.
task<answer> client::listen(event what, message* into) {
    int progressed = 0;
    bool held = false;
    std::optional<answer> refused;    // by a change that is not possible: what follows is heard, but changes nothing
    for (;;) {
        auto const said = co_await hear(what);
        if (!said.usable) co_return standing_;
        std::string why;
        auto const got = parse_reply(said.code, said.data, why);
        if (got && got->what == response::progress && ++progressed <= progress_limit) {
            begin_wait(into ? service_->content_timeout : service_->command_timeout);
            continue;
        }
        if (got && got->what == response::quarantine) {
            held = true;
            continue;
        }
        if (got && into && is_change(got->what)) {
            if (refused) continue;
            auto changed = co_await change_message(*got, *into);
            if (state_ == state::failed) co_return standing_;
            if (!changed.goes_on()) refused = std::move(changed);
            continue;
        }
        if (got) {
            auto const decided = decide(what, *got);
            if (decided && refused) co_return *refused;
            if (decided && decided->goes_on() && held) co_return plain(answer::kind::hold);
            if (decided) co_return *decided;
        }
        if (state_ == state::failed) co_return standing_;
        if (why.empty())
            why = fmt::format("unexpected filter response {} after event {}", milter::name(static_cast<response>(said.code)), milter::name(what));
        base::log::warning(program(), "milter {}: {}", name(), why);
        broken();
        co_return standing_;
    }
}

answer client::for_good(event what, answer decided) {
    if (!is_about_connection(what) && decided.what != answer::kind::hang_up) return decided;
    state_ = state::refuses_connection;
    standing_ = decided;
    close();
    return decided;
}

// Absent: no answer that may stand here.
std::optional<answer> client::decide(event what, reply const& said) {
    switch (said.what) {
    case response::go_on: return answer();
    case response::accept:
        state_ = is_about_connection(what) ? state::accepts_connection : state::accepts_message;
        if (is_about_connection(what)) close();
        return answer();
    case response::discard:
        if (is_about_connection(what)) {
            base::log::warning(program(), "milter {}: DISCARD action is not allowed for connect or helo", name());
            return answer();
        }
        state_ = state::accepts_message;
        return plain(answer::kind::discard);
    case response::reject: return for_good(what, refusal(550, "5.7.1", "Command rejected"));
    case response::tempfail:
    case response::connection_fails:
        return for_good(what, refusal(451, "4.7.1", "Service unavailable - try again later"));
    case response::hang_up: return for_good(what, plain(answer::kind::hang_up));
    case response::reply_code: return decide_code(what, said.first);
    case response::skip:
        if ((agreed_.protocol & protocol::may_skip) == 0) return std::nullopt;
        skipped_ = what;
        return answer();
    default: return std::nullopt;
    }
}

std::optional<answer> client::decide_code(event what, std::string_view text) {
    auto const whole = without_percent(text.substr(0, reply_limit));
    auto code = parse_code(whole);
    if (!code) {
        base::log::warning(program(), "milter {}: malformed reply: {}", name(), base::printable(whole));
        misconfigured();
        return standing_;
    }
    answer out;
    out.what = answer::kind::refuse;
    out.reply = std::move(*code);
    return for_good(what, std::move(out));
}

task<answer> client::change_message(reply const& said, message& into) {
    change wanted;
    wanted.what = said.what;
    wanted.index = said.index;
    wanted.with_space = (agreed_.protocol & protocol::leading_space) == 0;
    if (said.what == response::replace_body) wanted.value = said.first;
    else wanted.name = said.first;
    if (said.what != response::replace_body) wanted.value = said.second;
    bool const header = said.what == response::change_header || said.what == response::insert_header || said.what == response::add_header;
    if (header && wanted.name.empty()) {
        base::log::warning(program(), "milter {}: null change header name", name());
        misconfigured();
        co_return standing_;
    }
    co_return co_await into.apply(std::move(wanted));
}

task<answer> client::inspect(message& what, std::string header_macros, std::string end_macros) {
    if (state_ != state::envelope) co_return standing_;
    state_ = state::message;
    auto said = co_await tell_header(what, std::move(header_macros));
    if (said.goes_on() && state_ == state::message) said = co_await tell_body(what, end_macros);
    // What is held may still be refused by what comes later, but this milter has said what it had to say.
    if (said.goes_on() && state_ == state::message) {
        begin_wait(service_->content_timeout);
        std::string packet(1, static_cast<char>(event::end_of_body));
        packet += end_macros;
        put(out_, event::macros, packet);
        put(out_, event::end_of_body);
        bool const sent = co_await flush();
        if (sent) said = co_await listen(event::end_of_body, &what);
        else said = standing_;
        in_message_ = false;
    }
    skipped_.reset();
    if (state_ == state::message || state_ == state::accepts_message) state_ = state::envelope;
    co_return said;
}

task<answer> client::tell_header(message& what, std::string macros) {
    auto const& fields = what.fields();
    answer said;
    for (std::size_t i = 1; i < fields.size() && said.goes_on() && state_ == state::message; ++i) {
        std::string_view field = fields[i];
        auto const colon = field.find(':');
        if (colon == field.npos) continue;
        auto value = field.substr(colon + 1);
        if ((agreed_.protocol & protocol::leading_space) == 0 && value.starts_with(' ')) value.remove_prefix(1);
        std::string lines;
        for (char const c : value)
            if (c != '\r') lines += c;
        if (lines.ends_with('\n')) lines.pop_back();
        std::string data;
        put_text(data, base::trimmed(field.substr(0, colon)));
        put_text(data, lines);
        begin_wait(service_->content_timeout);
        said = co_await send(event::header, data, macros);
    }
    if (!said.goes_on() || state_ != state::message) co_return said;
    begin_wait(service_->content_timeout);
    co_return co_await send(event::end_of_header, {}, macros);
}

task<answer> client::tell_body(message& what, std::string const& macros) {
    answer said;
    if ((agreed_.protocol & protocol::no_body) != 0) co_return said;
    for (std::uint64_t at = 0; said.goes_on() && state_ == state::message && skipped_ != event::body;) {
        auto const piece = co_await what.body(at, chunk);
        if (!piece) {
            base::log::warning("cleanup", "milter {}: cannot read the message: {}", name(), piece.error().message());
            co_return refusal(451, "4.3.0", "Error: queue file write error");
        }
        if (piece->empty()) break;
        at += piece->size();
        begin_wait(service_->content_timeout);
        said = co_await send(event::body, *piece, macros);
    }
    co_return said;
}

task<void> client::abort() {
    skipped_.reset();
    if (!std::exchange(in_message_, false)) co_return;
    if (state_ != state::envelope && state_ != state::message && state_ != state::accepts_message) co_return;
    put(out_, event::abort);
    begin_wait(service_->command_timeout);
    bool const sent = co_await flush();
    if (sent) state_ = state::envelope;
}

task<void> client::quit() {
    if (!wire_ || state_ == state::failed) co_return;
    put(out_, event::quit);
    begin_wait(std::min(service_->command_timeout, std::chrono::seconds(5)));
    auto const bytes = std::exchange(out_, {});
    auto const sent = co_await wire_->write(bytes, left());
    static_cast<void>(sent);    // it is gone already: all the better
    close();
    state_ = state::closed;
    standing_ = answer();
}

}  // namespace mailstead::mta::milter
