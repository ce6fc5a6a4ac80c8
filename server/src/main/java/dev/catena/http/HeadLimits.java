// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/**
 * How much of a head is read before it is refused.
 *
 * @param headBytes start line and fields together ({@code limits.head})
 * @param fields field lines ({@code limits.fields})
 */
public record HeadLimits(int headBytes, int fields) {
    public static final HeadLimits INITIAL = new HeadLimits(64 * 1024, 1000);
}
