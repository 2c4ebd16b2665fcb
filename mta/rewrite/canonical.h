// One address becomes one other: completion, the canonical maps, masquerading, in Postfix's order.
#pragma once

#include <string_view>

#include "mta/rewrite/tables.h"
#include "smtp/path.h"

namespace mailstead::mta::rewrite {

// Rewrites addresses of one message. The first trouble is remembered and logged with `id`, as is a chain of entries that
// does not end (which is not trouble: the address stays where the chain was left).
class rewriter {
public:
    // What is referred to outlives it.
    rewriter(tables const& with, std::string_view id) : with_(with), id_(id) {}

    // `address` in its role: completed by `rules`, then looked up and masqueraded. Blocking where a table is.
    smtp::mailbox rewritten(smtp::mailbox address, role which, completion const& rules);
    // The part behind completion.
    smtp::mailbox mapped_address(smtp::mailbox address, role which);

    rewrite::trouble trouble() const noexcept { return trouble_; }

private:
    smtp::mailbox follow(smtp::mailbox address, map_rule const& rule);
    smtp::mailbox masqueraded(smtp::mailbox address);
    void failed(map_rule const& rule, std::string_view address);

    tables const& with_;
    std::string_view id_;
    rewrite::trouble trouble_ = rewrite::trouble::none;
};

}  // namespace mailstead::mta::rewrite
