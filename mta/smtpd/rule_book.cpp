// Words into restrictions.
#include "mta/smtpd/checks.h"

#include <fmt/format.h>

namespace mailstead::mta::smtpd {

// Reads one list. With `book` null nothing new is opened.
class rule_book::reader {
public:
    reader(rule_book const& known, rule_book* book, std::string& why) : known_(known), book_(book), why_(why) {}

    std::optional<restriction_list> read(std::vector<std::string> const& words) {
        auto const before = why_.size();
        restriction_list out;
        for (std::size_t at = 0; at < words.size(); ++at) {
            auto one = word(words, at);
            if (!one) continue;
            bool const last = !book_ && one->row && one->row->ends;    // what an access table has behind it is never met
            out.push_back(std::move(*one));
            if (last) break;
        }
        if (why_.size() != before) return std::nullopt;
        return out;
    }

private:
    void complain(std::string text) { why_ += std::move(text) + "; "; }

    std::optional<restriction> word(std::vector<std::string> const& words, std::size_t& at) {
        auto const& name = words[at];
        restriction out;
        auto const in_class = known_.classes_.find(name);
        if (in_class != known_.classes_.end()) {
            out.row = &class_row;
            out.argument = name;
            out.words = in_class->second.get();
            return out;
        }
        if (name.find(':') != name.npos) {
            out.row = &bare_table_row;
            out.argument = name;
            out.tables = table(name);
            return out;
        }
        out.row = find_check(name);
        if (!out.row) complain("unknown smtpd restriction: \"" + name + '"');
        else if (out.row->argument != takes::nothing && at + 1 == words.size()) complain("restriction " + name + " needs an argument");
        if (!out.row || out.row->argument == takes::nothing || at + 1 == words.size()) return out;
        out.argument = words[++at];
        argument(out);
        return out;
    }

    void argument(restriction& out) {
        auto const& text = out.argument;
        auto const bad = [&](std::string_view what) {
            complain(fmt::format("restriction {}: bad argument \"{}\": need {}", out.row->name, text, what));
        };
        if (out.row->argument == takes::tables) {
            if (text.find(':') == text.npos) return bad("maptype:mapname");
            out.tables = table(text);
        } else if (out.row->argument == takes::dns_list) {
            auto list = dns_list::parse(text);
            if (!list) return bad("domain or domain=address");
            out.list = std::make_shared<dns_list const>(std::move(*list));
        } else if (out.row->argument == takes::seconds) {
            if (!base::number<unsigned>(text)) bad("a number of seconds");
        } else if (out.row->argument == takes::service) {
            out.service = service(text);
        }
    }

    std::shared_ptr<conf::maps const> table(std::string const& spec) {
        auto const open = known_.tables_.find(spec);
        if (open != known_.tables_.end()) return open->second;
        if (!book_ || !book_->open_) {
            complain("table " + spec + " is not named in main.cf");
            return nullptr;
        }
        return book_->tables_[spec] = book_->open_(spec);
    }

    std::shared_ptr<policy_service const> service(std::string const& text) {
        auto const there = known_.known_services_.find(text);
        if (there != known_.known_services_.end()) return there->second;
        if (!book_ || !book_->services_) {
            complain("policy service " + text + " is not named in main.cf");
            return nullptr;
        }
        std::string trouble;
        auto made = book_->services_(text, trouble);
        if (!made) complain("check_policy_service " + text + ": " + trouble);
        return book_->known_services_[text] = made;
    }

    rule_book const& known_;
    rule_book* book_;
    std::string& why_;
};

void rule_book::add_classes(std::map<std::string, std::vector<std::string>> const& words, std::string& why) {
    for (auto const& [name, list] : words) classes_[name] = std::make_unique<restriction_list>();
    for (auto const& [name, list] : words) {
        auto made = read(list, why);
        if (made) *classes_[name] = std::move(*made);
    }
}

std::optional<restriction_list> rule_book::read(std::vector<std::string> const& words, std::string& why) {
    return reader(*this, this, why).read(words);
}

std::optional<restriction_list> rule_book::read_known(std::vector<std::string> const& words, std::string& why) const {
    return reader(*this, nullptr, why).read(words);
}

namespace {

// A class that names itself is no guard.
bool guards(restriction_list const& list, unsigned depth) noexcept {
    for (std::size_t at = 0; at < list.size(); ++at) {
        auto const& one = list[at];
        if (!one.row->run) {    // warn_if_reject makes the next one toothless
            ++at;
            continue;
        }
        if (one.row->guards || (one.words && depth < 20 && guards(*one.words, depth + 1))) return true;
        if (one.row->ends) return false;
    }
    return false;
}

}  // namespace

bool guards_relaying(restriction_list const& list) noexcept { return guards(list, 0); }

}  // namespace mailstead::mta::smtpd
