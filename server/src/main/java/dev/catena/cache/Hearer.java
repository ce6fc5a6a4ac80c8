// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import java.util.List;

/** Hears what an unsafe request has made doubtful, where others may have stored it, too. On an event loop: it must not block. */
@FunctionalInterface
public interface Hearer {
    /**
     * @param uris of which nothing may be kept
     * @param names of groups, and of what answers queries of a URI, which {@link Cache#doubt} of another cache understands
     */
    void doubted(List<String> uris, List<String> names);
}
