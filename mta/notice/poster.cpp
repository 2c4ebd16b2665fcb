#include "mta/notice/poster.h"

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::notice {
namespace {

constexpr unsigned most = 50;

queue::message message_of(notice const& what, notice_settings const& how, std::string const& id, std::int64_t now) {
    queue::message out;
    out.id = id;
    out.what = notice_envelope(how, now);
    out.recipients.resize(1);
    std::vector<std::string> pieces(1, notice_text(what, how, id, now));
    out.size = pieces[0].size();
    out.text = std::make_shared<std::vector<std::string> const>(std::move(pieces));
    return out;
}

}  // namespace

net::task<void> poster::post(notice what) {
    if (under_way_ >= most) {
        base::log::warning("smtpd", "notice to the postmaster about {} left out: too many at once", base::printable(what.peer, 200));
        co_return;
    }
    struct counted {
        explicit counted(unsigned& n) : number(n) { ++number; }
        ~counted() { --number; }
        counted(counted const&) = delete;
        unsigned& number;
    } const mine(under_way_);
    co_await put(what);
}

net::task<void> poster::put(notice const& what) {
    auto spool = into_.begin();
    base::error_code failed;
    if (!spool) failed = spool.error();
    if (!failed) {
        auto made = message_of(what, how_, (*spool)->id(), base::unix_micros(clock_.now()));
        auto const passed = co_await through_.pass(made, queue::internal_class::notify);
        if (passed && *passed == queue::internal_passage::end::thrown_away) co_return;
        if (!passed) failed = passed.error();
        net::result<void> done;
        for (std::size_t at = 0; !failed && done && at < made.text->size(); ++at) {
            auto piece = (*made.text)[at];
            done = co_await (*spool)->append(std::move(piece));
        }
        if (!failed && done) done = co_await (*spool)->commit(std::move(made.what));
        if (!done) failed = done.error();
    }
    if (failed) base::log::warning("smtpd", "notice to the postmaster about {}: {}", base::printable(what.peer, 200), failed.message());
}

}  // namespace mailstead::mta::notice
