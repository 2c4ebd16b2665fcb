// mailbox check: what is wrong with an account's folders, line by line.
#include <fmt/format.h>

#include "server/store_admin_session.h"

namespace mailstead::server {
namespace {

using session = store_admin_session;

char const* word_for(store::finding what) {
    return what == store::finding::problem ? "problem" : what == store::finding::mended ? "mended" : "note";
}

}  // namespace

// Without "folder": all of them, and what is of the account as a whole. A folder that cannot be looked at is a problem too.
bool session::check(line const& request) {
    std::vector<std::string> folders;
    if (request.contains("folder")) {
        folders.push_back(folder_in(request));
    } else {
        auto const all = account_->list();
        if (!all) return refuse(all.error());
        for (auto const& one : *all)
            if (one.selectable) folders.push_back(one.name);
        folders.emplace_back();
    }
    auto const mode = tools::yes_in(request, "repair") ? store::check_mode::repair : store::check_mode::look;
    bool gone = false;
    store::check_report report;
    report.found = [&](store::finding what, std::string const& words) { gone |= !wire_.send({{word_for(what), words}}); };
    report.progress = [&](std::uint64_t messages) {
        gone = gone || !answer({{"progress", messages}});
        return !gone && !around_.stopping;
    };
    for (auto const& folder : folders) {
        auto const done = around_.all.check(who_, folder, mode, report);
        if (!done) report.found(store::finding::problem, fmt::format("{}: {}", folder.empty() ? "the account" : folder, done.error().message()));
        if (gone) return false;
    }
    return answer({{"end", true}});
}

}  // namespace mailstead::server
