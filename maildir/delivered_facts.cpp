// The text is read again, a moment later and from memory as a rule, rather than held while deliveries come.
#include "maildir/delivered_facts.h"

#include <fcntl.h>

#include "maildir/name.h"
#include "maildir/reading.h"
#include "store/fact_filler.h"
#include "store/facts_codec.h"
#include "store/identity.h"
#include "store/read.h"

namespace mailstead::maildir {

std::vector<store::cache_step> facts_of_delivered(base::file_system& files, store::owner const& who, std::string const& root,
                                                  std::vector<std::string> const& names) {
    std::vector<store::cache_step> out;
    auto const as_owner = store::identity::assume(who);
    if (!as_owner) return out;
    auto const fresh = files.open(AT_FDCWD, root + "/new", O_RDONLY | O_DIRECTORY);
    if (!fresh) return out;
    reading text;
    for (auto const& name : names) {
        auto const fd = files.open(fresh->get(), name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
        if (!fd) continue;
        auto const read = text.read(files, fd->get(), store::facts_part::all);
        if (!read || !*read) continue;
        auto const known = store::facts_in(text.text(), store::facts_part::all);
        auto row = store::encode(known);
        if (row.size() > store::fact_filler::longest_row) continue;
        out.push_back({store::cache_step::kind::put, fact_key_of(name), {}, std::move(row)});
    }
    return out;
}

}  // namespace mailstead::maildir
