// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import java.net.InetAddress;
import java.time.Instant;

/**
 * Who asks, from where, when.
 *
 * @param listener the name of the listener that took the connection
 * @param overLoopback the connection came from this machine over its loopback
 */
public record Caller(InetAddress address, String listener, boolean overLoopback, Instant now) {}
