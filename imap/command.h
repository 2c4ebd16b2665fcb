// The commands of RFC 3501 §6 and of the extensions served, as values. Mailbox names are UTF-8 already (imap/utf7.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "imap/partial.h"
#include "imap/sequence_set.h"
#include "store/records.h"
#include "store/rights.h"

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
        preview, preview_lazy,                                       // RFC 8970 §3.1, §4.1
        email_id, thread_id,                                         // RFC 8474 §5.3
        save_date,                                                   // RFC 8514 §4.2
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
        email_id, none,                                                        // RFC 8474 §6; none: what no message has
        saved_before, saved_on, saved_since,                                   // RFC 8514 §4.3
        uid_after, uid_before,                                                 // RFC 9738 §3.2: than `number`
        sent_before, sent_on, sent_since, from, to, cc, bcc, subject,          // from the envelope
        header, body, text,                                                    // from the message's text
        filter,                                                                // RFC 5466: a stored search, by its name
        all_of, any_of, none_of,
    };
    kind what = kind::all;
    std::string text;
    std::string field;                       // of HEADER
    std::uint64_t number = 0;                // flag bit, size, seconds, modseq
    std::int64_t day = 0;                    // days since 1970
    bool fuzzy = false;                      // under FUZZY, RFC 6203 §3
    sequence_set set;
    std::vector<search_key> keys;
};

// What SEARCH RETURN asks for, RFC 4731 §3.1, RFC 5182 §2.4, RFC 5267 §4 and RFC 9394 §3.1.
struct search_return {
    bool min = false, max = false, all = false, count = false, save = false;
    bool relevancy = false;                                                // RFC 6203 §4
    bool update = false;
    std::optional<partial_range> partial;
    std::vector<fetch_item> update_items;    // of UPDATE (...): told of new results (RFC 5465 §7)
    bool has_items() const noexcept { return min || max || all || count || partial || relevancy; }
};

// How SORT orders, RFC 5256 §3, RFC 5957 §4 and RFC 6203 §5.
struct sort_criterion {
    enum class key { arrival, cc, date, display_from, display_to, from, relevancy, size, subject, to };
    sort_criterion::key by = key::arrival;
    bool reverse = false;
};

enum class thread_algorithm { ordered_subject, references, refs };    // refs: as references, by what arrived last, whatever the subject

// The mailboxes that an ESEARCH looks through, RFC 7377 §2.2 and RFC 5465 §6.
struct mailbox_filter {
    enum class kind { selected, personal, inboxes, subscribed, subtree, subtree_one, mailboxes };
    mailbox_filter::kind what = kind::selected;
    std::vector<std::string> names;          // of the last three
};

enum class status_item { messages, recent, uid_next, uid_validity, unseen, size, highest_mod_seq, append_limit, deleted, deleted_storage, mailbox_id };

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
    bool metadata = false, metadata_server = false;    // unasked METADATA responses, RFC 5464 §4.4; of ENABLE alone
    bool in_utf8() const noexcept { return rev2 || utf8_accept; }
};

// What an extended LIST selects by and tells, RFC 5258 §3.1, §3.2, RFC 6154 §2, RFC 5819 §2. REMOTE selects nothing more.
struct list_options {
    bool extended = false;                   // any of its forms; else an RFC 3501 LIST
    bool only_subscribed = false, only_special_use = false;
    bool recursive = false;                  // RECURSIVEMATCH
    bool tell_subscribed = false;
    std::vector<status_item> status;         // of RETURN (STATUS ...)
    std::vector<std::string> metadata;       // of RETURN (METADATA ...), RFC 9590
    bool my_rights = false;                  // RETURN (MYRIGHTS), RFC 8440
};

// How far below an entry GETMETADATA looks, RFC 5464 §4.2.2.
enum class metadata_depth { none, one, infinity };
// What NOTIFY watches, RFC 5465 §5 and §6: events as bits.
namespace notify_event {
inline constexpr unsigned message_new = 1, message_expunge = 2, flag_change = 4, annotation_change = 8, mailbox_name = 16,
                          subscription_change = 32, mailbox_metadata_change = 64, server_metadata_change = 128;
inline constexpr unsigned of_messages = message_new | message_expunge | flag_change | annotation_change;
inline constexpr unsigned unknown = 256;                             // a name of some extension
}  // namespace notify_event
enum class notify_filter { selected, selected_delayed, inboxes, personal, subscribed, subtree, mailboxes };
struct notify_group {
    notify_filter filter = notify_filter::personal;
    std::vector<std::string> names;                                  // of subtree and mailboxes
    unsigned events = 0;                                             // 0: NONE
    std::vector<fetch_item> items;                                   // of MessageNew in the selected mailbox
};

// One message of an APPEND, without its text.
struct append_message {
    flag_names flags;
    std::optional<std::int64_t> date;        // absent: now
    bool catenates = false;                  // CATENATE (RFC 4469): its text comes in parts
};

// What an APPEND says up to a literal or its end, in order.
struct append_step {
    enum class kind { message, url, text } what = kind::text;    // text: the literal, always the last
    append_message message;                                      // a message begins
    std::string url;                                             // a part of it lies there
};

// Where an APPEND is behind a literal: a message may follow, or is complete, or has further parts.
enum class append_place { first, between, in_list };

// The message that REPLACE takes away, RFC 8508 §3.
struct replaced {
    imap::by by = imap::by::sequence;
    std::uint32_t number = 0;                // sequence_set::star: the last one
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
struct append {                                                                        // its texts are streamed
    std::string mailbox;
    std::vector<append_step> steps;                                                    // up to the first literal
    append_place place = append_place::first;                                          // behind them
    std::optional<imap::replaced> replaces;                                            // of REPLACE
};
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
struct sort { commands::search search; std::vector<sort_criterion> order; };
struct thread { commands::search search; thread_algorithm how = thread_algorithm::references; };
struct multi_search { commands::search search; std::vector<mailbox_filter> sources; };  // ESEARCH; no sources: the selected mailbox
struct cancel_update { std::vector<std::string> tags; };
struct comparator { std::vector<std::string> wanted; };                                // empty: which one is in use?
struct fetch {
    sequence_set set;
    std::vector<fetch_item> items;
    imap::by by = imap::by::sequence;
    std::optional<std::uint64_t> changed_since;
    bool vanished = false;
    std::optional<partial_range> partial;
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
struct notify {                                                                        // RFC 5465 §3.1; no groups: NONE
    bool status = false;
    std::vector<notify_group> groups;
};
struct id {};
struct enable { extensions what; };
struct language { std::vector<std::string> ranges; };                                  // none: which there are
struct unauthenticate {};
struct compress {};
struct get_quota { std::string root; };
struct get_quota_root { std::string mailbox; };
struct set_quota {
    std::string root;
    std::optional<std::uint64_t> storage, messages, mailboxes;                         // storage: in units of 1024 octets
    bool unknown = false;                                                              // a resource that is not known was named
};
struct get_metadata {
    std::string mailbox;                                                               // "": the server
    std::vector<std::string> entries;                                                  // in lower case
    std::optional<std::uint64_t> max_size;
    metadata_depth depth = metadata_depth::none;
};
struct set_metadata { std::string mailbox; std::vector<mailstead::store::annotation_change> changes; };
struct set_acl {
    enum class how { replace, add, remove };
    std::string mailbox;
    std::string as_sent, identifier;                                                   // the second in its one spelling
    set_acl::how action = how::replace;
    mailstead::store::rights rights;
};
struct delete_acl { std::string mailbox, identifier; };
struct get_acl { std::string mailbox; };
struct list_rights { std::string mailbox, as_sent, identifier; };
struct my_rights { std::string mailbox; };
struct bad { std::string why; };                                                       // for the BAD line

}  // namespace commands

using command = std::variant<commands::bad, commands::capability, commands::noop, commands::logout, commands::start_tls,
                             commands::authenticate, commands::login, commands::select, commands::create, commands::remove,
                             commands::rename, commands::subscribe, commands::unsubscribe, commands::list, commands::lsub, commands::status,
                             commands::append, commands::check, commands::close, commands::unselect, commands::expunge,
                             commands::search, commands::fetch, commands::store, commands::copy, commands::idle,
                             commands::name_space, commands::notify, commands::id, commands::enable, commands::compress, commands::get_quota,
                             commands::get_quota_root, commands::set_quota, commands::get_metadata, commands::set_metadata,
                             commands::set_acl, commands::delete_acl, commands::get_acl, commands::list_rights, commands::my_rights,
                             commands::sort, commands::thread, commands::multi_search, commands::cancel_update, commands::comparator,
                             commands::language, commands::unauthenticate>;

}  // namespace mailstead::imap
