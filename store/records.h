// What is kept of an account's mailboxes beside their mail: annotations (RFC 5464) and access control lists (RFC 4314),
// in account.db beside index.db; and for all accounts together, in store.db: the server's annotations, quotas set by an
// administrator, and who shares something with whom (docs/formats/records-db.md). Thread-safe; everything blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/error.h"
#include "store/pooled.h"
#include "store/quota.h"
#include "store/rights.h"

namespace mailstead::store {

class database;
class index_pool;

// An annotation's name in lower case ("/private/comment") and the octets of its value.
struct annotation {
    std::string name;
    std::uint64_t size = 0;
};

// One to be set; no value: to be removed.
struct annotation_change {
    std::string name;
    std::optional<std::string> value;
};

// A row of each kind, with the mailbox it belongs to.
struct kept_annotation {
    std::string mailbox, user, name, value;    // user empty: everybody's
};
struct kept_access {
    std::string mailbox;
    access_entry entry;
};

class records final : public pooled {
public:
    // `path`: the database, made with the first write. ":memory:": for tests.
    records(std::shared_ptr<index_pool> pool, std::string path);
    ~records() override;

    // Mailbox names as the account's own; "": the account, or the server, itself. Annotations below /private are
    // `user`'s, all others are everybody's.
    result<std::vector<annotation>> annotations(std::string_view mailbox, std::string_view user);    // by name
    result<std::optional<std::string>> annotation_value(std::string_view mailbox, std::string_view user, std::string_view name);
    // All of them or none. errc::too_many_annotations: there would be more than `most` of his, or of everybody's. Synced.
    result<void> annotate(std::string_view mailbox, std::string_view user, std::span<annotation_change const> changes, std::size_t most);

    result<std::vector<access_entry>> access(std::string_view mailbox);                               // by identifier
    // Replaces the entry; no rights: removes it. Above access_limit: errc::too_many_annotations. Synced.
    result<void> set_access(std::string_view mailbox, std::string_view identifier, rights to);
    // What `to` is to have, `from` has. Synced.
    result<void> copy_access(std::string_view from, std::string_view to);
    // The mailboxes that have a list.
    result<std::vector<std::string>> guarded();

    // The mailbox is gone, or has just been made. Synced where there was something.
    result<void> forget(std::string_view mailbox);
    // It and all below it have another name; what was kept of that name is forgotten. Synced.
    result<void> rename(std::string_view from, std::string_view to, char separator);
    // The same in two steps, with what is named moving between them: what a crash or a failure cuts short is settled with the next
    // use, mailbox by mailbox. What was kept of the new name is forgotten with the first.
    class renaming;
    result<renaming> begin_rename(std::string_view from, std::string_view to, char separator);
    // Whether a mailbox that was to be renamed has moved. Called from any member; must not call one. [blocking]
    using has_moved = std::function<bool(std::string const& from, std::string const& to)>;
    void settle_by(has_moved how);
    result<void> copy_annotations(std::string_view from, std::string_view to);                       // synced

    // store.db: `identifier` may have got rights on a mailbox of `owner`. More may be noted than is true.
    result<void> note_grant(std::string_view identifier, std::string_view owner);
    result<void> drop_grant(std::string_view identifier, std::string_view owner);
    result<bool> may_share(std::string_view owner, std::string_view user);
    // By name, at most `most`: who shares with `user` or with anyone.
    result<std::vector<std::string>> owners_sharing(std::string_view user, std::size_t most);

    // store.db: everyone who may share something with somebody, by name.
    result<std::vector<std::string>> owners();
    // What is `user`'s here: private annotations, rights given to him or taken from him, and in store.db what is noted of him and
    // of what he shares, and his limits. Synced where there was something.
    result<void> forget_user(std::string_view user);
    // Annotations and access lists of all mailboxes: the account is gone. Synced.
    result<void> clear();

    // Everything, by mailbox: for whoever carries an account elsewhere.
    result<std::vector<kept_annotation>> all_annotations();
    result<std::vector<kept_access>> all_access();
    // A copy of the database as it is now, in a new file. False: there is none, and so no copy.
    result<bool> copy_to(std::string const& path);

    // store.db: limits that stand in place of the configured ones.
    result<std::vector<std::pair<std::string, quota_limits>>> quotas();
    result<void> set_quota(std::string_view account, quota_limits const& limits);

    void close();

    static constexpr std::size_t access_limit = 256;    // entries of one mailbox

private:
    template <class Work>
    auto read(Work work) -> decltype(work(std::declval<database&>()));
    template <class Work>
    auto write(Work work) -> decltype(work(std::declval<database&>()));
    result<database*> opened();
    result<void> settle(database& db);
    struct begun_rename {
        std::string from, to, separator;
    };
    result<void> settle(database& db, begun_rename const& of);
    void end_rename();
    bool is_there() const;

    std::shared_ptr<index_pool> const pool_;
    std::string const path_;
    // Under lock_. The file is ours alone, so what was read stays true until the next write.
    bool there_ = false;    // the file exists
    std::map<std::string, std::vector<access_entry>, std::less<>> lists_;    // looked up lately
    has_moved has_moved_;
    int renaming_ = 0;         // begun, and neither finished nor given up
    bool unsettled_ = true;    // there may be renames in the database that nobody is at
};

// A rename that was begun; without finish() it is left to be settled.
class records::renaming {
public:
    renaming(renaming&& other) noexcept : of_(std::exchange(other.of_, nullptr)), from_(std::move(other.from_)), to_(std::move(other.to_)), separator_(other.separator_) {}
    renaming& operator=(renaming&&) = delete;
    ~renaming();
    // All has moved. Synced.
    result<void> finish();

private:
    friend class records;
    renaming(records* of, std::string_view from, std::string_view to, char separator) : of_(of), from_(from), to_(to), separator_(separator) {}
    records* of_;    // null: nothing is kept of the account
    std::string from_, to_;
    char separator_;
};

}  // namespace mailstead::store
