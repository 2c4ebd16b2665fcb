// Where an export writes to: a Maildir, the same as one tar, or mboxes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/message.h"
#include "tools/store_client.h"

namespace mailstead::tools {

// A folder as the store has it at one moment.
struct sink_folder {
    folder_path levels;    // none: INBOX
    std::uint32_t uidvalidity = 1, uidnext = 1;
    std::vector<std::string> keywords;    // by bit
    std::vector<store::message> rows;     // by uid
};

class mail_sink {
public:
    virtual ~mail_sink() = default;
    // All blocking. A folder, then its messages by uid, each from begin() to end(); then the next folder.
    virtual base::result<void> folder(sink_folder const& what) = 0;
    virtual base::result<void> begin(store::message const& what, std::uint64_t size) = 0;
    virtual base::result<void> text(std::string_view bytes) = 0;    // as stored: LF or CRLF
    virtual base::result<void> end() = 0;
    virtual base::result<void> subscriptions(std::vector<folder_path> const& all) = 0;
    // What else is kept, as tools/records_text.h has it; where there is no place for it, it is left out.
    virtual base::result<void> records(std::string_view text) = 0;
    // Everything is durable, and is now where it was asked for. Without it nothing is left there.
    virtual base::result<void> finish() = 0;
};

// Null: `why` says it. `path` must not be there yet, or be an empty directory (not for a tar, nor for one mbox).
std::unique_ptr<mail_sink> make_maildir_sink(std::string const& path, std::string const& host, std::string& why);
std::unique_ptr<mail_sink> make_tar_sink(std::string const& path, std::string const& host, std::string& why);
// `one`: a single folder goes into the file `path` itself.
enum class mbox_shape { one, tree };
std::unique_ptr<mail_sink> make_mbox_sink(std::string const& path, mbox_shape shape, bool reversible, std::string& why);

// What Maildir and tar have in common.
std::string maildir_entry(folder_path const& levels);    // ".Lists.cooks/", or "" for INBOX; dots within a level become '_'
// The same message of the same folder has always the same name.
std::string exported_name(store::message const& what, sink_folder const& in, std::string const& host);
std::string dovecot_uidlist(sink_folder const& of, std::string const& host);
std::string dovecot_keywords(sink_folder const& of);    // empty: there are none
std::string subscriptions_text(std::vector<folder_path> const& all);

}  // namespace mailstead::tools
