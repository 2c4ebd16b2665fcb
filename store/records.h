// What is kept of an account's mailboxes beside their mail: annotations (RFC 5464) and access control lists (RFC 4314),
// in account.db beside index.db; and for all accounts together, in store.db: the server's annotations, quotas set by an
// administrator, and who shares something with whom (docs/formats/records-db.md). Thread-safe; everything blocks.
#pragma once

#include <cstdint>
#include <functional>
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
    result<void> copy_annotations(std::string_view from, std::string_view to);                       // synced

    // store.db: `identifier` may have got rights on a mailbox of `owner`. More may be noted than is true.
    result<void> note_grant(std::string_view identifier, std::string_view owner);
    result<void> drop_grant(std::string_view identifier, std::string_view owner);
    result<bool> may_share(std::string_view owner, std::string_view user);
    // By name, at most `most`: who shares with `user` or with anyone.
    result<std::vector<std::string>> owners_sharing(std::string_view user, std::size_t most);

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
    bool is_there() const;

    std::shared_ptr<index_pool> const pool_;
    std::string const path_;
    bool there_ = false;    // the file exists; under lock_
};

}  // namespace mailstead::store
