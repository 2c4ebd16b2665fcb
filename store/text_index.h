// Which messages of an account may hold a text: its text.db (docs/formats/text-db.md), an index of three characters each over
// the texts as SEARCH compares them. What it names has to be verified; what it knows and does not name does not hold the text.
// The file may be deleted, damaged or of another version at any time: then it is made anew. Thread-safe; everything blocks.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/pooled.h"
#include "store/text_document.h"
#include "store/uid_set.h"

namespace mailstead::store {

class index_pool;

// What is looked for in messages' texts.
struct text_query {
    enum class where { head, body, anywhere } in = where::anywhere;
    std::string folded;          // by mime::casefold
    std::size_t may_lack = 0;    // of its runs of three characters, so many need not be there
};

// A message that `known` has and `may_hold` has not does not hold the text.
struct text_answer {
    std::shared_ptr<uid_set const> known;
    uid_set may_hold;
};

// A mailbox's name and UIDVALIDITY: no uid under these is ever another message's.
struct text_mailbox {
    std::string name;
    std::uint32_t uidvalidity = 0;
};

struct text_entry {
    std::uint32_t uid = 0;
    std::string key;                       // of its bytes, see key_of_text(); empty: too long to be indexed
    std::optional<text_document> text;     // absent: the index has the key
};

// Messages of the same bytes are one document.
std::string key_of_text(std::string_view message);

class text_index final : public pooled {
public:
    // text.db lies in `directory`, which index::opened() makes. Counts as one open database while it is in use.
    text_index(std::shared_ptr<index_pool> pool, std::string directory);
    ~text_index() override;

    // Absent: it knows nothing of that mailbox, or nothing that helps with this text.
    std::optional<text_answer> find(text_mailbox const& in, text_query const& what);

    // Those of a mailbox that are indexed, and those that were found too long.
    struct seen { std::shared_ptr<uid_set const> known, too_long; };
    base::result<seen> seen_of(text_mailbox const& which);
    base::result<std::vector<bool>> has(std::span<std::string const> keys);
    // Each in one transaction. An entry that is already there stays.
    base::result<void> add(text_mailbox const& to, std::span<text_entry const> entries);
    base::result<void> forget(text_mailbox const& from, uid_set const& uids);
    // Those mailboxes are all that there are. Throws the file away when more than a quarter of it is of messages gone.
    base::result<void> tidy(std::span<text_mailbox const> living);

private:
    enum class missing { made, left };
    database* opened(missing);
    base::result<void> make();
    base::result<bool> is_ours(database& db);
    void drop();
    template <class Work>
    base::result<void> in_transaction(Work work);
    base::result<std::int64_t> id_of(database& db, text_mailbox const& which, missing);
    base::result<seen> load(database& db, std::int64_t id);

    std::shared_ptr<index_pool> const pool_;
    std::string const directory_;
    std::map<std::int64_t, seen> seen_;    // by mailbox; as the file has them. Under lock_
};

}  // namespace mailstead::store
