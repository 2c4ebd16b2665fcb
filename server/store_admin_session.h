// One connection to private/store-admin in progress; private to store_admin*.cpp.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/import_marks.h"
#include "server/store_admin.h"
#include "tools/admin_wire.h"

namespace mailstead::server {

class store_admin_session {
public:
    store_admin_session(tools::admin_wire wire, admin_surroundings const& around) : wire_(std::move(wire)), around_(around) {}
    void run();

    using line = boost::json::object;
    // Each: false ends the connection.
    bool choose_account(line const& request);
    bool list_folders(line const& request);
    bool prepare_folder(line const& request);
    bool subscribe(line const& request);
    bool begin_import(line const& request);
    bool end_import(line const& request);
    bool append(line const& request);
    bool export_folder(line const& request);
    bool export_uidlists(line const& request);
    bool check(line const& request);
    bool copy_index(line const& request);
    bool copy_records(line const& request);
    bool copy_common(line const& request);
    bool forget_user(line const& request);
    bool list_records(line const& request);
    bool keep_annotation(line const& request);
    bool keep_access(line const& request);

private:
    struct batch;

    bool answer(line const& what);
    bool refuse(base::error_code const& why);
    bool refuse(std::string const& why, char const* code);
    bool send_copy(std::string const& path, std::string const& account);
    std::string folder_in(line const& request) const;
    bool take_message(line const& head, store::mailbox& box, std::string const& folder, batch& into);
    bool take_text(line const& head, store::writer* text, std::string* copy, base::error_code& trouble);
    bool is_there(store::mailbox& box, line const& head, std::string const& key, std::string const& folder, std::string const& stored);
    bool store_batch(store::mailbox& box, std::string const& folder, batch& what);
    bool send_message(store::mailbox& box, std::uint32_t uid, std::string& space);

    tools::admin_wire wire_;
    admin_surroundings const& around_;
    store::owner who_;
    std::shared_ptr<store::account> account_;
    std::optional<import_marks> marks_;
    std::set<std::uint32_t> found_;    // messages of doubtful batches that were recognised
};

}  // namespace mailstead::server
