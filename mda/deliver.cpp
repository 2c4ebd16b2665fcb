// Deposits copies and words the answers.
#include "mda/deliver.h"

#include <cerrno>
#include <mutex>

#include "base/log.h"

namespace mailstead::mda {
namespace {

smtp::reply make_reply(int code, char const* enhanced, std::string text) {
    smtp::reply out;
    out.code = code;
    out.enhanced = enhanced;
    out.text = std::move(text);
    return out;
}

// How bad an answer is for the message as a whole: one branch that has to be tried again outweighs one that failed for
// good, since the next attempt will tell the failure again, and delivered branches know their ids.
int weight(smtp::reply const& answer) noexcept {
    if (answer.is_positive()) return 0;
    return answer.is_temporary() ? 2 : 1;
}

// Collects the answers of several branches.
class verdict {
public:
    verdict(std::size_t branches, answer done) : left_(branches), done_(std::move(done)) {}

    void add(smtp::reply one) {
        std::unique_lock lock(mutex_);
        if (worst_.code == 0 || weight(one) > weight(worst_)) worst_ = std::move(one);
        if (--left_ > 0) return;
        lock.unlock();
        done_(std::move(worst_));
    }

private:
    std::mutex mutex_;
    std::size_t left_;
    smtp::reply worst_;
    answer done_;
};

store::delivery copy_for(incoming const& message, recipient const& whom, mailbox_target const& target) {
    store::delivery out;
    out.who = target.who;
    out.id = whom.id;
    out.id.branch = target.branch;
    out.maybe_delivered = whom.maybe_delivered;
    out.headers = trace_fields(message.sender(), whom.original, whom.address);
    out.text = message.text();
    out.arrival = message.arrival();
    return out;
}

void deposit(store::depositor& into, settings const& wanted, store::delivery copy, answer done) {
    auto const kind = kind_of(copy.who);
    auto tell = [done = std::move(done), kind, wanted](store::result<store::outcome> got) {
        done(got ? reply_for(*got, kind) : reply_for(got.error(), wanted));
    };
    into.deposit(std::move(copy), std::move(tell));
}

smtp::reply reply_for_store(store::errc why, settings const& wanted) {
    switch (why) {
    case store::errc::over_quota:
        if (wanted.over_quota == full_mailbox::is_permanent) return make_reply(552, "5.2.2", "mailbox is full");
        return make_reply(452, "4.2.2", "mailbox is full");
    case store::errc::too_big: return make_reply(552, "5.2.3", "message is too large for this mailbox");
    case store::errc::no_mailbox: return make_reply(550, "5.1.1", "user unknown");
    case store::errc::in_use: return make_reply(451, "4.2.0", "mailbox is locked by another program");
    case store::errc::damaged: return make_reply(451, "4.2.0", "mailbox needs repair");
    case store::errc::busy: return make_reply(451, "4.3.2", "system is busy");
    default: return make_reply(550, "5.2.0", "mailbox cannot take the message");
    }
}

}  // namespace

mailbox_kind kind_of(store::owner const& who) noexcept {
    return who.location.ends_with('/') ? mailbox_kind::maildir : mailbox_kind::mbox;
}

smtp::reply reply_for(store::outcome what, mailbox_kind kind) {
    std::string text = kind == mailbox_kind::maildir ? "delivered to maildir" : "delivered to mailbox";
    if (what == store::outcome::already_there) text += " by an earlier attempt";
    return make_reply(250, "2.0.0", std::move(text));
}

smtp::reply reply_for(base::error_code const& why, settings const& wanted) {
    base::error_code const in_store = store::errc::busy;
    if (why.category() == in_store.category()) return reply_for_store(static_cast<store::errc>(why.value()), wanted);
    if (why == base::from_errno(ENOSPC)) return make_reply(452, "4.3.1", "insufficient system storage");
    if (why == base::from_errno(EDQUOT)) return reply_for_store(store::errc::over_quota, wanted);
    if (!base::is_temporary(why)) return make_reply(550, "5.2.0", "mailbox cannot take the message");
    return make_reply(451, "4.3.0", "temporary trouble with the mailbox");
}

smtp::reply refusal_of_size(settings const& wanted, std::uint64_t size) {
    if (wanted.mailbox_limit == 0 || size <= wanted.mailbox_limit) return smtp::reply();
    return reply_for_store(store::errc::too_big, wanted);
}

void deliver(store::depositor& into, settings const& wanted, incoming const& message, recipient const& whom,
             plan const& what, answer done) {
    if (message.was_delivered_to(whom.address))
        return done(make_reply(554, "5.4.6", "mail forwarding loop for " + whom.address));
    auto refusal = refusal_of_size(wanted, message.size());
    if (refusal.code != 0) return done(std::move(refusal));
    if (what.mailboxes.size() == 1)
        return deposit(into, wanted, copy_for(message, whom, what.mailboxes.front()), std::move(done));

    auto const all = std::make_shared<verdict>(what.mailboxes.size(), std::move(done));
    for (auto const& target : what.mailboxes) {
        auto const add = [all](smtp::reply one) { all->add(std::move(one)); };
        deposit(into, wanted, copy_for(message, whom, target), add);
    }
}

}  // namespace mailstead::mda
