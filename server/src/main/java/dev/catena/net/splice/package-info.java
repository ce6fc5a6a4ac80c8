// SPDX-License-Identifier: Apache-2.0

/**
 * Tunnels that move their bytes inside the kernel: two sockets, a pipe, and {@code splice(2)}, which shifts pages instead of
 * copying them (Linux). Begin with {@link dev.catena.net.splice.SplicedTunnel}; {@link dev.catena.net.splice.Kernel} has the
 * system calls, and says whether they are here.
 */
@NullMarked
package dev.catena.net.splice;

import org.jspecify.annotations.NullMarked;
