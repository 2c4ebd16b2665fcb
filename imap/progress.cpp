#include "imap/progress.h"

#include <limits>

#include "imap/write.h"

namespace mailstead::imap {

namespace {

// RFC 9585 §5: number SP nz-number, both of 32 bits, and §4: less than the goal.
bool can_be_told(std::optional<progress> const& now) {
    return now && now->done < now->goal && now->goal <= std::numeric_limits<std::uint32_t>::max();
}

}  // namespace

void write_in_progress(std::string& out, std::string_view tag, std::optional<progress> const& now) {
    out += "* OK [INPROGRESS (";
    bool const in_code = tag.find(']') == tag.npos && !tag.empty();
    if (in_code) write::string(out, tag);
    else out += "NIL";
    if (!can_be_told(now)) {
        out += " NIL NIL)] Still working on this.\r\n";
        return;
    }
    out += ' ';
    write::number(out, now->done);
    out += ' ';
    write::number(out, now->goal);
    out += ")] Processed ";
    write::number(out, now->done * 100 / now->goal);
    out += "% of the messages.\r\n";
}

}  // namespace mailstead::imap
