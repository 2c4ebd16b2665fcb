// The directory itself is what counts, wherever a link to it stands.
#include "tools/act_as.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

namespace mailstead::tools {

base::result<std::optional<store::identity>> act_as_owner_of(std::string const& directory) {
    std::optional<store::identity> out;
    struct stat info {};
    if (::geteuid() != 0) return out;
    if (::stat(directory.c_str(), &info) != 0) return base::last_error();
    if (info.st_uid == 0) return out;
    auto as_owner = store::identity::assume(info.st_uid, info.st_gid);
    if (!as_owner) return as_owner.error();
    out.emplace(std::move(*as_owner));
    return out;
}

}  // namespace mailstead::tools
