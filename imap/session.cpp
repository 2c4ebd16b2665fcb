#include "imap/session.h"

#include <unistd.h>

#include <exception>
#include <type_traits>

#include "base/ascii.h"
#include "base/log.h"
#include "net/compressed_stream.h"
#include "store/guarded.h"

#include "imap/notifying.h"
#include "imap/search_run.h"
#include "imap/sources.h"
#include "imap/uid_only.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t read_size = 64 * 1024;
constexpr std::uint64_t longest_swallow = 256 * 1024 * 1024;    // a literal larger than this is not waited for
constexpr std::chrono::hours idle_patience{24 * 30};            // keep-alives find dead clients
constexpr std::size_t most_unwritten = 192 * 1024;              // of responses to commands that came together

commands::search const* search_of(command const& what) {
    if (auto const* sort = std::get_if<commands::sort>(&what)) return &sort->search;
    if (auto const* thread = std::get_if<commands::thread>(&what)) return &thread->search;
    if (auto const* many = std::get_if<commands::multi_search>(&what)) return &many->search;
    return std::get_if<commands::search>(&what);
}

// Also a UID SEARCH may count messages (RFC 7162 §3.2.10.2).
unsigned traits_of(parsed const& request) {
    auto const* search = search_of(request.value);
    unsigned const more = search && counts_messages(search->key) ? trait::no_expunge : 0;
    return (request.what ? request.what->traits : 0) | more;
}

framer::limits limits_before_login(settings const& how) { return {how.clear_limit, how.clear_limit}; }

}  // namespace

session::session(net::stream& wire, services const& with, settings const& how, std::shared_ptr<net::tls_context const> tls)
    : wire_(&wire), with_(with), how_(how), tls_(std::move(tls)), framer_(limits_before_login(how)), id_(net::new_session_id(with.clock)),
      login_(std::make_unique<net::login_attempts>()) {
    login_->began = with.clock.steady();
}

session::~session() {
    selected_.reset();
    with_.lists->sweep();
    with_.books->sweep();
}

// A push of IDLE may still be under way when serve() ends by an exception: it uses this object, so it is waited for.
net::task<> session::run() {
    std::exception_ptr failure;
    try {
        co_await serve();
    } catch (...) {
        failure = std::current_exception();
    }
    if (idle_) co_await stop_idling();
    if (notify_) co_await notify_->end();
    if (failure) std::rethrow_exception(failure);
}

net::task<> session::serve() {
    out_ = "* OK [CAPABILITY ";
    capabilities(out_);
    out_ += "] " + how_.greeting + "\r\n";
    while (open_) {
        auto const event = framer_.next();
        if (event.what != framer::kind::need_more) {
            co_await handle(event);
            if (open_ && out_.size() > most_unwritten) co_await flush();
            continue;
        }
        if (!out_.empty()) co_await flush();
        if (!open_) break;
        framer_.release();
        // Read here, not in refill(): this is where a session spends its life.
        if (notify_) notify_->allow();
        auto const bytes = co_await wire_->read_some(read_size, patience());
        if (bytes) {    // before any wait: the next read of this thread makes the view invalid
            bytes_in_ += bytes->size();
            framer_.feed(*bytes);
        }
        if (notify_) co_await notify_->hold();
        if (!bytes) {
            goodbye(bytes.error());
            break;
        }
    }
    if (!out_.empty()) co_await flush();
    log_end("Connection closed");
}

std::chrono::seconds session::patience() const {
    if (idle_) return idle_patience;
    if (account_) return how_.timeout;
    auto const spent = std::chrono::duration_cast<std::chrono::seconds>(with_.clock.steady() - login_->began);
    return std::max(how_.login_timeout - spent, std::chrono::seconds(1));
}

net::task<bool> session::flush(buffer afterwards) {
    std::string text;
    text.swap(out_);
    auto const done = co_await wire_->write(text, how_.write_timeout);
    if (!done) {
        open_ = false;
        log_end("Connection closed");
        co_return false;
    }
    bytes_out_ += text.size();
    text.clear();
    if (afterwards == buffer::kept && out_.empty()) out_.swap(text);
    co_return true;
}

// More input in the middle of a command; false: the session is over.
net::task<bool> session::refill() {
    if (!out_.empty()) co_await flush();
    if (!open_) co_return false;
    auto const bytes = co_await wire_->read_some(read_size, patience());
    if (!bytes) {
        goodbye(bytes.error());
        co_return false;
    }
    bytes_in_ += bytes->size();
    framer_.feed(*bytes);
    co_return true;
}

// A line of a SASL exchange; absent: the session is over, or the line is none.
net::task<std::optional<std::string>> session::next_line() {
    for (;;) {
        auto const event = framer_.next();
        if (event.what == framer::kind::command) co_return std::string(event.bytes);
        if (event.what == framer::kind::literal) framer_.refuse();
        if (event.what != framer::kind::need_more) co_return std::string("*");    // nothing but a line is an answer: cancel
        bool const more = co_await refill();
        if (!more) co_return std::nullopt;
    }
}

void session::goodbye(base::error_code why) {
    if (!open_) return;    // BYE has been said
    open_ = false;
    if (why == net::errc::timed_out) return bye(account_ ? "Disconnected for inactivity." : "Disconnected: Inactivity during authentication.", "Inactivity");
    if (why == net::errc::stopping) return bye("Server shutting down.", "Server shutting down");
    log_end("Connection closed");
}

void session::bye(std::string_view text, std::string_view log_reason) {
    out_.append("* BYE ").append(text).append("\r\n");
    log_end(log_reason);
    open_ = false;
}

void session::count_error() {
    if (++errors_ >= how_.hard_error_limit) bye("Too many invalid IMAP commands.", "Too many invalid commands");
}

net::task<> session::handle(framer::event event) {
    if (event.what == framer::kind::literal) {
        co_await handle_literal(event);
    } else if (event.what == framer::kind::command) {
        co_await execute(event.bytes);
    } else if (event.what == framer::kind::too_long) {
        std::string tag(tag_of(event.bytes));
        if (idle_) co_await stop_idling();
        co_await answer(std::move(tag), reply::bad("Command line too long."), 0);
    }
}

// RFC 7888 §5: LITERAL- allows 4096 octets without waiting.
bool session::too_large_to_come_at_once(framer::event const& literal) const noexcept {
    return how_.literal_minus && !literal.synchronizing && literal.size > 4096;
}

net::task<> session::handle_literal(framer::event event) {
    auto start = account_ && !idle_ ? parse_append(event.bytes, names()) : std::nullopt;
    if (start) {
        tag_ = start->tag;
        auto tag = start->tag;
        unsigned traits = start->what.replaces ? trait::makes_expunges : 0;
        if (start->what.replaces && start->what.replaces->by == by::uid) traits |= trait::tells_uids;
        auto with = co_await append(std::move(start->what), event);
        co_await answer(std::move(tag), std::move(with), traits);
        co_return;
    }
    if (framer_.collectable() && !idle_ && !too_large_to_come_at_once(event)) {
        framer_.collect();
        if (event.synchronizing) out_ += "+ OK\r\n";
        co_return;
    }
    // RFC 7888 §4: what was announced and will come has to be swallowed, or the connection closed.
    std::string tag(tag_of(event.bytes));
    if (event.synchronizing) {
        framer_.refuse();
    } else if (!account_ || event.size > longest_swallow) {
        bye("[TOOBIG] Literal is too large.", "Too large literal");
        co_return;
    } else {
        framer_.swallow();
    }
    if (idle_) co_await stop_idling();
    co_await answer(std::move(tag), reply::bad("[TOOBIG] Literal is too large."), 0);
}

net::task<> session::execute(std::string_view bytes) {
    if (idle_) {
        co_await end_idle(bytes);
        co_return;
    }
    auto request = parse(bytes, names());
    tag_ = request.tag;
    auto const traits = traits_of(request);
    auto with = co_await dispatch(request);
    if (with.what() == reply::kind::later) co_return;
    co_await answer(std::move(request.tag), std::move(with), traits);
}

std::string_view session::refusal(rule const& what) const noexcept {
    if (what.states & state()) return {};
    if (!account_) return "Please log in first.";
    return what.states == state::fresh ? "Already logged in." : "No mailbox selected.";
}

net::task<reply> session::dispatch(parsed& request) {
    if (auto const* wrong = std::get_if<commands::bad>(&request.value)) {
        auto const name = request.what ? std::string(request.what->name) : std::string();
        co_return reply::bad(name.empty() ? "Error: " + wrong->why + '.' : "Error in IMAP command " + name + ": " + wrong->why + '.');
    }
    auto const no = refusal(*request.what);
    if (!no.empty()) co_return reply::bad(std::string(no));
    if (enabled_.uid_only && uses_numbers(request)) co_return numbers_refused();
    bool const in_clear = how_.require_tls && !wire_->is_tls();
    if (in_clear && (request.what->traits & trait::needs_tls)) co_return reply::no("[PRIVACYREQUIRED] TLS is required.");
    if ((request.what->traits & trait::not_pipelined) && framer_.has_more()) {
        // What follows was sent in clear and must never be taken for a command under TLS.
        bye("Command may not be pipelined.", "Pipelined STARTTLS");
        co_return reply::later();
    }
    bool const lost = co_await has_lost_the_mailbox(request.value);
    if (lost) co_return no_for(make_error_code(store::errc::no_right));
    co_await settle_names(request.value);
    auto step = std::visit([this](auto& what) { return on(std::move(what)); }, request.value);
    co_return co_await std::move(step);
}

// The one place where tagged lines are made; tells what is new in the mailbox first.
net::task<> session::answer(std::string tag, reply with, unsigned traits) {
    if (!open_ && with.what() != reply::kind::ok) co_return;    // BYE has been said
    if (selected_ && with.what() != reply::kind::bad && tells_changes(traits)) {
        auto const gone = traits & trait::no_expunge ? expunges::held_back : expunges::told;
        co_await catch_up(gone, traits & trait::tells_uids ? by::uid : by::sequence);
        // RFC 7162 §6: the client must not take the modseqs it saw for all that happened.
        if (enabled_.condstore && selected_->holds_back()) tell_highest_mod_seq(selected_->told_mod_seq());
    }
    if (metadata_ && account_ && with.what() != reply::kind::bad) co_await tell_changed_metadata();
    out_.append(tag.empty() ? "*" : tag).append(" ").append(with.word()).append(" ").append(with.text()).append("\r\n");
    if (with.what() != reply::kind::bad) co_return;
    count_error();
    if (!open_ || errors_ <= how_.soft_error_limit) co_return;
    bool const said = co_await flush();    // what is ready does not wait with the next command
    if (said) co_await pause(how_.error_sleep);
}

namespace {

// Whether a command is about the messages of the selected mailbox.
bool looks_into_selected(command const& what) {
    auto const is = [](auto const& one) {
        using type = std::decay_t<decltype(one)>;
        namespace c = commands;
        if constexpr (std::is_same_v<type, c::multi_search>) return has_selected(one.sources);
        else return std::is_same_v<type, c::fetch> || std::is_same_v<type, c::store> || std::is_same_v<type, c::search> || std::is_same_v<type, c::sort> ||
                    std::is_same_v<type, c::thread> || std::is_same_v<type, c::copy> || std::is_same_v<type, c::expunge>;
    };
    return std::visit(is, what);
}

}  // namespace

// RFC 4314 §4: who may not read another's mailbox any more is not answered from what the session still knows of it.
net::task<bool> session::has_lost_the_mailbox(command const& what) const {
    if (!selected_ || !store::is_of_another(selected_->box()) || !looks_into_selected(what)) co_return false;
    auto work = [box = selected_->shared_box()] { return box->may_read(); };
    auto const may = co_await net::blocking(with_.disk, std::move(work));
    co_return !may && may.error() == store::errc::no_right;
}

net::task<reply> session::on(commands::bad what) { co_return reply::bad(std::move(what.why)); }

reply session::refused(base::error_code why, std::string_view during) {
    if (is_trouble(why)) base::log::error(program(), "{} failed: {}", during, why.message());
    return no_for(why);
}

}  // namespace mailstead::imap
