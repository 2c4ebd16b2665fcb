#include "mta/smtpd/before_queue.h"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::smtpd {
namespace {

constexpr std::size_t write_size = 32 * 1024;
constexpr std::size_t command_limit = 512;    // RFC 5321 §4.5.3.1.4, of an XFORWARD command

base::error_code not_smtp() noexcept { return base::from_errno(EPROTO); }

void warn(std::string_view text) { base::log::warning("smtpd", "{}", text); }

// The words behind XFORWARD in an answer to EHLO; empty: it is not offered.
std::vector<std::string> wanted_attributes(smtp::reply const& ehlo) {
    for (auto const line : base::split(ehlo.text, "\n")) {
        auto words = base::split(line, " \t");
        if (words.empty() || !base::iequals(words[0], "XFORWARD")) continue;
        std::vector<std::string> out;
        for (std::size_t i = 1; i < words.size(); ++i) out.push_back(base::uppered(words[i]));
        return out;
    }
    return {};
}

// As many commands as there have to be, none longer than a line may be.
std::vector<std::string> xforward_commands(std::vector<forwarded_attribute> const& all, std::vector<std::string> const& wanted) {
    std::vector<std::string> out;
    for (auto const& one : all) {
        if (std::find(wanted.begin(), wanted.end(), one.name) == wanted.end()) continue;
        auto const word = fmt::format(" {}={}", one.name, base::xtext_encode(one.value));
        if (out.empty() || out.back().size() + word.size() + 2 > command_limit) out.emplace_back("XFORWARD");
        out.back() += word;
    }
    return out;
}

}  // namespace

before_queue::before_queue(before_queue_settings const& how, net::executor home, names& dns, net::disk_pool& pool)
    : how_(how), home_(std::move(home)), dns_(dns), text_(pool, how.directory) {}

task<before_queue::refusal> before_queue::begin(std::string mail, std::vector<forwarded_attribute> client) {
    client_ = std::move(client);
    if (how_.speed_adjust) {
        recorded_.push_back(std::move(mail));
        co_return std::nullopt;
    }
    auto refused = co_await connect();
    if (!refused) refused = co_await ask(std::move(mail), want::positive);
    co_return refused;
}

task<before_queue::refusal> before_queue::recipient(std::string rcpt) {
    if (!how_.speed_adjust) co_return co_await ask(std::move(rcpt), want::positive);
    recorded_.push_back(std::move(rcpt));
    co_return std::nullopt;
}

task<before_queue::refusal> before_queue::data() {
    if (how_.speed_adjust) co_return std::nullopt;
    auto refused = co_await ask("DATA", want::go_ahead);
    in_text_ = !refused;
    co_return refused;
}

task<void> before_queue::take(std::string_view text) {
    size_ += text.size();
    if (lost_) co_return;
    if (how_.speed_adjust) {
        auto const kept = co_await text_.append(text);
        if (!kept) trouble(kept.error());
        co_return;
    }
    dots_.feed(text, out_);
    if (out_.size() >= write_size) co_await write(std::exchange(out_, {}));
}

task<smtp::reply> before_queue::finish() {
    if (how_.speed_adjust && !lost_) {
        auto refused = co_await replay();
        if (refused) co_return std::move(*refused);
    }
    dots_.finish(out_);
    co_await write(std::exchange(out_, {}));
    in_text_ = false;
    if (lost_) co_return broken();
    auto const got = co_await read_reply();
    if (!got) co_return trouble(got.error());
    // An answer that ends nothing ("354") is none.
    if (got->is_positive() && got->code >= 300) co_return trouble(not_smtp());
    co_return *got;
}

// All that the filter would have heard before, at once.
task<before_queue::refusal> before_queue::replay() {
    auto refused = co_await connect();
    for (std::size_t i = 0; !refused && i < recorded_.size(); ++i) refused = co_await ask(recorded_[i], want::positive);
    if (!refused) refused = co_await ask("DATA", want::go_ahead);
    if (refused) co_return refused;
    in_text_ = true;
    for (std::uint64_t at = 0; !lost_ && at < text_.size();) {
        auto const part = co_await text_.piece(at);
        if (!part) co_return trouble(part.error());
        at += part->size();
        dots_.feed(*part, out_);
        co_await write(std::exchange(out_, {}));
    }
    co_return std::nullopt;
}

task<void> before_queue::leave() {
    if (!wire_ || in_text_) co_return;
    constexpr std::string_view goodbye = "QUIT\r\n";
    auto const said = co_await wire_->write(goodbye, std::chrono::seconds(1));
    static_cast<void>(said);    // it is over either way
    wire_.reset();
}

task<before_queue::refusal> before_queue::connect() {
    auto made = co_await connect_to(*how_.where, home_, dns_, how_.timeout);
    if (!made) {
        warn(fmt::format("connect to proxy filter {}: {}", how_.where->name, made.error().message()));
        co_return broken();
    }
    wire_ = std::move(*made);
    auto const greeting = co_await read_reply();
    if (!greeting) co_return trouble(greeting.error());
    if (greeting->code != 220) {
        warn(fmt::format("proxy {} rejected \"connection request\": \"{}\"", how_.where->name, smtp::one_line(*greeting)));
        co_return broken();
    }
    co_return co_await introduce();
}

// A filter that does not answer these as it should is a filter in trouble: the client hears nothing of it.
task<before_queue::refusal> before_queue::introduce() {
    auto const hello = "EHLO " + how_.ehlo;
    co_await write(hello + "\r\n");
    if (lost_) co_return broken();
    auto const offers = co_await read_reply();
    if (!offers) co_return trouble(offers.error());
    if (!offers->is_positive()) {
        warn(fmt::format("proxy {} rejected \"{}\": \"{}\"", how_.where->name, hello, smtp::one_line(*offers)));
        co_return broken();
    }
    for (auto const& command : xforward_commands(client_, wanted_attributes(*offers))) {
        auto const refused = co_await ask(command, want::positive);
        if (refused) co_return broken();
    }
    co_return std::nullopt;
}

task<before_queue::refusal> before_queue::ask(std::string command, want wanted) {
    if (lost_) co_return broken();
    co_await write(command + "\r\n");
    if (lost_) co_return broken();
    auto const got = co_await read_reply();
    if (!got) co_return trouble(got.error());
    bool const good = wanted == want::go_ahead ? got->code == 354 : got->is_positive() && got->code < 300;
    if (good) co_return std::nullopt;
    warn(fmt::format("proxy {} rejected \"{}\": \"{}\"", how_.where->name, base::printable(command), smtp::one_line(*got)));
    if (got->is_positive()) co_return trouble(not_smtp());
    co_return *got;
}

task<net::result<smtp::reply>> before_queue::read_reply() {
    auto const until = std::chrono::steady_clock::now() + how_.timeout;
    for (;;) {
        auto next = replies_.next();
        if (next.state == smtp::reply_parser::state::reply) co_return std::move(next.reply);
        if (next.state == smtp::reply_parser::state::broken) co_return not_smtp();
        auto const left = std::chrono::ceil<std::chrono::seconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) co_return net::make_error_code(net::errc::timed_out);
        auto const got = co_await wire_->read_some(4096, left);
        if (!got) co_return got.error();
        replies_.feed(*got);
    }
}

task<void> before_queue::write(std::string bytes) {
    if (lost_ || !wire_ || bytes.empty()) co_return;
    auto const done = co_await wire_->write(bytes, how_.timeout);
    if (!done) trouble(done.error());
}

smtp::reply before_queue::trouble(base::error_code const& why) {
    if (lost_) return broken();
    auto const& name = how_.where->name;
    if (why == net::errc::timed_out) warn("timeout talking to proxy " + name);
    else if (why == net::errc::closed) warn("lost connection with proxy " + name);
    else warn(fmt::format("proxy {}: {}", name, why.message()));
    wire_.reset();
    return broken();
}

smtp::reply before_queue::broken() {
    lost_ = true;
    smtp::reply out;
    out.code = 451;
    out.enhanced = "4.3.0";
    out.text = "Error: queue file write error";
    return out;
}

}  // namespace mailstead::mta::smtpd
