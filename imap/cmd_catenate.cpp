// The parts of an APPEND that lie in the store already, RFC 4469 §3: copied piece by piece, as they are.
#include "imap/appending.h"
#include "imap/message_url.h"
#include "imap/section_text.h"
#include "imap/session.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t copied_at_once = 1024 * 1024;    // on the disk pool, before others have their turn

reply bad_url(std::string_view url) { return reply::no("[BADURL " + shown_url(url) + "] No such message or part."); }

// Errors that mean that the URL names nothing.
bool names_nothing(base::error_code const& why) noexcept {
    using store::errc;
    return why == errc::gone || why == errc::no_mailbox || why == errc::bad_name || why == errc::not_selectable;
}

}  // namespace

net::task<> session::take_url(std::string const& url, appending& work) {
    auto where = parse_message_url(url);
    if (!where) {
        work.refusal = bad_url(url);
        co_return;
    }
    auto const told = supplied_name_;    // of the target
    co_await settle_name(where->mailbox);
    supplied_name_ = told;
    auto box = co_await open_mailbox(where->mailbox);
    bool const right = box && (!where->uidvalidity || *where->uidvalidity == (*box)->now()->uidvalidity());
    if (!right) {
        work.refusal = box || names_nothing(box.error()) ? bad_url(url) : refused(box.error(), "APPEND");
        co_return;
    }
    section_text text(std::move(*box), where->uid, where->section, where->first, where->count);
    co_await take_section(url, text, work);
}

net::task<> session::take_section(std::string const& url, section_text& text, appending& work) {
    bool more = true;
    auto copy = [&]() -> store::result<void> {
        while (more && work.held.size() < copied_at_once) {
            auto const had = work.held.size();
            auto const got = text.next(work.held);
            if (!got) return got.error();
            more = *got;
            work.batch.octets() += work.held.size() - had;
        }
        if (!more) return {};
        auto const done = work.batch.take(work.held);
        work.held.clear();
        return done;
    };
    while (more && !work.refusal) {
        auto const done = co_await net::blocking(with_.disk, copy);
        if (!done) work.refusal = names_nothing(done.error()) ? bad_url(url) : refused(done.error(), "APPEND");
        else if (work.batch.octets() > largest_message()) work.refusal = no_for(make_error_code(store::errc::too_big));
    }
}

}  // namespace mailstead::imap
