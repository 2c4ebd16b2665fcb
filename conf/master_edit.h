// master.cf: a row as postconf prints it, and edits that keep the file's comments and order.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "conf/master_cf.h"

namespace mailstead::conf {

// What postconf calls the eight columns: service, type, private, unprivileged, chroot, wakeup, process_limit, command.
// The last one holds everything from the command on.
inline constexpr std::string_view service_fields[] = {"service", "type",   "private",       "unprivileged",
                                                      "chroot",  "wakeup", "process_limit", "command"};

// What to print instead of the value of a -o; for postconf -x.
using override_text = std::function<std::string(std::string const& value)>;
// The columns where Postfix's own file has them; a long word moves the rest on. With `fold`, lines are broken before
// column 80 and around each -o, and go on with four blanks. A -o value with white space stands in braces.
std::string service_row(service const&, bool fold, override_text const& shown = {});
// The command with its options and arguments, as the row has them, to be printed after `before` characters.
std::string service_command(service const&, bool fold, std::size_t before, override_text const& shown = {});

struct master_cf_edit {
    enum class action { set_row, remove_row, comment_out_row, set_field, set_override, remove_override };
    action what = action::set_row;
    std::string service;  // name and type of the rows it is for; "*" stands for any
    std::string type;
    std::string name;   // of the field or the -o parameter
    std::string value;  // the row, or the value of the field or parameter
};

struct edited_master_cf {
    std::string text;
    std::string error;                   // not empty: nothing may be written; why
    std::vector<std::size_t> unmatched;  // indexes of edits that no row was for
};
// `text` with the edits done, in their order. Pure. A row that changes is written anew in folded form, the comments
// that stood between its lines before it; a row set that was not there is appended; all else stays byte for byte.
// An edit whose outcome would not be a row again is an error.
edited_master_cf edit_master_cf(std::string_view text, std::vector<master_cf_edit> const& edits);

}  // namespace mailstead::conf
