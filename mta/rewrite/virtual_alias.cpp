#include "mta/rewrite/virtual_alias.h"

#include <unordered_set>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/rewrite/mapped.h"

namespace mailstead::mta::rewrite {
namespace {

class expander {
public:
    expander(tables const& with, std::string_view id) : with_(with), id_(id) {}

    expansion run(smtp::mailbox address) {
        recipient_ = address.text;
        out_.addresses.push_back(std::move(address));
        for (std::size_t i = 0; i < out_.addresses.size() && out_.trouble == trouble::none; ++i) {
            if (out_.addresses.size() > with_.expansion_limit) give_up("map expansion size", recipient_);
            else follow(i);
        }
        return std::move(out_);
    }

private:
    // Replaces the address at `i` by its first target again and again; further targets go to the end, for their own turn.
    void follow(std::size_t i) {
        auto const how = with_.extend_virtual ? extensions::keep : extensions::drop;
        for (std::size_t count = 0;; ++count) {
            auto const from = out_.addresses[i].text;
            if (ends_.contains(base::lowered(from))) return;
            if (count >= with_.recursion_limit) return give_up("map nesting", from);
            auto targets = mapped(out_.addresses[i], with_.virtual_alias, how, with_);
            if (!targets) return failed(from);
            if (targets->empty() || !take(i, from, *targets)) return;
        }
    }

    bool take(std::size_t i, std::string const& from, std::vector<smtp::mailbox>& targets) {
        for (auto& target : targets) {
            if (target.text.size() > with_.address_limit) {
                give_up("result", target.text.substr(0, 300) + "...");
                return false;
            }
            if (base::iequals(target.text, from)) ends_.insert(base::lowered(from));    // into itself: once
            if (&target == targets.data()) out_.addresses[i] = std::move(target);
            else out_.addresses.push_back(std::move(target));
            if (out_.addresses.size() > with_.expansion_limit + targets.size()) break;    // refused in a moment
        }
        return true;
    }

    void give_up(std::string_view what, std::string_view about) {
        auto const name = with_.virtual_alias.name;
        if (what == "result")
            base::log::warning("cleanup", "{}: unreasonable {} result {} -- message not accepted, try again later", id_, name,
                               base::printable(about, 310));
        else
            base::log::warning("cleanup", "{}: unreasonable {} {} for {} -- message not accepted, try again later", id_, name,
                               what, base::printable(about));
        out_.trouble = trouble::expansion;
    }

    void failed(std::string_view address) {
        base::log::warning("cleanup", "{}: {} map lookup problem for {} -- message not accepted, try again later", id_,
                           with_.virtual_alias.name, base::printable(address));
        out_.trouble = trouble::lookup;
    }

    tables const& with_;
    std::string_view id_;
    std::string recipient_;
    expansion out_;
    std::unordered_set<std::string> ends_;    // what has expanded into itself
};

}  // namespace

expansion expand_alias(smtp::mailbox address, tables const& with, std::string_view id) {
    return expander(with, id).run(std::move(address));
}

}  // namespace mailstead::mta::rewrite
