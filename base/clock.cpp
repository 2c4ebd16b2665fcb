// The system's clock.
#include "base/clock.h"

namespace mailstead::base {

clock const& system_clock() noexcept {
    static clock const the_clock;
    return the_clock;
}

}  // namespace mailstead::base
