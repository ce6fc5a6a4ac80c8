// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

/**
 * What a proxy has open at one moment. All but {@code originIdle} are 0 when no client is there.
 *
 * @param originConnections in use, or being made
 * @param originIdle pooled
 * @param tunnelPipes that hold bytes of spliced tunnels
 * @param cacheFetches requests on their way whose answer the cache waits for
 * @param cacheWriters responses being stored
 */
public record Openings(long clientConnections, long exchanges, long tunnels, long originConnections, long originIdle,
    long tunnelPipes, long cacheFetches, long cacheWriters) {}
