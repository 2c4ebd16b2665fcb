// The table of what may be asked, and the short answers.
#include "server/store_admin.h"

#include <fcntl.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "maildir/export_uidlist.h"
#include "server/store_admin_session.h"
#include "store/identity.h"

namespace mailstead::server {
namespace {

using session = store_admin_session;

struct verb {
    std::string_view name;
    bool (session::*does)(session::line const&);
    bool needs_account;
};
constexpr verb verbs[] = {
    {"account", &session::choose_account, false},
    {"folders", &session::list_folders, true},
    {"prepare", &session::prepare_folder, true},
    {"subscribe", &session::subscribe, true},
    {"import", &session::begin_import, true},
    {"imported", &session::end_import, true},
    {"append", &session::append, true},
    {"export", &session::export_folder, true},
    {"uidlists", &session::export_uidlists, true},
    {"check", &session::check, true},
    {"index", &session::copy_index, true},
    {"records", &session::copy_records, true},
    {"common", &session::copy_common, false},
    {"forget", &session::forget_user, false},
    {"kept", &session::list_records, true},
    {"annotate", &session::keep_annotation, true},
    {"grant", &session::keep_access, true},
};

char const* code_of(base::error_code const& why) {
    using store::errc;
    if (why == errc::no_mailbox || why == errc::not_selectable) return "no-mailbox";
    if (why == errc::over_quota) return "over-quota";
    if (why == errc::bad_name || why == errc::exists || why == errc::has_children) return "bad-name";
    if (why == boost::system::errc::no_space_on_device) return "no-space";
    return base::is_temporary(why) ? "temporary" : "permanent";
}

}  // namespace

void serve_store_admin(base::unique_fd connection, admin_surroundings const& around) {
    try {
        session one(tools::admin_wire(std::move(connection)), around);
        one.run();
    } catch (std::exception const& error) {
        base::log::error("store", "administrator's request: {}", error.what());
    }
}

void session::run() {
    while (!around_.stopping) {
        auto const request = wire_.receive();
        if (!request) return;
        auto const name = tools::text_in(*request, "do");
        auto const at = std::find_if(std::begin(verbs), std::end(verbs), [&](verb const& one) { return one.name == name; });
        bool go_on = true;
        if (at == std::end(verbs)) go_on = refuse("unknown request", "protocol");
        else if (at->needs_account && !account_) go_on = refuse("no account was named", "protocol");
        else go_on = (this->*at->does)(*request);
        if (!go_on) return;
    }
}

bool session::answer(line const& what) { return wire_.send(what) && wire_.flush(); }

bool session::refuse(std::string const& why, char const* code) { return answer({{"error", why}, {"code", code}}); }

bool session::refuse(base::error_code const& why) {
    auto const known = around_.all.explain(why, who_);
    return refuse(known.words.empty() ? why.message() : known.words, code_of(known.code));
}

// ["Lists","cooks"] is Lists.cooks or Lists/cooks; none is INBOX.
std::string session::folder_in(line const& request) const {
    std::string out;
    for (auto const& level : tools::texts_in(request, "folder")) {
        if (!out.empty()) out += account_->separator();
        out += level;
    }
    return out.empty() || base::iequals(out, "INBOX") ? "INBOX" : out;
}

bool session::choose_account(line const& request) {
    auto const name = tools::text_in(request, "account");
    auto const found = around_.find(name);
    if (!found) return refuse(found.error());
    if (!*found) return refuse("there is no such account", "no-account");
    auto opened = around_.all.open(**found);
    who_ = **found;
    if (!opened) return refuse(opened.error());
    account_ = std::move(*opened);
    return answer({{"account", who_.account},
                   {"location", who_.location},
                   {"separator", std::string(1, account_->separator())},
                   {"folders", around_.all.has_maildir_folders(who_) ? "maildir" : "mbox"},
                   {"uid", who_.uid},
                   {"gid", who_.gid}});
}

bool session::list_folders(line const&) {
    auto const all = account_->list();
    if (!all) return refuse(all.error());
    auto const subscribed = account_->subscriptions();
    if (!subscribed) return refuse(subscribed.error());
    for (auto const& one : *all)
        if (!wire_.send({{"name", one.name}, {"selectable", one.selectable}})) return false;
    for (auto const& one : *subscribed)
        if (!wire_.send({{"subscribed", one}})) return false;
    return answer({{"end", true}});
}

bool session::prepare_folder(line const& request) {
    auto const folder = folder_in(request);
    bool created = false;
    if (folder != "INBOX") {
        auto const made = account_->create(folder);
        if (!made && made.error() != store::errc::exists) return refuse(made.error());
        created = made.has_value();
    }
    bool kept = false;
    auto const validity = static_cast<std::uint32_t>(tools::number_in(request, "uidvalidity"));
    auto const next = static_cast<std::uint32_t>(tools::number_in(request, "uidnext"));
    if (marks_ && marks_->state().fresh && validity != 0 && next != 0) {
        auto const index = around_.all.index_of(who_, folder);
        auto const row = index->find(folder);
        if (!row) return refuse(row.error());
        // Begun before: it is so already.
        kept = *row && (*row)->uidvalidity == validity && (*row)->uidnext >= next;
        if (!kept) {
            auto const done = around_.all.put_back_uids(who_, folder, validity, next);
            if (!done) return refuse(done.error());
            kept = *done == store::uids::put_back;
        }
    }
    return answer({{"created", created}, {"kept", kept}});
}

bool session::subscribe(line const& request) {
    auto const done = account_->subscribe(folder_in(request));
    return done ? answer({{"ok", true}}) : refuse(done.error());
}

// A copy made beside the index, sent and removed.
bool session::copy_index(line const& request) {
    auto& files = base::system_files();
    auto const folder = tools::yes_in(request, "folders") ? "folders" : "INBOX";    // any other than INBOX
    auto const index = around_.all.index_of(who_, folder);
    auto const path = index->directory() + "/index.db.backup";
    (void)files.unlink(AT_FDCWD, path);    // of a server that was killed
    auto const copied = index->copy_to(path);
    if (!copied) (void)files.unlink(AT_FDCWD, path);
    return copied ? send_copy(path, around_.all.holder_of(who_, folder).account) : refuse(copied.error());
}

// The file is removed.
bool session::send_copy(std::string const& path, std::string const& account) {
    auto& files = base::system_files();
    auto const fd = files.open(AT_FDCWD, path, O_RDONLY);
    (void)files.unlink(AT_FDCWD, path);
    if (!fd) return refuse(fd.error());
    auto const info = files.status(fd->get());
    if (!info) return refuse(info.error());
    if (!wire_.send({{"size", info->st_size}, {"account", account}})) return false;
    std::string piece(256 * 1024, '\0');
    for (std::uint64_t at = 0; at < static_cast<std::uint64_t>(info->st_size);) {
        auto const n = files.read_at(fd->get(), piece, at);
        if (!n || *n == 0 || !wire_.send_bytes(std::string_view(piece).substr(0, *n))) return false;
        at += *n;
    }
    return wire_.flush().has_value();
}

bool session::export_uidlists(line const&) {
    if (!around_.all.has_maildir_folders(who_)) return refuse("it is no Maildir", "permanent");
    auto const done = maildir::export_uidlists(around_.all.maildirs(), around_.all.holder_of(who_, "folders"));
    return done ? answer({{"written", *done}}) : refuse(done.error());
}

}  // namespace mailstead::server
