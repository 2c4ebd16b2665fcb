// The commands of RFC 3501 §6 and of the extensions served, as values. Mailbox names are UTF-8 already (imap/utf7.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "imap/sequence_set.h"

namespace mailstead::imap {

// System flags as store::flag bits, keywords by name.
struct flag_names {
    std::uint32_t system = 0;
    std::vector<std::string> keywords;
};

enum class by { sequence, uid };    // what a message set counts

// A section of a message, RFC 3501 §6.4.5.
struct section {
    enum class text { all, header, header_fields, header_fields_not, body, mime };
    std::vector<std::uint32_t> path;         // "1.2": {1, 2}
    section::text what = text::all;
    std::vector<std::string> fields;         // of HEADER.FIELDS and HEADER.FIELDS.NOT
};

struct fetch_item {
    enum class kind {
        envelope, flags, internal_date, size, body_structure, body, uid, section, rfc822, rfc822_header, rfc822_text,
        mod_seq,                                                     // RFC 7162 §3.1.4.2
        binary, binary_size,                                         // RFC 3516 §4.2
    };
    kind what = kind::flags;
    imap::section section;                                           // of kind::section and the binary ones
    bool peek = true;                                                // false: the message becomes \Seen
    std::optional<std::pair<std::uint32_t, std::uint32_t>> partial;  // first octet, count
};

// A SEARCH key, RFC 3501 §6.4.4. Strings are in the search's charset.
struct search_key {
    enum class kind {
        all, flag, no_flag, keyword, no_keyword, recent, old, newly,           // newly: NEW
        before, on, since, larger, smaller, sequence, uid,
        older, younger,                                                        // RFC 5032: seconds before now
        mod_seq,                                                               // RFC 7162 §3.1.5: at least `number`
        uid_after, uid_before,                                                 // RFC 9738 §3.2: than `number`
        sent_before, sent_on, sent_since, from, to, cc, bcc, subject,          // from the envelope
        header, body, text,                                                    // from the message's text
        all_of, any_of, none_of,
    };
    kind what = kind::all;
    std::string text;
    std::string field;                       // of HEADER
    std::uint64_t number = 0;                // flag bit, size, seconds, modseq
    std::int64_t day = 0;                    // days since 1970
    sequence_set set;
    std::vector<search_key> keys;
};

// What SEARCH RETURN asks for, RFC 4731 §3.1 and RFC 5182 §2.4.
struct search_return {
    bool min = false, max = false, all = false, count = false, save = false;
    bool has_items() const noexcept { return min || max || all || count; }
};

enum class status_item { messages, recent, uid_next, uid_validity, unseen, size, highest_mod_seq, append_limit, deleted, deleted_storage };

// What SELECT (QRESYNC ...) says the client knows, RFC 7162 §3.2.5. Its sets name numbers, never "*".
struct resync {
    std::uint32_t uidvalidity = 0;
    std::uint64_t modseq = 0;
    std::optional<sequence_set> uids;
    sequence_set numbers, their_uids;        // message sequence match data; may be empty
};

// Extensions a session has to be told to use (RFC 5161), and those that come with a command (RFC 7162 §3.1).
struct extensions {
    bool condstore = false;
    bool qresync = false;
    bool rev2 = false;                       // IMAP4rev2, RFC 9051 appendix A
    bool utf8_accept = false;                // UTF8=ACCEPT, RFC 9755 §3
    bool uid_only = false;                   // UIDONLY, RFC 9586
    bool in_utf8() const noexcept { return rev2 || utf8_accept; }
};

// What an extended LIST selects by and tells, RFC 5258 §3.1, §3.2, RFC 6154 §2, RFC 5819 §2. REMOTE selects nothing more.
struct list_options {
    bool extended = false;                   // any of its forms; else an RFC 3501 LIST
    bool only_subscribed = false, only_special_use = false;
    bool recursive = false;                  // RECURSIVEMATCH
    bool tell_subscribed = false;
    std::vector<status_item> status;         // of RETURN (STATUS ...)
};

// One message of an APPEND, without its text.
struct append_message {
    flag_names flags;
    std::optional<std::int64_t> date;        // absent: now
};

namespace commands {

struct capability {};
struct noop {};
struct logout {};
struct start_tls {};
struct authenticate { std::string mechanism; std::optional<std::string> initial; };    // base64 as sent, "=" for empty
struct login { std::string user, password; };
struct select {
    std::string mailbox;
    bool read_only = false;                                                            // EXAMINE
    bool condstore = false;
    std::optional<imap::resync> resync;
};
struct create { std::string mailbox; std::vector<std::string> uses; };                // uses as written, "\\Sent"
struct remove { std::string mailbox; };                                                // DELETE
struct rename { std::string from, to; };
struct subscribe { std::string mailbox; };
struct unsubscribe { std::string mailbox; };
struct list { std::string reference; std::vector<std::string> patterns; list_options options; };
struct lsub { std::string reference, pattern; };
struct status { std::string mailbox; std::vector<status_item> items; };
struct append { std::string mailbox; };                                                // its messages are streamed
struct check {};
struct close {};
struct unselect {};
struct expunge { std::optional<sequence_set> uids; };                                  // present: UID EXPUNGE
struct search {
    search_key key;
    std::string charset;
    imap::by by = imap::by::sequence;
    std::optional<search_return> wanted;                                               // absent: a plain SEARCH response
};
struct fetch {
    sequence_set set;
    std::vector<fetch_item> items;
    imap::by by = imap::by::sequence;
    std::optional<std::uint64_t> changed_since;
    bool vanished = false;
};
struct store {
    enum class how { replace, add, remove };
    sequence_set set;
    store::how action = how::replace;
    bool silent = false;
    flag_names flags;
    imap::by by = imap::by::sequence;
    std::optional<std::uint64_t> unchanged_since;
};
struct copy { sequence_set set; std::string mailbox; imap::by by = imap::by::sequence; bool move = false; };
struct idle {};
struct name_space {};
struct id {};
struct enable { extensions what; };
struct language { std::vector<std::string> ranges; };                                  // none: which there are
struct unauthenticate {};
struct compress {};
struct get_quota { std::string root; };
struct get_quota_root { std::string mailbox; };
struct set_quota {};                                                                   // refused whatever it says
struct bad { std::string why; };                                                       // for the BAD line

}  // namespace commands

using command = std::variant<commands::bad, commands::capability, commands::noop, commands::logout, commands::start_tls,
                             commands::authenticate, commands::login, commands::select, commands::create, commands::remove,
                             commands::rename, commands::subscribe, commands::unsubscribe, commands::list, commands::lsub, commands::status,
                             commands::append, commands::check, commands::close, commands::unselect, commands::expunge,
                             commands::search, commands::fetch, commands::store, commands::copy, commands::idle,
                             commands::name_space, commands::id, commands::enable, commands::compress, commands::get_quota,
                             commands::get_quota_root, commands::set_quota, commands::language, commands::unauthenticate>;

}  // namespace mailstead::imap
