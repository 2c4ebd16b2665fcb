#include "imap/sources.h"

#include <algorithm>
#include <unordered_set>

namespace mailstead::imap {

namespace {

using kind = mailbox_filter::kind;

class gathering {
public:
    gathering(std::vector<store::folder> const& folders, store::account const& of) : folders_(folders), of_(of), separator_(of.separator()) {}

    void add(std::string const& name) {
        if (known_.insert(name).second) out_.push_back(name);
    }
    void add_personal() {
        for (auto const& folder : folders_) {
            if (folder.selectable && of_.is_personal(folder.name)) add(folder.name);
        }
    }
    void add_below(std::string const& name, bool one_level) {
        auto const start = name + separator_;
        for (auto const& folder : folders_) {
            if (!folder.selectable) continue;
            bool const below = folder.name.starts_with(start) && (!one_level || folder.name.find(separator_, start.size()) == std::string::npos);
            if (below || folder.name == name) add(folder.name);
        }
    }
    std::vector<std::string> take() { return std::move(out_); }

private:
    std::vector<store::folder> const& folders_;
    store::account const& of_;
    char const separator_;
    std::unordered_set<std::string> known_;
    std::vector<std::string> out_;
};

}  // namespace

// Where mail may be delivered to cannot be told from aliases and commands, so inboxes are what is personal (RFC 5465 §6.3).
std::vector<std::string> mailboxes_of(std::vector<mailbox_filter> const& filters, std::vector<store::folder> const& folders,
                                      std::vector<std::string> const& subscriptions, store::account const& of) {
    gathering out(folders, of);
    for (auto const& filter : filters) {
        switch (filter.what) {
            case kind::selected: break;
            case kind::personal: case kind::inboxes: out.add_personal(); break;
            case kind::subscribed:
                for (auto const& name : subscriptions) out.add(name);
                break;
            case kind::subtree: case kind::subtree_one:
                for (auto const& name : filter.names) out.add_below(name, filter.what == kind::subtree_one);
                break;
            case kind::mailboxes:
                for (auto const& name : filter.names) out.add(name);
                break;
        }
    }
    return out.take();
}

bool has_selected(std::vector<mailbox_filter> const& filters) noexcept {
    auto const is = [](mailbox_filter const& f) { return f.what == kind::selected; };
    return filters.empty() || std::any_of(filters.begin(), filters.end(), is);
}

bool has_only_selected(std::vector<mailbox_filter> const& filters) noexcept {
    return std::all_of(filters.begin(), filters.end(), [](mailbox_filter const& f) { return f.what == kind::selected; });
}

}  // namespace mailstead::imap
