// SPDX-License-Identifier: Apache-2.0

/**
 * Bytes both ways between two connections, and nothing else. Begin with {@link dev.catena.net.tunnel.Tunnel}: one that works
 * everywhere copies between channels, the other moves pages inside the kernel by {@code splice(2)} (Linux).
 * {@link dev.catena.net.tunnel.Kernel} has the system calls, and says whether they are here.
 */
@NullMarked
package dev.catena.net.tunnel;

import org.jspecify.annotations.NullMarked;
