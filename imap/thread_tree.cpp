#include "imap/thread_tree.h"

#include <algorithm>
#include <tuple>

namespace mailstead::imap {

namespace {

// What looking for loops may cost, for each link. Mail as it is needs next to nothing of it: what is used up by threads made
// to cost time are links, not time.
constexpr std::int64_t steps_for_a_link = 64;
// Of Message-IDs in memory; past that, references to messages not seen yet are passed over.
constexpr std::size_t most_id_octets = 64 * 1024 * 1024;

}  // namespace

std::uint32_t thread_tree::new_node(std::uint32_t message) {
    nodes_.emplace_back().message = message;
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t thread_tree::node_of(std::uint32_t id) {
    if (id >= node_of_id_.size()) node_of_id_.resize(std::max<std::size_t>(id + 1, 2 * node_of_id_.size()), none);
    if (node_of_id_[id] == none) {
        auto const made = new_node(none);
        node_of_id_[id] = made;
    }
    return node_of_id_[id];
}

// Step 1.A: without a Message-ID, or with that of an earlier message, a message is found by nobody.
std::uint32_t thread_tree::own_node(std::uint32_t id, std::uint32_t message) {
    if (id == none) return new_node(message);
    auto const known = node_of(id);
    if (!is_dummy(known)) return new_node(message);
    nodes_[known].message = message;
    return known;
}

std::uint32_t thread_tree::number_of(std::string_view id) {
    if (auto const known = ids_.find(id); known != ids_.end()) return known->second;
    id_octets_ += id.size();
    return ids_.emplace(id, static_cast<std::uint32_t>(ids_.size())).first->second;
}

std::uint32_t thread_tree::subject_number(std::string_view subject) {
    if (subject.empty()) return 0;
    if (auto const known = subjects_.find(subject); known != subjects_.end()) return known->second;
    return subjects_.emplace(subject, static_cast<std::uint32_t>(subjects_.size() + 1)).first->second;
}

// What has no children is nobody's ancestor, and most of what is linked has none yet.
bool thread_tree::is_ancestor(std::uint32_t above, std::uint32_t of) {
    steps_left_ += steps_for_a_link;
    if (above == of) return true;
    if (nodes_[above].children == 0) return false;
    for (auto at = nodes_[of].parent; at != none; at = nodes_[at].parent) {
        if (at == above || --steps_left_ <= 0) return true;    // unknown: as if it were
    }
    return false;
}

void thread_tree::unlink(std::uint32_t child) {
    auto& parent = nodes_[child].parent;
    if (parent != none) --nodes_[parent].children;
    parent = none;
}

void thread_tree::link(std::uint32_t parent, std::uint32_t child) {
    if (is_ancestor(child, parent)) return;
    nodes_[child].parent = parent;
    ++nodes_[parent].children;
}

void thread_tree::add(threaded const& what) {
    threaded_by_number out{none, {}, subject_number(what.subject), what.is_reply, what.sent, what.arrived};
    referred_.clear();
    if (how_ != thread_algorithm::ordered_subject) {
        if (!what.id.empty()) out.id = number_of(what.id);
        for (auto const& id : what.references)
            if (id_octets_ <= most_id_octets || ids_.contains(id)) referred_.push_back(number_of(id));
    }
    out.references = referred_;
    add(out);
}

void thread_tree::add(threaded_by_number const& what) {
    auto const message = static_cast<std::uint32_t>(messages_.size());
    messages_.push_back({what.sent, what.arrived, what.subject, what.is_reply});
    last_subject_ = std::max(last_subject_, what.subject);
    if (how_ == thread_algorithm::ordered_subject) {
        new_node(message);
        return;
    }
    auto const own = own_node(what.id, message);
    auto before = none;
    for (auto const id : what.references) {     // step 1.A
        auto const at = node_of(id);
        if (before != none && nodes_[at].parent == none) link(before, at);
        before = at;
    }
    if (before != none && nodes_[own].parent == before) return;
    unlink(own);                                // step 1.B
    if (before != none) link(before, own);
}

// Which message speaks for a node: its own, or a dummy's first child's.
std::uint32_t thread_tree::shown_message(std::uint32_t n) const noexcept {
    return is_dummy(n) ? nodes_[nodes_[n].first].message : nodes_[n].message;
}
thread_tree::entry const& thread_tree::shown(std::uint32_t n) const noexcept { return messages_[shown_message(n)]; }

void thread_tree::append_child(std::uint32_t parent, std::uint32_t child) {
    auto& of = nodes_[parent];
    nodes_[child].next = none;
    if (of.first == none) of.first = child;
    else nodes_[of.last].next = child;
    of.last = child;
}

// The dummy's children in its place; it has none any more.
void thread_tree::splice(std::uint32_t parent, std::uint32_t dummy) {
    auto& from = nodes_[dummy];
    if (from.first == none) return;
    auto& of = nodes_[parent];
    if (of.first == none) of.first = from.first;
    else nodes_[of.last].next = from.first;
    of.last = from.last;
    from.first = from.last = none;
}

// By `parent`, before any list of children is made.
std::vector<std::uint32_t> thread_tree::parents_first() const {
    std::vector<std::uint32_t> start(nodes_.size() + 1, 0), children(nodes_.size()), out;
    for (auto const& n : nodes_) {
        if (n.parent != none) ++start[n.parent + 1];
    }
    for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
    auto place = start;
    out.reserve(nodes_.size());
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
        if (nodes_[n].parent == none) out.push_back(n);
        else children[place[nodes_[n].parent]++] = n;
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto const n = out[i];
        out.insert(out.end(), children.begin() + start[n], children.begin() + start[n + 1]);
    }
    return out;
}

// Steps 2 and 3, from the leaves up: when a node's turn comes, its own dummies have been resolved.
void thread_tree::prune() {
    auto const order = parents_first();
    for (auto at = order.rbegin(); at != order.rend(); ++at) {
        auto const n = *at, parent = nodes_[n].parent;
        if (parent == none) continue;
        if (is_dummy(n)) splice(parent, n);
        else append_child(parent, n);
    }
    for (auto const n : order) {
        if (nodes_[n].parent != none) continue;
        auto const first = nodes_[n].first;
        if (!is_dummy(n)) roots_.push_back(n);
        else if (first != none && nodes_[first].next == none) roots_.push_back(first);
        else if (first != none) roots_.push_back(n);
    }
}

template <class Before>
void thread_tree::sort_children(std::uint32_t n, Before before) {
    auto const first = nodes_[n].first;
    if (first == none || nodes_[first].next == none) return;
    std::vector<std::uint32_t> children;
    for (auto at = first; at != none; at = nodes_[at].next) children.push_back(at);
    std::sort(children.begin(), children.end(), before);
    nodes_[n].first = nodes_[n].last = none;
    for (auto const child : children) append_child(n, child);
}

// Of siblings with the same sent date, the order of the mailbox (RFC 5256 §2.2).
void thread_tree::sort_all_children() {
    auto const before = [this](std::uint32_t a, std::uint32_t b) {
        auto const x = nodes_[a].message, y = nodes_[b].message;
        return std::tie(messages_[x].sent, x) < std::tie(messages_[y].sent, y);
    };
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) sort_children(n, before);
}

void thread_tree::sort_roots() {
    auto const before = [this](std::uint32_t a, std::uint32_t b) {
        auto const x = shown_message(a), y = shown_message(b);
        return std::tie(messages_[x].sent, x) < std::tie(messages_[y].sent, y);
    };
    std::sort(roots_.begin(), roots_.end(), before);
}

// Of REFS.
void thread_tree::sort_roots_by_arrival() {
    struct last { std::int64_t arrived; std::uint32_t message, root; };
    std::vector<last> newest;
    std::vector<std::uint32_t> stack;
    for (auto const root : roots_) {
        last found{messages_[shown_message(root)].arrived, shown_message(root), root};
        stack.push_back(root);
        while (!stack.empty()) {
            auto const n = stack.back();
            stack.pop_back();
            if (!is_dummy(n)) found.arrived = std::max(found.arrived, messages_[nodes_[n].message].arrived);
            for (auto child = nodes_[n].first; child != none; child = nodes_[child].next) stack.push_back(child);
        }
        newest.push_back(found);
    }
    auto const before = [](last const& a, last const& b) { return std::tie(a.arrived, a.message) < std::tie(b.arrived, b.message); };
    std::sort(newest.begin(), newest.end(), before);
    for (std::size_t i = 0; i < newest.size(); ++i) roots_[i] = newest[i].root;
}

// Step 5.B: the thread that stands for each subject.
std::vector<std::uint32_t> thread_tree::subject_table() const {
    std::vector<std::uint32_t> table(last_subject_ + std::size_t{1}, none);
    for (auto const root : roots_) {
        auto const& what = shown(root);
        if (what.subject == 0) continue;
        auto& there = table[what.subject];
        bool const better = there == none || (!is_dummy(there) && (is_dummy(root) || (shown(there).is_reply && !what.is_reply)));
        if (better) there = root;
    }
    return table;
}

// Step 5.C for two threads. True: `into` has become a new dummy over both.
bool thread_tree::merge(std::uint32_t one, std::uint32_t& into) {
    if (is_dummy(one) && is_dummy(into)) {
        splice(into, one);
        return false;
    }
    bool const below = is_dummy(into) || (shown(one).is_reply && !shown(into).is_reply);
    if (below) {
        append_child(into, one);
        return false;
    }
    auto const dummy = new_node(none);
    append_child(dummy, into);
    append_child(dummy, one);
    into = dummy;
    return true;
}

// Step 5. A thread that others join keeps its place; the last sorting decides anyway.
void thread_tree::gather_subjects() {
    auto table = subject_table();
    std::vector<bool> is_below(nodes_.size() + roots_.size(), false);
    std::vector<std::uint32_t> dummies;
    for (auto const root : roots_) {
        auto const subject = shown(root).subject;
        if (subject == 0 || table[subject] == root) continue;
        is_below[root] = true;
        auto const before = table[subject];
        if (!merge(root, table[subject])) continue;
        is_below[before] = true;
        dummies.push_back(table[subject]);
    }
    std::erase_if(roots_, [&](std::uint32_t n) { return is_below[n]; });
    roots_.insert(roots_.end(), dummies.begin(), dummies.end());
}

void thread_tree::by_references() {
    prune();
    sort_all_children();
    if (how_ == thread_algorithm::refs) return sort_roots_by_arrival();
    sort_roots();                                // step 4
    gather_subjects();
    sort_all_children();                         // step 6
    sort_roots();
}

// The first of each subject is the root, all others are its children.
void thread_tree::by_subject() {
    std::vector<std::uint32_t> order(nodes_.size()), root_of(last_subject_ + std::size_t{1}, none);
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) order[n] = n;
    auto const before = [this](std::uint32_t a, std::uint32_t b) { return std::tie(messages_[a].sent, a) < std::tie(messages_[b].sent, b); };
    std::sort(order.begin(), order.end(), before);
    for (auto const n : order) {
        auto& root = root_of[messages_[n].subject];
        if (root != none) {
            append_child(root, n);
            continue;
        }
        root = n;
        roots_.push_back(n);
    }
}

void thread_tree::finish() {
    if (how_ == thread_algorithm::ordered_subject) by_subject();
    else by_references();
}

// thread-list = "(" (thread-members / thread-nested) ")". The stack holds what comes behind the list that is being written.
void thread_tree::write(std::string& out, std::function<std::uint32_t(std::uint32_t)> const& number) const {
    std::vector<std::uint32_t> open;             // the next sibling of each list under way; none: it is the last
    for (auto const root : roots_) {
        auto at = root;
        out += '(';
        open.push_back(none);
        while (!open.empty()) {
            auto const& n = nodes_[at];
            if (n.message != none) out += std::to_string(number(n.message));
            if (n.first != none && n.message != none) out += ' ';
            if (n.first != none && nodes_[n.first].next == none) {
                at = n.first;
                continue;
            }
            if (n.first != none) {
                out += '(';
                at = n.first;
                open.push_back(nodes_[at].next);
                continue;
            }
            for (;;) {                           // lists that end here
                out += ')';
                auto const next = open.back();
                open.pop_back();
                if (next == none && open.empty()) break;
                if (next == none) continue;
                out += '(';
                at = next;
                open.push_back(nodes_[at].next);
                break;
            }
        }
    }
}

}  // namespace mailstead::imap
