// Tables that the system answers: users and groups, environment variables.
#include "conf/tables/system.h"

#include <grp.h>
#include <pwd.h>

#include <cerrno>
#include <cstdlib>

#include <fmt/format.h>

#include "conf/tables/fold.h"

namespace mailstead::conf {
namespace {

constexpr std::size_t largest_entry = 4 << 20;

// Calls a get..._r function with a growing buffer. The entry, nothing, or trouble.
template <class Entry, class Call, class Print>
result<std::optional<std::string>> ask(Call call, std::string_view key, Print print) {
    auto const name = folded(key);
    if (name.find('\0') != name.npos) return std::optional<std::string>();
    std::vector<char> buffer(1024);
    while (true) {
        Entry entry{};
        Entry* found = nullptr;
        int const code = call(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
        if (found != nullptr) return std::optional(print(entry));
        if (code == ERANGE && buffer.size() < largest_entry) {
            buffer.resize(buffer.size() * 2);
            continue;
        }
        // Some name services say ENOENT or ESRCH where POSIX has 0.
        if (code == 0 || code == ENOENT || code == ESRCH) return std::optional<std::string>();
        return base::from_errno(code);
    }
}

std::string print_user(passwd const& user) {
    return fmt::format("{}:{}:{}:{}:{}:{}:{}", user.pw_name, "x", user.pw_uid, user.pw_gid, user.pw_gecos, user.pw_dir,
                       user.pw_shell);
}

std::string print_group(group const& one) {
    std::string members;
    for (char** member = one.gr_mem; member != nullptr && *member != nullptr; ++member) {
        if (!members.empty()) members += ',';
        members += *member;
    }
    return fmt::format("{}:x:{}:{}", one.gr_name, one.gr_gid, members);
}

class named : public table {
public:
    explicit named(std::string name) : name_(std::move(name)) {}
    std::string const& name() const noexcept final { return name_; }

private:
    std::string name_;
};

class users final : public named {
public:
    using named::named;
    bool is_blocking() const noexcept override { return true; }
    result<std::optional<std::string>> find(std::string_view key) override {
        return ask<passwd>(::getpwnam_r, key, print_user);
    }
};

class groups final : public named {
public:
    using named::named;
    bool is_blocking() const noexcept override { return true; }
    result<std::optional<std::string>> find(std::string_view key) override {
        return ask<group>(::getgrnam_r, key, print_group);
    }
};

class environment final : public named {
public:
    using named::named;
    result<std::optional<std::string>> find(std::string_view key) override {
        auto const* value = std::getenv(std::string(key).c_str());
        return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
    }
};

}  // namespace

std::shared_ptr<table> open_unix_table(std::string_view database) {
    auto name = "unix:" + std::string(database);
    if (database == "passwd.byname") return std::make_shared<users>(std::move(name));
    if (database == "group.byname") return std::make_shared<groups>(std::move(name));
    return nullptr;
}

std::shared_ptr<table> open_environment(std::string name) { return std::make_shared<environment>(std::move(name)); }

}  // namespace mailstead::conf
