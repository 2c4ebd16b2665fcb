// The seam between the protocols and where mail lies: what every mailbox can do. Implemented by maildir::, mbox:: and
// store::memory. A mailbox in use exists once in the process, however many sessions look at it.
//
// Threads: every member may be called from any thread. Those marked [blocking] touch the disk: call them on the disk
// pool only. The others return at once.
// Durability: when a changing call has returned success, the change survives a crash (design: promises 1 and 3).
#pragma once

#include <chrono>
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
#include "store/facts.h"
#include "store/measure.h"
#include "store/rights.h"
#include "store/snapshot.h"
#include "store/text_index.h"
#include "store/uid_set.h"

namespace mailstead::store {

// The text of one message as it is stored: lines may end in LF or CRLF. Stays readable after an expunge.
class content {
public:
    virtual ~content() = default;
    virtual std::uint64_t size() const noexcept = 0;                                                // octets as stored
    virtual result<std::size_t> read_at(std::span<char> into, std::uint64_t offset) = 0;            // [blocking] 0: the end
};

// One message on its way in. Destroyed without commit, it leaves nothing behind.
class writer {
public:
    virtual ~writer() = default;
    // Wire text (CRLF), in any number of pieces. [blocking]
    virtual result<void> append(std::string_view bytes) = 0;
};

struct new_message {
    std::unique_ptr<writer> text;          // from mailbox::begin()
    std::uint32_t flags = 0;
    std::vector<std::string> keywords;
    std::int64_t internal_date = 0;        // unix seconds
    // The uid it had before, for mail that is put back: kept when it is above that of every message here, and promised to
    // nobody since the mailbox was made. 0: the next one.
    std::uint32_t uid = 0;
    // A message that goes when this one is there, in octets: they need no room. Absent: none does.
    std::optional<std::uint64_t> replaces = {};
    std::string email_id = {};             // of a copy, that of the original; empty: a new one
};

// Where a message comes from, RFC 8474 §5.1 and RFC 8514 §3.
struct origin {
    std::uint32_t uid = 0;
    std::string email_id;                  // of the account's messages, only copies and moved ones have the same
    std::int64_t saved = 0;                // when it came into this mailbox, unix seconds
};

struct appended {
    std::uint32_t uidvalidity;
    std::vector<std::uint32_t> uids;       // in the order given
};

struct copied {
    std::uint32_t uidvalidity;                                            // of the target
    std::vector<std::pair<std::uint32_t, std::uint32_t>> uids;            // source, target; by source
};

// What is found of one of many messages together. Valid during the call.
struct glance {
    std::uint32_t uid = 0;
    facts const* what = nullptr;              // never null
    bool has_structure = true;                // else `what` has only the envelope and the references
    std::int64_t internal_date = unknown_date;    // these two: where they were found on the way
    std::uint64_t size = unknown_size;
};

struct flag_change {
    enum class how { add, remove, replace } action = how::add;
    std::uint32_t flags = 0;
    std::vector<std::string> keywords;
};

// Told of every change to a mailbox, on whatever thread made it: may only post to its own. Not called any more once
// unlisten() has returned.
class listener {
public:
    virtual ~listener() = default;
    virtual void changed() noexcept = 0;
    // The mailbox was deleted or renamed: it changes no more, and to look again fails with errc::no_mailbox.
    virtual void gone() noexcept {}
};

class mailbox {
public:
    virtual ~mailbox() = default;

    // What was known last; never null.
    virtual view now() const = 0;
    // Looks whether other programs changed the mailbox, then as now(). [blocking]
    virtual result<view> refresh() = 0;
    // The same where it takes no wait; absent: ask refresh().
    virtual std::optional<view> refresh_at_once() { return std::nullopt; }

    // The messages no session has been told of yet (\Recent): uids at or above the returned one, which no later call
    // returns again, but for a crash before the mailbox's next change.
    virtual result<std::uint32_t> claim_recent() = 0;
    virtual std::uint32_t recent_from() const = 0;                        // the same without claiming

    // `of`, a view of this mailbox, in which those messages have what is asked for (rows that have it cost nothing). A
    // message that is gone, or that cannot be read, stays without it. What is found is kept, and its modseq is the same. Ask
    // for about measured_at_once together: each call is one transaction. [blocking]
    virtual result<view> measured(view of, std::span<std::uint32_t const> uids, measures asked) = 0;

    virtual result<std::unique_ptr<content>> open(std::uint32_t uid) = 0;               // [blocking] errc::gone
    // What FETCH and SEARCH want to know of a message's structure, cached. [blocking] errc::gone
    virtual result<std::shared_ptr<facts const>> facts_of(std::uint32_t uid) = 0;
    // facts_of() will be asked for these soon, for at most 256: what is cheaper to find together is found now. [blocking]
    virtual void expect_facts(std::span<std::uint32_t const> uids) { static_cast<void>(uids); }
    // Whole texts for a search: `take` gets each, as stored, valid during the call. Passed over, so that open() has to tell
    // more: messages that are gone, and those above `longest` octets. [blocking]
    using text_reader = std::function<void(std::uint32_t uid, std::string_view text)>;
    virtual result<void> read_texts(std::span<std::uint32_t const> uids, std::uint64_t longest, text_reader const& take);
    // Which messages may hold a text, as far as an index knows; absent: nothing is known. [blocking]
    virtual std::optional<text_answer> find_texts(text_query const& what) { return static_cast<void>(what), std::nullopt; }
    // It is searched for text: what is not indexed yet shall be, in the background. `self` is this mailbox.
    virtual void index_texts(std::shared_ptr<mailbox> self) { static_cast<void>(self); }
    // The first words of a message, for people (mime/preview.h). Absent: haste::lazy was asked for, and finding out takes
    // reading the message. [blocking] errc::gone
    enum class haste { lazy, wanted };
    virtual result<std::optional<std::string>> preview_of(std::uint32_t uid, haste how) = 0;
    // Those of the messages that are there, by uid; ids are as object_id() says. [blocking]
    virtual result<std::vector<origin>> origins_of(std::span<std::uint32_t const> uids) = 0;
    // What names this mailbox for ever, also under another name: 1 to 255 letters, digits, "_" and "-" (RFC 8474 §4). [blocking]
    virtual result<std::string> object_id() = 0;
    // The POP3 unique id: at most 70 characters of 0x21-0x7e, never another message's. [blocking]
    virtual result<std::vector<std::pair<std::uint32_t, std::string>>> unique_ids(view) = 0;

    virtual result<std::unique_ptr<writer>> begin() = 0;                                // [blocking]
    // All of them, or none. [blocking] over_quota, too_many_keywords
    virtual result<appended> append(std::vector<new_message> messages) = 0;
    // Only rows whose modseq is at most `unchanged_since` are changed (RFC 7162); returns the uids left alone for that
    // reason. Unknown uids are passed over. [blocking]
    virtual result<std::vector<std::uint32_t>> change_flags(uid_set const& which, flag_change const& change,
                                                            std::uint64_t unchanged_since = ~std::uint64_t{0}) = 0;
    // Removes those of `which` that carry \Deleted (`only_deleted`) or all of them; returns the uids removed. [blocking]
    enum class expunge_mode { only_deleted, all };
    virtual result<std::vector<std::uint32_t>> expunge(uid_set const& which, expunge_mode) = 0;
    // The messages whose expunge has a modseq above `modseq` (RFC 7162 §3.2.6). Absent: it is not remembered any more;
    // whatever is not there may have gone since. [blocking]
    virtual result<std::optional<uid_set>> vanished_since(std::uint64_t modseq) = 0;
    // Into another mailbox of the same account; all or none. [blocking]
    virtual result<copied> copy(uid_set const& which, mailbox& target) = 0;
    virtual result<copied> move(uid_set const& which, mailbox& target) = 0;
    // `with` comes into the target, which may be this mailbox, and `uid` goes from here. The new message is durable before
    // the old one goes; when it fails, the old one is there and the new one is not. Room is needed only for what the new
    // one has more. [blocking] errc::gone, over_quota
    virtual result<appended> replace(std::uint32_t uid, new_message with, mailbox& target);

    virtual void listen(listener&) = 0;
    virtual void unlisten(listener&) = 0;

    // What the user who opened it may do, as far as is known; every call looks for itself.
    virtual rights allowed() const { return rights::all(); }

    // The exclusive hold of one POP3 session; errc::in_use while another has it. IMAP and delivery go on beside it.
    virtual result<std::shared_ptr<void>> maildrop_lock() = 0;

    // What facts_of() would say of each, and what was found on the way, in any order; `take` may keep nothing of it. Passed over,
    // so that facts_of() has to tell more: messages that are gone or cannot be read. Ask for about 64 together, also from several
    // threads at the same time. [blocking]
    using glance_reader = std::function<void(glance const&)>;
    virtual result<void> glance_at(std::span<std::uint32_t const> uids, facts_part wanted, glance_reader const& take);
    // errc::no_right: who opened it may not read it any more. What was kept of it elsewhere is not to be shown then. [blocking]
    virtual result<void> may_read() { return {}; }
    // The mailbox that this one stands in front of, which all who have it open share; null: it is that itself.
    virtual std::shared_ptr<mailbox> behind() const { return nullptr; }
};

}  // namespace mailstead::store
