#include "mta/cleanup/addressing.h"

#include <algorithm>
#include <unordered_set>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/rewrite/canonical.h"
#include "mta/rewrite/mapped.h"
#include "mta/rewrite/virtual_alias.h"

namespace mailstead::mta::cleanup {
namespace {

using rewrite::role;
using rewrite::trouble;

class addresser {
public:
    addresser(origin const& from, rules const& how, std::string_view id)
        : rules_(how), tables_(how.tables), id_(id), maps_(from.maps_addresses),
          copies_(maps_ && !is_made_here(from.source)), rewriter_(how.tables, id) {}

    void run(envelope& what) {
        what.sender = rewritten(what.sender, role::envelope_sender);
        if (what.report == reporting::verify) copies_ = false;    // nobody gets anything
        if (copies_) add_copies_of_sender(what);
        auto const named = what.recipients.size();
        for (std::size_t i = 0; i < named && trouble() == trouble::none; ++i) {
            what.recipients[i].address = rewritten(what.recipients[i].address, role::envelope_recipient);
            if (copies_) add_copies_of(tables_.recipient_bcc, what.recipients[i].address);
        }
        if (trouble() != trouble::none) return;
        for (auto const& copy : bcc_) what.recipients.push_back(hidden(copy));
        settle(what);
    }

    void add(envelope& what, std::vector<std::string> const& copies) {
        for (auto const& copy : copies) what.recipients.push_back(hidden(copy));
        settle(what);
    }

    void add(envelope& what, std::vector<recipient> wanted) {
        for (auto& one : wanted) {
            one.original = one.address;
            one.address = rewritten(one.address, role::envelope_recipient);
            what.recipients.push_back(std::move(one));
        }
        settle(what);
    }

    void change_sender(envelope& what, std::string const& address) { what.sender = rewritten(address, role::envelope_sender); }

    rewrite::trouble trouble() const noexcept { return trouble_ != trouble::none ? trouble_ : rewriter_.trouble(); }

private:
    std::string rewritten(std::string const& address, role which) {
        if (address.empty()) return address;
        auto whole = smtp::split_address(address);
        if (!maps_ || tables_.only_completes(which)) return rewrite::completed(std::move(whole), tables_.own).text;
        return rewriter_.rewritten(std::move(whole), which, tables_.own).text;
    }

    // A recipient that the sender hears nothing of, whatever becomes of it.
    recipient hidden(std::string const& address) {
        recipient out;
        out.original = address;
        auto const path = smtp::parse_path(address);
        out.address = path ? rewritten(path->text, role::envelope_recipient) : address;
        out.notify = notify::never;
        return out;
    }

    void add_copies_of_sender(envelope const& what) {
        if (!tables_.always_bcc.empty()) bcc_.push_back(tables_.always_bcc);
        if (!what.sender.empty()) add_copies_of(tables_.sender_bcc, what.sender);
    }

    void add_copies_of(rewrite::map_rule const& rule, std::string const& address) {
        if (rule.maps.empty()) return;
        auto const found = rewrite::mapped(smtp::split_address(address), rule, rewrite::extensions::drop, tables_);
        if (!found) {
            base::log::warning("cleanup", "{}: {} map lookup problem for {} -- message not accepted, try again later", id_,
                               rule.name, base::printable(address));
            trouble_ = trouble::lookup;
        } else if (!found->empty()) {
            bcc_.push_back(found->front().text);
        }
    }

    // Virtual aliases, then every recipient once.
    void settle(envelope& what) {
        bool const expands = maps_ && !tables_.virtual_alias.maps.empty();
        if (!expands && what.recipients.size() < 2) return hide_original(what);
        std::vector<recipient> all;
        all.reserve(what.recipients.size());
        for (auto& one : what.recipients) {
            if (!expands) keep(std::move(one), all);
            else expand(one, all);
            if (trouble() != trouble::none) return;
        }
        what.recipients = std::move(all);
    }

    void hide_original(envelope& what) const {
        if (rules_.original_recipient) return;
        for (auto& one : what.recipients) one.original.clear();
    }

    void expand(recipient const& one, std::vector<recipient>& into) {
        auto targets = rewrite::expand_alias(smtp::split_address(one.address), tables_, id_);
        trouble_ = targets.trouble;
        for (auto& target : targets.addresses) {
            auto copy = one;
            copy.address = std::move(target.text);
            keep(std::move(copy), into);
        }
    }

    // Who is named twice gets the message once; case does not tell two recipients apart (duplicate_filter_limit).
    void keep(recipient one, std::vector<recipient>& into) {
        if (!rules_.original_recipient) one.original.clear();
        auto const limit = rules_.duplicate_limit;
        auto key = base::lowered(fmt::format("{}\n{}\n{}\n{}", one.orcpt, one.notify, one.original, one.address));
        if (known_.contains(key)) return;
        if (limit == 0 || known_.size() < limit) known_.insert(std::move(key));
        into.push_back(std::move(one));
    }

    rules const& rules_;
    rewrite::tables const& tables_;
    std::string_view id_;
    bool maps_, copies_;
    rewrite::rewriter rewriter_;
    rewrite::trouble trouble_ = rewrite::trouble::none;
    std::vector<std::string> bcc_;
    std::unordered_set<std::string> known_;
};

}  // namespace

rewrite::trouble address(envelope& what, origin const& from, rules const& how, std::string_view id) {
    addresser work(from, how, id);
    work.run(what);
    return work.trouble();
}

rewrite::trouble add_copies(envelope& what, std::vector<std::string> const& copies, origin const& from, rules const& how,
                            std::string_view id) {
    envelope added;
    addresser work(from, how, id);
    work.add(added, copies);
    for (auto& one : added.recipients) what.recipients.push_back(std::move(one));
    return work.trouble();
}

rewrite::trouble add_recipients(envelope& what, std::vector<recipient> wanted, origin const& from, rules const& how,
                                std::string_view id) {
    envelope added;
    addresser work(from, how, id);
    work.add(added, std::move(wanted));
    for (auto& one : added.recipients) {
        auto const same = [&one](recipient const& other) {
            return other.orcpt == one.orcpt && other.notify == one.notify && other.original == one.original && base::iequals(other.address, one.address);
        };
        bool const known = std::any_of(what.recipients.begin(), what.recipients.end(), same);
        if (!known) what.recipients.push_back(std::move(one));
    }
    return work.trouble();
}

rewrite::trouble change_sender(envelope& what, std::string address, origin const& from, rules const& how, std::string_view id) {
    addresser work(from, how, id);
    work.change_sender(what, address);
    return work.trouble();
}

void redirect(envelope& what, std::string_view to, rules const& how) {
    auto const path = smtp::parse_path(to);
    what.recipients.resize(1);
    auto& only = what.recipients.front();
    only.address = path ? rewrite::completed(*path, how.tables.own).text : std::string(to);
}

}  // namespace mailstead::mta::cleanup
