// GETMETADATA and SETMETADATA, RFC 5464 §4.2 and §4.3.
#include <algorithm>

#include "base/ascii.h"

#include "imap/metadata.h"
#include "imap/metadata_place.h"
#include "imap/parse.h"
#include "imap/special_use.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t told_at_once = 64 * 1024;    // octets of values in one response
constexpr std::string_view admin_entry = "/shared/admin";

bool is_private(std::string_view entry) { return entry.starts_with("/private/"); }

base::result<bool> exists(store::account& of, std::string const& name) {
    auto const folders = of.list();
    if (!folders) return {boost::system::in_place_error, folders.error()};
    return std::any_of(folders->begin(), folders->end(), [&](store::folder const& f) { return f.name == name; });
}

}  // namespace

bool session::is_administrator() const {
    auto const owner = account_ ? account_->owner() : std::string();
    auto const same = [&](std::string const& name) { return store::canonical_identifier(name) == owner; };
    return !owner.empty() && std::any_of(how_.administrators.begin(), how_.administrators.end(), same);
}

// A mailbox, or a level above one, on which the user has one of those rights. Whoever has none that would let him know of
// it is told that it is not there (RFC 4314 §6).
net::task<base::result<store::located>> session::located_mailbox(std::string name, std::string_view any_of) {
    auto look = [account = account_, &name]() -> base::result<store::located> {
        auto at = account->locate(name);
        if (!at) return at;
        auto const there = exists(at->where ? *at->where : *account, at->name);
        if (!there) return there.error();
        if (!at->where) at->where = account;
        return *there ? std::move(at) : base::result<store::located>(make_error_code(store::errc::no_mailbox));
    };
    auto found = co_await net::blocking(with_.disk, std::move(look));
    if (!found || found->mine.has_any(any_of)) co_return found;
    co_return make_error_code(found->mine.has('l') ? store::errc::no_right : store::errc::no_mailbox);
}

net::task<base::result<session::metadata_place>> session::metadata_of(std::string mailbox, access) {
    metadata_place out;
    if (mailbox.empty()) {
        out.of_user = account_->recorded();
        out.of_all = sharing_ ? sharing_->common() : out.of_user;
        out.mine = store::rights::all();
    } else {
        auto found = co_await located_mailbox(std::move(mailbox), "rswip");    // RFC 5464 §3.3
        if (!found) co_return found.error();
        if (!found->mine.has('l')) co_return make_error_code(store::errc::no_mailbox);
        out.of_user = out.of_all = found->where->recorded();
        out.mailbox = std::move(found->name);
        out.mine = found->mine;
    }
    if (!out.of_user || !out.of_all) co_return make_error_code(store::errc::no_right);
    co_return std::move(out);
}

// `longest`: the largest value that was left out for its size. Responses end where they are large enough, so that never
// more than one value stands in memory behind what the client has to take.
net::task<base::error_code> session::tell_metadata(std::string mailbox, metadata_place const& from, commands::get_metadata const& what,
                                                   std::uint64_t& longest) {
    auto const user = account_->owner();
    auto look = [&]() -> base::result<std::vector<store::annotation>> {
        auto there = from.of_user->annotations(from.mailbox, user);
        if (!there || from.of_user == from.of_all) return there;
        std::erase_if(*there, [](store::annotation const& one) { return !is_private(one.name); });
        auto const shared = from.of_all->annotations(from.mailbox, "");
        if (!shared) return shared.error();
        there->insert(there->end(), shared->begin(), shared->end());
        if (!how_.admin_contact.empty()) there->push_back({std::string(admin_entry), how_.admin_contact.size()});
        return there;
    };
    auto const there = co_await net::blocking(with_.disk, look);
    if (!there) co_return there.error();
    std::string values;
    auto const tell = [&] {
        if (values.empty()) return;
        out_ += "* METADATA ";
        if (mailbox.empty()) out_ += "\"\"";
        else write::mailbox(out_, mailbox, names());
        out_.append(" (").append(values).append(")\r\n");
        values.clear();
    };
    for (auto const& one : metadata_wanted(*there, what)) {
        if (what.max_size && one.size > *what.max_size) {
            longest = std::max(longest, one.size);
            continue;
        }
        auto const& in = is_private(one.name) ? from.of_user : from.of_all;
        auto read = [&] { return in->annotation_value(from.mailbox, user, one.name); };
        base::result<std::optional<std::string>> value = std::optional<std::string>(how_.admin_contact);
        bool const computed = mailbox.empty() && one.name == admin_entry && !how_.admin_contact.empty();
        if (!computed) value = co_await net::blocking(with_.disk, read);
        if (!value) co_return value.error();
        if (!values.empty()) values += ' ';
        write_annotation(values, one.name, *value);
        if (values.size() < told_at_once) continue;
        tell();
        co_await flush();
        if (!open_) co_return base::error_code();
    }
    tell();
    co_return base::error_code();
}

net::task<reply> session::on(commands::get_metadata what) {    // RFC 5464 §4.2
    if (!what.mailbox.empty() && !how_.mailbox_metadata) co_return reply::no("[CANNOT] Mailboxes have no annotations here.");
    auto const from = co_await metadata_of(what.mailbox, access::read_only);
    if (!from) co_return refused(from.error(), "GETMETADATA");
    std::uint64_t longest = 0;
    auto const failed = co_await tell_metadata(what.mailbox, *from, what, longest);
    if (failed) co_return refused(failed, "GETMETADATA");
    if (!open_) co_return reply::later();
    if (longest == 0) co_return reply::ok("Getmetadata completed.");
    co_return reply::ok("[METADATA LONGENTRIES " + std::to_string(longest) + "] Getmetadata completed.");
}

// What is wrong with the values themselves.
namespace {

bool are_settable(std::string_view uses) {
    auto const words = base::split(uses, " ");
    return std::all_of(words.begin(), words.end(), [](std::string_view use) { return settable_use(use).has_value(); });
}

}  // namespace

std::optional<reply> session::metadata_refusal(commands::set_metadata const& what) const {
    for (auto const& change : what.changes) {
        if (change.value && change.value->size() > how_.metadata_value_limit)
            return reply::no("[METADATA MAXSIZE " + std::to_string(how_.metadata_value_limit) + "] Annotation is too large.");
        bool const names_uses = !what.mailbox.empty() && change.name == special_use_entry && change.value;
        if (names_uses && !are_settable(*change.value)) return reply::no("[USEATTR] Special use not supported.");    // RFC 6154 §4
        if (!what.mailbox.empty()) continue;
        if (change.name == admin_entry) return reply::no("[NOPERM] The annotation is read-only.");
        if (!is_private(change.name) && !is_administrator()) return reply::no("[NOPERM] Shared annotations of the server are set by an administrator.");
        auto const filter = filter_of(change.name);
        if (!filter) continue;
        if (!is_filter_name(*filter)) return reply::no("[CANNOT] Invalid filter name.");
        if (change.value && !parse_search_criteria(*change.value)) return reply::no("[CANNOT] The filter is not a search criterion.");
    }
    return std::nullopt;
}

namespace {

using changes = std::vector<store::annotation_change>;

// Private and shared annotations of the server lie in two databases: when the second cannot be changed, the first is put
// back as it was (RFC 5464 §4.3: all or none).
base::result<void> annotate_both(store::records& of_user, store::records& of_all, std::string const& user, changes const& all, std::size_t most) {
    changes hers, ours, before;
    for (auto const& change : all) (is_private(change.name) ? hers : ours).push_back(change);
    if (ours.empty()) return of_user.annotate("", user, hers, most);
    for (auto const& change : hers) {
        auto old = of_user.annotation_value("", user, change.name);
        if (!old) return old.error();
        before.push_back({change.name, std::move(*old)});
    }
    if (!hers.empty())
        if (auto const done = of_user.annotate("", user, hers, most); !done) return done;
    auto const done = of_all.annotate("", user, ours, most);
    if (!done && !hers.empty()) (void)of_user.annotate("", user, before, ~std::size_t{0} / 2).has_value();
    return done;
}

}  // namespace

net::task<reply> session::on(commands::set_metadata what) {    // RFC 5464 §4.3
    if (!what.mailbox.empty() && !how_.mailbox_metadata) co_return reply::no("[CANNOT] Mailboxes have no annotations here.");
    auto refusal = metadata_refusal(what);
    if (refusal) co_return std::move(*refusal);
    auto const place = co_await metadata_of(what.mailbox, access::read_write);
    if (!place) co_return refused(place.error(), "SETMETADATA");
    auto const is_shared = [](store::annotation_change const& change) { return !is_private(change.name); };
    // Whoever may only read does not write what everybody reads.
    bool const shared = std::any_of(what.changes.begin(), what.changes.end(), is_shared);
    if (shared && !place->mine.has('w')) co_return no_for(make_error_code(store::errc::no_right));
    auto work = [&, user = account_->owner()] {
        if (place->of_user != place->of_all) return annotate_both(*place->of_user, *place->of_all, user, what.changes, how_.metadata_limit);
        return place->of_user->annotate(place->mailbox, user, what.changes, how_.metadata_limit);
    };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "SETMETADATA");
    std::vector<std::string> entries;
    for (auto const& change : what.changes) entries.push_back(change.name);
    co_await announce(store::notice::kind::metadata, what.mailbox, {}, std::move(entries));
    co_return reply::ok("Setmetadata completed.");
}

}  // namespace mailstead::imap
