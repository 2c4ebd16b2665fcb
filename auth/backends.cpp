// Asks one after the other. The first that knows the user decides; trouble of one that could have decided ends the search.
#include "auth/backends.h"

#include <cerrno>
#include <functional>

namespace mailstead::auth {
namespace {

// The first answer that is not "no such user"; an error ends it too, and so does a user who is shut out.
template <class T, class Ask>
base::result<std::optional<T>> first(std::vector<std::unique_ptr<backend>> const& parts, std::string_view name, Ask ask) {
    for (auto const& one : parts) {
        auto got = ask(*one);
        if (!got || *got) return got;
        auto const disabled = one->has_disabled(name);
        if (!disabled) return disabled.error();
        if (*disabled) break;
    }
    return std::optional<T>();
}

}  // namespace

backends::backends(std::vector<std::unique_ptr<backend>> ordered, last_logins* logins) : parts_(std::move(ordered)), logins_(logins) {}

std::optional<std::string> backends::normal_name(std::string_view address) const {
    return parts_.empty() ? std::nullopt : parts_.front()->normal_name(address);    // the same for all
}

base::result<std::optional<credentials>> backends::find_credentials(std::string_view address) {
    auto const name = normal_name(address);
    if (!name) return std::optional<credentials>();
    return first<credentials>(parts_, *name, [&](backend& one) { return one.find_credentials(*name); });
}

base::result<std::optional<user>> backends::find_user(std::string_view address) {
    auto const name = normal_name(address);
    if (!name) return std::optional<user>();
    return first<user>(parts_, *name, [&](backend& one) { return one.find_user(*name); });
}

base::result<standing> backends::standing_of(std::string_view name) {
    for (auto const& one : parts_) {
        auto const got = one->standing_of(name);
        if (!got || *got != standing::unknown) return got;
        auto const disabled = one->has_disabled(name);
        if (!disabled) return disabled.error();
        if (*disabled) break;
    }
    return standing::unknown;
}

base::result<std::int64_t> backends::secret_count() {
    std::int64_t all = 0;
    for (auto const& one : parts_) {
        if (!one->knows_users()) return std::int64_t(0);
        auto const count = one->secret_count();
        if (!count || *count == 0) return count;    // nobody there could use it, and clients like to choose it
        all += *count;
    }
    return all;
}

base::result<std::string> backends::made_up_key() {
    for (auto const& one : parts_) {
        auto key = one->made_up_key();
        if (!key || !key->empty()) return key;
    }
    return std::string();
}

bool backends::serves(std::string_view mechanism) {
    for (auto const& one : parts_)
        if (!one->serves(mechanism)) return false;
    return true;
}

base::result<void> backends::ready() {
    for (auto const& one : parts_)
        if (auto const is = one->ready(); !is) return is;
    return {};
}

base::result<std::optional<verdict>> backends::check_password(attempt const& what) {
    base::error_code trouble;    // of a checker: it might have accepted, but it could not have refused for the others
    for (auto const& one : parts_) {
        auto const said = one->check_password(what);
        if (!said && one->knows_users()) return said;
        if (!said) {
            trouble = said.error();
            continue;
        }
        auto const which = said->value_or(verdict::unknown);
        if (which == verdict::accepted) return said;
        if (which == verdict::refused && !trouble) return said;
        if (which == verdict::refused) return trouble;
    }
    if (trouble) return trouble;
    pretend(what);
    return std::optional(verdict::refused);
}

// A name that nobody has costs what some user's name costs, always the same one's. One whose users were asked already has spent its time.
void backends::pretend(attempt const& what) {
    if (!parts_.empty()) somewhere(what.name).pretend(what);
}

std::uint32_t backends::usual_iterations(std::string_view mechanism, std::string_view name) {
    return parts_.empty() ? 0 : somewhere(name).usual_iterations(mechanism, name);
}

backend& backends::somewhere(std::string_view name) const { return *parts_[std::hash<std::string_view>()(name) / 7 % parts_.size()]; }

void backends::logged_in(login const& what) {
    if (logins_) logins_->record(what);
}

}  // namespace mailstead::auth
