// Deposits copies and words the answers.
#include "mda/deliver.h"

#include <cerrno>
#include <mutex>

#include "base/log.h"
#include "mda/local.h"

namespace mailstead::mda {
namespace {

// How bad an answer is for the message as a whole: one branch that has to be tried again outweighs one that failed for
// good, since the next attempt will tell the failure again, and delivered branches know their ids.
int weight(smtp::reply const& answer) noexcept {
    if (answer.is_positive()) return 0;
    return answer.is_temporary() ? 2 : 1;
}

constexpr std::size_t longest_reply = 4096;    // a reply beyond 64 KB ends the connection with the queue, and all that is under way there

// The worst of several answers; when all are good, what each of them says.
void add_to(smtp::reply& so_far, smtp::reply one) {
    if (so_far.code == 0 || weight(one) > weight(so_far)) so_far = std::move(one);
    else if (weight(one) == 0 && weight(so_far) == 0 && so_far.text.size() + one.text.size() < longest_reply) so_far.text += "; " + one.text;
}

// Collects the answers of branches that are under way together.
class verdict {
public:
    verdict(std::size_t branches, answer done) : left_(branches), done_(std::move(done)) {}

    void add(smtp::reply one) {
        std::unique_lock lock(mutex_);
        add_to(worst_, std::move(one));
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

std::string const& first_of(std::string const& a, std::string const& b) noexcept { return a.empty() ? b : a; }

// The address that Delivered-To names, unless a branch has its own.
std::string const& delivered_to(recipient const& whom, plan const& what) noexcept { return first_of(what.delivered_to, whom.address); }

store::delivery copy_for(incoming const& message, recipient const& whom, plan const& what, mailbox_target const& target) {
    store::delivery out;
    out.who = target.who;
    out.id = whom.id;
    out.id.branch = target.branch;
    out.maybe_delivered = whom.maybe_delivered;
    trace wanted{first_of(target.return_path, message.sender()), whom.original, first_of(target.delivered_to, delivered_to(whom, what))};
    wanted.with_delivered_to = target.with_delivered_to;
    out.headers = trace_fields(wanted);
    out.text = message.text();
    out.arrival = message.arrival();
    return out;
}

smtp::reply reply_for(store::depositor const& of, base::error_code const& why, store::owner const& who, settings const& wanted) {
    auto const known = of.explain(why, who);
    auto out = reply_for(known.code, wanted);
    if (!known.words.empty()) out.text = known.words;
    return out;
}

void deposit(store::depositor& into, settings const& wanted, store::delivery copy, mailbox_target const& target, answer done) {
    auto const kind = kind_of(copy.who);
    std::string const file = target.who.is_file ? copy.who.location : std::string();
    auto tell = [&into, done = std::move(done), kind, wanted, file, who = copy.who](store::result<store::outcome> got) {
        auto reply = got ? reply_for(*got, kind) : reply_for(into, got.error(), who, wanted);
        if (got && !file.empty() && kind == mailbox_kind::mbox) reply.text = "delivered to file: " + file;
        done(std::move(reply));
    };
    into.deposit(std::move(copy), std::move(tell));
}

smtp::reply reply_for_store(store::errc why, settings const& wanted) {
    switch (why) {
    case store::errc::over_quota:
        if (wanted.over_quota == full_mailbox::is_permanent) return smtp::make_reply(552, "5.2.2", "mailbox is full");
        return smtp::make_reply(452, "4.2.2", "mailbox is full");
    case store::errc::too_big: return smtp::make_reply(552, "5.2.3", "message is too large for this mailbox");
    case store::errc::no_mailbox: return smtp::make_reply(550, "5.1.1", "user unknown");
    case store::errc::in_use: return smtp::make_reply(451, "4.2.0", "mailbox is locked by another program");
    case store::errc::damaged:
    case store::errc::newer: return smtp::make_reply(451, "4.2.0", "mailbox needs repair");
    case store::errc::busy: return smtp::make_reply(451, "4.3.2", "system is busy");
    default: return smtp::make_reply(550, "5.2.0", "mailbox cannot take the message");
    }
}

// A plan of several branches on its way, stage after stage; keeps itself alive by the answers it waits for.
class carrying_out : public std::enable_shared_from_this<carrying_out> {
public:
    carrying_out(means with, settings const& wanted, incoming message, recipient whom, plan what, answer done)
        : with_(with), wanted_(wanted), message_(std::move(message)), whom_(std::move(whom)), plan_(std::move(what)),
          done_(std::move(done)) {
        for (auto const& one : plan_.failures) add_to(so_far_, one);
    }

    void next() {
        if (stage_ == 0 && !plan_.mailboxes.empty()) return fill_mailboxes();
        if (stage_ <= 1 && plan_.forwards.size() + plan_.reroutes.size() > 0) return send_on();
        if (commands_ < plan_.commands.size()) return run();
        done_(std::move(so_far_));
    }

private:
    void fill_mailboxes() {
        stage_ = 1;
        auto const all = collect(plan_.mailboxes.size());
        for (auto const& target : plan_.mailboxes) {
            auto const add = [all](smtp::reply one) { all->add(std::move(one)); };
            deposit(with_.mailboxes, wanted_, copy_for(message_, whom_, plan_, target), target, add);
        }
    }

    void send_on() {
        stage_ = 2;
        auto const all = collect(plan_.forwards.size() + plan_.reroutes.size());
        auto const add = [all](smtp::reply one) { all->add(std::move(one)); };
        for (auto const& target : plan_.forwards)
            with_.effects->forward(errand_for(target.branch, target.sender, target.delivered_to), target, add);
        for (auto const& target : plan_.reroutes) with_.effects->reroute(errand_for(target.branch, "", ""), target, add);
    }

    // One after the other: the first that fails for now keeps the rest for the next attempt.
    void run() {
        stage_ = 2;
        auto const& target = plan_.commands[commands_++];
        auto const all = collect(1);
        auto about = errand_for(target.branch, target.return_path, target.delivered_to);
        with_.effects->run(std::move(about), target, [all](smtp::reply one) { all->add(std::move(one)); });
    }

    std::shared_ptr<verdict> collect(std::size_t branches) {
        auto const on = [self = shared_from_this()](smtp::reply worst) { self->take(std::move(worst)); };
        return std::make_shared<verdict>(branches, on);
    }

    void take(smtp::reply one) {
        bool const ends = one.is_temporary();
        add_to(so_far_, std::move(one));
        if (ends) return done_(std::move(so_far_));
        next();
    }

    errand errand_for(std::uint32_t branch, std::string const& sender, std::string const& own_delivered_to) const {
        errand out{message_, first_of(sender, message_.sender()), whom_.original,
                   first_of(own_delivered_to, delivered_to(whom_, plan_)), whom_.id};
        out.id.branch = branch;
        return out;
    }

    means with_;
    settings wanted_;
    incoming message_;
    recipient whom_;
    plan plan_;
    answer done_;
    smtp::reply so_far_;
    int stage_ = 0;
    std::size_t commands_ = 0;
};

}  // namespace

mailbox_kind kind_of(store::owner const& who) noexcept {
    return who.location.ends_with('/') ? mailbox_kind::maildir : mailbox_kind::mbox;
}

smtp::reply reply_for(store::outcome what, mailbox_kind kind) {
    std::string text = kind == mailbox_kind::maildir ? "delivered to maildir" : "delivered to mailbox";
    if (what == store::outcome::already_there) text += " by an earlier attempt";
    return smtp::make_reply(250, "2.0.0", std::move(text));
}

smtp::reply reply_for(base::error_code const& why, settings const& wanted) {
    base::error_code const in_store = store::errc::busy;
    if (why.category() == in_store.category()) return reply_for_store(static_cast<store::errc>(why.value()), wanted);
    if (why == base::from_errno(ENOSPC)) return smtp::make_reply(452, "4.3.1", "insufficient system storage");
    if (why == base::from_errno(EDQUOT)) return smtp::make_reply(452, "4.2.2", "mailbox is full");
    if (!base::is_temporary(why)) return smtp::make_reply(550, "5.2.0", "mailbox cannot take the message");
    return smtp::make_reply(451, "4.3.0", "temporary trouble with the mailbox");
}

smtp::reply refusal_of_size(settings const& wanted, std::uint64_t size) {
    if (wanted.mailbox_limit == 0 || size <= wanted.mailbox_limit) return smtp::reply();
    return reply_for_store(store::errc::too_big, wanted);
}

void deliver(means with, settings const& wanted, incoming const& message, recipient const& whom, plan what, answer done) {
    auto const& here = delivered_to(whom, what);
    if (message.was_delivered_to(here)) return done(smtp::make_reply(554, "5.4.6", "mail forwarding loop for " + here));
    if (!what.is_local) {
        auto refusal = refusal_of_size(wanted, message.size());
        if (refusal.code != 0) return done(std::move(refusal));
    }
    drop_loops(what, message);
    if (what.refusal.code != 0) return done(what.refusal);
    if (what.branches() == 0) return done(smtp::make_reply(250, "2.0.0", "discarded"));
    if (what.branches() == 1 && what.mailboxes.size() == 1 && what.failures.empty()) {
        auto const& target = what.mailboxes.front();
        return deposit(with.mailboxes, wanted, copy_for(message, whom, what, target), target, std::move(done));
    }
    std::make_shared<carrying_out>(with, wanted, message, whom, std::move(what), std::move(done))->next();
}

}  // namespace mailstead::mda
