// Which mailbox a client means by a name that is not in Normalization Form C, and how IMAP4rev2 tells it so: RFC 9051
// §5.1 and §6.3.9.7 (OLDNAME).
#include <algorithm>
#include <type_traits>

#include "imap/list.h"
#include "imap/net_unicode.h"
#include "imap/session.h"
#include "imap/special_use.h"

namespace mailstead::imap {

namespace {

// The mailbox names among a command's arguments; at most two.
template <class Command>
void gather(Command& what, std::vector<std::string*>& out) {
    if constexpr (requires { { what.mailbox } -> std::same_as<std::string&>; }) out.push_back(&what.mailbox);
    if constexpr (std::is_same_v<Command, commands::rename>) out.insert(out.end(), {&what.from, &what.to});
}

base::result<std::string> name_in(store::account& account, std::string name, std::string composed) {
    auto const folders = account.list();
    if (!folders) return folders.error();
    auto const same = [&](store::folder const& f) { return f.name == name; };
    return std::any_of(folders->begin(), folders->end(), same) ? name : composed;
}

base::result<listed> one_listed(store::account& account, std::string const& name, std::vector<special_use> const& uses, char separator) {
    auto const folders = account.list();
    if (!folders) return folders.error();
    auto all = own_uses(account, *folders);
    if (!all) return all.error();
    all->insert(all->end(), uses.begin(), uses.end());
    return listed_as(*folders, name, *all, separator);
}

}  // namespace

net::task<> session::settle_names(command& what) {
    supplied_name_.clear();
    if (auto* const many = std::get_if<commands::notify>(&what)) {
        for (auto& group : many->groups) co_await settle_all(group.names);
    }
    if (auto* const many = std::get_if<commands::multi_search>(&what)) {
        for (auto& source : many->sources) co_await settle_all(source.names);
    }
    std::vector<std::string*> all;
    std::visit([&all](auto& one) { gather(one, all); }, what);
    // Of RENAME the old name is told in any case, whichever of the two was changed.
    std::string first;
    if (all.size() > 1) first = *all.front();
    for (auto* name : all) co_await settle_name(*name);
    if (!first.empty() && !supplied_name_.empty()) supplied_name_ = std::move(first);
}

// Of names that are no command's only one, OLDNAME is not told.
net::task<> session::settle_all(std::vector<std::string>& names) {
    for (auto& name : names) co_await settle_name(name);
    supplied_name_.clear();
}

// A mailbox that is there under the very name, since another program made it, is meant; else the normalized one.
net::task<> session::settle_name(std::string& name) {
    auto composed = normalized(name);
    if (composed == name || !account_) co_return;
    auto work = [account = account_, name, composed] { return name_in(*account, name, composed); };
    auto found = co_await net::blocking(with_.disk, std::move(work));
    auto used = found ? std::move(*found) : std::move(composed);
    if (used == name) co_return;
    supplied_name_ = std::exchange(name, std::move(used));
}

// An untagged LIST that was not asked for; nothing where the client has not enabled IMAP4rev2, or knows the name.
net::task<base::error_code> session::tell_name(std::string name, std::string old_name) {
    if (!enabled_.rev2) co_return base::error_code();
    list_form const form{account_->separator(), names()};
    auto work = [account = account_, &name, &form, this] { return one_listed(*account, name, how_.special_uses, form.separator); };
    auto found = co_await net::blocking(with_.disk, std::move(work));
    if (!found) co_return found.error();
    auto one = std::move(*found);
    one.old_name = std::move(old_name);
    list_options options;
    options.extended = options.tell_subscribed = true;
    write_listed(out_, one, options, form);
    co_return base::error_code();
}

}  // namespace mailstead::imap
