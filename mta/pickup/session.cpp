#include "mta/pickup/session.h"

#include <pwd.h>
#include <sysexits.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/pickup/submission.h"

namespace mailstead::mta::pickup {
namespace {

constexpr std::size_t read_size = 64 * 1024;

// The first line, with what came behind it; empty when there is none of a length that makes sense.
net::task<std::string> read_start(net::stream& wire, net::stream::patience patience) {
    std::string start;
    while (start.find('\n') == start.npos && start.size() < 100) {
        auto const got = co_await wire.read_some(read_size, patience);
        if (!got) co_return std::string();
        start += *got;
    }
    co_return start;
}

// Absent: the peer was gone before the end record.
net::task<std::optional<outcome>> receive(net::stream& wire, settings const& rules, submission& message,
                                          std::string start) {
    reader records;
    records.feed(start);
    for (;;) {
        auto const item = records.next();
        if (item.state == reader::state::bad) {
            outcome why;
            why.status = EX_PROTOCOL;
            why.text = item.value;
            co_return why;
        }
        if (item.state == reader::state::need_more) {
            auto const got = co_await wire.read_some(read_size, rules.patience);
            if (!got) co_return std::nullopt;
            records.feed(*got);
            continue;
        }
        co_await message.take(item.kind, item.value);
        if (item.kind == record::end || message.is_refused()) co_return co_await message.finish();
    }
}

net::task<void> say(net::stream& wire, context const& with, uid_t who, outcome const& answer) {
    if (answer.status != 0) base::log::warning("pickup", "uid={}: refused: {}", who, answer.text);
    auto const line = fmt::format("{} {}\n", answer.status, answer.text);
    auto const told = co_await wire.write(line, with.settings->patience);
    static_cast<void>(told);  // the program is gone; the mail is here all the same
}

net::task<outcome> obstacle(context const& with, uid_t who) {
    outcome none;
    if (!with.settings->authorized) co_return none;
    auto ask = [list = with.settings->authorized, who] { return may_submit(*list, who); };
    auto const allowed = co_await net::blocking(with.lookups, ask);
    if (allowed && *allowed == permission::granted) co_return none;
    if (!allowed) {
        base::log::warning("pickup", "uid={}: authorized_submit_users: {}", who, allowed.error().message());
        none.status = EX_TEMPFAIL;
        none.text = "cannot find out who may submit mail";
    } else {
        none.status = EX_NOPERM;
        none.text = fmt::format("User of uid {} is not allowed to submit mail", who);
    }
    co_return none;
}

}  // namespace

net::task<std::string> refusal(context const& with, uid_t who) {
    auto const why = co_await obstacle(with, who);
    if (why.status != 0) base::log::warning("pickup", "uid={}: refused: {}", who, why.text);
    co_return why.text;
}

net::task<bool> is_listed(std::shared_ptr<conf::match_list const> users, std::string name, net::disk_pool& lookups,
                          uid_t who) {
    if (!users || who == 0) co_return true;
    auto ask = [users, who] { return may_submit(*users, who); };
    auto const allowed = co_await net::blocking(lookups, ask);
    if (!allowed) base::log::warning("pickup", "uid={}: {}: {}", who, name, allowed.error().message());
    co_return allowed && *allowed == permission::granted;
}

base::result<permission> may_submit(conf::match_list const& authorized, uid_t who) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16384> names;
    int const failed = ::getpwuid_r(who, &entry, names.data(), names.size(), &found);
    if (failed != 0 && failed != ENOENT && failed != ESRCH) return base::from_errno(failed);
    auto const listed = authorized.matches(found ? found->pw_name : "unknown");
    if (!listed) return listed.error();
    return *listed ? permission::granted : permission::denied;
}

namespace {

std::int64_t microseconds(base::clock const& clock) {
    return std::chrono::duration_cast<std::chrono::microseconds>(clock.now().time_since_epoch()).count();
}

// Takes one message and answers; nothing when the peer was gone before its end.
net::task<void> take_message(net::stream& wire, context const& with, submission::origin from, std::string start) {
    auto const& rules = *with.settings;
    auto const who = from.uid;
    milter::parts milters{wire.get_executor(), with.names, &with.clock};
    submission message(rules, with.intake, with.lookups, with.clock, std::move(from), std::move(milters));
    auto const answer = co_await receive(wire, rules, message, std::move(start));
    if (!answer) co_return;
    co_await say(wire, with, who, *answer);
}

}  // namespace

net::task<void> serve(net::stream& wire, context const& with) {
    auto start = co_await read_start(wire, with.settings->patience);
    if (start == scan_request) {
        if (with.scan) with.scan();
        co_return;
    }
    submission::origin from;
    from.uid = wire.peer().peer_uid;
    auto const no = co_await obstacle(with, from.uid);
    if (no.status != 0) co_return co_await say(wire, with, from.uid, no);
    from.arrival = microseconds(with.clock);
    co_await take_message(wire, with, std::move(from), std::move(start));
}

net::task<void> serve_forward(net::stream& wire, context const& with) {
    submission::origin from;
    from.uid = wire.peer().peer_uid;
    if (std::find(with.agents.begin(), with.agents.end(), from.uid) == with.agents.end())
        co_return base::log::warning("pickup", "uid={}: only the delivery agent may send mail on", from.uid);
    from.is_forward = true;
    from.sent_before = with.sent_before;
    from.arrival = microseconds(with.clock);
    auto start = co_await read_start(wire, with.settings->patience);
    co_await take_message(wire, with, std::move(from), std::move(start));
}

}  // namespace mailstead::mta::pickup
