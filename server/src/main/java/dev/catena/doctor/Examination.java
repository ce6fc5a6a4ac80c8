// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import java.util.List;

/** Looks at one part of the proxy and of the machine it stands on. May block, for a bounded time; changes nothing. */
@FunctionalInterface
public interface Examination {
    List<Check> run();
}
