// The store's error category: texts for the log, and which refusals waiting will not change.
#include "store/error.h"

#include <string>

namespace mailstead::store {
namespace {

class category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "mailstead.store"; }

    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
        case errc::gone: return "no such message";
        case errc::no_mailbox: return "no such mailbox";
        case errc::exists: return "mailbox already exists";
        case errc::bad_name: return "not a possible mailbox name";
        case errc::has_children: return "mailbox has inferior names";
        case errc::not_selectable: return "mailbox cannot be selected";
        case errc::read_only: return "mailbox is read-only";
        case errc::too_big: return "message is too big";
        case errc::too_many_keywords: return "no room for another keyword";
        case errc::over_quota: return "over quota";
        case errc::in_use: return "mailbox is locked by another session";
        case errc::damaged: return "index or mailbox is damaged";
        case errc::newer: return "index was made by a newer version of this program";
        case errc::busy: return "too busy";
        case errc::no_right: return "no right to do that";
        case errc::too_many_annotations: return "too many annotations";
        case errc::not_permitted: return "cannot act as the mailbox's owner";
        }
        return "unknown store error";
    }

    bool equivalent(int value, boost::system::error_condition const& condition) const noexcept override {
        if (condition == make_error_condition(base::severity::permanent)) return is_permanent(static_cast<errc>(value));
        return default_error_condition(value) == condition;
    }

private:
    static bool is_permanent(errc value) noexcept {
        switch (value) {
        case errc::gone:
        case errc::no_mailbox:
        case errc::exists:
        case errc::bad_name:
        case errc::has_children:
        case errc::not_selectable:
        case errc::read_only:
        case errc::too_big:
        case errc::no_right:
        case errc::too_many_annotations:
        case errc::too_many_keywords: return true;
        default: return false;
        }
    }
};

}  // namespace

base::error_code make_error_code(errc value) noexcept {
    static category const the_category;
    return {static_cast<int>(value), the_category};
}

}  // namespace mailstead::store
