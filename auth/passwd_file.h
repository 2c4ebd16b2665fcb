// A password file as Dovecot's passwd-file driver reads it: user:password:uid:gid:gecos:home:shell:extra fields.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "auth/entry_backend.h"

namespace mailstead::auth {

// What one line is. A line that has a name belongs to that user even where the rest cannot be read.
struct passwd_nothing {                 // empty, or a comment
    bool operator==(passwd_nothing const&) const = default;
};
struct passwd_bad {
    std::string name;                   // empty: not even that
    std::string_view why;               // static text
    bool operator==(passwd_bad const&) const = default;
};
struct passwd_entry {
    user_entry entry;
    std::vector<std::string> unknown;   // names of extra fields that mean nothing here
    bool operator==(passwd_entry const&) const = default;
};
using passwd_line = std::variant<passwd_nothing, passwd_bad, passwd_entry>;

// One line without its LF. Pure, total, linear.
passwd_line parse_passwd_line(std::string_view line);

// Users of such a file. Thread-safe. Read again when the file has changed; while it cannot be read every answer is an error.
// A line without a name is named in the log and passed over; a user whose line cannot be read cannot log in: that is trouble, not a 'no'.
class passwd_file final : public entry_backend {
public:
    passwd_file(std::string path, entry_defaults defaults, std::chrono::seconds cache_ttl)
        : entry_backend(std::move(path), std::move(defaults), cache_ttl) {}

    base::result<std::int64_t> secret_count() override;
    void pretend(attempt const& what) override;
    std::uint32_t usual_iterations(std::string_view mechanism, std::string_view name) override;
    bool serves(std::string_view mechanism) override;

private:
    struct content;
    using content_ptr = std::shared_ptr<content const>;
    base::result<content_ptr> current();
    std::shared_ptr<content> parsed(std::string_view text);
    base::result<std::optional<user_entry>> find(std::string_view name) override;

    std::mutex mutex_;
    content_ptr content_;
    std::set<std::string> named_;    // unknown fields that the log has seen
};

}  // namespace mailstead::auth
