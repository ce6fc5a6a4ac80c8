// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

/** Has connections of its own, which nobody else may use. Owner: one event loop, that of its connections. */
public interface Keeper {
    /** The connection is ready for another request. */
    void take(UpstreamConnection connection);

    /** The connection is gone, or became a tunnel. Told once. */
    void lost(UpstreamConnection connection);
}
