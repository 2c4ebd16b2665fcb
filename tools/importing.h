// One import under way: what stands in a mail_source goes to the store in batches. Which messages a broken-off import brought is the
// store's to know: it is told a key with each.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "tools/mail_source.h"
#include "tools/progress.h"
#include "tools/store_client.h"

namespace mailstead::tools {

class importing {
public:
    // `access`: entries of access lists that stand in the source are made here, too. Whoever wrote the source shares the account's
    // mail with whom he likes by them.
    importing(store_client& store, mail_source& source, folder_path below, std::string path, bool access)
        : store_(store), wire_(store.wire()), source_(source), below_(std::move(below)), path_(std::move(path)), access_(access), shown_("messages", source.count()) {}

    // The exit status. `id` names the import, for when it is begun again. Speaks on stdout and stderr. Blocking.
    int run(std::string const& id);

private:
    struct target {
        folder_path path;
        bool usable = false;
        std::string why = {};                 // it is not
        bool keeps_uids = false;
        std::vector<std::string> keywords;    // given so far
    };

    bool begin(std::string const& id);
    bool prepare_all();
    bool prepare(source_folder const& from, target& into);
    bool is_above_another(source_folder const& one) const;
    bool take(source_message const& what, mail_source::text const& text);
    bool enter(std::size_t folder);
    bool leave();
    bool send(source_message const& what, std::string const& key, mail_source::text const& text);
    bool send_rest(std::uint64_t left, mail_source::text const& text);
    bool commit();
    bool hear();
    void subscribe_all();
    bool carry_records();
    void pass_over(std::string_view name, std::string_view why);
    boost::json::object head_of(source_message const& what, std::string const& key);
    int report();
    bool broke(base::error_code const& why) { return failure_ = broken(why), false; }

    store_client& store_;
    admin_wire& wire_;
    mail_source& source_;
    folder_path const below_;
    std::string const path_;    // of the source, which may speak of itself as "."
    bool const access_;
    progress shown_;
    std::vector<target> targets_;
    std::unordered_set<std::string> known_;
    std::optional<std::size_t> in_;    // the folder being filled
    std::size_t batch_ = 0;
    std::uint64_t bytes_ = 0;
    unsigned unanswered_ = 0;          // commits
    std::uint64_t stored_ = 0, already_ = 0, bad_ = 0, seen_ = 0, keywords_lost_ = 0;
    bool new_uids_ = false;
    std::string space_;
    refusal failure_;
};

}  // namespace mailstead::tools
