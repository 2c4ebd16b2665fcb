#include "tools/maildirpp.h"

#include "maildir/folders.h"
#include "tools/mail_source.h"

namespace mailstead::tools {

maildir::layout const& maildirpp_layout() {
    static auto const made = maildir::make_layout(maildir::layout_kind::maildirpp, maildir::name_spelling::utf7);
    return *made;
}

namespace {

bool is_folder(std::string_view name) { return maildirpp_layout().is_possible(name) && maildir::canonical(name) != maildir::inbox; }

}  // namespace

std::optional<std::string> maildirpp_name(std::string_view directory) {
    if (directory.size() < 2 || directory.front() != '.') return std::nullopt;
    directory.remove_prefix(1);
    auto name = level_named(directory);
    if (!is_folder(name)) return std::nullopt;
    return name;
}

std::string maildirpp_path(std::string const& root, std::string_view folder) {
    return is_folder(folder) ? maildirpp_layout().path(root, folder) : std::string();
}

}  // namespace mailstead::tools
