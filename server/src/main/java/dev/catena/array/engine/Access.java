// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * How a member gets to the others.
 *
 * @param secret what all members and nobody else know; empty: nothing is encrypted under a key, which the settings permit with TLS, or on the loopback
 * @param tls for connections in which both ends show a certificate; empty: none is spoken
 * @param names looks up the addresses behind a name, none if there are none; may wait, for a bounded time
 */
public record Access(String secret, Optional<SSLContext> tls, Function<String, List<InetAddress>> names) {}
