// What accounts keep beside their mail: copies for a backup, its rows for who carries an account elsewhere, and the end of a user.
#include <fcntl.h>

#include "base/ascii.h"
#include "server/store_admin_session.h"
#include "store/records.h"
#include "store/rights.h"

namespace mailstead::server {
namespace {

using session = store_admin_session;

constexpr std::int64_t value_limit = 64 << 20;
constexpr std::size_t most_annotations = 1 << 20;    // what was taken before is not refused now

boost::json::array levels_of(std::string_view name, char separator) {
    boost::json::array out;
    if (name == "INBOX") return out;
    for (auto const level : base::split(name, std::string_view(&separator, 1))) out.emplace_back(level);
    return out;
}

}  // namespace

// Size 0: there is nothing.
bool session::copy_records(line const&) {
    auto const kept = account_->recorded();
    if (!kept) return answer({{"size", 0}, {"account", who_.account}});
    auto const holder = around_.all.holder_of(who_, "folders").account;
    auto const path = around_.all.index_of(who_, "folders")->directory() + "/account.db.backup";
    (void)base::system_files().unlink(AT_FDCWD, path);    // of a server that was killed
    auto const copied = kept->copy_to(path);
    if (copied && *copied) return send_copy(path, holder);
    (void)base::system_files().unlink(AT_FDCWD, path);
    return copied ? answer({{"size", 0}, {"account", holder}}) : refuse(copied.error());
}

bool session::copy_common(line const&) {
    auto const path = around_.all.maildirs().settings.index.directory + "/store.db.backup";
    (void)base::system_files().unlink(AT_FDCWD, path);
    auto const copied = around_.all.common()->copy_to(path);
    if (copied && *copied) return send_copy(path, {});
    (void)base::system_files().unlink(AT_FDCWD, path);
    return copied ? answer({{"size", 0}}) : refuse(copied.error());
}

bool session::forget_user(line const& request) {
    auto const name = store::canonical_identifier(tools::text_in(request, "account"));
    if (!name) return refuse("it is no name of an account", "bad-name");
    auto const done = around_.all.forget_user(*name);
    return done ? answer({{"ok", true}}) : refuse(done.error());
}

bool session::list_records(line const&) {
    auto const kept = account_->recorded();
    if (!kept) return answer({{"end", true}});
    auto const annotations = kept->all_annotations();
    if (!annotations) return refuse(annotations.error());
    auto const lists = kept->all_access();
    if (!lists) return refuse(lists.error());
    auto const separator = account_->separator();
    for (auto const& one : *annotations) {
        line const head{{"folder", levels_of(one.mailbox, separator)}, {"of_account", one.mailbox.empty()}, {"user", one.user},
                        {"name", one.name}, {"size", one.value.size()}};
        if (!wire_.send(head) || !wire_.send_bytes(one.value)) return false;
    }
    for (auto const& one : *lists)
        if (!wire_.send({{"folder", levels_of(one.mailbox, separator)}, {"identifier", one.entry.identifier}, {"rights", one.entry.rights.plain()}}))
            return false;
    return answer({{"end", true}});
}

// One that is there already stays.
bool session::keep_annotation(line const& request) {
    auto const size = tools::number_in(request, "size", -1);
    if (size < 0 || size > value_limit) return false;
    auto value = wire_.receive_bytes(static_cast<std::size_t>(size));
    if (!value) return false;
    auto const kept = account_->recorded();
    auto const name = tools::text_in(request, "name");
    if (!kept || (!name.starts_with("/private/") && !name.starts_with("/shared/"))) return refuse("it cannot be kept", "permanent");
    auto const mailbox = tools::yes_in(request, "of_account") ? std::string() : folder_in(request);
    auto const user = tools::text_in(request, "user");
    auto const known = kept->annotation_value(mailbox, user, name);
    if (!known) return refuse(known.error());
    if (*known) return answer({{"ok", true}});
    std::vector<store::annotation_change> change;
    change.push_back({name, std::move(*value)});
    auto const done = kept->annotate(mailbox, user, change, most_annotations);
    return done ? answer({{"ok", true}}) : refuse(done.error());
}

// Likewise. The note in store.db comes first, as with SETACL.
bool session::keep_access(line const& request) {
    auto const kept = account_->recorded();
    auto const identifier = store::canonical_identifier(tools::text_in(request, "identifier"));
    auto const rights = store::rights::parse(tools::text_in(request, "rights"));
    if (!kept || !identifier || !rights) return refuse("it cannot be kept", "permanent");
    auto const folder = folder_in(request);
    auto const list = kept->access(folder);
    if (!list) return refuse(list.error());
    for (auto const& one : *list)
        if (one.identifier == *identifier) return answer({{"ok", true}});
    if (!identifier->starts_with('-'))
        if (auto const noted = around_.all.common()->note_grant(*identifier, account_->owner()); !noted) return refuse(noted.error());
    auto const done = kept->set_access(folder, *identifier, *rights);
    return done ? answer({{"ok", true}}) : refuse(done.error());
}

}  // namespace mailstead::server
