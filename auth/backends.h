// The back ends in the administrator's order, as one. docs/decisions/0030 says why it decides as it does.
#pragma once

#include <memory>
#include <vector>

#include "auth/backend.h"
#include "auth/last_logins.h"

namespace mailstead::auth {

// Thread-safe as its parts are. A name is one user, whichever of them has accepted his password: what is known of him comes from the
// first that knows him.
class backends final : public backend {
public:
    // `logins` may be null; outlives this.
    backends(std::vector<std::unique_ptr<backend>> ordered, last_logins* logins);

    std::optional<std::string> normal_name(std::string_view address) const override;
    base::result<std::optional<credentials>> find_credentials(std::string_view address) override;
    base::result<std::optional<user>> find_user(std::string_view address) override;
    base::result<std::int64_t> secret_count() override;
    base::result<std::string> made_up_key() override;
    // Never absent, never unknown or undecided.
    base::result<std::optional<verdict>> check_password(attempt const& what) override;
    void pretend(attempt const& what) override;
    std::uint32_t usual_iterations(std::string_view mechanism, std::string_view name) override;
    bool serves(std::string_view mechanism) override;
    base::result<void> ready() override;
    base::result<standing> standing_of(std::string_view name) override;
    void logged_in(login const& what) override;

private:
    backend& somewhere(std::string_view name) const;    // a name that nobody has is taken for one of that back end's

    std::vector<std::unique_ptr<backend>> parts_;
    last_logins* logins_;
};

}  // namespace mailstead::auth
