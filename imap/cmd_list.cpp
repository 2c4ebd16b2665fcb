// LIST, RFC 3501 §6.3.8, with RFC 5258, RFC 5819 and RFC 6154; LSUB, RFC 3501 §6.3.9; STATUS, RFC 3501 §6.3.10.
#include <algorithm>

#include "imap/list.h"
#include "imap/metadata_place.h"
#include "imap/net_unicode.h"
#include "imap/session.h"
#include "imap/special_use.h"
#include "imap/status.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t longest_pattern = 1024, longest_patterns = 8192;    // one, and all of a LIST
constexpr std::size_t written_at_once = 192 * 1024;

// The canonical patterns, RFC 5258 §3; absent: one is too long, or all together are.
std::optional<std::vector<std::string>> canonical(std::string const& reference, std::vector<std::string> const& patterns) {
    std::vector<std::string> out;
    std::size_t all = 0;
    for (auto const& pattern : patterns) {
        if (pattern.empty()) continue;    // RFC 5258 §3: matches nothing
        auto const& one = out.emplace_back(inbox_in_capitals(reference + pattern));
        all += one.size();
        if (one.size() > longest_pattern || all > longest_patterns) return std::nullopt;
        // RFC 9051 §5.1: what CREATE has normalized is found by the name that was sent, too.
        auto composed = normalized(one);
        if (composed != one) out.push_back(std::move(composed));
    }
    return out;
}

base::result<std::vector<listed>> look(store::account& account, std::vector<std::string> const& patterns, list_options const& options,
                                       std::vector<special_use> const& uses) {
    std::vector<std::string> subscriptions;
    if (options.only_subscribed) {
        auto known = account.subscriptions();
        if (!known) return known.error();
        subscriptions = std::move(*known);
    }
    auto const folders = account.list();
    if (!folders) return folders.error();
    auto all = own_uses(account, *folders);
    if (!all) return all.error();
    all->insert(all->end(), uses.begin(), uses.end());
    return chosen(*folders, subscriptions, patterns, options, *all, account.separator());
}

bool asks_mod_seq(std::vector<status_item> const& items) {
    return std::find(items.begin(), items.end(), status_item::highest_mod_seq) != items.end();
}

bool is_not_selectable(base::error_code why) { return why == store::errc::no_mailbox || why == store::errc::not_selectable; }

}  // namespace

net::task<reply> session::on(commands::list what) {
    char const separator = account_->separator();
    if (!what.options.extended && what.patterns.front().empty()) {
        out_ += root_response(separator, "LIST");
        co_return reply::ok("List completed.");
    }
    auto const patterns = canonical(what.reference, what.patterns);
    if (!patterns) co_return reply::bad("Pattern too long.");
    auto work = [&] { return look(*account_, *patterns, what.options, how_.special_uses); };
    auto found = co_await net::blocking(with_.disk, work);
    if (!found) co_return refused(found.error(), "LIST");
    if (asks_mod_seq(what.options.status)) use_condstore();
    for (auto& one : *found) {
        co_await tell_listed(one, what.options);
        if (one.exists && one.selected) co_await tell_more(one, what.options);
        if (out_.size() > written_at_once) co_await flush();
        if (!open_) co_return reply::later();
    }
    co_return reply::ok("List completed.");
}

// RFC 5819 §2: STATUS behind LIST, for what can be selected and was not told for its children alone.
net::task<> session::tell_listed(listed& one, list_options const& options) {
    list_form const form{account_->separator(), names()};
    if (options.status.empty() || !one.exists || !one.selected) {
        write_listed(out_, one, options, form);
        co_return;
    }
    auto work = [&] { return status_now(*account_, one.name, options.status); };
    auto const is = co_await net::blocking(with_.disk, work);
    one.exists = is || !is_not_selectable(is.error());
    write_listed(out_, one, options, form);
    if (is) write_status(out_, one.name, names(), *is, options.status, how_.message_limit);
    else (void)refused(is.error(), "STATUS");    // trouble is for the log; the LIST goes on
}

// RFC 9590 §3 and RFC 8440 §3: what cannot be looked up is left out.
net::task<> session::tell_more(listed& one, list_options const& options) {
    if (options.my_rights && how_.acl) co_await tell_my_rights(one.name);
    if (options.metadata.empty() || !how_.mailbox_metadata) co_return;
    auto const from = co_await metadata_of(one.name, access::read_only);
    if (!from) co_return;
    commands::get_metadata what;
    what.entries = options.metadata;
    std::uint64_t longest = 0;
    auto const failed = co_await tell_metadata(one.name, *from, what, longest);
    if (failed) (void)refused(failed, "LIST");
}

net::task<reply> session::on(commands::lsub what) {    // RFC 3501 §6.3.9
    auto const pattern = inbox_in_capitals(what.reference + what.pattern);
    if (pattern.size() > longest_pattern) co_return reply::bad("Pattern too long.");
    auto work = [&]() -> base::result<std::string> {
        auto const names = account_->subscriptions();
        if (!names) return names.error();
        return lsub_responses(*names, pattern, {account_->separator(), this->names()});
    };
    auto const found = co_await net::blocking(with_.disk, work);
    if (!found) co_return refused(found.error(), "LSUB");
    out_ += *found;
    co_return reply::ok("Lsub completed.");
}

net::task<reply> session::on(commands::status what) {    // RFC 3501 §6.3.10
    auto work = [account = account_, &what] { return status_now(*account, what.mailbox, what.items); };
    auto const found = co_await net::blocking(with_.disk, std::move(work));
    if (!found) co_return refused(found.error(), "STATUS");
    if (asks_mod_seq(what.items)) use_condstore();
    write_status(out_, what.mailbox, names(), *found, what.items, how_.message_limit);
    co_return reply::ok("Status completed.");
}

}  // namespace mailstead::imap
