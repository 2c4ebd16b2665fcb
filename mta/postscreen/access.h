// postscreen_access_list: who is always let through, and who never.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "conf/lookup.h"

namespace mailstead::mta::postscreen {

enum class access { dunno, permit, reject, failed };

// Words (permit_mynetworks, permit, reject, dunno) and tables, whose values are such words again. The first that says
// something decides.
class access_list {
public:
    access_list() = default;
    // Throws std::runtime_error for a word that is none. Blocking.
    static access_list open(conf::settings const& values, conf::report const& report);

    // Tables see the whole address and nothing shorter. `failed`: a table did not answer, or with a word that is none,
    // which is logged; nothing behind it is looked at. Blocking when is_blocking().
    access of(std::string_view address) const;
    bool is_blocking() const noexcept { return blocking_; }

private:
    struct item {
        enum class kind { networks, word, table } what = kind::word;
        access said = access::dunno;
        std::shared_ptr<conf::table> table;
    };
    access obey(std::string_view words, std::string_view address, conf::table const& from) const;
    access in_networks(std::string_view address) const;

    std::vector<item> items_;
    conf::match_list networks_;
    bool blocking_ = false;
};

}  // namespace mailstead::mta::postscreen
