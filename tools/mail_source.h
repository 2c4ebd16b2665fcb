// Where an import reads from: a Maildir, an mbox, a directory of mboxes, or a tar of a Maildir.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mailstead::tools {

enum class mail_format { unknown, maildir, mbox, tar };
// The word of --format; unknown: there is no such.
mail_format format_named(std::string_view word) noexcept;

struct source_folder {
    std::vector<std::string> levels;    // none: INBOX
    // How its uids were; 0: not known.
    std::uint32_t uidvalidity = 0, uidnext = 0;
};

struct source_message {
    std::size_t folder = 0;
    std::uint32_t flags = 0;    // store::flag::*
    std::vector<std::string> keywords;
    std::int64_t date = 0;
    std::uint32_t uid = 0;      // 0: not known
    std::uint64_t size = 0;
    std::string name;           // for people
    std::string key;            // the same whenever the source is read
};

class mail_source {
public:
    virtual ~mail_source() = default;
    // All blocking, in this order.
    virtual std::vector<source_folder> const& folders() const = 0;
    virtual std::vector<std::vector<std::string>> subscriptions() const { return {}; }
    virtual std::string records() const { return {}; }   // as tools/records_text.h has them; empty: there are none
    virtual std::uint64_t count() const { return 0; }    // about how many messages; 0: not known

    // Gives the next bytes of the message's text; 0: the end.
    using text = std::function<base::result<std::size_t>(std::span<char>)>;
    using taker = std::function<bool(source_message const&, text const&)>;    // false: no more of them
    using complaint = std::function<void(std::string_view name, std::string_view why)>;
    // Every message; those that cannot be read are named to `bad`. False: `take` said so.
    virtual bool read(taker const& take, complaint const& bad) = 0;
};

// Opens `path`, finding out what it is unless `wanted` says it. Null: `why` says it.
std::unique_ptr<mail_source> open_source(std::string const& path, mail_format wanted, std::string& why);
std::unique_ptr<mail_source> open_maildir_source(std::string const& path, std::string& why);
std::unique_ptr<mail_source> open_mbox_source(std::string const& path, std::string& why);
std::unique_ptr<mail_source> open_tar_source(std::string const& path, std::string& why);

// What the files of one Maildir folder say about its messages beside their names.
struct maildir_notes {
    std::uint32_t uidvalidity = 0, uidnext = 0;
    std::map<std::string, std::uint32_t, std::less<>> uids;    // by base name
    std::vector<std::string> keywords;                         // by letter
};
// Adds a file of that name: dovecot-uidlist, courierimapuiddb, mailstead-uidlist or dovecot-keywords. Lines that make no sense
// are passed over. mailstead-uidlist counts more.
void read_note(std::string_view file, std::string_view text, maildir_notes& into);
bool is_note(std::string_view file) noexcept;
// Flags, keywords, uid and date as the file's name and the notes have them.
source_message describe(std::string_view file, maildir_notes const& notes);
// A level of a folder's name as a directory spells it: modified UTF-7, else UTF-8, else Latin-1.
std::string level_named(std::string_view entry);
// Why a text cannot be a message; empty: it can.
std::string_view damage_of(std::string_view beginning) noexcept;

}  // namespace mailstead::tools
