// Where a Maildir account's folders lie: Maildir++ (`.A.B` beside cur/) or nested directories (`A/B`), as Dovecot's
// `LAYOUT=` knows them, and how their names are spelt on disk.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fs.h"

namespace mailstead::maildir {

enum class layout_kind { maildirpp, fs };   // maildir_layout = maildir++ | fs
enum class name_spelling { utf7, utf8 };    // maildir_folder_names = utf-7 | utf-8

class layout {
public:
    explicit layout(name_spelling spelling) : spelling_(spelling) {}
    virtual ~layout() = default;

    virtual char separator() const noexcept = 0;
    // Levels neither empty nor with '/' or control characters, valid UTF-8, short enough for directory names, and no
    // name that the layout needs for itself.
    virtual bool is_possible(std::string_view name) const = 0;
    virtual std::string path(std::string const& root, std::string_view name) const = 0;
    // Folders there are, INBOX apart, in no order; a name that is_possible() refuses, or that is no canonical spelling, is
    // passed over. As the calling thread; blocks.
    virtual base::result<std::vector<std::string>> names(base::file_system& files, std::string const& root) const = 0;
    // Whether a folder's directory holds those of its children.
    virtual bool is_nested() const noexcept = 0;

    // Names on disk.
    name_spelling spelling() const noexcept { return spelling_; }
    std::string spelt(std::string_view name) const;
    bool is_below(std::string_view name, std::string_view parent) const noexcept;

protected:
    bool read_name(std::string_view text, std::string& name) const;  // false: not a canonical spelling

private:
    name_spelling const spelling_;
};

std::shared_ptr<layout const> make_layout(layout_kind, name_spelling);

}  // namespace mailstead::maildir
