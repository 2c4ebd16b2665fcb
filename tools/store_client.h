// The administrator's commands as clients of the store: the running server's, or one of their own while it is stopped.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "conf/load.h"
#include "store/message.h"
#include "tools/admin_wire.h"

namespace mailstead::tools {

// The way to a store that is not the running server's; made by the program's wiring.
struct local_connection {
    base::unique_fd wire;
    std::shared_ptr<void> keeper;    // to be let go of after the wire is closed
    std::string trouble;             // empty: it is good
};
using local_store = std::function<local_connection(conf::configuration const&, std::string const& account)>;

// What went wrong, in words, with the exit status that says so.
struct refusal {
    std::string words;
    int status = 1;
    std::string code;    // the store's word for it, if it was the store
};

// A folder of an account as levels; none: INBOX.
using folder_path = std::vector<std::string>;

class store_client {
public:
    // Absent: `why` says it. The account is looked up.
    static std::unique_ptr<store_client> open(conf::configuration const& files, std::string const& account,
                                              local_store const& otherwise, refusal& why);
    // The same for requests that are about no account; `about`: whose store a stopped server's is.
    static std::unique_ptr<store_client> connect(conf::configuration const& files, std::string const& about, local_store const& otherwise,
                                                 refusal& why);
    ~store_client();

    // The account as the server names it, where its mail lies, '.' or '/', and whose files those are.
    std::string const& account() const noexcept { return account_; }
    std::string const& location() const noexcept { return location_; }
    char separator() const noexcept { return separator_; }
    bool is_maildir() const noexcept { return location_.ends_with('/'); }
    // Of mboxes a folder with folders below is a directory, which holds no mail.
    bool has_mbox_folders() const noexcept { return has_mbox_folders_; }

    // Sends the line and takes the answer. Absent: refused, or the wire broke.
    std::optional<boost::json::object> ask(boost::json::object const& request, refusal& why);
    std::optional<boost::json::object> hear(refusal& why);
    admin_wire& wire() noexcept { return *wire_; }
    // FOLDER of a command line: levels between '/', and in Maildirs between '.' too; INBOX is INBOX.
    folder_path folder_named(std::string_view text) const;
    // Levels of another mailbox as they can be in this account: no separator within one.
    folder_path fitting(folder_path of) const;

private:
    store_client() = default;
    std::unique_ptr<admin_wire> wire_;
    std::shared_ptr<void> keeper_;
    std::string account_, location_;
    char separator_ = '.';
    bool has_mbox_folders_ = false;
};

// ENOENT and ECONNREFUSED: nobody serves it.
base::result<base::unique_fd> connect_to(std::string const& socket);
boost::json::array json_of(std::vector<std::string> const& texts);
refusal broken(base::error_code const& why);

}  // namespace mailstead::tools
